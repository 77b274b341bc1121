"""How the scores of rivals move: a common shock each year, a drift and a volatility of each, drawn together.

    change(r, t) = μ + δ(r) + Z(t) + ε(r, t)        Z ~ N(0, τ²), ε ~ N(0, σ²(r))

    m(t)   mean change of year t       μ   mean of the m(t)       τ²   their variance
    d(r)   mean over the years of change(r, t) − m(t), from T(r) changes
    s²     variance of what is left, pooled over the rivals; s²(r) that of one

Few years say little of one rival, so its own figures are drawn towards the common ones, as far as the spread
between rivals is no more than chance would make (empirical Bayes by moments, James and Stein's estimator for
equal T):

    δ(r)  = B(r) · d(r)                    B = A / (A + s²/T(r)),   A = max(0, var d − mean s²/T)
    σ²(r) = W(r) · s²(r) + (1 − W(r)) · s²  W = V / (V + 2 s⁴/ν(r)), V = max(0, var s²(r) − mean 2 s⁴/ν)

Correlation between two rivals is τ² / (τ² + s²); one may state another. What is not known of μ and δ after
so few years is part of the spread of a draw: τ²/years of the one, u²(r) = A · (1 − B(r)) of the other
(nothing where B is stated).

    CH-8350 too few changes to know a movement

Sources: James and Stein (1961); Efron and Morris (1975), Data analysis using Stein's estimator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from chiso.improvement.rivals.changes import Changes
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall

FEWEST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is stated instead of estimated: the share of its own drift that a rival keeps, the correlation."""

    keep_drift: float | None = None
    correlation: float | None = None


@dataclass(frozen=True, slots=True)
class Movements:
    """The movement of each rival (by uid) in one year, and how these hang together.

    `common_spread` is τ, `spreads` are the σ(r), `unknown` the u²(r); `kept`: the mean of the B(r).
    """

    common_drift: float
    common_spread: float
    drifts: Mapping[str, float]
    spreads: Mapping[str, float]
    unknown: Mapping[str, float]
    correlation: float
    kept: float
    years: int
    changes: int


def estimate(changes: Changes, wishes: Wishes) -> Movements:
    """The movement that the years before show. Raises WrongCall (CH-8350)."""
    years = [
        {uid: float(change) for uid, change in year.changes.items()} for year in changes.used if year.changes
    ]
    rivals = list(changes.now)
    counted = {uid: sum(uid in year for year in years) for uid in rivals}
    if len(years) < FEWEST_YEARS or sum(count > 1 for count in counted.values()) < FEWEST_YEARS:
        raise WrongCall([_too_few(len(years))])
    means = [fsum(year.values()) / len(year) for year in years]
    drift = fsum(means) / len(means)
    shock = _variance(means)
    rests = {
        uid: [year[uid] - mean for year, mean in zip(years, means, strict=True) if uid in year]
        for uid in rivals
    }
    own = {uid: fsum(rest) / len(rest) for uid, rest in rests.items() if rest}
    freedom = {uid: len(rest) - 1 for uid, rest in rests.items() if len(rest) > 1}
    variances = {uid: _variance(rests[uid]) for uid in freedom}
    pooled = fsum(variances[uid] * freedom[uid] for uid in freedom) / sum(freedom.values())
    between = max(0.0, _variance(list(own.values())) - _mean([pooled / counted[uid] for uid in own]))
    chance = {uid: 2 * pooled**2 / freedom[uid] for uid in freedom}
    unlike = max(0.0, _variance(list(variances.values())) - _mean(list(chance.values())))
    drifts, spreads, unknown, kept = {}, {}, {}, []
    for uid in rivals:
        keep = _share(between, pooled / counted[uid]) if counted[uid] else 0.0
        unknown[uid] = between * (1 - keep)
        if wishes.keep_drift is not None:
            keep, unknown[uid] = (wishes.keep_drift if counted[uid] else 0.0), 0.0
        kept.append(keep)
        drifts[uid] = keep * own.get(uid, 0.0)
        weight = _share(unlike, chance[uid]) if uid in freedom else 0.0
        spreads[uid] = sqrt(weight * variances.get(uid, 0.0) + (1 - weight) * pooled)
    correlation = shock / (shock + pooled) if shock + pooled else 0.0
    if wishes.correlation is not None:
        correlation = wishes.correlation
        shock = pooled * correlation / (1 - correlation)
    return Movements(
        drift,
        sqrt(shock),
        drifts,
        spreads,
        unknown,
        correlation,
        _mean(kept),
        len(years),
        sum(len(year) for year in years),
    )


def _share(signal: float, noise: float) -> float:
    return signal / (signal + noise) if signal + noise else 0.0


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values) if values else 0.0


def _variance(values: Sequence[float]) -> float:
    """With n − 1; 0 of a single value."""
    if len(values) < FEWEST_YEARS:
        return 0.0
    mean = _mean(values)
    return fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _too_few(years: int) -> Problem:
    expected = text(
        "Expected at least 2 years of changes that can be compared, with 2 rivals in both; found: {count}.",
        count=years,
    )
    mend = text("Give results of more years, or let the common part stand in over breaks: --breaks common.")
    return Problem("CH-8350", Place(field="OUT"), "", expected, mend)
