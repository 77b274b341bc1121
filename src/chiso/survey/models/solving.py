"""Coefficients by weighted least squares, and by Newton's method where the response is 0 or 1.

    linear      β minimises Σ w (y − xβ)²
    logistic    Σ w (y − μ) x = 0 with μ = 1/(1 + exp(−xβ)): each step is a weighted least squares problem
                with weights w μ(1 − μ) (McCullagh & Nelder 1989, 4.4)

Both by a QR decomposition of the weighted matrix, never by its crossproducts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import expit

from chiso.language import text
from chiso.problems import Place, Problem, Refused
from chiso.survey.models.rows import ModelRows, no_contrast
from chiso.survey.psus import Real

# A column that lies so near to the others, beside its length, follows from them (R's `lm` has the same).
COLLINEAR = 1e-7
MOST_STEPS = 50
# Change of a coefficient, times the size of its column, at which Newton's method has arrived: its steps
# square the distance, so what is left is below the last digit.
ARRIVED = 1e-9
# Coefficients that run away from separated data move by about 1 in each step.
RUNNING = 1e-2


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """`coefficients` (P,), `errors` (R,): y − μ, `root` (P, P): its square is the inverse of Σ w μ' x xᵀ."""

    coefficients: Real
    root: Real
    errors: Real

    @property
    def inverse(self) -> Real:
        """(P, P) of Σ w μ' x xᵀ."""
        return np.asarray(self.root @ self.root.T)


def solve_linear(rows: ModelRows) -> Solution:
    """Least squares. Raises Refused (CH-3233) with columns that follow from others."""
    refuse_collinear(rows)
    roots = np.sqrt(rows.weight)
    solved = _least_squares(rows.matrix * roots[:, None], rows.response * roots)
    # Columns that follow from others have been refused.
    assert solved is not None
    coefficients, root = solved
    return Solution(coefficients, root, rows.response - rows.matrix @ coefficients)


def solve_logistic(rows: ModelRows) -> Solution:
    """The maximum of the pseudo-likelihood.

    Raises Refused: CH-3233 as `solve_linear`; CH-3234 where there is none, since columns tell the response
    of some rows for sure (separated data: a coefficient grows without end).
    """
    refuse_collinear(rows)
    sizes = np.sqrt(np.average(rows.matrix**2, axis=0, weights=rows.weight))
    coefficients = np.zeros(rows.matrix.shape[1])
    step = coefficients
    for _ in range(MOST_STEPS):
        errors, spread = _errors(rows, coefficients)
        roots = np.sqrt(rows.weight * spread)
        rest = np.divide(errors, spread, out=np.zeros_like(errors), where=spread > 0)
        solved = _least_squares(rows.matrix * roots[:, None], rest * roots)
        if solved is None:
            break
        step, root = solved
        step = _shortened(rows, coefficients, step)
        coefficients = coefficients + step
        if np.max(np.abs(step) * sizes) < ARRIVED:
            return Solution(coefficients, root, _errors(rows, coefficients)[0])
    raise Refused(_separated(rows, np.abs(step) * sizes))


def refuse_collinear(rows: ModelRows) -> None:
    """Raise Refused (CH-3233) with each column of which the columns before it tell all."""
    # The triangle has the lengths and angles of the columns, and no more rows than columns.
    _, matrix = np.linalg.qr(rows.matrix * np.sqrt(rows.weight)[:, None])
    lengths = np.linalg.norm(matrix, axis=0)
    kept: list[int] = []
    found: dict[str, str] = {}
    for column in range(matrix.shape[1]):
        _, triangle = np.linalg.qr(matrix[:, [*kept, column]])
        too_few_rows = len(triangle) <= len(kept)
        if too_few_rows or abs(triangle[-1, -1]) <= COLLINEAR * lengths[column]:
            found.setdefault(rows.owners[column], rows.names[column])
        else:
            kept.append(column)
    if found:
        raise Refused([no_contrast(owner, name) for owner, name in found.items()])


def _errors(rows: ModelRows, coefficients: Real) -> tuple[Real, Real]:
    """y − μ and μ(1 − μ) of each row."""
    linear = rows.matrix @ coefficients
    chosen, other = expit(linear), expit(-linear)
    # 1 − μ is not subtracted: beside separated data it would be 0 long before the coefficients are large.
    return np.where(rows.response > 0, other, -chosen), chosen * other


def _likelihood(rows: ModelRows, coefficients: Real) -> float:
    linear = rows.matrix @ coefficients
    return float(np.sum(rows.weight * (rows.response * linear - np.logaddexp(0.0, linear))))


def _shortened(rows: ModelRows, coefficients: Real, step: Real) -> Real:
    """The step, halved until it does not lead downhill."""
    here = _likelihood(rows, coefficients)
    rounding = 1e-10 * abs(here)
    for _ in range(30):
        if _likelihood(rows, coefficients + step) >= here - rounding:
            break
        step = step / 2
    return step


def _least_squares(weighted: Real, target: Real) -> tuple[Real, Real] | None:
    """The coefficients, and a root of the inverse of the crossproducts; None where there is none."""
    basis, triangle = np.linalg.qr(weighted)
    if (np.abs(np.diag(triangle)) <= COLLINEAR * np.linalg.norm(triangle, axis=0)).any():
        return None
    coefficients = solve_triangular(triangle, basis.T @ target)
    return np.asarray(coefficients), np.asarray(solve_triangular(triangle, np.eye(len(triangle))))


def _separated(rows: ModelRows, moves: Real) -> list[Problem]:
    """A problem for each column whose coefficients still ran when the search was given up."""
    running = {owner for owner, move in zip(rows.owners, moves, strict=True) if move > RUNNING and owner}
    named = [owner for owner in dict.fromkeys(rows.owners) if owner and (owner in running or not running)]
    expected = text("Expected values at which some rows have the chosen answer and some have not.")
    mend = text("Merge rare values, or take the column out of the model.")
    found = text("the column tells the answer of some rows for sure")
    return [Problem("CH-3234", Place(field=owner), found, expected, mend) for owner in named]
