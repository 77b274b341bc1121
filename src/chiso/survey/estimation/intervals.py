"""Confidence intervals from an estimate, its variance and degrees of freedom.

    t        θ ± t s
    logit    the same on the scale log(p/(1 − p)), where the error is s/(p(1 − p))
    wilson   the p₀ that a sample of n* persons with the share p does not refuse (Wilson 1927)
    beta     Clopper and Pearson's interval for n* persons of whom n* p chose (Korn & Graubard 1998)
    likelihood  the p₀ with 2 m (p log(p/p₀) + (1 − p) log((1 − p)/(1 − p₀))) ≤ t², m = p(1 − p)/V

t is the quantile of Student's distribution with the design's degrees of freedom d. The effective sample
size is n* = p(1 − p)/V · (t_{n−1}/t_d)². `logit` and `beta` are those of R's `svyciprop` ("xlogit", which
its "logit" comes to by iteration, and "beta"); `wilson` with n* is not in R (Franco, Little, Louis & Slud
2019). `likelihood` is the ratio of the likelihoods of a binomial sample scaled by the variance (Rao & Scott
1984); R's "likelihood" comes near to it by interpolation. Where nobody or everybody chose, V is 0 and tells
nothing: `wilson`, `beta` and `likelihood` then take n persons, `logit` has no interval. Where every unit was
drawn there is nothing to be unsure of, nor where a calibration has fixed the share (V is 0, and some chose,
others not): all are [p, p].
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtri, stdtrit, xlog1py, xlogy

from chiso.survey.psus import Real, Whole

Interval: TypeAlias = Literal["t", "logit", "wilson", "beta", "likelihood"]
INTERVALS: tuple[Interval, ...] = ("t", "logit", "wilson", "beta", "likelihood")
# Each halving brings an end of the likelihood's interval nearer: to the last bit of a double and beyond.
_HALVINGS = 100


def intervals(
    kind: Interval,
    estimates: Real,
    variances: Real,
    degrees: Real,
    *,
    n: Whole,
    is_certain: npt.NDArray[np.bool_],
    level: float = 0.95,
) -> tuple[Real, Real]:
    """Lower and upper ends, NaN where there is none. All of one shape; `is_certain`: every unit was drawn."""
    upper_tail = (1 + level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        critical = np.asarray(stdtrit(np.where(degrees > 0, degrees, np.nan), upper_tail), np.float64)
        if kind == "t":
            half = critical * np.sqrt(variances)
            low, high = estimates - half, estimates + half
        elif kind == "logit":
            low, high = _logit(estimates, variances, critical)
        elif kind == "likelihood":
            low, high = _likelihood(estimates, variances, n, critical)
        else:
            size = _effective_sizes(estimates, variances, n, critical, upper_tail)
            if kind == "wilson":
                low, high = _wilson(estimates, size, float(ndtri(upper_tail)))
            else:
                low, high = _beta(estimates, size, upper_tail)
    is_fixed = (variances == 0) & (estimates > 0) & (estimates < 1) & (degrees > 0)
    known = (is_certain & ~np.isnan(estimates)) | is_fixed
    return np.where(known, estimates, low), np.where(known, estimates, high)


def _logit(shares: Real, variances: Real, critical: Real) -> tuple[Real, Real]:
    spread = shares * (1 - shares)
    half = critical * np.sqrt(variances) / spread
    centre = np.log(shares / (1 - shares))
    inside = spread > 0
    low, high = 1 / (1 + np.exp(half - centre)), 1 / (1 + np.exp(-half - centre))
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def _likelihood(shares: Real, variances: Real, n: Whole, critical: Real) -> tuple[Real, Real]:
    at_an_end = (shares <= 0) | (shares >= 1)
    persons = np.where(at_an_end, n, shares * (1 - shares) / variances)
    allowed = critical**2 / (2 * persons)
    # The upper end of a share is one less the lower end of the others.
    return _lower_of_likelihood(shares, allowed), 1 - _lower_of_likelihood(1 - shares, allowed)


def _lower_of_likelihood(shares: Real, allowed: Real) -> Real:
    """The share below, at which the logarithm of the likelihood of one person is less by what is allowed."""
    low, high = np.zeros_like(shares), shares.copy()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_too_low = (
            xlogy(shares, shares / middle) + xlog1py(1 - shares, (middle - shares) / (1 - middle)) > allowed
        )
        low, high = np.where(is_too_low, middle, low), np.where(is_too_low, high, middle)
    found = np.where(shares <= 0, 0.0, high)
    return np.where(np.isnan(allowed) | np.isnan(shares), np.nan, found)


def _effective_sizes(shares: Real, variances: Real, n: Whole, critical: Real, upper_tail: float) -> Real:
    """How many persons of a simple sample with replacement tell as much."""
    simple = stdtrit(np.where(n > 1, n - 1, np.nan), upper_tail)
    sizes = shares * (1 - shares) / variances * (simple / critical) ** 2
    at_an_end = (shares <= 0) | (shares >= 1)
    # Without degrees of freedom there is no interval at all.
    return np.where(at_an_end, np.where(np.isnan(critical), np.nan, n), sizes)


def _wilson(shares: Real, size: Real, normal: float) -> tuple[Real, Real]:
    divisor = 1 + normal**2 / size
    centre = (shares + normal**2 / (2 * size)) / divisor
    half = normal * np.sqrt(shares * (1 - shares) / size + normal**2 / (4 * size**2)) / divisor
    return _at_ends(shares, size, centre - half, centre + half)


def _beta(shares: Real, size: Real, upper_tail: float) -> tuple[Real, Real]:
    chosen, others = size * shares, size * (1 - shares)
    low = np.asarray(betaincinv(chosen, others + 1, 1 - upper_tail), np.float64)
    high = np.asarray(betaincinv(chosen + 1, others, upper_tail), np.float64)
    return _at_ends(shares, size, low, high)


def _at_ends(shares: Real, size: Real, low: Real, high: Real) -> tuple[Real, Real]:
    """Exactly 0 where nobody chose and 1 where everybody did; NaN without a size."""
    nothing = np.where(np.isnan(size), np.nan, 0.0)
    return np.where(shares <= 0, nothing, low), np.where(shares >= 1, nothing + 1, high)
