"""A framework as a workbook in the shape of the law's annexes: one row a node, columns to fill in.

Needs XlsxWriter (the extra `documents`). Texts never become formulas: `strings_to_formulas` is off.
"""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any

from chiso.figures import terminates, write_exact
from chiso.frameworks.model import Framework
from chiso.frameworks.presentation import ASSESSORS_IN_WORDS, describe, rows_of
from chiso.language import Language, Text, listing, render, text
from chiso.problems import Place, Problem, WrongCall

if TYPE_CHECKING:
    from chiso.frameworks.presentation import Row

_COLUMNS: tuple[tuple[Text, int], ...] = (
    (text("No."), 9),
    (text("Field / criterion / sub-criterion"), 62),
    (text("Maximum points"), 10),
    (text("Self-assessment"), 12),
    (text("Appraisal"), 12),
    (text("How points are given"), 60),
    (text("Evidence"), 34),
    (text("Assessed by"), 18),
    (text("Legal basis"), 34),
    (text("Note"), 34),
)

# The day that XlsxWriter gives to the members of the file.
_CREATED = datetime.datetime(1980, 1, 1)


def write_workbook(framework: Framework, language: Language) -> bytes:
    """The bytes of an .xlsx file. Raises WrongCall if XlsxWriter is not installed."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise WrongCall(
            [
                Problem(
                    "CH-5002",
                    Place(),
                    "xlsxwriter",
                    text("Expected the library XlsxWriter, which writes workbooks."),
                    text("Install it with: pip install XlsxWriter"),
                )
            ]
        ) from error
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        # Without this the hour of writing would stand in the file, and no two would be the same.
        workbook.set_properties({"created": _CREATED})
        _write_annex(workbook, framework, language)
        _write_facts(workbook, framework, language)
    return target.getvalue()


def _write_annex(workbook: Any, framework: Framework, language: Language) -> None:
    sheet = workbook.add_worksheet(text("Annex").in_language(language))
    face = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
    bordered = {**face, "border": 1}
    title = workbook.add_format({**face, "bold": True, "align": "center", "font_size": 14})
    head = workbook.add_format({**bordered, "bold": True, "align": "center", "bg_color": "#E7F0F0"})
    plain, strong = workbook.add_format(bordered), workbook.add_format({**bordered, "bold": True})
    figure = workbook.add_format({**bordered, "align": "right"})
    strong_figure = workbook.add_format({**bordered, "align": "right", "bold": True})
    sheet.merge_range(0, 0, 0, len(_COLUMNS) - 1, framework.title.in_language(language), title)
    sheet.merge_range(1, 0, 1, len(_COLUMNS) - 1, _subtitle(framework, language), workbook.add_format(face))
    for column, (heading, wide) in enumerate(_COLUMNS):
        sheet.set_column(column, column, wide)
        sheet.write_string(3, column, heading.in_language(language), head)
    line = 4
    for row in rows_of(framework):
        inner = not row.node.is_leaf
        words, numbers = (strong, strong_figure) if inner else (plain, figure)
        for column, shown in enumerate(_cells(row, language)):
            sheet.write_string(line, column, shown, words)
        _write_points(sheet, line, row, language, numbers)
        line += 1
    if framework.index.max_points is not None:
        total = text("Total").in_language(language)
        for column in range(len(_COLUMNS)):
            sheet.write_string(line, column, total if column == 1 else "", strong)
        sheet.write_number(line, 2, float(framework.index.max_points), strong_figure)
    sheet.freeze_panes(4, 2)
    sheet.repeat_rows(3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _subtitle(framework: Framework, language: Language) -> str:
    numbers = listing(document.number for document in framework.documents)
    status = {
        "draft": text("DRAFT – not in force."),
        "fictitious": text("FICTITIOUS – made up as an example, no official set."),
    }.get(framework.status)
    line = text("{key}. Basis: {numbers}.", key=framework.key, numbers=numbers)
    return " ".join(part.in_language(language) for part in (status, line) if part)


def _cells(row: Row, language: Language) -> list[str]:
    node = row.node
    return [
        row.code,
        row.title.in_language(language),
        "",
        "",
        "",
        "\n".join(sentence.in_language(language) for sentence in row.rule),
        node.evidence.in_language(language) if node.evidence else "",
        ", ".join(ASSESSORS_IN_WORDS[who].in_language(language) for who in node.assessed_by),
        render(row.law, language),
        node.note.in_language(language) if node.note else "",
    ]


def _write_points(sheet: Any, line: int, row: Row, language: Language, style: Any) -> None:
    points = row.node.max_points
    if points is None:
        sheet.write_string(line, 2, "", style)
    elif terminates(points):
        sheet.write_number(line, 2, float(points), style)
    else:
        sheet.write_string(line, 2, write_exact(points), style)


def _write_facts(workbook: Any, framework: Framework, language: Language) -> None:
    sheet = workbook.add_worksheet(text("About").in_language(language))
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    for line, (name, value) in enumerate(describe(framework)):
        sheet.write_string(line, 0, name.in_language(language), wrapped)
        sheet.write_string(line, 1, render(value, language), wrapped)
