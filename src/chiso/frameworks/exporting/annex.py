"""The annex of the decision that puts a set in force, as Word document and as workbook.

Above the table stand what Nghị định 30/2020/NĐ-CP (Phụ lục I) asks of a document's head (the body
and the number of the decision on the left, the country's name and motto, place and day on the
right) and of an annex (its word, its title, what it belongs to). Under it stands the content hash,
so that the printed decision proves which set it means. Like every export it carries its machine part.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chiso.frameworks.exporting.layout import COLUMNS, content_line, printable
from chiso.frameworks.exporting.word import add_machine_part, write_table
from chiso.frameworks.exporting.word_pages import Line, add_columns, add_line, bytes_of, new_document
from chiso.frameworks.exporting.workbook import add_machine_sheet, styles_of, write_book
from chiso.frameworks.exporting.workbook import write_table as write_sheet_table
from chiso.frameworks.model import Framework
from chiso.language import Language, text, write_date

if TYPE_CHECKING:
    from docx.document import Document
    from xlsxwriter import Workbook

_COUNTRY = text("SOCIALIST REPUBLIC OF VIET NAM")
_MOTTO = text("Independence - Freedom - Happiness")
# The body on the left, the country on the right; together they are as wide as the table.
_WIDTHS_OF_HEAD = (110, 142)


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision: its number and day; who issued it, the body above that one, and where.

    All as they are to be printed; what is not known is left out.
    """

    number: str
    day: datetime.date
    body: str = ""
    superior: str = ""
    place: str = ""


def annex_as_document(framework: Framework, decision: Decision, language: Language = "vi") -> bytes:
    """The annex as .docx. Raises WrongCall (CH-5002) where python-docx is not installed."""
    title = framework.title.in_language(language)
    document = new_document(title, language, is_landscape=True)
    _add_head(document, decision, language)
    add_line(document, text("ANNEX").in_language(language), is_strong=True, points=14)
    add_line(document, title, is_strong=True, points=14)
    add_line(document, belongs_to(decision, language), is_slanted=True)
    write_table(document, framework, language)
    add_line(document, content_line(framework, language), side="left", points=11)
    add_machine_part(document, framework, language)
    return bytes_of(document)


def annex_as_workbook(framework: Framework, decision: Decision, language: Language = "vi") -> bytes:
    """The annex as .xlsx. Raises WrongCall (CH-5002) where XlsxWriter is not installed."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet(text("Annex").in_language(language))
        styles = styles_of(workbook)
        half, last = 4, len(COLUMNS) - 1
        pairs = zip(_left(decision, language), _right(decision, language), strict=True)
        for line, (left, right) in enumerate(pairs):
            sheet.merge_range(line, 0, line, half, printable(left), styles.title)
            sheet.merge_range(line, half + 1, line, last, printable(right), styles.title)
        title = framework.title.in_language(language)
        lines = [text("ANNEX").in_language(language), title, belongs_to(decision, language)]
        for line, words in enumerate(lines, start=4):
            sheet.merge_range(line, 0, line, last, printable(words), styles.title)
        after = write_sheet_table(sheet, styles, framework, language, first_row=8)
        words = content_line(framework, language)
        sheet.merge_range(after + 1, 0, after + 1, last, printable(words), styles.words)
        add_machine_sheet(workbook, framework, language)

    return write_book(fill)


def belongs_to(decision: Decision, language: Language) -> str:
    """What an annex says of the decision that it is attached to."""
    number, day = decision.number, day_in_words(decision.day, language)
    words = text("(Attached to Decision No. {number}, {day})", number=number, day=day)
    if decision.body:
        body = decision.body
        words = text(
            "(Attached to Decision No. {number}, {day}, of {body})", number=number, day=day, body=body
        )
    return words.in_language(language)


def day_in_words(day: datetime.date, language: Language) -> str:
    """A day as documents write it; a nought stands before days below 10 and before months 1 and 2."""
    if language == "en":
        return write_date(day, language)
    month = f"{day.month:02d}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_and_day(decision: Decision, language: Language) -> str:
    """Where and when the decision was issued."""
    day = day_in_words(decision.day, language)
    return f"{decision.place}, {day}" if decision.place else day[:1].upper() + day[1:]


def _left(decision: Decision, language: Language) -> list[str]:
    number = text("No.: {number}", number=decision.number).in_language(language)
    return [decision.superior.upper(), decision.body.upper(), number]


def _right(decision: Decision, language: Language) -> list[str]:
    return [_COUNTRY.in_language(language), _MOTTO.in_language(language), place_and_day(decision, language)]


def _add_head(document: Document, decision: Decision, language: Language) -> None:
    """The two columns above everything, without lines between them."""
    superior, body, number = _left(decision, language)
    country, motto, day = _right(decision, language)
    above = [Line(superior)] if superior else []
    left = (*above, *([Line(body, is_strong=True, has_rule=True)] if body else []), Line(number))
    right = (
        Line(country, is_strong=True),
        Line(motto, is_strong=True, points=14, has_rule=True),
        Line(day, is_slanted=True),
    )
    add_columns(document, _WIDTHS_OF_HEAD, (left, right))
