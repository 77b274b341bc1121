"""An example of a phrasing: lines of an annex, and what they are read as.

The examples stand with the phrasing that they show; tests run them, and the reference page prints them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import CellPlace, LeafFacts, RuleLine
from chiso.frameworks.model import Role

_PLACE = CellPlace(None, "", 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Example:
    """`lines` as printed; `row_points` where rows have figures of their own; `doubts`: the codes."""

    lines: tuple[str, ...]
    maximum: str | None
    rule: Tree = None
    inputs: Mapping[str, Tree] = field(default_factory=dict)
    settings: Mapping[str, Tree] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    choices: int = 0
    title: str = "Tiêu chí"
    role: Role = "regular"
    row_points: tuple[str | None, ...] = ()
    source: str = ""

    def as_leaf(self) -> LeafFacts:
        """The leaf that the lines stand in."""
        figures = self.row_points or (None,) * len(self.lines)
        lines = tuple(RuleLine(words, own, _PLACE) for words, own in zip(self.lines, figures, strict=True))
        maximum = None if self.maximum is None else Fraction(self.maximum)
        return LeafFacts("1", self.title, maximum, lines, self.role)
