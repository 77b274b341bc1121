"""The annex among the tables of a file: its rows under their columns, from its first page to its last.

A table without headings that is as wide as the one before it goes on with it, and so does one that
repeats the headings; repeated headings are dropped. A row that a page break has cut is joined. Two
annexes in one file are refused: each is a set of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chiso.frameworks.importers.columns import ColumnRole, Headings, find_headings, is_repeated
from chiso.frameworks.importers.files import refuse
from chiso.frameworks.importers.parts import Cell, CellPlace, Grid
from chiso.frameworks.importers.words import fold
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote

# In a sheet the title and the decision stand above the headings, in rows of their own.
_SEARCHED = 40
_SIGNATURE = re.compile(r"nơi nhận|nơi gửi|thừa lệnh|kt chủ tịch|tm ủy ban|chủ tịch$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an annex by columns; a role has several cells where several columns have it."""

    cells: Mapping[ColumnRole, tuple[Cell, ...]]
    place: CellPlace
    is_spanning: bool
    is_first_of_page: bool = False

    def words(self, role: ColumnRole) -> str:
        """The words under a role, a line each for several columns."""
        return "\n".join(cell.text for cell in self.cells.get(role, ()) if cell.text)

    def place_of(self, role: ColumnRole) -> CellPlace:
        """Where the words of a role stand; where the row begins, if it has none."""
        return next((cell.place for cell in self.cells.get(role, ()) if cell.text), self.place)

    @property
    def is_bold(self) -> bool:
        """Whether the title is printed bold."""
        return any(cell.is_bold and cell.text for cell in self.cells.get("title", ()))


@dataclass(frozen=True, slots=True)
class Annex:
    """The one table of a set, over all its pages."""

    rows: tuple[Row, ...]
    headings: Headings
    words_before: tuple[str, ...]
    tables: int
    # Tables of the file that are no part of the annex, by where they begin.
    passed_over: tuple[CellPlace, ...]

    @property
    def language(self) -> Literal["vi", "en"]:
        """The language of the headings, and so of the titles."""
        return self.headings.language


@dataclass(slots=True)
class _Found:
    headings: Headings
    width: int
    rows: list[Row]
    words_before: list[str]
    tables: int = 1


def find_annex(grids: Sequence[Grid], name: str) -> Annex:
    """The annex in the tables of a file. Raises BadInput where there is none, or more than one."""
    found: list[_Found] = []
    passed_over: list[CellPlace] = []
    words: list[str] = []
    for grid in grids:
        words += grid.words_before
        if not grid.rows:
            continue
        headings = find_headings(grid.rows, search=_SEARCHED)
        if headings is None:
            if found and _goes_on(found[-1], grid):
                found[-1].rows += _rows(grid.rows, found[-1].headings)
                found[-1].tables += 1
            else:
                passed_over.append(grid.rows[0][0].place)
            continue
        above = [cell.text for row in grid.rows[: headings.first] for cell in row if cell.text]
        rows = list(_rows(grid.rows[headings.end :], headings))
        if found and _same_headings(found[-1].headings, headings) and not _begins_again(found[-1], rows):
            found[-1].rows += rows
            found[-1].tables += 1
        else:
            found.append(_Found(headings, len(grid.rows[0]), rows, [*words, *above]))
        words = []
    return _the_one(found, passed_over, name)


def _the_one(found: list[_Found], passed_over: list[CellPlace], name: str) -> Annex:
    sets = [one for one in found if one.headings.has("max_points") and one.rows]
    if not sets:
        if found:
            raise refuse(
                "CH-2611",
                name,
                "",
                text("Expected a column with the maximum points (“Điểm tối đa”) in the table."),
                text("Add the column; a set without points is written by hand as a framework."),
            )
        raise refuse(
            "CH-2610",
            name,
            "",
            text("Expected a table with the headings of an annex: number, criteria, maximum points."),
            text("Give the columns the headings “STT”, “Tiêu chí”, “Điểm tối đa”; a PDF needs ruled lines."),
        )
    if len(sets) > 1:
        raise BadInput(
            Problem(
                "CH-2612",
                Place(name, one.rows[0].place.row, one.rows[0].place.sheet),
                text("{title} ({place})", title=_shown(one), place=one.rows[0].place.in_words),
                text("Expected one set in a file; {count} begin in this one.", count=len(sets)),
                text("Keep one of them in the file and import each from a file of its own."),
            )
            for one in sets
        )
    one = sets[0]
    others = [other.rows[0].place for other in found if other is not one and other.rows]
    return Annex(
        tuple(_joined(one.rows)),
        one.headings,
        tuple(one.words_before),
        one.tables,
        tuple(sorted([*passed_over, *others], key=lambda place: (place.page or 0, place.table, place.row))),
    )


def _shown(found: _Found) -> str:
    return quote(next((words for row in found.rows if (words := row.words("title"))), ""))


def _same_headings(before: Headings, after: Headings) -> bool:
    return before.roles == after.roles and before.words[0] == after.words[0]


def _begins_again(found: _Found, rows: Sequence[Row]) -> bool:
    """Whether the first numbered row is the first of the table before it once more."""
    first = _first_number(rows)
    return first != "" and first == _first_number(found.rows)


def _first_number(rows: Sequence[Row]) -> str:
    return next((number for row in rows if (number := fold(row.words("number")))), "")


def _goes_on(found: _Found, grid: Grid) -> bool:
    if len(grid.rows[0]) != found.width:
        return False
    return not any(_SIGNATURE.search(fold(cell.text)) for row in grid.rows[:2] for cell in row)


def _rows(rows: Sequence[Sequence[Cell]], headings: Headings) -> Iterator[Row]:
    at, is_first = 0, True
    while at < len(rows):
        repeated = is_repeated(rows, at, headings)
        if repeated:
            at += repeated
            continue
        if any(cell.text for cell in rows[at]):
            yield _row(rows[at], headings, is_first=is_first)
            is_first = False
        at += 1


def _row(cells: Sequence[Cell], headings: Headings, *, is_first: bool) -> Row:
    by_role: dict[ColumnRole, tuple[Cell, ...]] = {}
    for column, role in sorted(headings.roles.items()):
        if column < len(cells):
            by_role[role] = (*by_role.get(role, ()), cells[column])
    title = next((column for column, role in headings.roles.items() if role == "title"), 0)
    first = cells[0]
    is_spanning = False
    for column, cell in enumerate(cells):
        if cell.text and column <= title < column + cell.column_span and cell.column_span > 1:
            # One cell over the number and the title, or over the whole row: its words are the title.
            by_role["title"] = (cell,)
            if column < title:
                by_role["number"] = ()
            is_spanning = True
    return Row(by_role, first.place, is_spanning, is_first)


def _joined(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, those joined that a page break has cut in two."""
    before: Row | None = None
    for row in rows:
        if before is not None and _is_cut(before, row):
            before = _join(before, row)
            continue
        if before is not None:
            yield before
        before = row
    if before is not None:
        yield before


def _is_cut(before: Row, row: Row) -> bool:
    """Whether a row is the rest of the one before it: the first of a page, begun in the middle."""
    if not row.is_first_of_page or row.place.page is None or row.place.page == before.place.page:
        return False
    if row.words("number") or row.words("max_points") or row.words("step_points"):
        return False
    begun = row.words("title") or row.words("rule") or row.words("evidence")
    return begun[:1].islower()


def _join(before: Row, row: Row) -> Row:
    cells = dict(before.cells)
    for role, rest in row.cells.items():
        words = "\n".join(cell.text for cell in rest if cell.text)
        if not words:
            continue
        own = cells.get(role, ())
        filled = next((cell for cell in own if cell.text), None)
        if filled is None:
            cells[role] = rest
            continue
        sign = " " if words[:1].islower() else "\n"
        cells[role] = tuple(
            replace(cell, text=f"{cell.text}{sign}{words}") if cell is filled else cell for cell in own
        )
    return replace(before, cells=cells)
