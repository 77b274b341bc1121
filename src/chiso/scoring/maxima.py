"""The maximum of a group as it applies to a unit, where some of its parts do not apply.

sum      Σ w·max of all regular parts − what is lost: parts that are left out, and what applying
         parts lost themselves; parts whose maximum is stretched over the rest (rescale_parent)
         lose nothing
ceiling  min of that and the ceiling
mean     the mean of the maxima that apply; of shares always the whole maximum
deferred what is given back at the root (rescale_index): of parts that do not apply here, and of
         those further down
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from chiso.frameworks.aggregations import GeometricMean, MeanOfShares, WeightedMean, WeightedSum
from chiso.scoring.exact import ONE, ZERO, exact_sum, geometric_mean
from chiso.scoring.prepared import PreparedInner, PreparedNode
from chiso.scoring.unit_scores import UnitScores


class AppliedMaximum(NamedTuple):
    """`factor`: by how much the points of the regular parts are stretched (rescale_parent)."""

    maximum: Fraction | None
    deferred: Fraction = ZERO
    factor: Fraction = ONE


def find_maximum(
    inner: PreparedInner, applying: Sequence[PreparedNode], left: Sequence[PreparedNode], scores: UnitScores
) -> AppliedMaximum:
    """The maximum of a group with these regular parts: those that apply, and those that do not."""
    if not left and all(scores.maxima[part.position] is part.static_max for part in applying):
        return AppliedMaximum(inner.static_max)
    given_back = [p for p in left if scores.treatments[p.position] == "rescale_parent"]
    deferring = [p for p in left if scores.treatments[p.position] == "rescale_index"]
    everything = [*applying, *left]
    if isinstance(inner.aggregation, (WeightedMean, MeanOfShares, GeometricMean)):
        return _of_mean(inner, applying, given_back, everything, scores)
    worth = inner.times if isinstance(inner.aggregation, WeightedSum) else ONE
    static = {p.position: worth * inner.weights[p.position] * (p.static_max or ZERO) for p in everything}
    lost = exact_sum(
        [
            static[p.position] - worth * inner.weights[p.position] * (scores.maxima[p.position] or ZERO)
            for p in applying
        ]
        + [static[p.position] for p in left if p not in given_back]
    )
    deferred = exact_sum(
        [static[p.position] for p in deferring]
        + [worth * inner.weights[p.position] * scores.deferred.get(p.position, ZERO) for p in applying]
    )
    full = exact_sum(static.values()) - lost
    available = full - exact_sum(static[p.position] for p in given_back)
    factor = full / available if given_back and available else ONE
    if inner.ceiling is not None and all(part.static_max is not None for part in everything):
        # Under a ceiling it is the parts that lose; the ceiling stays where it is, and what is
        # given back at the root is not more than what it let through.
        under_ceiling = min(full, inner.ceiling)
        given_at_root = min(full + deferred, inner.ceiling) - under_ceiling
        return AppliedMaximum(under_ceiling, given_at_root, factor)
    return AppliedMaximum(None if inner.static_max is None else inner.static_max - lost, deferred, factor)


def _of_mean(
    inner: PreparedInner,
    applying: Sequence[PreparedNode],
    given_back: Sequence[PreparedNode],
    everything: Sequence[PreparedNode],
    scores: UnitScores,
) -> AppliedMaximum:
    """A mean over what applies: parts left out change its maximum only where maxima differ."""
    known = all(part.static_max is not None for part in everything)
    if isinstance(inner.aggregation, MeanOfShares) or not applying or not known:
        return AppliedMaximum(inner.static_max)

    def mean(parts: Sequence[PreparedNode], maxima: Sequence[Fraction]) -> Fraction:
        weights = [inner.weights[part.position] for part in parts]
        if isinstance(inner.aggregation, GeometricMean):
            return inner.times * geometric_mean(maxima, weights)
        weighted = exact_sum(w * m for w, m in zip(weights, maxima, strict=True))
        return inner.times * weighted / exact_sum(weights)

    static = [part.static_max or ZERO for part in applying]
    maxima = [scores.maxima[part.position] or ZERO for part in applying]
    later = [scores.deferred.get(part.position, ZERO) for part in applying]
    applied = mean(applying, maxima)
    deferred = mean(applying, [m + d for m, d in zip(maxima, later, strict=True)]) - applied
    if isinstance(inner.aggregation, GeometricMean):
        # The mean over what applies is the whole mean; there is nothing to stretch.
        return AppliedMaximum(inner.static_max if maxima == static else applied, deferred)
    restored = [*applying, *given_back]
    factor = ONE
    if given_back and (before := mean(applying, static)):
        factor = mean(restored, [part.static_max or ZERO for part in restored]) / before
    full = mean(everything, [part.static_max or ZERO for part in everything])
    maximum = None if inner.static_max is None else inner.static_max + applied * factor - full
    return AppliedMaximum(maximum, deferred * factor, factor)
