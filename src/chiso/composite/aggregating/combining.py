"""One group: the method of its node, the values of its children, their weights."""

from __future__ import annotations

import numpy as np

from chiso.composite.aggregating.means import arithmetic_mean, geometric_mean, harmonic_mean, power_mean
from chiso.composite.aggregating.middles import median
from chiso.composite.aggregating.outranking import copeland
from chiso.composite.aggregating.penalties import adjusted_mazziotta_pareto, mazziotta_pareto, mean_min
from chiso.composite.table import FloatArray
from chiso.frameworks.composite.aggregations import (
    AdjustedMazziottaPareto,
    Aggregation,
    Arithmetic,
    Copeland,
    Geometric,
    Harmonic,
    MazziottaPareto,
    MeanMin,
    Median,
    Power,
)


def combine(method: Aggregation, values: FloatArray, weights: FloatArray) -> FloatArray:
    """The score of a group from its children: (..., children) → (...).

    A child that is NaN is skipped, and the other weights are rescaled; where all are missing the score is.
    `weights` broadcast against the values and need not sum to 1. For the methods that are relative (see
    `is_relative`) the axis before the last holds the units that are compared. Values below what the method
    allows (see `lowest_allowed`) are for the caller to refuse: here they give NaN, or a figure without sense.
    """
    match method:
        case Arithmetic():
            return arithmetic_mean(values, weights)
        case Geometric():
            return geometric_mean(values, weights)
        case Harmonic():
            return harmonic_mean(values, weights)
        case Power(exponent=exponent):
            return power_mean(values, weights, float(exponent))
        case Median():
            return median(values, weights)
        case Copeland():
            return copeland(values, weights)
        case MazziottaPareto(penalty=penalty):
            return mazziotta_pareto(values, weights, more_is_worse=penalty == "added")
        case AdjustedMazziottaPareto(penalty=penalty):
            return adjusted_mazziotta_pareto(
                values,
                weights,
                lower=float(method.lower),
                upper=float(method.upper),
                more_is_worse=penalty == "added",
            )
        case MeanMin():
            return mean_min(values, weights, strength=float(method.share), smoothing=float(method.smoothness))


def is_relative(method: Aggregation) -> bool:
    """Whether a unit's score depends on the other units, so that periods are taken apart."""
    return isinstance(method, Copeland | MazziottaPareto)


def lowest_allowed(method: Aggregation) -> float:
    """The least value that children may have: 0 for means by logarithm, reciprocal or power, else none."""
    needs_no_negative = isinstance(method, Geometric | Harmonic) or (
        isinstance(method, Power) and method.exponent != 1
    )
    return 0.0 if needs_no_negative else -np.inf
