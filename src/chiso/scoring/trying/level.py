"""Criteria that do not tell units apart: all have the maximum, nobody has anything, all have the same.

Looked at are the ranked units to which the criterion applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.scoring.result import Result

Sort: TypeAlias = Literal["all_maximum", "all_nothing", "all_same"]


@dataclass(frozen=True, slots=True)
class LevelCriterion:
    """A criterion with the same points for all `units` (a count)."""

    code: str
    sort: Sort
    points: Fraction
    units: int


def find_level_criteria(result: Result) -> tuple[LevelCriterion, ...]:
    """The criteria that count and have the same points for all, in the order of the document."""
    found = []
    for leaf in result.prepared.leaves:
        if leaf.is_idle or leaf.role == "veto":
            continue
        points = points_of(result, leaf.position)
        values = set(points.values())
        if len(values) != 1:
            continue
        (value,) = values
        sort: Sort = "all_same"
        if value == leaf.static_max and leaf.role != "penalty":
            sort = "all_maximum"
        elif not value:
            sort = "all_nothing"
        found.append(LevelCriterion(leaf.code, sort, value, len(points)))
    return tuple(found)


def points_of(result: Result, position: int) -> dict[str, Fraction]:
    """The points of a node for the ranked units that have any there and to which it applies."""
    found = {}
    for row in result.ranking:
        if row.rank is None:
            break
        scores = result.scores[row.unit.uid]
        points = scores.points[position]
        if points is not None and scores.statuses[position] != "not_applicable":
            found[row.unit.uid] = points
    return found
