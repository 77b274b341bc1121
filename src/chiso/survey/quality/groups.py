"""Sums, medians and robust deviations by group, without a loop over groups."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.integer]

# 1 / Φ⁻¹(3/4): makes the median absolute deviation of a normal law its standard deviation.
MAD_TO_SD = 1.4826022185056018


def sums(values: Real, groups: Whole, count: int) -> Real:
    """Σ of `values` in each of `count` groups; rows of group -1 are left out."""
    kept = groups >= 0
    return np.bincount(groups[kept], weights=values[kept], minlength=count).astype(np.float64)


def sizes(groups: Whole, count: int) -> npt.NDArray[np.int64]:
    """Rows of each group."""
    return np.bincount(groups[groups >= 0], minlength=count)


def means(values: Real, groups: Whole, count: int) -> Real:
    """Mean of each group over its values that are there; nan for an empty one."""
    told = ~np.isnan(values) & (groups >= 0)
    return divide(sums(values[told], groups[told], count), sizes(groups[told], count))


def medians(values: Real, groups: Whole, count: int) -> Real:
    """Median of each group over its values that are there; nan for an empty one."""
    told = ~np.isnan(values) & (groups >= 0)
    kept, of = values[told], groups[told]
    order = np.lexsort((kept, of))
    number = sizes(of, count)
    first = np.cumsum(number) - number
    made = np.full(count, np.nan)
    some = number > 0
    lower = kept[order[(first + (number - 1) // 2)[some]]]
    upper = kept[order[(first + number // 2)[some]]]
    made[some] = (lower + upper) / 2
    return made


def robust_deviations(values: Real) -> Real:
    """(x − median) / (1.4826 · median |x − median|); nan where x is nan, 0 where nothing spreads."""
    told = values[~np.isnan(values)]
    if not len(told):
        return np.full(values.shape, np.nan)
    middle = np.median(told)
    spread = MAD_TO_SD * np.median(np.abs(told - middle))
    if spread == 0:
        return np.where(np.isnan(values), np.nan, 0.0)
    made: Real = (values - middle) / spread
    return made


def divide(numerator: Real, denominator: npt.ArrayLike) -> Real:
    """Quotients; nan where the denominator is 0."""
    below = np.asarray(denominator, dtype=np.float64)
    made = np.full(np.broadcast(numerator, below).shape, np.nan)
    np.divide(numerator, below, out=made, where=below != 0)
    return made
