"""Calibration: weights move as little as the distance allows, and totals of the sample become known ones.

    w_k → w_k F(x_kᵀλ),   λ such that Σ_k w_k F(x_kᵀλ) x_k = t

Post-stratification is its simplest case, with one margin: w_k → w_k T_c / Σ_{j in c} w_j. Rows with the
same x get the same ratio, so the equation is solved over distinct x, in all replicates at once.

Sources: Deville & Särndal (1992), JASA 87; Deville, Särndal & Sautory (1993), Generalized raking
procedures in survey sampling; Holt & Smith (1979), Post stratification.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.weights.class_sums import class_matrix
from chiso.survey.weights.columns import FloatArray, IntArray
from chiso.survey.weights.curves import Curve
from chiso.survey.weights.solving import solve
from chiso.survey.weights.steps import Run


@dataclass(frozen=True)
class Target:
    """One total of the population, with the name under which problems speak of it."""

    name: str
    total: float


@dataclass(frozen=True)
class Patterns:
    """Rows by auxiliary values: `auxiliary` (patterns, A) has none twice, `of_row` (rows,) says which."""

    auxiliary: FloatArray
    of_row: IntArray
    matrix: sparse.csr_array


def patterns_of(auxiliary: FloatArray, keys: FloatArray | None = None) -> Patterns:
    """The distinct rows of auxiliary (rows, A).

    `keys` (rows, few): columns that tell rows apart as well, such as numbers of classes in place of a
    column of zeros and ones for each; sorting by these is many times faster.
    """
    told = auxiliary if keys is None else keys
    _, first, of_row = np.unique(told, axis=0, return_index=True, return_inverse=True)
    numbers = of_row.reshape(-1).astype(np.int64)
    return Patterns(auxiliary[first], numbers, class_matrix(numbers, len(first)))


def calibrate(
    weights: FloatArray,
    patterns: Patterns,
    targets: tuple[Target, ...],
    curve: Curve,
    run: Run,
) -> FloatArray:
    """Calibrated weights (rows, R), from weights (rows, R).

    Raises BadInput: CH-3157 (the totals cannot be met), CH-3158 (not in a replicate).
    """
    totals = np.array([target.total for target in targets])
    summed = patterns.matrix @ weights
    solution = solve(patterns.auxiliary, summed, np.tile(totals[:, None], weights.shape[1]), curve)
    if not solution.met.all():
        column = int(np.flatnonzero(~solution.met)[0])
        raise BadInput([_not_met(targets, solution.reached[:, column], run.number(column))])
    return weights * solution.values[patterns.of_row]


def _not_met(targets: tuple[Target, ...], reached: FloatArray, replicate: int) -> Problem:
    """The total that is farthest from being met."""
    wanted = np.array([target.total for target in targets])
    worst = int(np.argmax(np.abs(reached - wanted) / (1 + np.abs(wanted))))
    name, total = targets[worst].name, f"{targets[worst].total:g}"
    if replicate:
        return unmet_in_replicate(name, replicate)
    found = text("“{name}” reaches {reached}", name=name, reached=f"{reached[worst]:.6g}")
    expected = text(
        "Expected weights that bring “{name}” to {total}; there are none.", name=name, total=total
    )
    mend = text("Check this total; else widen the bounds, merge cells, or take out a margin.")
    return Problem("CH-3157", Place(field=name), found, expected, mend)


def unmet_in_replicate(name: str, replicate: int) -> Problem:
    """The sample has it, a replicate has not (CH-3158)."""
    return Problem(
        "CH-3158",
        Place(field=name),
        text("replicate {number}", number=replicate),
        text("Expected enough rows for “{name}” in every replicate.", name=name),
        text("Merge small classes or cells, widen bounds, or choose Fay's method, which drops no unit."),
    )
