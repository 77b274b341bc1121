"""The shape of a series: skewness and kurtosis, corrected for bias as spreadsheets do.

    G1 = √(n(n−1)) / (n−2) · m₃ / m₂^1.5
    G2 = (n−1) / ((n−2)(n−3)) · ((n+1)(m₄/m₂² − 3) + 6)

mₖ are the central moments over n. Source: Joanes and Gill (1998), Comparing measures of sample skewness
and kurtosis, The Statistician 47, 183–189.
"""

from __future__ import annotations

import math

import numpy as np

from chiso.composite.table import FloatArray


def skewness(figures: FloatArray) -> float:
    """G1 of the figures that are present; NaN for fewer than three, or where all are equal."""
    deviations, count = _deviations(figures)
    spread = float((deviations**2).mean()) if count else 0.0
    if count < 3 or spread == 0:
        return math.nan
    plain = float((deviations**3).mean()) / math.pow(spread, 1.5)
    return math.sqrt(count * (count - 1)) / (count - 2) * plain


def kurtosis(figures: FloatArray) -> float:
    """G2 of the figures that are present (0 if normal); NaN for fewer than four, or where all are equal."""
    deviations, count = _deviations(figures)
    spread = float((deviations**2).mean()) if count else 0.0
    if count < 4 or spread == 0:
        return math.nan
    plain = float((deviations**4).mean()) / spread**2
    return (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * (plain - 3) + 6)


def _deviations(figures: FloatArray) -> tuple[FloatArray, int]:
    """Deviations from the mean, scaled to at most 1 so that no power overflows or vanishes."""
    present = figures[~np.isnan(figures)]
    if not present.size or present.min() == present.max():
        return np.zeros(present.size), present.size
    deviations = present - present.mean()
    scaled: FloatArray = deviations / np.abs(deviations).max()
    return scaled, present.size
