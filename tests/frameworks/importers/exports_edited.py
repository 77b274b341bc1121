"""Exports as a person gives them back: opened, edited in the table, saved by another program."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import xlsxwriter
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from chiso.frameworks.exporting.word import write_document
from chiso.frameworks.exporting.workbook import write_workbook
from chiso.frameworks.importers.exported import read_exported
from chiso.frameworks.importers.parts import Reading
from chiso.frameworks.importers.sheets import read_sheets
from chiso.frameworks.importers.word import read_word
from chiso.frameworks.model import Framework
from chiso.language import Language

Rows = list[list[object]]
Edit = Callable[[Rows], object]
# The rows of the printed table begin with the one of its headings.
CODE, TITLE, POINTS, SELF, APPRAISAL, RULE, EVIDENCE, ASSESSED, LAW, NOTE = range(10)


def row_of(rows: Rows, code: str) -> list[object]:
    """The row with this number."""
    return next(row for row in rows if row[CODE] == code)


def put(code: str, column: int, words: object) -> Edit:
    """The edit of one cell."""

    def edit(rows: Rows) -> None:
        row_of(rows, code)[column] = words

    return edit


def together(*edits: Edit) -> Edit:
    """Several edits of one table."""

    def edit(rows: Rows) -> None:
        for one in edits:
            one(rows)

    return edit


def reading_of(kind: str, framework: Framework, edit: Edit, language: Language = "en") -> Reading:
    """What is read of the export (xlsx or docx) of a framework whose table somebody edited."""
    if kind == "xlsx":
        content = saved_workbook(write_workbook(framework, language), edit)
        reading = read_exported(content, "edited.xlsx", read_sheets(content, "edited.xlsx"))
    else:
        content = saved_document(write_document(framework, language), edit)
        reading = read_exported(content, "edited.docx", read_word(content, "edited.docx"))
    assert reading is not None
    return reading


def saved_workbook(content: bytes, edit: Edit, edit_machine_part: Edit = lambda rows: None) -> bytes:
    """The workbook, edited and written anew."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    }
    hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
    annex = sheets[book.sheet_names[0]]
    table = annex[3:]
    edit(table)
    annex[3:] = table
    if "chiso" in sheets:
        edit_machine_part(sheets["chiso"])
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as written:
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, float):
                        sheet.write_number(number, column, value)
                    else:
                        sheet.write_string(number, column, str(value))
    return target.getvalue()


def saved_document(content: bytes, edit: Edit) -> bytes:
    """The Word document, edited and written anew."""
    document = docx.Document(io.BytesIO(content))
    table = document.tables[0]
    rows: Rows = []
    for shown in table.rows:
        cells = shown.cells
        # A cell that covers several columns is given once for each of them.
        rows.append(
            [
                "" if column and cell._tc is cells[column - 1]._tc else cell.text
                for column, cell in enumerate(cells)
            ]
        )
    edit(rows)
    for shown in list(table.rows):
        table._tbl.remove(shown._tr)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = f"{words:g}" if isinstance(words, float) else str(words)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
