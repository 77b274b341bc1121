"""Workbooks (.xlsx): one sheet as rows of words, a heading that spans columns written above each of them.

CH-1003 above the limits    CH-8779 no workbook, or no sheet of that name
"""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

from chiso.language import listing, text
from chiso.libraries import need
from chiso.problems import BadInput, Place, Problem, quote, reason_of
from chiso.tables.workbook_bounds import check_workbook, too_large

Rows = list[tuple[int, tuple[str, ...]]]

LARGEST = 256 * 1024 * 1024
MOST_CELLS = 40_000_000


def is_workbook(path: Path) -> bool:
    """Whether the file begins as an archive does."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def read_sheet(path: Path, sheet: str | None) -> Rows:
    """Line numbers and cells of a sheet, else of the first one. Raises BadInput, WrongCall."""
    calamine = need("python_calamine", "python-calamine")
    name = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise too_large(name, text("{limit} bytes", limit=LARGEST))
        check_workbook(content, name, most_cells=MOST_CELLS)
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            names = workbook.sheet_names
            if not names or (sheet is not None and sheet not in names):
                expected = text("Expected one of the sheets: {names}.", names=listing(names))
                mend = text("Name the sheet as it is written in the workbook.")
                raise BadInput([Problem("CH-8779", Place(name), quote(sheet or ""), expected, mend)])
            chosen = workbook.get_sheet_by_name(names[0] if sheet is None else sheet)
            values = chosen.to_python(skip_empty_area=False)
            merged = chosen.merged_cell_ranges or []
    except (calamine.CalamineError, zipfile.BadZipFile, zlib.error, EOFError, LookupError,
            NotImplementedError, OSError, RuntimeError, ValueError) as error:  # fmt: skip
        found = reason_of(error) if isinstance(error, OSError) else quote(error)
        expected = text("Expected a workbook (.xlsx) that can be read.")
        mend = text("Open it in the spreadsheet program and save it again, or save the sheet as CSV UTF-8.")
        raise BadInput([Problem("CH-8779", Place(name), found, expected, mend)]) from error
    rows = [[_word(cell) for cell in row] for row in values]
    for (top, left), (bottom, right) in merged:
        _spread(rows, top, left, bottom, right)
    return [(number, tuple(row)) for number, row in enumerate(rows, start=1) if any(row)]


def _spread(rows: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    """Write a cell that spans columns into each of them, in its first row."""
    if top < len(rows) and left < len(rows[top]):
        for column in range(left + 1, min(right + 1, len(rows[top]))):
            rows[top][column] = rows[top][left]


def _word(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    return " ".join(str(cell).split())
