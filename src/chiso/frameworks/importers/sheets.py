"""Tables of a workbook: one a sheet, with the values that were saved; formulas are not computed.

A number keeps the digits that it shows when it is typed again (15 significant ones). A cell that the
program has turned into a day, as happens to "1.1", is written as day.month.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

from chiso.frameworks.importers.files import MOST_COLUMNS, MOST_ROWS, damaged, refuse_too_much
from chiso.frameworks.importers.parts import MACHINE_SHEET, Cell, CellPlace, Grid
from chiso.frameworks.importers.sheet_bounds import check_bounds
from chiso.frameworks.importers.words import clean
from chiso.language import text
from chiso.libraries import need


def read_sheets(source: bytes, name: str) -> tuple[Grid, ...]:
    """A grid for each sheet that is shown. Raises BadInput, WrongCall (python-calamine is missing)."""
    calamine = need("python_calamine", "python-calamine")
    check_bounds(source, name)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(source)) as workbook:
            shown = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible == calamine.SheetVisibleEnum.Visible
                and sheet.typ == calamine.SheetTypeEnum.WorkSheet
                and sheet.name != MACHINE_SHEET
            ]
            grids = [_read_sheet(workbook.get_sheet_by_name(sheet), sheet, name) for sheet in shown]
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise damaged(name, error) from error
    return tuple(grid for grid in grids if grid.rows)


def _read_sheet(sheet: Any, title: str, name: str) -> Grid:
    values = sheet.to_python(skip_empty_area=False)
    while values and not any(value not in ("", None) for value in values[-1]):
        values.pop()
    width = max((_last_filled(row) for row in values), default=0)
    if len(values) > MOST_ROWS:
        raise refuse_too_much(name, title, text("{count} rows", count=MOST_ROWS))
    if width > MOST_COLUMNS:
        raise refuse_too_much(name, title, text("{count} columns", count=MOST_COLUMNS))
    spans, covered = _merged(sheet.merged_cell_ranges or [], len(values), width)
    rows: list[tuple[Cell, ...]] = []
    for row, line in enumerate(values):
        cells = []
        for column in range(width):
            value = line[column] if column < len(line) else ""
            row_span, column_span = spans.get((row, column), (1, 1))
            is_covered = (row, column) in covered
            cells.append(
                Cell(
                    "" if is_covered else _written(value),
                    CellPlace(None, title, 1, row + 1, column + 1),
                    row_span=row_span,
                    column_span=column_span,
                    is_covered=is_covered,
                )
            )
        rows.append(tuple(cells))
    return Grid(tuple(rows))


def _last_filled(row: list[Any]) -> int:
    return max((at for at, value in enumerate(row, start=1) if value not in ("", None)), default=0)


def _merged(
    ranges: list[tuple[tuple[int, int], tuple[int, int]]], height: int, width: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """The spans of first cells, and every cell that one of them covers."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in ranges:
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        if top > bottom or left > right or (top, left) in covered:
            continue
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        covered.discard((top, left))
    return spans, covered


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime.date):
        return f"{value.day}.{value.month}"
    return clean(str(value))
