"""What is known of places: columns of tables, each read as numbers, as days or as words.

A column is of numbers (or days) where every cell that is filled is one, in all tables together; else of
words. A day is taken as the years that lie between it and the day of the row. An empty number is NaN, an
empty word is a word of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import Literal

import numpy as np

from chiso.inspection.risk.arrays import FloatArray
from chiso.language import text
from chiso.periods import parse_day
from chiso.problems import BadInput, quote
from chiso.tables import Table, decimal_sign

DAYS_OF_A_YEAR = 365.25
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)
_DAY = re.compile(r"(?:\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{4})\Z", re.ASCII)

Kind = Literal["number", "day", "words"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table: `numbers` (NaN: empty), or `words` where there are no numbers.

    `is_counted`: numbers are years since a day, and stand in no table.
    """

    name: str
    numbers: FloatArray | None
    words: tuple[str, ...] = ()
    is_counted: bool = False

    def take(self, rows: Sequence[int]) -> Column:
        """The same of some rows."""
        if self.numbers is not None:
            return replace(self, numbers=self.numbers[list(rows)])
        return Column(self.name, None, tuple(self.words[row] for row in rows))


def read_columns(tables: Sequence[tuple[Table, FloatArray]], names: Iterable[str]) -> list[list[Column]]:
    """These columns of each table; `tables`: each with the days of its rows, counted from one beginning.

    Raises BadInput where the decimal sign of a table cannot be told, or a figure has the other one.
    """
    names = tuple(names)
    cells = [{name: table.column(name) for name in names} for table, _ in tables]
    kinds = {name: _kind_of({one for each in cells for one in each[name] if one}) for name in names}
    figures = [name for name, kind in kinds.items() if kind == "number"]
    read = []
    for (table, days), own in zip(tables, cells, strict=True):
        sign = _sign_of(table, [own[name] for name in figures], figures)
        _refuse_the_other_sign(table, figures, sign)
        read.append([_read(name, own[name], days, kind, sign) for name, kind in kinds.items()])
    return read


def _kind_of(cells: set[str]) -> Kind:
    """Of a column with these cells, the empty left out."""
    if cells and all(_NUMBER.match(cell) for cell in cells):
        return "number"
    if cells and all(_is_day(cell) for cell in cells):
        return "day"
    return "words"


def _is_day(cell: str) -> bool:
    if not _DAY.match(cell):
        return False
    try:
        parse_day(cell)
    except BadInput:
        return False
    return True


def _sign_of(table: Table, cells: Sequence[Sequence[str]], figures: Sequence[str]) -> str:
    """The decimal sign; where commas part the cells and none is in a figure there is nothing to decide."""
    if table.delimiter == "," and not any("," in one for column in cells for one in column):
        return "."
    return decimal_sign(table, figures)


def _refuse_the_other_sign(table: Table, figures: Sequence[str], sign: str) -> None:
    """“1.234” among decimal commas may be a thousand and more; what it is nobody knows but who wrote it."""
    other = "." if sign == "," else ","
    for name in figures:
        for row in table.rows:
            if other in row[name]:
                expected = text("Expected a figure with the decimal sign “{sign}” alone.", sign=sign)
                mend = text("Write all figures in one way; leave out signs between thousands.")
                table.report.add("CH-1101", table.place(row, name), quote(row[name]), expected, mend)
    table.report.stop_if_any()


def _read(name: str, cells: Sequence[str], days: FloatArray, kind: Kind, sign: str) -> Column:
    if kind == "words":
        return Column(name, None, tuple(cells))
    if kind == "day":
        then = {cell: float(parse_day(cell).toordinal()) if cell else nan for cell in set(cells)}
        years = (days - np.array([then[cell] for cell in cells])) / DAYS_OF_A_YEAR
        return Column(name, years, is_counted=True)
    if sign == ",":
        cells = [cell.replace(",", ".") for cell in cells]
    numbers = np.array([float(cell) if cell else nan for cell in cells])
    numbers[~np.isfinite(numbers)] = nan
    return Column(name, numbers)
