"""Means less a penalty for parts that are out of balance: Mazziotta–Pareto, adjusted, mean-min.

    Mazziotta–Pareto           z = 100 + 10 (x − mean) / sd over the units;   M ∓ S²/M
    adjusted Mazziotta–Pareto  r = 70 + 60 (x − lower) / (upper − lower);     M ∓ S²/M
    mean-min                   M − α (√((M − min)² + β²) − β)

M and S² are the weighted mean and variance of a unit's parts (with the number of parts below the line, not
one less, as the sources have it; S²/M is S times the coefficient of variation). The penalty is taken away
where more is better and added where more is worse. The first form standardises over the units that are
compared and so depends on them; the adjusted form depends on its goalposts alone, so years compare.
α from 0 (the mean) to 1 is how strong the penalty is; β ≥ 0 smooths it: with α = 1 and β = 0 the lowest part
alone decides.

Source: De Muro, Mazziotta and Pareto, Composite indices of development and poverty, Social Indicators
Research 104 (2011); Mazziotta and Pareto, On a generalized non-compensatory composite index for measuring
socio-economic phenomena, Social Indicators Research 127 (2016); Tarabusi and Guarini, An unbalance adjustment
method for development indicators, Social Indicators Research 112 (2013).
"""

from __future__ import annotations

import numpy as np

from chiso.composite.aggregating.means import arithmetic_mean, present_parts, quotient
from chiso.composite.table import FloatArray

MEAN_OF_STANDARD, SPREAD_OF_STANDARD = 100.0, 10.0
# Where the adjusted form puts its goalposts: 100 ± 30, so that it reads like the first form.
LOWER_OF_ADJUSTED, UPPER_OF_ADJUSTED = 70.0, 130.0


def standardised(values: FloatArray) -> FloatArray:
    """Each part over the units (the axis before the last) with mean 100 and standard deviation 10 (n below).

    A part that is the same everywhere is 100 everywhere.
    """
    is_missing = np.isnan(values)
    count = np.maximum((~is_missing).sum(-2, keepdims=True), 1)
    mean = np.where(is_missing, 0.0, values).sum(-2, keepdims=True) / count
    distance = np.where(is_missing, 0.0, values - mean)
    spread = np.sqrt((distance**2).sum(-2, keepdims=True) / count)
    # What rounding alone leaves of a constant part is no spread.
    varies = spread > 1e-14 * np.maximum(np.abs(mean), 1e-300)
    scaled = np.divide(distance, spread, out=np.zeros_like(distance), where=varies)
    return np.where(is_missing, np.nan, MEAN_OF_STANDARD + SPREAD_OF_STANDARD * scaled)


def penalised_mean(values: FloatArray, weights: FloatArray, *, more_is_worse: bool = False) -> FloatArray:
    """(...): M − S²/M, or M + S²/M where more is worse. `values: (..., parts)` must have a mean above 0."""
    mean = arithmetic_mean(values, weights)
    filled, counted = present_parts(values, weights, filler=0.0)
    centred = np.where(counted > 0, filled - np.where(np.isnan(mean), 0.0, mean)[..., None], 0.0)
    variance = quotient((counted * centred**2).sum(-1), counted.sum(-1))
    penalty = quotient(variance, mean)
    return mean + penalty if more_is_worse else mean - penalty


def mazziotta_pareto(values: FloatArray, weights: FloatArray, *, more_is_worse: bool = False) -> FloatArray:
    """(..., units): parts standardised over the units, then the penalised mean."""
    return penalised_mean(standardised(values), weights, more_is_worse=more_is_worse)


def adjusted_mazziotta_pareto(
    values: FloatArray,
    weights: FloatArray,
    *,
    lower: float = LOWER_OF_ADJUSTED,
    upper: float = UPPER_OF_ADJUSTED,
    more_is_worse: bool = False,
) -> FloatArray:
    """(...): parts put from the goalposts `lower`, `upper` to 70 and 130, then the penalised mean.

    Values outside the goalposts are not cut: a year may be better than the best that the goalposts knew.
    """
    width = UPPER_OF_ADJUSTED - LOWER_OF_ADJUSTED
    rescaled = LOWER_OF_ADJUSTED + width * (values - lower) / (upper - lower)
    return penalised_mean(rescaled, weights, more_is_worse=more_is_worse)


def mean_min(
    values: FloatArray, weights: FloatArray, *, strength: float = 1.0, smoothing: float = 0.0
) -> FloatArray:
    """(...): the mean less `strength` (α) × how far the lowest part that counts stands below it.

    `smoothing` (β) makes small differences count less.
    """
    mean = arithmetic_mean(values, weights)
    lowest = present_parts(values, weights, filler=np.inf)[0].min(-1)
    distance = np.where(np.isnan(mean), 0.0, mean - np.where(np.isfinite(lowest), lowest, 0.0))
    return mean - strength * (np.sqrt(distance**2 + smoothing**2) - smoothing)
