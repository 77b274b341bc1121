"""Two versions of a set side by side: the table that shows a reader of a draft what changes.

Only what differs has a row: the former words, the words now, and each difference in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chiso.frameworks.differences import Difference, find_differences
from chiso.frameworks.exporting.layout import PrintedRow, printed_rows
from chiso.frameworks.exporting.word_pages import (
    TableCell,
    add_line,
    add_row,
    add_table,
    bytes_of,
    new_document,
)
from chiso.frameworks.model import TOTAL, Framework
from chiso.language import Language, Text, text

_WIDTHS = (12, 84, 84, 72)


@dataclass(slots=True)
class _Group:
    """One node that differs, by its code before and now; None where it is new or gone."""

    before: str | None
    after: str | None
    differences: list[Difference] = field(default_factory=list)


def differences_as_document(older: Framework, newer: Framework, language: Language = "vi") -> bytes:
    """The table as .docx. Raises WrongCall (CH-5002) where python-docx is not installed."""
    title = newer.title.in_language(language)
    document = new_document(title, language, is_landscape=True)
    add_line(document, text("COMPARISON OF TWO VERSIONS").in_language(language), is_strong=True, points=14)
    add_line(document, title, is_strong=True)
    keys = text("From {older} to {newer}.", older=older.key, newer=newer.key)
    add_line(document, keys.in_language(language), is_slanted=True)
    groups = list(_groups(find_differences(older, newer)))
    if not groups:
        add_line(document, text("No difference of content.").in_language(language))
        return bytes_of(document)
    table = add_table(document, _WIDTHS)
    headings: tuple[str | Text, ...] = (text("No."), older.key, newer.key, text("What changes"))
    head = [TableCell(_said(heading, language), "center") for heading in headings]
    add_row(table, _WIDTHS, head, is_strong=True, is_head=True)
    former = {row.node.code: row for row in printed_rows(older, language)}
    now = {row.node.code: row for row in printed_rows(newer, language)}
    for number, group in enumerate(groups, start=1):
        sentences = "\n".join(one.sentence.in_language(language) for one in group.differences)
        cells = [
            TableCell(str(number), "center"),
            TableCell(_words_of(group.before, former, language)),
            TableCell(_words_of(group.after, now, language)),
            TableCell(sentences),
        ]
        add_row(table, _WIDTHS, cells)
    return bytes_of(document)


def _groups(differences: list[Difference]) -> Iterator[_Group]:
    groups: dict[tuple[str | None, str | None], _Group] = {}
    for difference in differences:
        place = difference.before, difference.after
        groups.setdefault(place, _Group(*place)).differences.append(difference)
    yield from groups.values()


def _words_of(code: str | None, rows: Mapping[str, PrintedRow], language: Language) -> str:
    """A node as one cell: number and title, points, rule."""
    if code == TOTAL:
        return text("The whole set").in_language(language)
    if code is None:
        return ""
    row = rows[code]
    points = text("Maximum: {points} points.", points=row.words["max_points"]).in_language(language)
    lines = [
        f"{row.words['code']}. {row.words['title']}",
        points if row.words["max_points"] else "",
        row.words["rule"],
    ]
    return "\n".join(line for line in lines if line)


def _said(words: str | Text, language: Language) -> str:
    return words if isinstance(words, str) else words.in_language(language)
