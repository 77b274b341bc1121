"""One made-up table written as a Word document, a workbook or a PDF file, for tests of reading."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import docx
import xlsxwriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle


@dataclass(frozen=True)
class Wide:
    """A cell that covers more than one row or column, or is printed bold."""

    words: str
    rows: int = 1
    columns: int = 1
    bold: bool = False


Written: TypeAlias = "str | Wide"
Rows: TypeAlias = Sequence[Sequence[Written]]

FONTS = Path("/usr/share/fonts/truetype/dejavu")
HEADINGS: Sequence[Written] = ("TT", "Tiêu chí", "Điểm tối đa", "Tự chấm", "Tài liệu kiểm chứng")


def bold(words: str) -> Wide:
    return Wide(words, bold=True)


def place_cells(rows: Rows) -> list[tuple[int, int, Wide]]:
    """Each written cell with its row and column (from 0); covered places are passed over."""
    taken: set[tuple[int, int]] = set()
    placed: list[tuple[int, int, Wide]] = []
    for row, cells in enumerate(rows):
        column = 0
        for written in cells:
            cell = written if isinstance(written, Wide) else Wide(written)
            while (row, column) in taken:
                column += 1
            placed.append((row, column, cell))
            taken |= {(row + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}
            column += cell.columns
    return placed


def width_of(rows: Rows) -> int:
    return max(column + cell.columns for _, column, cell in place_cells(rows))


def in_word(*tables: Rows, before: Sequence[str] = ()) -> bytes:
    document = docx.Document()
    for line in before:
        document.add_paragraph(line)
    for rows in tables:
        table = document.add_table(len(rows), width_of(rows))
        for row, column, cell in place_cells(rows):
            first = table.cell(row, column)
            if cell.rows > 1 or cell.columns > 1:
                first = first.merge(table.cell(row + cell.rows - 1, column + cell.columns - 1))
            lines = cell.words.split("\n")
            for at, line in enumerate(lines):
                paragraph = first.paragraphs[0] if at == 0 else first.add_paragraph()
                paragraph.add_run(line).bold = cell.bold
        document.add_paragraph("")
    return saved(document)


def saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def in_sheets(*tables: Rows, before: Sequence[str] = (), numbers: bool = False) -> bytes:
    """Each table on a sheet of its own; `numbers`: what looks like a number is one."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        plain, strong = workbook.add_format({"text_wrap": True}), workbook.add_format({"bold": True})
        for rows in tables:
            sheet = workbook.add_worksheet()
            for at, line in enumerate(before):
                sheet.write_string(at, 0, line)
            for row, column, cell in place_cells(rows):
                row += len(before)
                style = strong if cell.bold else plain
                if cell.rows > 1 or cell.columns > 1:
                    last = (row + cell.rows - 1, column + cell.columns - 1)
                    sheet.merge_range(row, column, *last, cell.words, style)
                elif numbers and cell.words.replace(".", "", 1).isdigit():
                    sheet.write_number(row, column, float(cell.words), style)
                else:
                    sheet.write_string(row, column, cell.words, style)
    return target.getvalue()


def in_pdf(
    *tables: Rows, before: Sequence[str] = (), widths: Sequence[int] | None = None, repeat: int = 0
) -> bytes:
    for name, file in (("Serif", "DejaVuSerif.ttf"), ("SerifBold", "DejaVuSerif-Bold.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    plain = ParagraphStyle("plain", fontName="Serif", fontSize=10, leading=13)
    strong = ParagraphStyle("strong", parent=plain, fontName="SerifBold")
    story: list[Any] = [Paragraph(line, plain) for line in before]
    for rows in tables:
        width = width_of(rows)
        cells: list[list[Any]] = [["" for _ in range(width)] for _ in rows]
        style: list[Any] = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
        for row, column, cell in place_cells(rows):
            lines = [Paragraph(line, strong if cell.bold else plain) for line in cell.words.split("\n")]
            cells[row][column] = lines
            last = (column + cell.columns - 1, row + cell.rows - 1)
            style.append(("SPAN", (column, row), last))
        given = list(widths) if widths else [60, 330, *([90] * (width - 2))]
        story += [
            Table(cells, colWidths=given[:width], repeatRows=repeat, style=TableStyle(style)),
            Spacer(1, 20),
        ]
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=landscape(A4), invariant=1).build(story)
    return target.getvalue()
