"""How files write what this room calls otherwise: headings of columns, and words in cells.

    table,column,value,written
    dossiers,received_at,,Ngày tiếp nhận          a heading
    dossiers,channel,online,Trực tuyến            a word in a cell
    dossiers,agency,H26.18,Sở Xây dựng            a code that is kept for a name
    summary,done_late,,Đã giải quyết / Trễ hạn    a heading below another one

Capitals, blanks and signs at the ends do not count. A mapping of a city is read after the shipped spellings
and prevails.

    CH-8760 a line of a mapping that names no table, column or word of this room
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from chiso.language import listing, text
from chiso.problems import quote
from chiso.procedures.shapes import COLUMNS, WORDS, TableKind
from chiso.tables import CappedReport, Row, Table, read_table

SHIPPED = Path(__file__).with_name("spellings.csv")
_ENDS = " \t*:.…-–—"


@dataclass(slots=True)
class Spellings:
    """Folded headings of each table, and folded words of each column."""

    headings: dict[TableKind, dict[str, str]] = field(default_factory=dict)
    words: dict[tuple[TableKind, str], dict[str, str]] = field(default_factory=dict)
    own: set[tuple[TableKind, str]] = field(default_factory=set)

    def column(self, table: TableKind, written: str) -> str:
        """The column that a heading names, else an empty text."""
        return self.headings[table].get(fold(written), "")

    def is_own(self, table: TableKind, written: str) -> bool:
        """Whether a mapping names the heading."""
        return (table, fold(written)) in self.own

    def words_of(self, table: TableKind, column: str) -> Mapping[str, str]:
        """What folded words of a column stand for."""
        return self.words.get((table, column), {})


@lru_cache(maxsize=65_536)
def fold(written: str) -> str:
    """A heading or a word without what does not count. A million dossiers have some hundred words."""
    composed = unicodedata.normalize("NFC", written).casefold()
    parts = (re.sub(r"\s+", " ", part).strip(_ENDS) for part in composed.split("/"))
    return "/".join(parts)


def read_spellings(mapping: Path | None = None) -> Spellings:
    """The shipped spellings, with those of a mapping. Raises BadInput with every problem of the mapping."""
    spellings = Spellings(
        {table: {fold(column): column for column in columns} for table, columns in COLUMNS.items()},
        {place: {fold(word): word for word in words} for place, words in WORDS.items()},
    )
    for table, column, value, written in _shipped():
        _take(spellings, table, column, value, written)
    if mapping is not None:
        for table, column, value, written in _lines(mapping):
            _take(spellings, table, column, value, written)
            if not value:
                spellings.own.add((table, fold(written)))
    return spellings


def _take(spellings: Spellings, table: TableKind, column: str, value: str, written: str) -> None:
    known = spellings.words.setdefault((table, column), {}) if value else spellings.headings[table]
    known[fold(written)] = value or column


@cache
def _shipped() -> tuple[tuple[TableKind, str, str, str], ...]:
    return tuple(_lines(SHIPPED, name=SHIPPED.name))


def _lines(path: Path, name: str | None = None) -> Iterable[tuple[TableKind, str, str, str]]:
    report = CappedReport()
    read = read_table(
        path, name=name, required=("table", "column", "written"), optional=("value",), report=report
    )
    lines = [line for row in read.rows if (line := _line(read, row)) is not None]
    report.stop_if_any()
    return lines


def _line(read: Table, row: Row) -> tuple[TableKind, str, str, str] | None:
    table = next((one for one in COLUMNS if one == row["table"]), None)
    if table is None:
        _refuse(read, row, "table", COLUMNS)
        return None
    column, value = row["column"], row["value"]
    if column not in COLUMNS[table]:
        _refuse(read, row, "column", COLUMNS[table])
        return None
    words = WORDS.get((table, column))
    if value and words is not None and value not in words:
        _refuse(read, row, "value", words)
        return None
    if not fold(row["written"]):
        expected = text("Expected how the file writes it.")
        read.report.add("CH-8760", read.place(row, "written"), "", expected, text("Fill the cell."))
        return None
    return table, column, value, row["written"]


def _refuse(read: Table, row: Row, column: str, known: Iterable[str]) -> None:
    expected = text("Expected one of: {names}.", names=listing(known))
    mend = text("Write the name as it stands in the reference.")
    read.report.add("CH-8760", read.place(row, column), quote(row[column]), expected, mend)
