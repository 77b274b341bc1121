"""Opinions on a draft and what was answered: the table that goes with the submission.

*Bảng tổng hợp, giải trình, tiếp thu ý kiến góp ý* as the rules for drafting legal documents ask for
it (Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15 and Nghị định 78/2025/NĐ-CP): what the
opinion is about, whose it is, what it says, and how it was taken up or why not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from chiso.frameworks.exporting.layout import printable
from chiso.frameworks.exporting.word_pages import (
    TableCell,
    add_line,
    add_row,
    add_table,
    bytes_of,
    new_document,
)
from chiso.frameworks.exporting.workbook import set_page, styles_of, write_book
from chiso.language import Language, Text, listing, text

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_TITLE = text("TABLE OF OPINIONS, WITH WHAT WAS TAKEN UP AND EXPLAINED")
# Heading, width on paper (252 mm in all) and in a workbook.
_COLUMNS: tuple[tuple[Text, int, int], ...] = (
    (text("No."), 12, 6),
    (text("What the opinion is about"), 34, 22),
    (text("Whose opinion"), 40, 28),
    (text("What it says"), 84, 62),
    (text("Taken up, explained"), 82, 62),
)
_WIDTHS = tuple(millimetres for _, millimetres, _ in _COLUMNS)


class OpinionRow(Protocol):
    """One opinion in the words in which it is printed; an empty answer is one that is still open."""

    @property
    def agency(self) -> str:
        """Whose opinion it is."""

    @property
    def node(self) -> str:
        """The part of the draft that it is about."""

    @property
    def content(self) -> str:
        """What it says."""

    @property
    def decision(self) -> str:
        """Whether it was taken up, in words."""

    @property
    def answer(self) -> str:
        """How it was taken up, or why not."""


def opinions_as_document(rows: Sequence[OpinionRow], *, title: str, language: Language = "vi") -> bytes:
    """The table as .docx; `title` names the draft. Raises WrongCall (CH-5002)."""
    document = new_document(title, language, is_landscape=True)
    add_line(document, _TITLE.in_language(language), is_strong=True, points=14)
    add_line(document, _about(title, language), is_strong=True)
    add_line(document, _counts(rows, language), is_slanted=True)
    table = add_table(document, _WIDTHS)
    head = [TableCell(heading.in_language(language), "center") for heading, _, _ in _COLUMNS]
    add_row(table, _WIDTHS, head, is_strong=True, is_head=True)
    for cells in _cells(rows):
        number, *words = (
            TableCell(words, "left" if place else "center") for place, words in enumerate(cells)
        )
        add_row(table, _WIDTHS, [number, *words])
    return bytes_of(document)


def opinions_as_workbook(rows: Sequence[OpinionRow], *, title: str, language: Language = "vi") -> bytes:
    """The table as .xlsx; `title` names the draft. Raises WrongCall (CH-5002)."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet(text("Opinions").in_language(language))
        styles = styles_of(workbook)
        last = len(_COLUMNS) - 1
        above = (_TITLE.in_language(language), _about(title, language), _counts(rows, language))
        for line, words in enumerate(above):
            sheet.merge_range(line, 0, line, last, printable(words), styles.title)
        for column, (heading, _, characters) in enumerate(_COLUMNS):
            sheet.set_column(column, column, characters)
            sheet.write_string(4, column, heading.in_language(language), styles.head)
        for line, cells in enumerate(_cells(rows), start=5):
            for column, words in enumerate(cells):
                sheet.write_string(line, column, printable(words), styles.plain)
        set_page(sheet, head=4, fixed_columns=1)

    return write_book(fill)


def _about(title: str, language: Language) -> str:
    return text("on the draft of: {title}", title=title).in_language(language)


def _counts(rows: Sequence[OpinionRow], language: Language) -> str:
    """How many opinions there are, and how many of each decision."""
    counted = Counter(row.decision for row in rows)
    parts = listing((listing((decision, count), ": ") for decision, count in counted.items()), "; ")
    if not rows:
        return text("No opinion was given.").in_language(language)
    return text("Opinions: {count}. {parts}.", count=len(rows), parts=parts).in_language(language)


def _cells(rows: Sequence[OpinionRow]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, start=1):
        answered = "\n".join(part for part in (row.decision, row.answer) if part)
        yield str(number), row.node, row.agency, row.content, answered
