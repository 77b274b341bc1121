"""What an entry of a rule answers: points, or that the law leaves it open."""

from __future__ import annotations

from fractions import Fraction

from chiso.frameworks import rule_faults
from chiso.frameworks.fields import BilingualField, Figure, Part
from chiso.frameworks.leaf import Fault, FaultPath, LeafContext
from chiso.language import Text, Value, text


class Answer(Part):
    """Points, or the words that say what the law leaves open: exactly one of them."""

    points: Figure | None = None
    open: BilingualField | None = None

    def answer_faults(self, leaf: LeafContext) -> list[Fault]:
        """Neither or both are given, or the points are not within the node's bounds."""
        if (self.points is None) == (self.open is None):
            found = "" if self.points is None else "points, open"
            return [rule_faults.keys_at_odds((), found, text("Expected either “points” or “open”."))]
        return points_faults(("points",), self.points, leaf)

    def words(self, subject: Value) -> Text:
        """“from 0.9 up: 2 points”"""
        return sentence(subject, self.points, self.open)


def sentence(subject: Value, points: Fraction | None, left_open: Value | None = None) -> Text:
    """What is answered for a subject, in words."""
    if left_open is not None:
        return text("{subject}: the law does not say. {open}", subject=subject, open=left_open)
    assert points is not None
    return text("{subject}: {points}.", subject=subject, points=in_points(points))


def in_points(figure: Fraction) -> Text:
    """“2 points”, “1 point”"""
    return text("1 point") if figure == 1 else text("{figure} points", figure=figure)


def points_faults(path: FaultPath, points: Fraction | None, leaf: LeafContext) -> list[Fault]:
    """A fault if the node cannot have these points."""
    if points is None:
        return []
    too_many = leaf.max_points is not None and points > leaf.max_points
    return [rule_faults.points_outside(path, points, leaf)] if too_many or points < leaf.minimum else []
