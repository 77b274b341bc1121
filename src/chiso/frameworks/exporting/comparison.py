"""Two versions of a set side by side: the table that shows a reader of a draft what changes.

Only what differs has a row: the former words, the words now, and each difference in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from chiso.frameworks.composite.differences import find_composite_differences
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.presentation import nodes_in_order, step_in_words
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
    former = {row.node.code: row for row in printed_rows(older, language)}
    now = {row.node.code: row for row in printed_rows(newer, language)}
    return _document(
        newer.title.in_language(language),
        (older.key, newer.key),
        find_differences(older, newer),
        (lambda code: _words_of(code, former, language), lambda code: _words_of(code, now, language)),
        language,
    )


def composite_differences_as_document(
    older: CompositeFramework, newer: CompositeFramework, language: Language = "vi"
) -> bytes:
    """The same of two composite frameworks: a row for each node and each step of the plan."""
    before, after = _composite_words(older, language), _composite_words(newer, language)
    return _document(
        newer.title.in_language(language),
        (older.key, newer.key),
        find_composite_differences(older, newer),
        (lambda code: before.get(code or "", ""), lambda code: after.get(code or "", "")),
        language,
    )


def _document(
    title: str,
    keys: tuple[str, str],
    differences: list[Difference],
    words: tuple[Callable[[str | None], str], Callable[[str | None], str]],
    language: Language,
) -> bytes:
    """`words`: what stood and stands under a code."""
    document = new_document(title, language, is_landscape=True)
    add_line(document, text("COMPARISON OF TWO VERSIONS").in_language(language), is_strong=True, points=14)
    add_line(document, title, is_strong=True)
    told = text("From {older} to {newer}.", older=keys[0], newer=keys[1])
    add_line(document, told.in_language(language), is_slanted=True)
    groups = list(_groups(differences))
    if not groups:
        add_line(document, text("No difference of content.").in_language(language))
        return bytes_of(document)
    table = add_table(document, _WIDTHS)
    headings: tuple[str | Text, ...] = (text("No."), *keys, text("What changes"))
    head = [TableCell(_said(heading, language), "center") for heading in headings]
    add_row(table, _WIDTHS, head, is_strong=True, is_head=True)
    for number, group in enumerate(groups, start=1):
        sentences = "\n".join(one.sentence.in_language(language) for one in group.differences)
        cells = [
            TableCell(str(number), "center"),
            TableCell(words[0](group.before)),
            TableCell(words[1](group.after)),
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


def _composite_words(framework: CompositeFramework, language: Language) -> dict[str, str]:
    """Each node and each step of the plan in words, by its code or name."""
    words = {
        shown.node.code: "\n".join(
            [
                f"{shown.node.code}. {shown.node.title.in_language(language)}",
                *(sentence.in_language(language) for sentence in shown.sentences),
            ]
        )
        for shown in nodes_in_order(framework)
    }
    steps = {
        step.step: "\n".join(sentence.in_language(language) for sentence in step_in_words(step, framework))
        for step in framework.plan.steps
    }
    return steps | words


def _said(words: str | Text, language: Language) -> str:
    return words if isinstance(words, str) else words.in_language(language)
