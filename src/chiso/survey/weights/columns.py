"""Columns of the data as the steps need them: numbers, or classes of rows that share their values.

Every fault that the columns have is noted in one report; the steps are prepared, then the report is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import polars
import pyarrow as pa
from numpy.typing import NDArray

from chiso.language import Text, text
from chiso.problems import Place, Report

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
# What data may be handed in as.
Source: TypeAlias = "pa.Table | Mapping[str, NDArray[np.generic]]"


@dataclass(frozen=True)
class Classes:
    """Classes of rows: of_row (rows,) says which one, names (classes) what stands in the columns."""

    of_row: IntArray
    names: tuple[tuple[str, ...], ...]

    def written(self, number: int) -> str:
        """A class as people read it."""
        return " | ".join(self.names[number]) or "*"


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """For each row of a table of what is told apart: how many rows of the data are so, the first of them.

    `first` from 0; `names`: all columns of the data.
    """

    copies: IntArray
    first: IntArray
    names: tuple[str, ...]


@dataclass
class Columns:
    """The data of a chain, and what was found wrong with them. `alike`: where a row stands for several."""

    table: pa.Table
    report: Report = field(default_factory=Report)
    reported: set[tuple[str, str]] = field(default_factory=set)
    alike: Alike | None = None

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return int(self.table.num_rows) if self.alike is None else len(self.alike.copies)

    @property
    def copies(self) -> FloatArray:
        """(rows,) for how many rows of the data each stands."""
        return np.ones(self.rows) if self.alike is None else self.alike.copies.astype(np.float64)

    def count_and_first(self, which: BoolArray) -> tuple[int, int]:
        """How many rows of the data are in `which` (rows,), some at least, and the first, from 1."""
        if self.alike is None:
            return int(which.sum()), int(np.argmax(which)) + 1
        return int(self.alike.copies[which].sum()), int(self.alike.first[which].min()) + 1

    def numbers(self, name: str, where: BoolArray | None = None) -> FloatArray:
        """A column as numbers; one is needed in every row (of `where`). Zeros if the column is unusable."""
        values = self._read(name)
        if values is None:
            return np.zeros(self.rows)
        is_bad = ~np.isfinite(values) if where is None else ~np.isfinite(values) & where
        self._note_rows(name, is_bad, text("Expected a number in every row that counts."))
        return np.where(np.isfinite(values), values, 0.0)

    def _read(self, name: str) -> FloatArray | None:
        """A column as it stands, NaN where it is empty; None where there are no numbers."""
        if not self._has(name):
            return None
        column = self.table.column(name)
        if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
            self.note(name, str(column.type), text("Expected a column of numbers."))
            return None
        numbers = column.cast(pa.float64(), safe=False)
        return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)

    def positive(self, name: str, at_most: float = np.inf) -> FloatArray:
        """A column of numbers above 0; ones where they are not."""
        values = self._read(name)
        if values is None:
            return np.ones(self.rows)
        is_bad = ~((values > 0) & (values <= at_most) & np.isfinite(values))
        if at_most == 1:
            expected = text("Expected a probability above 0, at most 1.")
        else:
            expected = text("Expected a weight above 0.")
        self._note_rows(name, is_bad, expected)
        return np.where(is_bad, 1.0, values)

    def classes(self, names: Sequence[str], where: BoolArray | None = None) -> Classes:
        """Classes by the values of some columns; without columns all rows are one class.

        A value is needed in every row (of `where`); the others are in the first class.
        """
        missing = [name for name in names if not self._has(name)]
        if missing or not names:
            return Classes(np.zeros(self.rows, np.int64), (("",) * len(names),))
        counted = np.ones(self.rows, bool) if where is None else where
        texts = []
        for name in names:
            column = self.table.column(name)
            if not _can_be_told_apart(column.type):
                self.note(
                    name, str(column.type), text("Expected a column of numbers, words, truth values or days.")
                )
                texts.append(polars.Series(name, [""] * self.rows))
                continue
            written = _written(column)
            is_empty = written.is_null().to_numpy() & counted
            self._note_rows(name, is_empty, text("Expected a value in every row that counts."))
            texts.append(written.fill_null("").alias(name))
        frame = polars.DataFrame(texts)
        distinct = frame.filter(counted).unique().sort(list(names))
        if distinct.is_empty():
            return Classes(np.zeros(self.rows, np.int64), (("",) * len(names),))
        numbered = distinct.with_row_index("chiso_class")
        found = frame.join(numbered, on=list(names), how="left", maintain_order="left")["chiso_class"]
        of_row = found.fill_null(0).to_numpy().astype(np.int64)
        return Classes(of_row, tuple(distinct.rows()))

    def note(self, name: str, found: object, expected: Text) -> None:
        """Note a fault of a column (CH-3152), once."""
        key = (name, expected.message)
        if key not in self.reported:
            self.reported.add(key)
            mend = text("Mend the data, or name another column in the chain.")
            self.report.add("CH-3152", Place(field=name), found, expected, mend)

    def _note_rows(self, name: str, is_bad: BoolArray, expected: Text) -> None:
        bad = np.flatnonzero(is_bad)
        if len(bad):
            first = self.table.column(name)[int(bad[0])].as_py()
            shown = "" if first is None else str(first)
            count, row = self.count_and_first(is_bad)
            rows = text(
                "{expected} Rows without: {count}, the first is row {row}.",
                expected=expected,
                count=count,
                row=row,
            )
            self.note(name, shown, rows)

    def _has(self, name: str) -> bool:
        if self.table.column_names.count(name) == 1:
            return True
        if (name, "") not in self.reported:
            self.reported.add((name, ""))
            self.report.add(
                "CH-3151",
                Place(field=name),
                ", ".join((self.table.column_names if self.alike is None else self.alike.names)[:12]),
                text("Expected the column “{name}” in the data; the chain names it.", name=name),
                text("Correct the name in the chain, or bring the column into the data."),
            )
        return False


def columns_of(source: Source) -> Columns:
    """Columns of a table of Arrow, or of arrays by name."""
    return Columns(source if isinstance(source, pa.Table) else pa.table(dict(source)))


def _can_be_told_apart(kind: pa.DataType) -> bool:
    """Whether values of a kind have one way to be written; lists and stretches of time have none."""
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return not (pa.types.is_nested(value) or pa.types.is_duration(value) or pa.types.is_interval(value))


def _written(column: pa.ChunkedArray) -> polars.Series:
    """The values as text; a whole number that came as a fraction (1.0) is written as one (1)."""
    values = polars.Series(column)
    if values.dtype.is_float():
        # Zero has a sign there, and no reader of a class wants to see it.
        values = values.fill_nan(None).set(values == 0, 0.0)
        if ((values == values.floor()) & (values.abs() < 2.0**63)).all():
            values = values.cast(polars.Int64)
    written = values.cast(polars.String)
    return written.set(written == "", None)
