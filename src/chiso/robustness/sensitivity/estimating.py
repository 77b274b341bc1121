"""Shares of a variance from independent sets of points: value, error, and whether more points change it.

    share = mean over the sets of the part / mean over the sets of the variance

The spread of the sets is the error: the half-width is that of a 95 % interval of the ratio of means, by
Student's distribution. A share is settled where its interval is near enough and half of the points gave a
value inside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

FloatArray: TypeAlias = NDArray[np.float64]
LEVEL = 0.95
# An interval of no more than so much to each side is near enough to speak of.
NEAR_ENOUGH = 0.05
# What varies by less than this share of the largest value has only been rounded.
_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """Shares (inputs, outputs) with the half-widths of their 95 % intervals, NaN where nothing varies.

    `is_settled`: the interval is near enough, and half of the points gave a value inside it.
    """

    value: FloatArray
    half_width: FloatArray
    is_settled: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PartOfSet:
    """Of one set of points: a part of the variance (inputs, outputs) and the variance itself (outputs,)."""

    part: FloatArray
    variance: FloatArray


def shares_of_sets(
    whole: Sequence[PartOfSet], half: Sequence[PartOfSet], *, largest: FloatArray
) -> Estimated:
    """The shares from all points, and from their first halves; `largest` values of the outputs (outputs,)."""
    parts = np.array([one.part for one in whole])
    variances = np.array([one.variance for one in whole])
    sets = len(whole)
    variance = variances.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        divisor = np.where(variance > (_ROUNDING * largest) ** 2, variance, np.nan)
        value = parts.mean(axis=0) / divisor
        residual = (parts - value[None] * variances[:, None, :]) / divisor
        half_width = stdtrit(sets - 1, (1 + LEVEL) / 2) * residual.std(axis=0, ddof=1) / np.sqrt(sets)
        earlier = np.mean([one.part for one in half], axis=0) / np.mean(
            [one.variance for one in half], axis=0
        )
        is_settled = (half_width <= NEAR_ENOUGH) & (np.abs(earlier - value) <= 2 * half_width + 1e-12)
    return Estimated(value, half_width, is_settled)
