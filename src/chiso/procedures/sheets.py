"""Workbooks (.xlsx): one sheet as rows of words, a heading that spans columns written above each of them.

What an archive would unfold to is counted in its markup before a library lays it out as a rectangle.

    CH-1003 above the limits    CH-8779 no workbook, or no sheet of that name
"""

from __future__ import annotations

import datetime
import importlib
import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem, WrongCall, quote, reason_of

Rows = list[tuple[int, tuple[str, ...]]]

LARGEST = 256 * 1024 * 1024
LARGEST_UNFOLDED = 1024 * 1024 * 1024
MOST_CELLS = 40_000_000
MOST_LETTERS = 1_000_000_000

# A row or a cell, and its place where it names one: a library also lays out those that do not, one after the
# other, and takes either kind of quotation marks.
_ROW_OR_CELL = re.compile(
    rb"<(?:[^\s<>/:]+:)?(row|c)(?=[\s/>])"
    rb"(?:(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\sr\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"'])?"
)
_NAMED_TEXT = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*<(?:[^\s<>/:]+:)?v[^<>]*>\s*([0-9]{1,9})\s*<")
_TEXT = re.compile(rb"<(?:[^\s<>/:]+:)?si(?=[\s/>])")


def is_workbook(path: Path) -> bool:
    """Whether the file begins as an archive does."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def read_sheet(path: Path, sheet: str | None) -> Rows:
    """Line numbers and cells of a sheet, else of the first one. Raises BadInput, WrongCall."""
    calamine = _need_calamine()
    name = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _too_large(name, text("{limit} bytes", limit=LARGEST))
        _check_bounds(content, name)
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


def _need_calamine() -> Any:
    try:
        return importlib.import_module("python_calamine")
    except ImportError as error:
        expected = text(
            "Expected the library {package}, which reads and writes office files.", package="python-calamine"
        )
        mend = text("Install it with: pip install {package}", package="python-calamine")
        raise WrongCall([Problem("CH-5002", Place(), "python-calamine", expected, mend)]) from error


def _check_bounds(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_UNFOLDED:
            raise _too_large(name, text("{limit} bytes when unpacked", limit=LARGEST_UNFOLDED))
        parts = archive.namelist()
        shared = next((member for member in parts if member.lower().endswith("sharedstrings.xml")), None)
        lengths = [len(one) for one in _TEXT.split(archive.read(shared))[1:]] if shared else []
        # Which part is a sheet is told elsewhere in the archive; it may be called as it likes.
        for member in parts:
            if member != shared:
                _check_sheet(archive.read(member), lengths, name)


def _check_sheet(sheet: bytes, lengths: list[int], name: str) -> None:
    width, height, row, column = 1, 1, 0, 0
    for found in _ROW_OR_CELL.finditer(sheet):
        if found[1] == b"row":
            row, column = int(found[3]) if found[3] else row + 1, 0
            height = max(height, row)
        elif found[2]:
            column = _column_number(found[2].upper())
            width, height = max(width, column), max(height, int(found[3]))
        else:
            column += 1
            width = max(width, column)
    if width * height > MOST_CELLS:
        raise _too_large(name, text("{limit} cells in a sheet", limit=MOST_CELLS))
    named = (int(found[1]) for found in _NAMED_TEXT.finditer(sheet))
    if sum(lengths[one] for one in named if one < len(lengths)) > MOST_LETTERS:
        raise _too_large(name, text("{limit} letters in all cells", limit=MOST_LETTERS))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(name: str, limit: Text) -> BadInput:
    expected = text("Expected a workbook with at most {limit}.", limit=limit)
    return BadInput([Problem("CH-1003", Place(name), "", expected, text("Save the sheet as CSV UTF-8."))])
