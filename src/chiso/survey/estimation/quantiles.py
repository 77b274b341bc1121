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
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from scipy.special import stdtrit

from chiso.survey.cells import Cells
from chiso.survey.design import Design
from chiso.survey.psus import Real, Whole
from chiso.survey.variance.taylor import taylor

# Far above the rounding of a sum of millions of weights, far below the weight of one person among them.
_ROUNDING = 1e-12


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

    def linearised(self, persons: Real, values: Real, domain: Whole) -> Real:
        """(R, shares) the linearised shares of so many persons with these values in these domains (R,)."""
        scaled = (persons / self.totals[domain])[:, None]
        return np.asarray(scaled * (at_or_below(values, domain, self.quantiles) - self.shares[domain]))


# Variances (D, shares) of shares and degrees of freedom (D,), from the cells of values.
ShareErrors: TypeAlias = Callable[[Cells, AtOrBelow], tuple[Real, Real]]


@dataclass(frozen=True, slots=True, eq=False)
class OrderedValues:
    """The V pairs (domain, value) that R cells have, in the order of domain and value."""

    order: Whole  # (R,) the cells in this order
    first: Whole  # (V,) where the cells of each pair start among them
    values: Real  # (V,)
    domain: Whole  # (V,)
    bounds: Whole  # (D + 1,) where each domain starts among the pairs

    def quantiles(self, weights: Real, shares: Real) -> Real:
        """(D, S, K) quantiles of each domain under weights of cells (R, K); `shares`: (D, S).

        The first pair at which the share is reached, also where some weights are 0 or below. NaN where the
        share is, and where nobody has a weight.
        """
        found = np.full((*shares.shape, weights.shape[1]), np.nan)
        if not len(self.first):
            return found
        cumulated = np.add.reduceat(weights[self.order], self.first, axis=0)
        for start, end in pairwise(self.bounds.tolist()):
            # Each domain by itself: what is left of a sum over all of them is too coarse to hit a half.
            np.cumsum(cumulated[start:end], axis=0, out=cumulated[start:end])
        totals = cumulated[self.bounds[1:] - 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            fractions = cumulated / totals[self.domain]
        pairs = np.arange(len(cumulated))[:, None]
        values = np.append(self.values, np.nan)
        for position, share in enumerate(shares.T):
            is_reached = cumulated > (share[:, None] * totals)[self.domain]
            # A share that is hit exactly is a little above or below by the rounding of the sums.
            is_reached |= share[self.domain, None] - fractions <= _ROUNDING
            places = np.where(is_reached, pairs, len(cumulated))
            found[:, position] = values[np.minimum.reduceat(places, self.bounds[:-1], axis=0)]
        return found


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
    weights = cells.weighted[:, :1]
    count = len(cells.domains)
    ordered = order_values(cells.values, cells.domain, count)

    estimates = ordered.quantiles(weights, np.tile(np.asarray(shares, np.float64), (count, 1)))[:, :, 0]
    n = np.bincount(cells.domain, cells.n[:, 0], minlength=count).astype(np.int64)
    nothing = np.full(estimates.shape, np.nan)
    if not design.has_errors:
        return QuantileEstimates(estimates, nothing, nothing, nothing, nothing[:, 0], n)
    totals = cells.sum_by_domain(weights)
    below = at_or_below(cells.values, cells.domain, estimates)
    share = cells.sum_by_domain(weights / totals[cells.domain] * below)
    told = AtOrBelow(estimates, share, totals[:, 0])
    found, degrees = errors_of(cells, told) if errors_of else _linearised(cells, design, told)
    errors = np.sqrt(found)
    critical = np.asarray(stdtrit(np.where(degrees > 0, degrees, np.nan), (1 + level) / 2))[:, None]
    low = ordered.quantiles(weights, _inside(share - critical * errors))[:, :, 0]
    high = ordered.quantiles(weights, _inside(share + critical * errors))[:, :, 0]
    return QuantileEstimates(estimates, (high - low) / (2 * critical), low, high, degrees, n)


def at_or_below(values: Real, domain: Whole, quantiles: Real) -> Real:
    """(R, shares) 1 where the value is at or below the quantile of its domain (R,), else 0."""
    return (values[:, None] <= quantiles[domain]).astype(np.float64)


def _linearised(cells: Cells, design: Design, told: AtOrBelow) -> tuple[Real, Real]:
    assert cells.values is not None
    known = taylor(cells, design)
    linearised = told.linearised(cells.weighted[:, 0], cells.values, cells.domain)
    return known.variances(linearised), known.degrees_of_freedom()


def _inside(shares: Real) -> Real:
    """The shares, NaN beyond 0 or 1: there is nothing to carry them back to."""
    return np.where((shares >= 0) & (shares <= 1), shares, np.nan)


def order_values(values: Real, domain: Whole, count: int) -> OrderedValues:
    """The values (R,) of `count` domains (R,), each of which has some."""
    order = np.lexsort((values, domain))
    values, domain = values[order], domain[order]
    starts = np.ones(len(order), bool)
    starts[1:] = (values[1:] != values[:-1]) | (domain[1:] != domain[:-1])
    first = np.flatnonzero(starts)
    values, domain = values[first], domain[first]
    return OrderedValues(order, first, values, domain, np.searchsorted(domain, np.arange(count + 1)))
