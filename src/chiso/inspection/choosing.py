"""Choosing by HiGHS (MIT): minimise Σ cost_i x_i with rows Σ value x ≤ bound and x_i in 0 … most_i, whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chiso.solver import SilentSolver


@dataclass(frozen=True, slots=True)
class Row:
    """Σ values[k] x[columns[k]] ≤ bound."""

    columns: Sequence[int]
    values: Sequence[float]
    bound: float

    @classmethod
    def at_most(cls, bound: float, columns: Sequence[int]) -> Row:
        """At most so many of these."""
        return cls(columns, [1.0] * len(columns), bound)


def choose(costs: Sequence[float], rows: Sequence[Row], *, gap: float = 0.5) -> list[bool]:
    """What is chosen, each once at most; as `choose_counts`."""
    return [count > 0 for count in choose_counts(costs, rows, [1] * len(costs), gap=gap)]


def choose_counts(
    costs: Sequence[float], rows: Sequence[Row], most: Sequence[int], *, gap: float = 0.5
) -> list[int]:
    """How many of each, to within `gap` of the least cost: with whole costs and 0.5, the least.

    No bound is below nought, so that nothing chosen meets every row and there is always an answer.
    """
    return [round(one) for one in _solved(costs, rows, most, gap=gap).getSolution().col_value]


def relax(
    costs: Sequence[float], rows: Sequence[Row], most: Sequence[int]
) -> tuple[list[float], list[float]]:
    """Were parts of one allowed: how many of each, and what one more of each bound would save, never below
    nought."""
    solution = _solved(costs, rows, most, gap=None).getSolution()
    return list(solution.col_value), [max(0.0, -one) for one in solution.row_dual]


def _solved(
    costs: Sequence[float], rows: Sequence[Row], most: Sequence[int], *, gap: float | None
) -> SilentSolver:
    """The solver at its end; without a gap parts of one are allowed."""
    import highspy
    import numpy as np

    from chiso.solver import SilentSolver

    count = len(costs)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, len(rows)
    model.col_cost_ = np.asarray(costs, dtype=np.float64)
    model.col_lower_, model.col_upper_ = np.zeros(count), np.asarray(most, dtype=np.float64)
    if gap is not None:
        model.integrality_ = [highspy.HighsVarType.kInteger] * count
    model.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    model.row_upper_ = np.asarray([row.bound for row in rows], dtype=np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.concatenate([row.columns for row in rows]).astype(np.int32)
    model.a_matrix_.value_ = np.concatenate([row.values for row in rows]).astype(np.float64)
    solver = SilentSolver()
    for option, value in (("random_seed", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", gap or 0.0)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS ended with {solver.getModelStatus()}")
    return solver
