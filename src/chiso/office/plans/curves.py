"""The frontier between cost and score as a picture: x in per cent of the width, y in pixels.

A plan holds its score until money for the next one is there, so the line goes in steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chiso.figures import parse_exact

_LEFT, _RIGHT = Fraction(11), Fraction(95)
_TOP, _BOTTOM = Fraction(12), Fraction(184)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The cheapest plan for a score."""

    cost: Fraction
    score: Fraction
    measures: int
    x: str
    y: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CurveStep:
    """A stretch of the line."""

    x1: str
    x2: str
    y1: str
    y2: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on an axis."""

    value: Fraction
    at: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Curve:
    """Everything that is drawn."""

    points: tuple[CurvePoint, ...]
    steps: tuple[CurveStep, ...]
    scores: tuple[Mark, ...]
    costs: tuple[Mark, ...]
    is_complete: bool

    @property
    def has_chosen(self) -> bool:
        """Whether the plan that was found is one of the points."""
        return any(one.is_chosen for one in self.points)


def curve_of(kept: dict[str, Any] | None, chosen_cost: str | None) -> Curve | None:
    """The picture of a frontier as it was kept; None where there is nothing to draw."""
    rows = kept["points"] if kept else []
    if kept is None or len(rows) < 2:
        return None
    costs = [parse_exact(row["cost"]) for row in rows]
    scores = [parse_exact(row["score"]) for row in rows]
    chosen = None if chosen_cost is None else parse_exact(chosen_cost)
    xs = [_between(cost, (costs[0], costs[-1]), (_LEFT, _RIGHT)) for cost in costs]
    ys = [_between(score, (scores[0], scores[-1]), (_BOTTOM, _TOP)) for score in scores]
    points = [
        CurvePoint(cost, score, row["measures"], x, y, cost == chosen)
        for cost, score, row, x, y in zip(costs, scores, rows, xs, ys, strict=True)
    ]
    steps = []
    for at in range(len(rows) - 1):
        steps.append(CurveStep(xs[at], xs[at + 1], ys[at], ys[at]))
        steps.append(CurveStep(xs[at + 1], xs[at + 1], ys[at], ys[at + 1]))
    middle = (costs[0] + costs[-1]) / 2
    return Curve(
        tuple(points),
        tuple(steps),
        tuple(Mark(scores[at], ys[at]) for at in (0, -1)),
        (
            Mark(costs[0], xs[0]),
            Mark(middle, _between(middle, (costs[0], costs[-1]), (_LEFT, _RIGHT))),
            Mark(costs[-1], xs[-1], "end"),
        ),
        kept["is_complete"],
    )


def _between(value: Fraction, given: tuple[Fraction, Fraction], drawn: tuple[Fraction, Fraction]) -> str:
    """Where a value lies on the paper."""
    share = (value - given[0]) / (given[1] - given[0]) if given[1] != given[0] else Fraction(0)
    return f"{float(drawn[0] + share * (drawn[1] - drawn[0])):.2f}"
