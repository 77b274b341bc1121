"""Find λ with Σ_k w_k F(x_kᵀλ) x_k = t, in many replicates at once, by Newton's method.

The equation is where Σ_k w_k ∫F(x_kᵀλ) − tᵀλ, a convex function of λ, is smallest; a step that does not
bring it down is halved. The rules are fixed: start at 0, at most 100 steps, until every total is met to
1e-11 of its size. Columns that depend on one another do no harm as long as their totals agree.

Calibration (Deville & Särndal 1992) and logistic regression are both this equation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from chiso.survey.weights.columns import BoolArray, FloatArray, IntArray
from chiso.survey.weights.curves import Curve

MOST_STEPS = 100
TOLERANCE = 1e-11
_MOST_HALVINGS = 40
# A column of which less than this share is left is a sum of others.
_DEPENDENT = 1e-12
# Numbers in the products of one step: 32 MB.
_NUMBERS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Solution:
    """values F(xᵀλ) (patterns, R), reached totals (A, R), met (R,), coefficients λ (A, R)."""

    values: FloatArray
    reached: FloatArray
    met: BoolArray
    coefficients: FloatArray


def solve(auxiliary: FloatArray, weights: FloatArray, totals: FloatArray, curve: Curve) -> Solution:
    """Solve for every column of `weights`.

    auxiliary (patterns, A), weights (patterns, R), totals (A, R). Where there is no solution the last step
    is given, and `met` is False.
    """
    count = weights.shape[1]
    largest = np.abs(auxiliary).max(axis=0, initial=0)
    scale = np.where(largest > 0, largest, 1.0)
    scaled, wanted = auxiliary / scale, totals / scale[:, None]
    kept = independent_columns(scaled)
    basis = np.ascontiguousarray(scaled[:, kept])
    at_once = max(1, _NUMBERS_AT_ONCE // max(1, basis.size))
    coefficients = np.zeros_like(totals)
    met = np.empty(count, bool)
    values = np.empty_like(weights)
    for start in range(0, count, at_once):
        some = slice(start, start + at_once)
        found, met[some] = _solve_some(basis, weights[:, some], wanted[kept, some], curve)
        coefficients[kept, some] = found
        values[:, some] = curve.value(basis @ found)
    reached = scaled.T @ (weights * values)
    # Totals of columns that depend on others are met only where they agree with these.
    met &= (np.abs(reached - wanted) <= 100 * TOLERANCE * _sizes(scaled, weights, wanted)).all(axis=0)
    return Solution(values, reached * scale[:, None], met, coefficients / scale[:, None])


def independent_columns(auxiliary: FloatArray) -> IntArray:
    """Numbers of columns none of which is a sum of others, in their order."""
    if not auxiliary.size:
        return np.arange(0)
    _, triangle, order = scipy.linalg.qr(auxiliary, mode="economic", pivoting=True)
    diagonal = np.abs(np.diag(triangle))
    rank = int((diagonal > _DEPENDENT * max(float(diagonal[0]), 1e-300)).sum())
    return np.sort(order[:rank]).astype(np.int64)


def _sizes(auxiliary: FloatArray, weights: FloatArray, totals: FloatArray) -> FloatArray:
    size = np.abs(totals) + np.abs(auxiliary).T @ np.abs(weights)
    return np.where(size == 0, 1.0, size)


def _solve_some(
    auxiliary: FloatArray, weights: FloatArray, totals: FloatArray, curve: Curve
) -> tuple[FloatArray, BoolArray]:
    """Coefficients (A, R) and whether they meet the totals (R,); the columns do not depend on one another."""
    coefficients = np.zeros_like(totals)
    size = _sizes(auxiliary, weights, totals)
    met = np.zeros(totals.shape[1], bool)
    stuck = np.zeros_like(met)
    for _ in range(MOST_STEPS):
        misfit = totals - auxiliary.T @ (weights * curve.value(auxiliary @ coefficients))
        met = np.asarray((np.abs(misfit) <= TOLERANCE * size).all(axis=0))
        open_ones = np.flatnonzero(~met & ~stuck)
        if not len(open_ones):
            break
        moved, has_moved = _step(
            auxiliary, weights[:, open_ones], totals[:, open_ones], curve,
            coefficients[:, open_ones], misfit[:, open_ones],
        )  # fmt: skip
        coefficients[:, open_ones] = moved
        stuck[open_ones] = ~has_moved
    return coefficients, met


def _step(
    auxiliary: FloatArray,
    weights: FloatArray,
    totals: FloatArray,
    curve: Curve,
    coefficients: FloatArray,
    misfit: FloatArray,
) -> tuple[FloatArray, BoolArray]:
    """One step of Newton, halved until the convex function falls or the misfit does."""
    steepness = weights * curve.slope(auxiliary @ coefficients)
    curvature = (auxiliary.T[None, :, :] * steepness.T[:, None, :]) @ auxiliary
    direction = _divide(curvature, misfit.T[:, :, None])[:, :, 0].T
    slope = (misfit * direction).sum(axis=0)

    def height(place: FloatArray) -> FloatArray:
        return np.asarray(
            (weights * curve.integral(auxiliary @ place)).sum(axis=0) - (totals * place).sum(axis=0)
        )

    def distance(place: FloatArray) -> FloatArray:
        return np.asarray(
            np.abs(totals - auxiliary.T @ (weights * curve.value(auxiliary @ place))).max(axis=0)
        )

    length = np.ones(totals.shape[1])
    is_good = np.zeros(totals.shape[1], bool)
    with np.errstate(over="ignore", invalid="ignore"):
        before = height(coefficients)
        far = np.abs(misfit).max(axis=0)
        for _ in range(_MOST_HALVINGS):
            place = coefficients + length * direction
            falls = height(place) <= before - 1e-4 * length * slope
            nears = (distance(place) < far) & (height(place) < before + 1e-9 * np.abs(before))
            is_good = (slope > 0) & (falls | nears)
            if is_good.all():
                break
            length = np.where(is_good, length, length / 2)
    return coefficients + np.where(is_good, length, 0) * direction, is_good


def _divide(curvature: FloatArray, misfit: FloatArray) -> FloatArray:
    """curvature⁻¹ misfit for a pile of matrices; a replicate may leave a column without any weight."""
    try:
        return np.asarray(np.linalg.solve(curvature, misfit))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(curvature, rcond=_DEPENDENT, hermitian=True) @ misfit)
