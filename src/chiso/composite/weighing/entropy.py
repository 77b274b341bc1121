"""Weights by entropy: a part in which units differ more says more, and weighs more.

    p_ij = x_ij / Σ_i x_ij      the share of unit i in the sum of part j
    e_j  = −Σ_i p_ij ln p_ij / ln n
    w_j  ∝ 1 − e_j

n is the number of units that have the part. 0 ln 0 is 0. A part that is the same everywhere weighs nothing.

Source: Shannon, A mathematical theory of communication (1948); Zeleny, Multiple Criteria Decision Making
(1982); Hwang and Yoon, Multiple Attribute Decision Making (1981), section 3.2.
"""

from __future__ import annotations

import numpy as np

from chiso.composite.table import FloatArray
from chiso.composite.weighing.refusals import CannotWeigh
from chiso.language import text

# What rounding leaves of 1 − e where all shares are equal.
_NO_DIFFERENCE = 1e-13


def entropy_weights(values: FloatArray) -> FloatArray:
    """(parts,): weights that sum to 1, for `values: (units, parts)`.

    Raises CannotWeigh where a value is below 0, a part has fewer than two values or sums to 0, or all parts
    are the same everywhere.
    """
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    if (filled < 0).any():
        raise CannotWeigh(text("a value is below 0"))
    count, total = known.sum(0), filled.sum(0)
    if (count < 2).any() or not (total > 0).all():
        raise CannotWeigh(text("a child of the group has fewer than two values, or only zeros"))
    shares = filled / total
    logarithms = np.log(shares, where=shares > 0, out=np.zeros_like(shares))
    differences = 1 + (shares * logarithms).sum(0) / np.log(count)
    differences = np.where(differences > _NO_DIFFERENCE, differences, 0.0)
    if not differences.sum() > 0:
        raise CannotWeigh(text("every child of the group is the same for every unit"))
    weights: FloatArray = differences / differences.sum()
    return weights
