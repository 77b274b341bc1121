"""An annex as data: what is printed, and beside it what is known to be meant.

Each item is one node. `known` is the rule as a person reads it, in the notation of `notation.py`;
NO_PROSE where the annex says nothing about points, ASKED where a person must be asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

NO_PROSE = "no prose"
ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Item:
    """One node: what its row prints, and what is known of it.

    `rule` holds a line each; " | " in a line parts words from the points that stand in a row of
    their own. `code` and `points` where they are not what is printed.
    """

    level: int
    number: str
    title: str
    maximum: str = ""
    rule: str = ""
    known: str = ""
    evidence: str = ""
    code: str = ""
    points: str = ""
    role: str = "regular"

    @property
    def is_leaf(self) -> bool:
        """Whether a rule is known or known to be missing."""
        return bool(self.known)

    @property
    def known_code(self) -> str:
        """The code that the draft must give it."""
        return self.code or self.number

    @property
    def known_maximum(self) -> Fraction | None:
        """The maximum that the draft must give it."""
        written = self.points or self.maximum.replace(",", ".")
        return Fraction(written) if written else None


@dataclass(frozen=True, slots=True)
class Layout:
    """How the items are printed.

    columns      keys of `writing.HEADINGS`, in their order
    rules        where the prose stands: "column", "title" (below the title) or "rows" (rows of their own)
    storeys      whether the points columns stand under one heading in two storeys
    split_every  a new table (Word) after so many rows; the headings are repeated in it if `repeats`
    spanning     whether the titles of fields go over all columns
    total        the words and the figure of a total row
    """

    columns: tuple[str, ...]
    rules: str = "column"
    storeys: bool = False
    split_every: int = 0
    repeats: bool = True
    spanning: bool = False
    total: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """One file of the test material with its known answers."""

    key: str
    suffix: str
    heading: tuple[str, ...]
    layout: Layout
    items: tuple[Item, ...]
    # Codes of questions that the faults of this annex must raise, with the node ("" for the whole).
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def file_name(self) -> str:
        """The name under which it is handed to the reader."""
        return f"{self.key}.{self.suffix}"

    @property
    def leaves(self) -> tuple[Item, ...]:
        """The items that have a rule, or should have one."""
        return tuple(item for item in self.items if item.is_leaf)
