"""Quantiles and Woodruff's intervals for them.

    q(p) = the least value y with Σ_{y_i ≤ y} w_i ≥ p Σ w_i

the quantile as the inverse of the weighted distribution (R's `qrule = "math"`, the first rule of Hyndman &
Fan 1996). Its interval: the share F of persons at or below q, with its interval F ± t s as for any mean, is
carried back through the distribution (Woodruff 1952; R's `svyquantile` with `interval.type = "mean"`). The
error is the length of the interval over 2 t. An end beyond 0 or 1 has no value, and there is no interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from chiso.survey.cells import Cells
from chiso.survey.design import Design
from chiso.survey.psus import Real, Whole
from chiso.survey.variance.taylor import taylor


@dataclass(frozen=True, slots=True, eq=False)
class QuantileEstimates:
    """Quantiles of one column: (D, shares) each but `degrees` (D,) and `n` (D,)."""

    estimates: Real
    errors: Real
    low: Real
    high: Real
    degrees: Real
    n: Whole


@dataclass(frozen=True, slots=True, eq=False)
class _Distribution:
    """The weighted distribution of D domains: V pairs (domain, value) in that order."""

    values: Real
    domain: Whole
    cumulated: Real  # within the domain
    totals: Real  # (D,)
    starts: Whole  # (D,)
    ends: Whole  # (D,) the last pair

    def quantile(self, share: Real) -> Real:
        """(D,) the quantile of each domain for a share of its own; NaN stays."""
        limit = share * self.totals
        below = np.bincount(self.domain, self.cumulated <= limit[self.domain], minlength=len(self.totals))
        reached = self.starts + np.maximum(below.astype(np.int64) - 1, 0)
        following = np.minimum(reached + 1, self.ends)
        is_reached = share - self.cumulated[reached] / self.totals <= 0
        found = np.where(is_reached, self.values[reached], self.values[following])
        return np.where(np.isnan(share), np.nan, found)


def quantiles(
    cells: Cells, design: Design, shares: Sequence[float], *, level: float = 0.95
) -> QuantileEstimates:
    """Quantiles in each domain, from cells of values (see `cells.make_value_cells`).

    Raises as `taylor` does. Without a basis for errors there are none.
    """
    assert cells.values is not None
    weights = cells.weighted[:, 0]
    count = len(cells.domains)
    distribution = _distribution(cells, weights)
    wanted = np.broadcast_to(np.asarray(shares, np.float64), (count, len(shares)))
    estimates = np.stack([distribution.quantile(one) for one in wanted.T], 1)
    n = np.bincount(cells.domain, cells.n[:, 0], minlength=count).astype(np.int64)
    nothing = np.full(estimates.shape, np.nan)
    if not design.has_errors:
        return QuantileEstimates(estimates, nothing, nothing, nothing, nothing[:, 0], n)
    variance = taylor(cells, design)
    degrees = variance.degrees_of_freedom()
    at_or_below = (cells.values[:, None] <= estimates[cells.domain]).astype(np.float64)
    scaled = (weights / distribution.totals[cells.domain])[:, None]
    share = cells.sum_by_domain(scaled * at_or_below)
    errors = np.sqrt(variance.variances(scaled * (at_or_below - share[cells.domain])))
    critical = np.asarray(stdtrit(np.where(degrees > 0, degrees, np.nan), (1 + level) / 2))[:, None]
    low = _carried_back(distribution, share - critical * errors)
    high = _carried_back(distribution, share + critical * errors)
    return QuantileEstimates(estimates, (high - low) / (2 * critical), low, high, degrees, n)


def _carried_back(distribution: _Distribution, shares: Real) -> Real:
    """(D, shares) the quantile at each share, NaN beyond 0 or 1."""
    inside = np.where((shares >= 0) & (shares <= 1), shares, np.nan)
    return np.stack([distribution.quantile(one) for one in inside.T], 1)


def _distribution(cells: Cells, weights: Real) -> _Distribution:
    assert cells.values is not None
    order = np.lexsort((cells.values, cells.domain))
    values, domain = cells.values[order], cells.domain[order]
    starts = np.ones(len(order), bool)
    starts[1:] = (values[1:] != values[:-1]) | (domain[1:] != domain[:-1])
    first = np.flatnonzero(starts)
    values, domain = values[first], domain[first]
    sums = np.add.reduceat(weights[order], first) if len(first) else np.zeros(0)
    cumulated = np.cumsum(sums)
    bounds = np.searchsorted(domain, np.arange(len(cells.domains) + 1))
    before = np.concatenate([[0.0], cumulated])[bounds[:-1]]
    cumulated -= before[domain]
    return _Distribution(values, domain, cumulated, cumulated[bounds[1:] - 1], bounds[:-1], bounds[1:] - 1)
