"""How much a workbook of answers would unfold to, counted before a library lays out its cells.

A sheet is laid out as a rectangle up to its farthest row and column, so that two cells far apart take all
memory, and one long text may be named by any number of cells. Both are counted in the markup.
"""

from __future__ import annotations

import io
import re
import zipfile

import numpy as np

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem

LARGEST_UNFOLDED = 1024 * 1024 * 1024
MOST_CELLS = 60_000_000
MOST_LETTERS = 1_000_000_000

_PLACE = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,7})([0-9]{1,10})"')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,10})"')
_NAMED_TEXT = re.compile(rb'\bt="s"[^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<')
_TEXT = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)


def check_workbook(content: bytes, name: str) -> None:
    """Raise BadInput (CH-1003) where the sheets hold, or reach, more than any round does.

    Raises what `zipfile` raises where the archive is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_UNFOLDED:
            raise _too_large(name, text("{limit} bytes when unpacked", limit=LARGEST_UNFOLDED))
        parts = [member for member in archive.namelist() if member.endswith(".xml")]
        shared = next((member for member in parts if member.lower().endswith("sharedstrings.xml")), None)
        lengths = np.array(
            [len(one[0]) for one in _TEXT.finditer(archive.read(shared))] if shared else [], dtype=np.int64
        )
        for member in parts:
            if "worksheets/" in member:
                _check_sheet(archive.read(member), lengths, name)


def _check_sheet(sheet: bytes, lengths: np.ndarray[tuple[int], np.dtype[np.int64]], name: str) -> None:
    columns, rows = {b"A"}, {1}
    for found in _PLACE.finditer(sheet):
        columns.add(found[1])
        rows.add(int(found[2]))
    rows |= {int(found[1]) for found in _ROW.finditer(sheet)}
    if max(rows) * max(map(_column_number, columns)) > MOST_CELLS:
        raise _too_large(name, text("{limit} cells in a sheet", limit=MOST_CELLS))
    named = np.array([int(found[1]) for found in _NAMED_TEXT.finditer(sheet)], dtype=np.int64)
    if len(lengths) and int(lengths[named[named < len(lengths)]].sum()) > MOST_LETTERS:
        raise _too_large(name, text("{limit} letters in all cells", limit=MOST_LETTERS))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(name: str, limit: Text) -> BadInput:
    expected = text("Expected a workbook with at most {limit}.", limit=limit)
    return BadInput([Problem("CH-1003", Place(name), "", expected, text("Save the sheet as CSV UTF-8."))])
