"""Sums of weights by class, in every replicate at once.

    S[c, r] = Σ_{k in class c} w[k, r]

By a sparse matrix of zeros and ones: rows are added in their order, so that the same data give the same
bits.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from chiso.survey.weights.columns import FloatArray, IntArray


def class_matrix(of_row: IntArray, classes: int) -> sparse.csr_array:
    """The matrix that adds rows up by class: (classes, rows)."""
    rows = len(of_row)
    built = sparse.csc_array((np.ones(rows), of_row, np.arange(rows + 1)), shape=(classes, rows))
    return built.tocsr()


def share(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """numerator/denominator; 1 where both are 0, infinite where the denominator alone is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = numerator / denominator
    return np.where((denominator == 0) & (numerator == 0), 1.0, ratio)
