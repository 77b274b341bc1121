"""Quantiles and Woodruff's intervals for them.

    q(p) = the least value y with Σ_{y_i ≤ y} w_i ≥ p Σ w_i

the quantile as the inverse of the weighted distribution (R's `qrule = "math"`, the first rule of Hyndman &
Fan 1996). Its interval: the share F of persons at or below q, with its interval F ± t s as for any mean, is
carried back through the distribution (Woodruff 1952; R's `svyquantile` with `interval.type = "mean"`). The
error is the length of the interval over 2 t. An end beyond 0 or 1 has no value, and there is no interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

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
class AtOrBelow:
    """Quantiles and the shares of persons at or below them (D, shares), out of the weights `totals` (D,)."""

    quantiles: Real
    shares: Real
    totals: Real

    def linearised(self, cells: Cells, domain: Whole) -> Real:
        """(R, shares) the weighted linearised shares of cells of values that stand in these domains (R,)."""
        scaled = (cells.weighted[:, 0] / self.totals[domain])[:, None]
        return np.asarray(scaled * (at_or_below(cells, domain, self.quantiles) - self.shares[domain]))


# Variances (D, shares) of shares and degrees of freedom (D,), from the cells of values.
ShareErrors: TypeAlias = Callable[[Cells, AtOrBelow], tuple[Real, Real]]


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
    cells: Cells,
    design: Design,
    shares: Sequence[float],
    *,
    level: float = 0.95,
    errors_of: ShareErrors | None = None,
) -> QuantileEstimates:
    """Quantiles in each domain, from cells of values (see `cells.make_value_cells`).

    `errors_of`: those of shares, by replicates or with calibrated weights; else linearised ones of the
    design. Raises as `taylor` does, and `errors_of`. Without a basis for errors there are none.
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
    scaled = (weights / distribution.totals[cells.domain])[:, None]
    share = cells.sum_by_domain(scaled * at_or_below(cells, cells.domain, estimates))
    told = AtOrBelow(estimates, share, distribution.totals)
    found, degrees = errors_of(cells, told) if errors_of else _linearised(cells, design, told)
    errors = np.sqrt(found)
    critical = np.asarray(stdtrit(np.where(degrees > 0, degrees, np.nan), (1 + level) / 2))[:, None]
    low = _carried_back(distribution, share - critical * errors)
    high = _carried_back(distribution, share + critical * errors)
    return QuantileEstimates(estimates, (high - low) / (2 * critical), low, high, degrees, n)


def at_or_below(cells: Cells, domain: Whole, quantiles: Real) -> Real:
    """(R, shares) 1 where the value of a cell is at or below the quantile of its domain (R,), else 0."""
    assert cells.values is not None
    return (cells.values[:, None] <= quantiles[domain]).astype(np.float64)


def _linearised(cells: Cells, design: Design, told: AtOrBelow) -> tuple[Real, Real]:
    known = taylor(cells, design)
    return known.variances(told.linearised(cells, cells.domain)), known.degrees_of_freedom()


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
