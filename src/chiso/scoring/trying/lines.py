"""The totals as a function of one weight: straight lines with kinks where a limit holds.

With the weight factor w of a node, of which one point is worth a in its group, and p points of it:

    sum             raw(w) = raw + (w − 1) · a · p
    weighted mean   raw(w) = extras + (mean + (w − 1) · a · p) / (1 + (w − 1) · share)
                    where raw = extras + mean, share = its w / Σ w; extras: bonus and deductions
    each group      points(w) = raw(w) within the limits of the group
    one up          raw'(w) = raw' + a' · (points(w) − points)

A unit some group of which is put together otherwise (a geometric mean, points stretched over parts
that do not apply) has no such line; it is added up again by the set with the other weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from chiso.frameworks.aggregations import CappedSum, Sum, WeightedMean, WeightedSum
from chiso.scoring.aggregation import range_of_points, work_out
from chiso.scoring.exact import ONE, ZERO, exact_sum
from chiso.scoring.prepared import Prepared, PreparedInner, PreparedNode
from chiso.scoring.trying.weights import groups_above
from chiso.scoring.unit_scores import UnitScores

_LIMITS = frozenset({"ceiling", "floor", "veto", "bounds"})
_ADDED = (Sum, CappedSum, WeightedSum, WeightedMean)


@dataclass(frozen=True, slots=True)
class GroupOfUnit:
    """A group of one unit: points before its limits, the limits, and what a point of a part is worth.

    `extras`: what bonus and deductions bring to `raw`.
    """

    position: int
    points: Fraction
    raw: Fraction
    extras: Fraction
    lowest: Fraction | None
    highest: Fraction | None
    worths: Mapping[int, Fraction]

    def within(self, raw: Fraction) -> Fraction:
        """The points that the limits let through."""
        if self.highest is not None and raw > self.highest:
            raw = self.highest
        if self.lowest is not None and raw < self.lowest:
            raw = self.lowest
        return raw


@dataclass(frozen=True)
class Line:
    """The groups above one node of one unit, from its own group up to the total.

    `points`: those of the node; `share`: its part of all weights, in a weighted mean, else 0.
    """

    points: Fraction
    share: Fraction
    groups: tuple[GroupOfUnit, ...]
    worths: tuple[Fraction, ...]

    def at(self, factor: Fraction) -> dict[int, Fraction]:
        """The points of the groups by position, with the weight times `factor`."""
        change = self.points
        found = {}
        for group, worth in zip(self.groups, self.worths, strict=True):
            if group is self.groups[0]:
                raw = group.raw + (factor - 1) * worth * change
                if self.share:
                    mean = raw - group.extras
                    raw = group.extras + mean / (1 + (factor - 1) * self.share)
            else:
                raw = group.raw + worth * change
            found[group.position] = group.within(raw)
            change = found[group.position] - group.points
        return found

    @cached_property
    def has_limits(self) -> bool:
        """Whether any group above has a limit."""
        return any(group.lowest is not None or group.highest is not None for group in self.groups)

    @cached_property
    def lift(self) -> Fraction | None:
        """What one unit of the factor adds to the total; None where that changes with the factor."""
        if self.share or self.has_limits:
            return None
        lift = self.points
        for worth in self.worths:
            # In sums, the usual case, nothing has to be multiplied.
            lift = lift if worth is ONE else worth * lift
        return lift

    def slope(self, direction: int) -> tuple[Fraction, Fraction | None]:
        """The slope of the total with the weight going up (1) or down (−1), and how far it holds.

        The slope is per unit of the factor's change in that direction. In a weighted mean it is that of
        the total times the sum of the weights, which orders the units in the same way.
        """
        if self.lift is not None:
            return direction * self.lift, None
        slope = direction * self.worths[0] * self.points
        if self.share:
            return self._mean_slope(direction), None
        until: Fraction | None = None
        for group, worth in zip(self.groups, self.worths, strict=True):
            if group is not self.groups[0]:
                slope *= worth
            if not slope:
                return ZERO, until
            slope, reach = _within(group, slope)
            if reach is not None:
                until = reach if until is None else min(until, reach)
        return slope, until

    def _mean_slope(self, direction: int) -> Fraction:
        """(1 + t·share) · total = total + t · (share · total + lift), lift that of a · p − share · mean."""
        own = self.groups[0]
        lift = self.worths[0] * self.points - self.share * (own.raw - own.extras)
        for worth in self.worths[1:]:
            lift *= worth
        return direction * (self.share * self.groups[-1].points + lift)


def _within(group: GroupOfUnit, slope: Fraction) -> tuple[Fraction, Fraction | None]:
    """The slope after the limits of a group, and how far until one begins or ceases to hold."""
    raw, lowest, highest = group.raw, group.lowest, group.highest
    if slope > 0:
        if highest is not None and raw >= highest:
            return ZERO, None
        if lowest is not None and raw < lowest:
            return ZERO, (lowest - raw) / slope
        return slope, None if highest is None else (highest - raw) / slope
    if lowest is not None and raw <= lowest:
        return ZERO, None
    if highest is not None and raw > highest:
        return ZERO, (raw - highest) / -slope
    return slope, None if lowest is None else (raw - lowest) / -slope


class Lines:
    """The lines of the units of a result; groups are worked out once for all nodes below them."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.groups: dict[tuple[int, int], GroupOfUnit | None] = {}

    def of(self, node: PreparedNode, scores: UnitScores) -> Line | None:
        """The line of one node and unit; None where there is none."""
        groups: list[GroupOfUnit] = []
        worths: list[Fraction] = []
        below = node.position
        for inner in groups_above(self.prepared, node):
            group = self._group(inner, scores)
            if group is None:
                return None
            groups.append(group)
            # What is left out of its group moves nothing.
            worths.append(group.worths.get(below, ZERO))
            below = inner.position
        first = groups_above(self.prepared, node).__next__()
        share = ZERO
        if isinstance(first.aggregation, WeightedMean) and first.times:
            share = worths[0] / first.times
        return Line(scores.points[node.position] or ZERO, share, tuple(groups), tuple(worths))

    def _group(self, inner: PreparedInner, scores: UnitScores) -> GroupOfUnit | None:
        key = (id(scores), inner.position)
        if key not in self.groups:
            self.groups[key] = self._worked_out(inner, scores)
        return self.groups[key]

    def _worked_out(self, inner: PreparedInner, scores: UnitScores) -> GroupOfUnit | None:
        if not isinstance(inner.aggregation, _ADDED):
            return None
        workings = work_out(self.prepared, inner, scores)
        if workings.points is None or workings.status != "scored" or workings.deferred:
            return None
        if any(kind not in _LIMITS for kind, _ in workings.effects):
            return None
        lowest, highest = range_of_points(self.prepared, inner, scores)
        return GroupOfUnit(
            inner.position,
            workings.points,
            exact_sum(part.contribution for part in workings.parts),
            exact_sum(
                part.contribution for part in workings.parts if self.prepared.nodes[part.position].is_extra
            ),
            lowest,
            highest,
            {part.position: part.worth for part in workings.parts},
        )
