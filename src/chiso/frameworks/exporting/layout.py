"""The printed table of an annex (*phụ lục*): its columns, and the words of each row.

One layout for the workbook and the Word document, and for the reader that takes an edited one
back: a column is known by its heading, a row by its code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.figures import write_exact
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.presentation import ASSESSORS_IN_WORDS, rows_of
from chiso.language import Language, Text, listing, render, text

ColumnName: TypeAlias = Literal[
    "code",
    "title",
    "max_points",
    "self_assessment",
    "appraisal",
    "rule",
    "evidence",
    "assessed_by",
    "law",
    "note",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in a workbook (characters) and on paper (millimetres)."""

    name: ColumnName
    heading: Text
    characters: int
    millimetres: int


# On paper they fill 252 mm: A4 across, less 30 mm on the left and 15 mm on the right.
COLUMNS: tuple[Column, ...] = (
    Column("code", text("No."), 9, 13),
    Column("title", text("Field / criterion / sub-criterion"), 62, 50),
    Column("max_points", text("Maximum points"), 10, 15),
    Column("self_assessment", text("Self-assessment"), 12, 16),
    Column("appraisal", text("Appraisal"), 12, 16),
    Column("rule", text("How points are given"), 60, 56),
    Column("evidence", text("Evidence"), 34, 22),
    Column("assessed_by", text("Assessed by"), 18, 20),
    Column("law", text("Legal basis"), 34, 25),
    Column("note", text("Note"), 34, 19),
)
# Filled in when the set is used; they say nothing of the set itself.
COLUMNS_TO_FILL_IN: frozenset[ColumnName] = frozenset({"self_assessment", "appraisal"})
SEPARATOR_OF_ASSESSORS = ", "
# A cell of a workbook holds 32,767 letters, of which one beyond the basic plane counts as two.
LONGEST_CELL = 16_000
_CUT = "…"


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One node as it stands in the table: the words by column, and the figure of its maximum."""

    node: Node
    depth: int
    words: Mapping[ColumnName, str]

    @property
    def max_points(self) -> Fraction | None:
        """The maximum, or None where the source does not state it."""
        return self.node.max_points


def printed_rows(framework: Framework, language: Language) -> Iterator[PrintedRow]:
    """Every node in the order of the document, as the table prints it in `language`."""
    for row in rows_of(framework):
        node = row.node
        words: dict[ColumnName, str] = {
            "code": row.code,
            "title": row.title.in_language(language),
            "max_points": points_in_words(node.max_points, language),
            "self_assessment": "",
            "appraisal": "",
            "rule": "\n".join(sentence.in_language(language) for sentence in row.rule),
            "evidence": node.evidence.in_language(language) if node.evidence else "",
            "assessed_by": SEPARATOR_OF_ASSESSORS.join(
                ASSESSORS_IN_WORDS[who].in_language(language) for who in node.assessed_by
            ),
            "law": render(row.law, language),
            "note": node.note.in_language(language) if node.note else "",
        }
        yield PrintedRow(node, row.depth, {name: printable(shown) for name, shown in words.items()})


def points_in_words(points: Fraction | None, language: Language) -> str:
    """A maximum in full, without marks between thousands, so that nothing in it has two meanings."""
    if points is None:
        return ""
    written = write_exact(points)
    return written.replace(".", ",") if language == "vi" else written


def subtitle(framework: Framework, language: Language) -> str:
    """The line under the title: whether the set is in force, its name, what it rests on."""
    numbers = listing(document.number for document in framework.documents)
    status = {
        "draft": text("DRAFT – not in force."),
        "fictitious": text("FICTITIOUS – made up as an example, no official set."),
    }.get(framework.status)
    line = text("{key}. Basis: {numbers}.", key=framework.key, numbers=numbers)
    return printable(" ".join(part.in_language(language) for part in (status, line) if part))


def content_line(framework: Framework, language: Language) -> str:
    """Which set it is, and by which content."""
    line = text("Set {key}. SHA-256 of its content: {hash}", key=framework.key, hash=framework.hash)
    return line.in_language(language)


def printable(words: str) -> str:
    """`words` as one cell can hold them: a mark stands for a letter that XML has not, and for the rest."""
    if len(words) > LONGEST_CELL:
        words = words[: LONGEST_CELL - 1] + _CUT
    if words.isprintable():
        return words
    return "".join(letter if _stands_in_xml(letter) else "�" for letter in words)


def is_cut(printed: str) -> bool:
    """Whether a cell has only the beginning of its words."""
    return len(printed) == LONGEST_CELL and printed.endswith(_CUT)


def _stands_in_xml(letter: str) -> bool:
    return (
        letter in "\t\n" or " " <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd" or letter > "\uffff"
    )
