"""A table that somebody brings as a workbook, as the CSV that reading takes: its first sheet.

Numbers keep the digits that they show, days are written 2026-03-01, yes and no as true and false. Row 3
of the sheet is row 3 of the table, so that problems name the right one. A code such as 1.10 that was
typed as a number has lost its nought, and 1.1 may have become a day: codes belong into cells of text.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

import python_calamine

from chiso.frameworks.importers.files import Format, recognise
from chiso.frameworks.importers.sheet_bounds import check_bounds
from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.tables import write_table

_ARCHIVE = b"PK\x03\x04"


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are an archive, as every .xlsx is."""
    return content.startswith(_ARCHIVE)


def csv_of(content: bytes, name: str) -> bytes:
    """The first sheet as CSV; what is no workbook comes back as it is.

    Raises BadInput (CH-7785) where it is another archive or cannot be read, and as for annexes where it
    is damaged, holds programs, or more than any table of ours.
    """
    if not is_workbook(content):
        return content
    try:
        file_format, safe = recognise(content, name)
    except BadInput as refused:
        # “Annex” is not what was sent; what is wrong with an archive is said as it is.
        if {problem.code for problem in refused.problems} == {"CH-2601"}:
            raise _no_workbook(name) from refused
        raise
    if file_format is not Format.WORKBOOK:
        raise _no_workbook(name)
    check_bounds(safe, name)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(safe)) as workbook:
            rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise _no_workbook(name) from error
    while rows and not any(cell not in ("", None) for cell in rows[-1]):
        rows.pop()
    written = [[_written(cell) for cell in row] for row in rows]
    return write_table(written[0], written[1:]).encode() if written else b""


def _no_workbook(name: str) -> BadInput:
    expected = text("Expected a workbook whose first sheet is the table.")
    mend = text("Save it again as .xlsx, or as CSV (UTF-8).")
    return BadInput([Problem("CH-7785", Place(name), "", expected, mend)])


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value).strip()
