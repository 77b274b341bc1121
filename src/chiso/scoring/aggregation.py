"""The points of a group, worked out step by step where something does not apply or is missing.

    parts      Σ worth · points of the regular parts (worth: weight, share in a mean, …)
    rescaling  · Σ maxima / Σ maxima that apply          (rescale_parent; at the root rescale_index)
    extras     + bonus, + penalties (≤ 0)
    ceiling    min with the group's ceiling; a penalty group takes off at most its own
    veto       min with what a failed veto allows
    bounds     the total kept within the index's bounds

`Workings` names every step with its amount: parts and effects add up to the points exactly, so that
a difference between two results can be split without remainder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.frameworks.aggregations import (
    GeometricMean,
    MeanOfShares,
    SideBySide,
    WeightedMean,
    WeightedSum,
)
from chiso.frameworks.classes import BoundsPart
from chiso.language import Text, text
from chiso.scoring.exact import ONE, ZERO, exact_sum, geometric_mean
from chiso.scoring.maxima import find_maximum
from chiso.scoring.prepared import Prepared, PreparedInner, PreparedNode, Treatment
from chiso.scoring.statuses import INCOMPLETE, MISSING, NOT_APPLICABLE, OPEN, SCORED, TRACKED, Status
from chiso.scoring.unit_scores import UnitScores

EffectKind: TypeAlias = Literal[
    "rescaling", "rescaling_index", "geometric_mean", "rounding", "ceiling", "floor", "veto", "bounds"
]
EFFECTS: tuple[EffectKind, ...] = (
    "geometric_mean", "rounding", "rescaling", "rescaling_index", "ceiling", "floor", "veto", "bounds",
)  # fmt: skip


NO_ROOT = text("A negative part has no geometric mean; the law does not say what then.")
EXTRAS_ALONE = text(
    "No regular part of the group applies, but a bonus or a deduction does; it is not said where it counts."
)


@dataclass(frozen=True, slots=True)
class CountedPart:
    """A part and what one of its points is worth in the group."""

    position: int
    worth: Fraction
    points: Fraction

    @property
    def contribution(self) -> Fraction:
        """What the part brings into the group."""
        # In a sum, the usual case, nothing has to be multiplied.
        return self.points if self.worth is ONE else self.worth * self.points


@dataclass(frozen=True, slots=True)
class Workings:
    """How the points of a group came about; parts and effects add up to them."""

    status: Status
    points: Fraction | None = None
    max_points: Fraction | None = None
    parts: tuple[CountedPart, ...] = ()
    effects: tuple[tuple[EffectKind, Fraction], ...] = ()
    left_out: tuple[int, ...] = ()
    deferred: Fraction = ZERO
    treatment: Treatment | None = None
    open_point: Text | None = None


@dataclass(slots=True)
class _Gathered:
    """The parts of a group, by what became of them."""

    counted: list[PreparedNode] = field(default_factory=list)
    blocked: list[PreparedNode] = field(default_factory=list)
    left: list[PreparedNode] = field(default_factory=list)
    caps: list[Fraction] = field(default_factory=list)

    def regular(self) -> list[PreparedNode]:
        """The regular parts that apply."""
        return [part for part in (*self.counted, *self.blocked) if not part.is_extra]

    def is_without_regular(self) -> bool:
        """Whether nothing counts but perhaps extras, while regular parts were left out."""
        if self.blocked or self.regular():
            return False
        return not self.counted or any(not part.is_extra for part in self.left)


def work_out(prepared: Prepared, inner: PreparedInner, scores: UnitScores) -> Workings:
    """The points of a group from the results of its parts, step by step."""
    gathered = _gather(prepared, inner, scores)
    left_out = tuple(part.position for part in gathered.left)
    if gathered.is_without_regular():
        return _without_regular(prepared, inner, gathered, scores)
    applied = find_maximum(
        inner, gathered.regular(), [part for part in gathered.left if not part.is_extra], scores
    )
    maximum, deferred, factor = applied
    if gathered.blocked:
        statuses = [scores.statuses[part.position] for part in gathered.blocked]
        status = MISSING if MISSING in statuses else OPEN
        return Workings(status, None, maximum, left_out=left_out, deferred=deferred)
    if isinstance(inner.aggregation, SideBySide):
        return Workings(TRACKED, left_out=left_out)
    left_open = _left_open(inner, gathered, scores)
    if left_open is not None:
        return Workings(OPEN, None, maximum, left_out=left_out, deferred=deferred, open_point=left_open)
    parts, effects, open_point = _combine(inner, gathered, scores)
    regular = exact_sum(
        [p.contribution for p in parts if not prepared.nodes[p.position].is_extra]
        + [amount for _, amount in effects]
    )
    if factor != 1:
        effects.append(("rescaling", regular * (factor - 1)))
        regular *= factor
    if inner.position == 0 and deferred and maximum:
        effects.append(("rescaling_index", regular * deferred / maximum))
        maximum += deferred
        deferred = ZERO
    points = exact_sum([p.contribution for p in parts] + [amount for _, amount in effects])
    points, limited = _keep(inner, gathered, points, prepared)
    effects += limited
    return Workings(SCORED, points, maximum, parts, tuple(effects), left_out, deferred, open_point=open_point)


def range_of_points(
    prepared: Prepared, inner: PreparedInner, scores: UnitScores
) -> tuple[Fraction | None, Fraction | None]:
    """The lowest and the highest points that the limits of a group let through; None: no limit."""
    bounds = prepared.framework.index.bounds if inner.position == 0 else None
    lowest: Fraction | None = None
    highest: Fraction | None = None
    for _, limit in _limits(inner, _gather(prepared, inner, scores).caps, bounds):
        # A limit also holds what those before it let through at their ends.
        lowest = limit.lowest if lowest is None else limit(lowest)
        highest = limit.highest if highest is None else limit(highest)
    return lowest, highest


def _keep(
    inner: PreparedInner, gathered: _Gathered, points: Fraction, prepared: Prepared
) -> tuple[Fraction, tuple[tuple[EffectKind, Fraction], ...]]:
    """The points within the limits of the group, and what each limit did."""
    effects: list[tuple[EffectKind, Fraction]] = []
    bounds = prepared.framework.index.bounds if inner.position == 0 else None
    for kind, limited in _limits(inner, gathered.caps, bounds):
        kept = limited(points)
        if kept != points:
            effects.append((kind, kept - points))
            points = kept
    return points, tuple(effects)


def _left_open(inner: PreparedInner, gathered: _Gathered, scores: UnitScores) -> Text | None:
    """What keeps these parts from being combined: a root of less than 0, a share of nothing."""
    parts = [(scores.points[part.position], scores.maxima[part.position]) for part in gathered.regular()]
    if isinstance(inner.aggregation, GeometricMean) and any(points and points < 0 for points, _ in parts):
        return NO_ROOT
    if isinstance(inner.aggregation, MeanOfShares) and any(points and not most for points, most in parts):
        return EXTRAS_ALONE
    return None


def _gather(prepared: Prepared, inner: PreparedInner, scores: UnitScores) -> _Gathered:
    gathered = _Gathered()
    for position in inner.children:
        part = prepared.nodes[position]
        if part.is_idle:
            continue
        status = scores.statuses[position]
        if part.role == "veto":
            outcome = scores.outcomes.get(position)
            if status in INCOMPLETE and scores.points[position] is None:
                gathered.blocked.append(part)
            elif outcome is not None and outcome.parent_at_most is not None:
                gathered.caps.append(outcome.parent_at_most)
        elif scores.points[position] is not None:
            gathered.counted.append(part)
        elif status in INCOMPLETE:
            gathered.blocked.append(part)
        elif status == NOT_APPLICABLE:
            gathered.left.append(part)
    return gathered


def _without_regular(
    prepared: Prepared, inner: PreparedInner, gathered: _Gathered, scores: UnitScores
) -> Workings:
    """A group no regular part of which counts: it does not apply either, or is only shown."""
    if not gathered.left:
        return Workings(TRACKED)
    left_out = tuple(part.position for part in gathered.left)
    decisive = next((part for part in gathered.left if not part.is_extra), gathered.left[0])
    treatment = inner.treatment or scores.treatments[decisive.position]
    parts, _, _ = _combine(inner, gathered, scores)
    extras = exact_sum(part.contribution for part in parts)
    given = {"full_points": inner.static_max, "zero": ZERO}.get(treatment)
    if given is not None:
        points, _ = _keep(inner, gathered, given + extras, prepared)
        return Workings(NOT_APPLICABLE, points, inner.static_max, left_out=left_out, treatment=treatment)
    if not extras:
        maximum = None if inner.static_max is None else ZERO
        return Workings(NOT_APPLICABLE, None, maximum, left_out=left_out, treatment=treatment)
    if treatment == "rescale_parent" or not inner.position:
        return Workings(OPEN, None, inner.static_max, left_out=left_out, open_point=EXTRAS_ALONE)
    kept, effects = _keep(inner, gathered, extras, prepared)
    deferred = (inner.static_max or ZERO) if treatment == "rescale_index" else ZERO
    return Workings(SCORED, kept, ZERO, parts, effects, left_out, deferred)


def _combine(
    inner: PreparedInner, gathered: _Gathered, scores: UnitScores
) -> tuple[tuple[CountedPart, ...], list[tuple[EffectKind, Fraction]], Text | None]:
    """The counted parts with their worth, and what a geometric mean adds to them."""
    regular = [part for part in gathered.counted if not part.is_extra]
    worths = _worths(inner, regular, scores)
    parts = []
    for part in gathered.counted:
        points = scores.points[part.position]
        assert points is not None, "a counted part has points"
        parts.append(CountedPart(part.position, worths.get(part.position, ONE), points))
    if not isinstance(inner.aggregation, GeometricMean) or not regular:
        return tuple(parts), [], None
    values = [part.points for part in parts if part.position in worths]
    weights = [inner.weights[part.position] for part in regular]
    mean = inner.times * geometric_mean(values, weights)
    # A part of a geometric mean has no worth of its own; the mean itself is the effect.
    effects: list[tuple[EffectKind, Fraction]] = [("geometric_mean", mean)]
    open_point = None
    if inner.round_mean is not None:
        rounded, open_point = inner.round_mean(mean)
        effects.append(("rounding", rounded - mean))
    return tuple(parts), effects, open_point


def _worths(inner: PreparedInner, regular: list[PreparedNode], scores: UnitScores) -> dict[int, Fraction]:
    """What one point of each regular part is worth in the group."""
    aggregation = inner.aggregation
    weights = inner.weights
    if isinstance(aggregation, WeightedSum):
        return {part.position: weights[part.position] * inner.times for part in regular}
    if isinstance(aggregation, WeightedMean):
        total = exact_sum(weights[part.position] for part in regular)
        return {part.position: weights[part.position] * inner.times / total for part in regular}
    if isinstance(aggregation, MeanOfShares):
        return {
            part.position: inner.times / (len(regular) * (scores.maxima[part.position] or ONE))
            for part in regular
        }
    if isinstance(aggregation, GeometricMean):
        return {part.position: ZERO for part in regular}
    return {part.position: ONE for part in regular}


def _limits(
    inner: PreparedInner, caps: list[Fraction], bounds: BoundsPart | None
) -> list[tuple[EffectKind, _Limit]]:
    """The limits in the order in which they hold."""
    limits: list[tuple[EffectKind, _Limit]] = []
    if inner.ceiling is not None:
        limits.append(("ceiling", _Limit(None, inner.ceiling)))
    if inner.floor is not None:
        limits.append(("floor", _Limit(inner.floor, None)))
    if caps:
        limits.append(("veto", _Limit(None, min(caps))))
    if bounds is not None:
        limits.append(("bounds", _Limit(bounds.at_least, bounds.at_most)))
    return limits


@dataclass(frozen=True, slots=True)
class _Limit:
    lowest: Fraction | None
    highest: Fraction | None

    def __call__(self, points: Fraction) -> Fraction:
        if self.highest is not None and points > self.highest:
            return self.highest
        if self.lowest is not None and points < self.lowest:
            return self.lowest
        return points
