"""Means of the parts of a whole, with weights; what is missing is skipped and the other weights grow.

    arithmetic   Σ w x / Σ w
    geometric    exp(Σ w ln x / Σ w)
    harmonic     Σ w / Σ (w / x)
    power of p   (Σ w xᵖ / Σ w)^(1/p);  p → 0 is the geometric mean

Sums run over the parts that are present, with their weights alone, for every mean alike: a missing part
counts neither above nor below the line. Where nothing is present the mean is missing.

All functions take `values: (..., parts)` with NaN where a value is missing, and `weights` that broadcast
against them ((parts,), (rows, parts) where each row has its own, (replicates, 1, parts) in blocks); they
return `(...)`. Rows with the same values and weights give the same float: no sum runs across rows.

Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 7; for the power mean
Hardy, Littlewood and Pólya, Inequalities (1952), chapter II.
"""

from __future__ import annotations

import numpy as np

from chiso.composite.table import FloatArray


def present_parts(values: FloatArray, weights: FloatArray, *, filler: float) -> tuple[FloatArray, FloatArray]:
    """Values with `filler` where one is missing or weighs nothing, and weights with 0 there."""
    counts = ~np.isnan(values) & (weights > 0)
    return np.where(counts, values, filler), np.where(counts, weights, 0.0)


def quotient(above: FloatArray, below: FloatArray) -> FloatArray:
    """above / below, missing where there is nothing below the line."""
    missing = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    found: FloatArray = np.divide(above, below, out=missing, where=below > 0)
    return found


def arithmetic_mean(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Σ w x / Σ w over the parts that are present."""
    filled, counted = present_parts(values, weights, filler=0.0)
    return quotient((filled * counted).sum(-1), counted.sum(-1))


def geometric_mean(values: FloatArray, weights: FloatArray) -> FloatArray:
    """exp(Σ w ln x / Σ w); 0 where a part that counts is 0. Values below 0 have none (see `combining`)."""
    filled, counted = present_parts(values, weights, filler=1.0)
    with np.errstate(divide="ignore"):
        logarithms = np.log(filled)
    return np.exp(quotient((logarithms * counted).sum(-1), counted.sum(-1)))


def harmonic_mean(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Σ w / Σ (w / x); 0 where a part that counts is 0. Values below 0 have none (see `combining`)."""
    filled, counted = present_parts(values, weights, filler=np.inf)
    with np.errstate(divide="ignore"):
        reciprocals = (counted / filled).sum(-1)
    return quotient(counted.sum(-1), reciprocals)


def power_mean(values: FloatArray, weights: FloatArray, exponent: float) -> FloatArray:
    """(Σ w xᵖ / Σ w)^(1/p); larger exponents give more to what is high, smaller ones to what is low.

    Values are divided by the one that counts most before they are raised, so that no power overflows.
    Values below 0 have none, unless p is 1 (see `combining`).
    """
    if exponent == 0:
        return geometric_mean(values, weights)
    if exponent == 1:
        return arithmetic_mean(values, weights)
    filled, counted = present_parts(values, weights, filler=-np.inf if exponent > 0 else np.inf)
    leading = filled.max(-1, keepdims=True) if exponent > 0 else filled.min(-1, keepdims=True)
    # A row of zeros has the mean 0, and so has a row with one zero where small values lead.
    divisor = np.where((leading > 0) & np.isfinite(leading), leading, 1.0)
    with np.errstate(divide="ignore"):
        powers = np.where(counted > 0, filled / divisor, 1.0) ** exponent
        mean = quotient((powers * counted).sum(-1), counted.sum(-1)) ** (1 / exponent)
    return mean * divisor[..., 0]
