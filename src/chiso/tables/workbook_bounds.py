"""How much a workbook (.xlsx) would unfold to, counted in its markup before a library lays out its cells.

A sheet is laid out as a rectangle up to its farthest row and column, so that two cells far apart take all
memory, and one long text may be named by any number of cells. What names no place is laid out too, one after
the other, and a place may be written in either kind of quotation marks.
"""

from __future__ import annotations

import io
import re
import zipfile

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem

LARGEST_UNFOLDED = 1024 * 1024 * 1024
MOST_LETTERS = 1_000_000_000

_ROW_OR_CELL = re.compile(
    rb"<(?:[^\s<>/:]+:)?(row|c)(?=[\s/>])"
    rb"(?:(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\sr\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"'])?"
)
_NAMED_TEXT = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*<(?:[^\s<>/:]+:)?v[^<>]*>\s*([0-9]{1,9})\s*<")
_TEXT = re.compile(rb"<(?:[^\s<>/:]+:)?si(?=[\s/>])")


def check_workbook(content: bytes, name: str, *, most_cells: int) -> None:
    """Raise BadInput (CH-1003) where the sheets hold, or reach, more than `most_cells`, or too many letters.

    Raises what `zipfile` raises where the archive is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_UNFOLDED:
            raise too_large(name, text("{limit} bytes when unpacked", limit=LARGEST_UNFOLDED))
        parts = archive.namelist()
        shared = next((member for member in parts if member.lower().endswith("sharedstrings.xml")), None)
        lengths = [len(one) for one in _TEXT.split(archive.read(shared))[1:]] if shared else []
        # Which part is a sheet is told elsewhere in the archive; it may be called as it likes.
        for member in parts:
            if member != shared:
                _check_sheet(archive.read(member), lengths, name, most_cells)


def _check_sheet(sheet: bytes, lengths: list[int], name: str, most_cells: int) -> None:
    width, height, row, column = 1, 1, 0, 0
    for found in _ROW_OR_CELL.finditer(sheet):
        if found[1] == b"row":
            row, column = int(found[3]) if found[3] else row + 1, 0
            height = max(height, row)
        elif found[2]:
            column = column_number(found[2].decode().upper())
            width, height = max(width, column), max(height, int(found[3]))
        else:
            column += 1
            width = max(width, column)
    if width * height > most_cells:
        raise too_large(name, text("{limit} cells in a sheet", limit=most_cells))
    named = (int(found[1]) for found in _NAMED_TEXT.finditer(sheet))
    if sum(lengths[one] for one in named if one < len(lengths)) > MOST_LETTERS:
        raise too_large(name, text("{limit} letters in all cells", limit=MOST_LETTERS))


def column_number(letters: str) -> int:
    """Which column the capitals A to Z name: 1 is A, 27 is AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def too_large(name: str, limit: Text) -> BadInput:
    """The problem of a workbook above a limit (CH-1003)."""
    expected = text("Expected a workbook with at most {limit}.", limit=limit)
    return BadInput([Problem("CH-1003", Place(name), "", expected, text("Save the sheet as CSV UTF-8."))])
