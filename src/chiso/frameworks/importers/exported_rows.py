"""The printed table of an export, read back: rows with the words of each column, by headings.

A person may have moved columns, taken some out, or split the table in two; each table begins with
the headings, which may stand again anywhere below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chiso.frameworks.exporting.layout import COLUMNS, ColumnName
from chiso.frameworks.exporting.machine_part import settled
from chiso.frameworks.importers.parts import Cell, CellPlace, Grid
from chiso.language import LANGUAGES, text

_TOTAL = frozenset(settled(text("Total").in_language(language)).casefold() for language in LANGUAGES)
_NAMES: Mapping[str, ColumnName] = {
    settled(column.heading.in_language(language)).casefold(): column.name
    for column in COLUMNS
    for language in LANGUAGES
}
# Without these a row cannot be told from another; the other columns may be missing.
_NEEDED: frozenset[ColumnName] = frozenset({"code", "title"})


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: its words by column. A column that is missing or covered by another cell has none."""

    words: Mapping[ColumnName, str]
    places: Mapping[ColumnName, CellPlace]

    @property
    def code(self) -> str:
        """The number that the row carries, "" where it carries none."""
        return settled(self.words.get("code", ""))

    @property
    def title(self) -> str:
        """The title, as one line."""
        return settled(self.words.get("title", ""))

    @property
    def place(self) -> CellPlace:
        """Where the row begins."""
        return self.places.get("code") or next(iter(self.places.values()))

    @property
    def is_total(self) -> bool:
        """Whether it is the row of the total."""
        return not self.code and self.title.casefold() in _TOTAL

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(settled(words) for words in self.words.values())


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The rows in the order of the file, and the columns that at least one of its tables has.

    `unknown` are the headings of columns that no export has.
    """

    rows: tuple[ReadRow, ...]
    columns: frozenset[ColumnName]
    tables: int
    unknown: tuple[str, ...] = ()


def read_table(grids: Iterable[Grid]) -> ReadTable:
    """The printed table in `grids`; without rows where there is none."""
    rows: list[ReadRow] = []
    columns: set[ColumnName] = set()
    unknown: list[str] = []
    tables = 0
    for grid in grids:
        unknown += _unknown_headings(grid)
        found: Mapping[int, ColumnName] = {}
        for row in _rows_under_headings(grid):
            if isinstance(row, ReadRow):
                rows.append(row)
            else:
                tables += not found
                found = row
                columns |= set(row.values())
    return ReadTable(
        tuple(row for row in rows if not row.is_empty),
        frozenset(columns),
        tables,
        tuple(dict.fromkeys(unknown)),
    )


def _rows_under_headings(grid: Grid) -> Iterator[ReadRow | Mapping[int, ColumnName]]:
    """Each row of headings as the columns that it names, each row under one as what it says."""
    columns: Mapping[int, ColumnName] = {}
    for cells in grid.rows:
        headings = _headings_in(cells)
        if headings:
            columns = headings
            yield headings
        elif columns:
            row = _row_of(cells, columns)
            # A line of words across the table, such as one below it, covers the title.
            if "title" in row.words:
                yield row


def _unknown_headings(grid: Grid) -> Iterator[str]:
    for cells in grid.rows:
        if _headings_in(cells):
            written = (settled(cell.text) for cell in cells)
            yield from (heading for heading in written if heading and heading.casefold() not in _NAMES)


def _headings_in(cells: tuple[Cell, ...]) -> Mapping[int, ColumnName]:
    names = {
        position: name
        for position, cell in enumerate(cells)
        if (name := _NAMES.get(settled(cell.text).casefold())) is not None
    }
    return names if set(names.values()) >= _NEEDED else {}


def _row_of(cells: tuple[Cell, ...], columns: Mapping[int, ColumnName]) -> ReadRow:
    present = {name: cells[position] for position, name in columns.items() if position < len(cells)}
    return ReadRow(
        {name: cell.text for name, cell in present.items() if not cell.is_covered},
        {name: cell.place for name, cell in present.items()},
    )
