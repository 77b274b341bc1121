"""A framework as a workbook in the shape of the law's annexes: one row a node, columns to fill in.

Three sheets: the annex, what the set is, and the machine part (hidden; see `machine_part.py`).
Needs XlsxWriter (the extra `documents`). Texts never become formulas or links.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from chiso.figures import terminates
from chiso.frameworks.exporting.layout import COLUMNS, PrintedRow, printable, printed_rows, subtitle
from chiso.frameworks.exporting.machine_part import SHEET, write_machine_part
from chiso.frameworks.model import Framework
from chiso.frameworks.presentation import describe
from chiso.language import Language, render, text
from chiso.libraries import need

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# A line of the machine part is cut far below what a cell holds: a letter may count there as two.
_LONGEST_PIECE = 16_000
# The day that XlsxWriter gives to the members of the file.
_CREATED = datetime.datetime(1980, 1, 1)
_FACE = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
_A4 = 9
_COLUMN_OF_POINTS = 2


def write_workbook(framework: Framework, language: Language) -> bytes:
    """The bytes of an .xlsx file. Raises WrongCall if XlsxWriter is not installed."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet(text("Annex").in_language(language))
        styles = styles_of(workbook)
        last = len(COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, printable(framework.title.in_language(language)), styles.title)
        sheet.merge_range(1, 0, 1, last, subtitle(framework, language), styles.words)
        write_table(sheet, styles, framework, language, first_row=3)
        _write_facts(workbook, framework, language)
        add_machine_sheet(workbook, framework, language)

    return write_book(fill)


def write_book(fill: Callable[[Workbook], None]) -> bytes:
    """A workbook that `fill` has filled; the same content gives the same bytes.

    Raises WrongCall (CH-5002) if XlsxWriter is not installed.
    """
    xlsxwriter = need("xlsxwriter", "XlsxWriter")
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        # Without this the hour of writing would stand in the file, and no two would be the same.
        workbook.set_properties({"created": _CREATED})
        fill(workbook)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Styles:
    """The faces of a workbook's cells; `words` has no border, the others but `title` have one."""

    title: Format
    words: Format
    head: Format
    plain: Format
    strong: Format
    figure: Format
    strong_figure: Format


def styles_of(workbook: Workbook) -> Styles:
    """The faces of one workbook."""
    bordered: dict[str, Any] = {**_FACE, "border": 1}
    return Styles(
        title=workbook.add_format({**_FACE, "bold": True, "align": "center", "font_size": 14}),
        words=workbook.add_format(_FACE),
        head=workbook.add_format({**bordered, "bold": True, "align": "center", "bg_color": "#E7F0F0"}),
        plain=workbook.add_format(bordered),
        strong=workbook.add_format({**bordered, "bold": True}),
        figure=workbook.add_format({**bordered, "align": "right"}),
        strong_figure=workbook.add_format({**bordered, "align": "right", "bold": True}),
    )


def write_table(
    sheet: Worksheet, styles: Styles, framework: Framework, language: Language, *, first_row: int
) -> int:
    """Write the printed table from `first_row` (counted from 0) and set the page; the row after it."""
    for column, face in enumerate(COLUMNS):
        sheet.set_column(column, column, face.characters)
        sheet.write_string(first_row, column, face.heading.in_language(language), styles.head)
    line = first_row + 1
    for row in printed_rows(framework, language):
        _write_row(sheet, line, row, styles)
        line += 1
    if framework.index.max_points is not None:
        total = text("Total").in_language(language)
        for column in range(len(COLUMNS)):
            sheet.write_string(line, column, total if column == 1 else "", styles.strong)
        _write_points(sheet, line, framework.index.max_points, "", styles.strong_figure)
        line += 1
    set_page(sheet, head=first_row, fixed_columns=2)
    return line


def set_page(sheet: Worksheet, *, head: int, fixed_columns: int) -> None:
    """A4 across, one page wide; the row `head` (counted from 0) on every page and in sight."""
    sheet.freeze_panes(head + 1, fixed_columns)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")


def _write_row(sheet: Worksheet, line: int, row: PrintedRow, styles: Styles) -> None:
    is_leaf = row.node.is_leaf
    for column, face in enumerate(COLUMNS):
        style = styles.plain if is_leaf else styles.strong
        sheet.write_string(line, column, row.words[face.name], style)
    _write_points(
        sheet,
        line,
        row.max_points,
        row.words["max_points"],
        styles.figure if is_leaf else styles.strong_figure,
    )


def _write_points(sheet: Worksheet, line: int, points: Fraction | None, words: str, style: Format) -> None:
    """A figure where the workbook's own numbers hold it exactly, else its words."""
    if points is not None and _is_held_exactly(points):
        sheet.write_number(line, _COLUMN_OF_POINTS, float(points), style)
    else:
        sheet.write_string(line, _COLUMN_OF_POINTS, words, style)


def _is_held_exactly(points: Fraction) -> bool:
    """Whether the 15 digits that a workbook shows of a number are all that there are."""
    return terminates(points) and Fraction(format(float(points), ".15g")) == points


def _write_facts(workbook: Workbook, framework: Framework, language: Language) -> None:
    sheet = workbook.add_worksheet(text("About").in_language(language))
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    facts = [
        *describe(framework),
        (
            text("Read back"),
            text(
                "Edit the printed table; “chiso frameworks import” reads it back. The hidden sheet “{sheet}” "
                "holds the rest of the set for the program: leave it as it is.",
                sheet=SHEET,
            ),
        ),
    ]
    for line, (name, value) in enumerate(facts):
        sheet.write_string(line, 0, name.in_language(language), wrapped)
        sheet.write_string(line, 1, printable(render(value, language)), wrapped)


def add_machine_sheet(workbook: Workbook, framework: Framework, language: Language) -> None:
    """One line a row; a line that is too long for a cell goes on in the cells beside it."""
    sheet = workbook.add_worksheet(SHEET)
    for number, line in enumerate(write_machine_part(framework, language).split("\n")):
        for column, start in enumerate(range(0, len(line), _LONGEST_PIECE)):
            sheet.write_string(number, column, line[start : start + _LONGEST_PIECE])
    sheet.hide()
