"""The heading of a printed table: rows of titles, headings over headings, numbers of columns, then figures.

    STT  Cơ quan  Tiếp nhận  Hồ sơ đã giải quyết          →  Cơ quan
                             Số hồ sơ  Sớm  Đúng  Trễ        Hồ sơ đã giải quyết / Sớm …

A heading reaches right over the empty cells beside it as long as something stands below them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chiso.procedures.spellings import Spellings, fold

Rows = Sequence[tuple[int, tuple[str, ...]]]

# Above a table stand its title, the agency and the period; below that it would not be looked for.
MOST_LINES_ABOVE = 40
MOST_LEVELS = 5
_FIGURE = re.compile(r"\d[\d.,\s\u00a0]*", re.ASCII)
_NUMBER_OF_COLUMN = re.compile(r"[\[(]?(\d{1,2}|[a-z])[\])]?( ?=.*)?", re.IGNORECASE)
_ORDINAL = frozenset(("stt", "tt", "số tt", "số thứ tự"))


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the figures begin, and the paths of headings of all columns; `titles` are these as they stand."""

    line: int
    paths: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    first_row: int
    known: int


def find_heading(rows: Rows, spellings: Spellings) -> Heading | None:
    """The heading under which most columns are told apart; None where none is known."""
    best: Heading | None = None
    for top in range(min(len(rows), MOST_LINES_ABOVE)):
        if not _may_begin(rows[top][1], spellings):
            continue
        # Below a heading may stand the name of a group, without figures: it is no heading of any column.
        for bottom in range(top + 1, min(_first_row_of_figures(rows, top + 1), top + MOST_LEVELS) + 1):
            block = [cells for _, cells in rows[top:bottom] if not is_numbering(cells)]
            written = _paths(block)
            paths = tuple(_folded(path) for path in written)
            known = len({column for path in paths if (column := column_of(path, spellings))})
            if known and (best is None or known > best.known):
                titles = tuple(" / ".join(path) for path in written)
                best = Heading(rows[top][0], paths, titles, bottom, known)
    return best


def column_of(path: tuple[str, ...], spellings: Spellings) -> str:
    """The column that a path of headings names: as a whole, else by its last two or more."""
    for start in range(len(path)):
        if start and len(path) - start < 2:
            return ""
        column = spellings.headings["summary"].get("/".join(path[start:]), "")
        if column:
            return column
    return ""


def is_numbering(cells: tuple[str, ...]) -> bool:
    """Whether a row numbers the columns: (1), (2), (3) = (1) + (2)."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 3 or not all(_NUMBER_OF_COLUMN.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(found) for cell in filled if (found := re.sub(r"\D.*", "", cell.strip("([")))]
    return len(numbers) >= 2 and all(after == before + 1 for before, after in pairwise(numbers))


def is_ordinal(path: tuple[str, ...]) -> bool:
    """Whether a column only numbers the rows."""
    return bool(path) and path[-1] in _ORDINAL


def _may_begin(cells: tuple[str, ...], spellings: Spellings) -> bool:
    """Whether a heading may begin here: a cell begins one that is known, or numbers the rows."""
    starts = {path.split("/")[0] for path in spellings.headings["summary"]}
    return any(fold(cell) in starts or fold(cell) in _ORDINAL for cell in cells if cell)


def _first_row_of_figures(rows: Rows, start: int) -> int:
    for at in range(start, len(rows)):
        cells = rows[at][1]
        has_figures = any(_FIGURE.fullmatch(cell) for cell in cells)
        if (
            has_figures
            and not is_numbering(cells)
            and any(not _FIGURE.fullmatch(cell) for cell in cells if cell)
        ):
            return at
    return len(rows)


def _paths(block: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    width = max((len(cells) for cells in block), default=0)
    grid = [[*cells, *[""] * (width - len(cells))] for cells in block]
    for at, cells in enumerate(grid):
        for column in range(1, width):
            if not cells[column] and any(below[column] for below in grid[at + 1 :]):
                cells[column] = cells[column - 1]
    columns = [[cells[column] for cells in grid] for column in range(width)]
    return tuple(tuple(c for at, c in enumerate(cells) if c and c not in cells[:at]) for cells in columns)


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    folded = [fold(part) for part in path]
    return tuple(part for at, part in enumerate(folded) if part and part not in folded[:at])
