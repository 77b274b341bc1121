"""The rule in some lines of an annex, as the tests of the phrasings read it."""

from __future__ import annotations

from fractions import Fraction

from chiso.frameworks.importers.parts import CellPlace, LeafFacts, ReadRule, RuleLine
from chiso.frameworks.importers.phrasings import read_rule
from chiso.frameworks.model import Role

PLACE = CellPlace(3, "", 1, 12, 2)


def read(
    maximum: str | None,
    *lines: str,
    title: str = "Tiêu chí",
    role: Role = "regular",
    points: tuple[str, ...] = (),
) -> ReadRule:
    """The rule in some lines of one cell, or in rows with points of their own."""
    own = points or (None,) * len(lines)
    rows = tuple(RuleLine(line, figure, PLACE) for line, figure in zip(lines, own, strict=True))
    most = None if maximum is None else Fraction(maximum)
    return read_rule(LeafFacts("1.1", title, most, rows, role))
