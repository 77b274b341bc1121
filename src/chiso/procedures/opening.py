"""A file of one row for each thing: its headings found among the spellings, its rows given one by one.

CSV of any length is streamed, twice read and never held; a workbook is held as its library lays it out.

    CH-8761 no heading for a column that is needed    CH-8762 two headings for one column
    CH-8767 a word that is none of those of its column
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from chiso.language import listing, text
from chiso.problems import Place, Report, quote
from chiso.procedures.moments import Moment, moment_of, not_a_moment
from chiso.procedures.shapes import COLUMNS, REQUIRED, WORDS, TableKind
from chiso.procedures.sheets import is_workbook, read_sheet
from chiso.procedures.spellings import Spellings, fold
from chiso.tables import Row, Stream, open_stream
from chiso.tables.reading import refuse_empty, sound_rows

_ABSENT = -1


@dataclass(slots=True)
class Source:
    """The rows of one file under the names of this room; problems go to `report`."""

    table: TableKind
    name: str
    headings: dict[str, str]
    report: Report
    spellings: Spellings
    _rows: Callable[[Report], Iterator[Row]] = field(repr=False)

    def has(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self.headings

    def rows(self) -> Iterator[Row]:
        """The sound rows, from the first one. That there are none under the headings is remarked."""
        before, is_empty = count_problems(self.report), True
        for row in self._rows(self.report):
            is_empty = False
            yield row
        if is_empty and count_problems(self.report) == before:
            # Perhaps a month without dossiers, perhaps an export that failed: whoever reads on should know.
            self.report.remark(text("{file} has headings and not one row.", file=self.name))

    def again(self) -> Iterator[Row]:
        """The rows once more, without saying again what is wrong with them."""
        return self._rows(Report())

    def place(self, row: Row, column: str) -> Place:
        """Where a cell is, under the heading that the file has for it."""
        return Place(self.name, row.number, self.headings.get(column, column))

    def word(self, row: Row, column: str) -> str:
        """A cell after the words of its column; noted and empty where it is none of them (CH-8767)."""
        written = row[column]
        if not written:
            return ""
        known = self.spellings.words_of(self.table, column)
        meant = known.get(fold(written)) if known else written
        if meant is not None:
            return meant
        words = WORDS.get((self.table, column))
        if words is None:
            return written
        expected = text("Expected one of: {names}.", names=listing(words))
        mend = text("Write it so, or say in a mapping which of them this word means.")
        self.report.add("CH-8767", self.place(row, column), quote(written), expected, mend)
        return ""

    def moment(self, row: Row, column: str) -> Moment | None:
        """The day and perhaps the time in a cell, None where it is empty or none (CH-8763)."""
        written = row[column]
        if not written:
            return None
        moment = moment_of(written)
        if moment is None:
            problem = not_a_moment(self.place(row, column), written)
            self.report.add(problem.code, problem.where, written, problem.expected, problem.mend)
        return moment

    def day(self, row: Row, column: str) -> date | None:
        """The day in a cell."""
        moment = self.moment(row, column)
        return moment.day if moment else None


def open_source(
    path: Path, table: TableKind, spellings: Spellings, report: Report, *, sheet: str | None = None
) -> Source:
    """The file, its columns known. Raises BadInput where it has no rows or lacks a column."""
    if is_workbook(path):
        rows = read_sheet(path, sheet)
        if not rows:
            refuse_empty(report, str(path))
        (line, header), *below = rows
        written = tuple(" ".join(name.split()) for name in header)
        headings, positions = _find_columns(written, line, str(path), table, spellings, report)

        def give(into: Report) -> Iterator[Row]:
            return sound_rows(iter(below), written, positions, frozenset(written), str(path), into)

        return Source(table, str(path), headings, report, spellings, give)
    stream = open_stream(path, report, lambda names: sum(bool(spellings.column(table, n)) for n in names))
    headings, positions = _find_columns(stream.header, stream.line, stream.name, table, spellings, report)
    return Source(table, stream.name, headings, report, spellings, _streaming(stream, positions))


def count_problems(report: Report) -> int:
    """How many problems a report has, those that it does not list included."""
    return len(report.problems) + getattr(report, "left_out", 0)


def _streaming(stream: Stream, positions: dict[str, int]) -> Callable[[Report], Iterator[Row]]:
    return lambda report: stream.rows(positions, report)


def _find_columns(
    header: tuple[str, ...], line: int, name: str, table: TableKind, spellings: Spellings, report: Report
) -> tuple[dict[str, str], dict[str, int]]:
    before = count_problems(report)
    headings: dict[str, str] = {}
    positions = dict.fromkeys(COLUMNS[table], _ABSENT)
    others: list[str] = []
    for at, written in enumerate(header):
        column = spellings.column(table, written)
        if not column:
            others += [written] if written else []
        elif column not in headings or _prevails(table, written, headings[column], spellings):
            others += [headings[column]] if column in headings else []
            headings[column], positions[column] = written, at
        elif _prevails(table, headings[column], written, spellings):
            others.append(written)
        else:
            expected = text("Expected one column for “{column}”; “{other}” stands for it, too.",
                            column=column, other=quote(headings[column]))  # fmt: skip
            mend = text(
                "Take one out, or say in a mapping which one is meant: {line}",
                line=f"{table},{column},,{quote(written)}",
            )
            report.add("CH-8762", Place(name, line, quote(written)), written, expected, mend)
    for column in REQUIRED[table]:
        if column not in headings:
            expected = text("Expected a column “{column}”, under a heading that is known.", column=column)
            mend = text(
                "Rename the column, or say in a mapping what it is called: {line}",
                line=f"{table},{column},,…",
            )
            report.add("CH-8761", Place(name, line, column), ", ".join(header), expected, mend)
    if count_problems(report) != before:
        # Without its columns the rows of a file mean nothing.
        report.stop_if_any()
    if others:
        report.remark(text("{file}: columns that are not read: {names}.", file=name, names=listing(others)))
    return headings, positions


def _prevails(table: TableKind, written: str, other: str, spellings: Spellings) -> bool:
    """Whether a mapping names the one heading and not the other, as of a code and a name side by side."""
    return spellings.is_own(table, written) and not spellings.is_own(table, other)
