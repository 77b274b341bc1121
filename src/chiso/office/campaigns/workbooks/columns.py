"""The columns of an agency's workbook, by name; a column is found again by its heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chiso.language import Text, text

ColumnName: TypeAlias = Literal[
    "code", "title", "rule", "asked", "case", "value", "numerator", "denominator", "label", "status", "note",
    "evidence", "version", "key",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and its width in characters."""

    name: ColumnName
    heading: Text
    characters: int


COLUMNS: tuple[Column, ...] = (
    Column("code", text("Code"), 8),
    Column("title", text("Criterion"), 34),
    Column("rule", text("How points are given"), 44),
    Column("asked", text("What is asked"), 34),
    Column("case", text("Case"), 16),
    Column("value", text("Figure entered"), 14),
    Column("numerator", text("Numerator"), 12),
    Column("denominator", text("Denominator"), 12),
    Column("label", text("Choice"), 22),
    Column("status", text("State of the answer"), 18),
    Column("note", text("Explanation"), 40),
    Column("evidence", text("Evidence"), 34),
    Column("version", text("Version"), 9),
    # Not for people: which row this is, wherever it was moved.
    Column("key", text("Row"), 8),
)
PLACE_OF = {column.name: place for place, column in enumerate(COLUMNS)}
# What an agency fills in; the other cells are locked.
TO_FILL_IN: frozenset[ColumnName] = frozenset(
    {"case", "value", "numerator", "denominator", "label", "status", "note"}
)


def letter_of(place: int) -> str:
    """The letter of a column counted from 0: A … Z, AA …."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
