"""The tree of an annex while it is read: one entry a node, and the outline that holds them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from chiso.frameworks.importers.annexes import Row
from chiso.frameworks.importers.maxima import Maximum
from chiso.frameworks.importers.numbers import Number, Reading
from chiso.frameworks.importers.parts import CellPlace, Question, RuleLine
from chiso.frameworks.model import Role
from chiso.language import Text


@dataclass(slots=True)
class Entry:
    """One node as the annex prints it. `code` is given when the tree is whole."""

    number: Number | None
    reading: Reading | None
    title: str
    maximum: Maximum
    row: Row
    role: Role = "regular"
    code: str = ""
    lines: list[RuleLine] = field(default_factory=list)
    # Rows below that begin with a dash: lines, or parts if their points make the maximum.
    items: list[tuple[RuleLine, Row]] = field(default_factory=list)
    parts: list[Entry] = field(default_factory=list)
    further_evidence: list[str] = field(default_factory=list)

    @property
    def place(self) -> CellPlace:
        """Where the title stands."""
        return self.row.place_of("title")

    def walk(self) -> Iterator[Entry]:
        """This entry and everything below it, parents first."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(slots=True)
class Outline:
    """The tree of an annex, the total that it prints, and what was not certain."""

    entries: list[Entry] = field(default_factory=list)
    printed_total: Fraction | None = None
    total_place: CellPlace | None = None
    questions: list[Question] = field(default_factory=list)

    def walk(self) -> Iterator[Entry]:
        """Every entry, parents first."""
        for entry in self.entries:
            yield from entry.walk()

    def ask(self, code: str, place: CellPlace, found: str, asks: Text, *choices: Text) -> None:
        """Note something that a person has to decide."""
        self.questions.append(Question(code, place, "", found, asks, choices))
