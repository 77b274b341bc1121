"""Workbooks (.xlsx): one sheet, its first row the names of the columns.

A column whose cells are all numbers, truth values or days keeps them. As soon as one cell is text, all
are read as words, as in a CSV file; a number is then written with as many digits as it needs.
"""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine

from chiso.figures import DecimalSign
from chiso.language import listing, text
from chiso.problems import BadInput, Place, Problem, Report, quote, reason_of
from chiso.survey.column_types import words_of
from chiso.survey.reading import Data, damaged
from chiso.survey.reading_csv import data_of_words, no_rows
from chiso.tables.header import check_header
from chiso.tables.workbook_bounds import check_workbook

LARGEST = 256 * 1024 * 1024
MOST_CELLS = 60_000_000
_DIGITS = 15
# What an archive or a sheet answers that is not whole; zipfile asks for programs and passwords so, too.
_DAMAGES = (
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def read_workbook(
    path: Path, *, decimal: DecimalSign | None, missing_words: tuple[str, ...], sheet: str | None
) -> Data:
    """The table of a sheet, else of the first one. Raises BadInput with all problems."""
    name = str(path)
    rows = _rows(path, name, sheet)
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(map(_is_filled, row))]
    if len(filled) < 2:
        raise BadInput([no_rows(name)])
    (line, head), *below = filled
    width = max(_width(row) for _, row in filled)
    header = tuple(" ".join(_word(cell).split()) for cell in [*head, *[""] * width][:width])
    check_header(line, header, (), None, name, Report())
    numbers = [number for number, _ in below]
    columns = {
        column: [row[place] if place < len(row) else "" for _, row in below]
        for place, column in enumerate(header)
    }
    typed = {column: _typed(cells) for column, cells in columns.items()}
    words = {
        column: words_of(pa.array(list(map(_word, cells)), pa.string()), missing_words)
        for column, cells in columns.items()
        if typed[column] is None
    }
    if not words:
        return Data(name, pa.table(typed), row_number=numbers.__getitem__)
    # Rows without any word are kept: other columns of theirs are filled.
    read = data_of_words(name, words, numbers.__getitem__, delimiter=",", decimal=decimal, keep_empty=True)
    arrays = {
        column: array if array is not None else read.table.column(column) for column, array in typed.items()
    }
    return Data(
        name,
        pa.table(arrays),
        remarks=read.remarks,
        findings=read.findings,
        row_number=numbers.__getitem__,
    )


def _rows(path: Path, name: str, sheet: str | None) -> list[list[Any]]:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise damaged(path, reason_of(error)) from error
    if len(content) > LARGEST:
        expected = text("Expected a workbook of at most {limit} bytes.", limit=LARGEST)
        raise BadInput([Problem("CH-1003", Place(name), "", expected, text("Save the sheet as CSV UTF-8."))])
    try:
        check_workbook(content, name, most_cells=MOST_CELLS)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            names = workbook.sheet_names
            if sheet is not None and sheet not in names:
                expected = text("Expected one of the sheets: {names}.", names=listing(names))
                mend = text("Name the sheet as it is written in the workbook.")
                raise BadInput([Problem("CH-3103", Place(name, None, sheet), quote(sheet), expected, mend)])
            chosen = sheet if sheet is not None else names[0]
            return workbook.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except _DAMAGES as error:
        raise damaged(path, error) from error


def _width(row: list[Any]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if _is_filled(cell)), default=0)


def _is_filled(cell: Any) -> bool:
    return cell is not None and cell != ""


def _typed(cells: list[Any]) -> Any:
    """The column as it stands, or None where it has to be read as words."""
    kinds = {type(cell) for cell in cells if _is_filled(cell)}
    values = [cell if _is_filled(cell) else None for cell in cells]
    if kinds and kinds <= {int, float}:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        mask = np.array([value is None for value in values])
        return whole_if_all(pa.array(numbers, mask=mask))
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds == {datetime.date}:
        return pa.array(values, pa.date32())
    if kinds and kinds <= {datetime.date, datetime.datetime}:
        moments = [
            value if value is None or isinstance(value, datetime.datetime) else _midnight(value)
            for value in values
        ]
        return pa.array(moments, pa.timestamp("us"))
    return None


def whole_if_all(numbers: Any) -> Any:
    """Whole numbers where every number is whole and exact as float64, else the numbers; NaN is null."""
    values = numbers.fill_null(0).to_numpy(zero_copy_only=False)
    mask = ~np.asarray(numbers.is_valid()) | np.isnan(values)
    values = np.where(mask, 0.0, values)
    if np.all(np.isfinite(values)) and np.all(values == np.rint(values)) and np.all(np.abs(values) < 2.0**53):
        return pa.array(values.astype(np.int64), mask=mask)
    return pa.array(values, mask=mask)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day)


def _word(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.{_DIGITS}g}"
    return str(cell)
