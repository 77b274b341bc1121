"""Sheets of a workbook as tables of cells, read within the bounds that hold for every office file.

The archive is copied within bounds, and places and texts are counted, before a library lays out its cells
(`chiso.frameworks.importers`). Formulas count with the value that was saved; nothing is run or fetched.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from chiso.composite.workbook.shape import MISSING, NAMES_OF_SHEETS
from chiso.frameworks.importers.files import Format, damaged, read_bytes, recognise
from chiso.frameworks.importers.sheet_bounds import check_bounds
from chiso.language import listing, text
from chiso.libraries import need
from chiso.problems import BadInput, Place, Problem, quote

# A workbook begins as every zip archive does.
_ARCHIVE = b"PK"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its number as the program shows it, and its cells by the head of their column."""

    number: int
    cells: dict[str, Any]

    def words(self, column: str) -> str:
        """The cell as text; empty where it has nothing, also in the words of R (“NA”)."""
        written = written_cell(self.cells.get(column))
        return "" if written.casefold() in MISSING else written


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose first filled row has the names of the columns."""

    file: str
    name: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def place(self, line: Line | None = None, column: str = "") -> Place:
        """Where something is: “book.xlsx, sheet Data”, row, column."""
        return Place(f"{self.file} [{self.name}]", None if line is None else line.number, column)


def read_sheets(path: Path) -> dict[str, Sheet]:
    """The sheets of known names. Raises BadInput (CH-8060, CH-2600 to CH-2605) and WrongCall (CH-5002)."""
    calamine = need("python_calamine", "python-calamine")
    name = path.name
    source = read_bytes(path)
    if not source.startswith(_ARCHIVE):
        raise BadInput([_no_workbook(name)])
    kind, source = recognise(source, name)
    if kind is not Format.WORKBOOK:
        raise BadInput([_no_workbook(name)])
    check_bounds(source, name)
    found: dict[str, Sheet] = {}
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(source)) as workbook:
            for title in workbook.sheet_names:
                known = _known_name(title)
                if known is not None and known not in found:
                    rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
                    found[known] = _sheet(name, title, rows)
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise damaged(name, error) from error
    return found


def written_cell(cell: Any) -> str:
    """A cell as text: whole numbers without a point, others with all digits of the float."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        exact = Decimal(repr(cell))
        whole = exact.to_integral_value()
        return format(whole if exact == whole else exact, "f")
    return " ".join(str(cell).split())


def _known_name(title: str) -> str | None:
    small = title.strip().casefold()
    return next((known for known, names in NAMES_OF_SHEETS.items() if small in names), None)


def _sheet(file: str, title: str, rows: list[list[Any]]) -> Sheet:
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(map(written_cell, row))]
    if not filled:
        return Sheet(file, title, (), ())
    heads = [written_cell(cell) for cell in filled[0][1]]
    _refuse_twice(file, title, filled[0][0], (head for head in heads if head))
    lines = tuple(
        Line(number, {head: cell for head, cell in zip(heads, row, strict=False) if head})
        for number, row in filled[1:]
    )
    return Sheet(file, title, tuple(head for head in heads if head), lines)


def _refuse_twice(file: str, title: str, number: int, heads: Iterable[str]) -> None:
    seen: set[str] = set()
    twice = [head for head in heads if head.casefold() in seen or seen.add(head.casefold())]  # type: ignore[func-returns-value]
    if twice:
        expected = text("Expected each column once; these stand twice: {names}.", names=listing(twice))
        mend = text("Rename or delete one of the two columns.")
        where = Place(f"{file} [{title}]", number, twice[0])
        raise BadInput([Problem("CH-8062", where, quote(twice[0]), expected, mend)])


def _no_workbook(name: str) -> Problem:
    return Problem(
        "CH-8060",
        Place(name),
        quote(name.rpartition(".")[2]),
        text("Expected a workbook of Excel since 2007 (.xlsx), without a password."),
        text("Save it as .xlsx; the ending of the name alone does not change what a file is."),
    )
