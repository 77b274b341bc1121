"""Linear programs, with whole numbers or without, solved by HiGHS (MIT) on one thread.

minimise cost · x   with   lower ≤ x ≤ upper   and   low ≤ rows · x ≤ high
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from chiso.solver import SilentSolver

FloatArray = NDArray[np.float64]
# HiGHS takes none below.
_TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """`cost`, `lower`, `upper` (variables,); `rows` (rows, variables); `low`, `high` (rows,).

    `whole` (variables,): which variables are whole numbers; None: none of them.
    """

    cost: FloatArray
    lower: FloatArray
    upper: FloatArray
    rows: FloatArray
    low: FloatArray
    high: FloatArray
    whole: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """`x` (variables,) with its `value`; no x has a value below `bound`. Both agree where it is proven.

    Where time ran out before any x was found that meets all conditions, `is_found` is False and `x` is none.
    """

    x: FloatArray
    value: float
    bound: float
    is_proven: bool

    @property
    def is_found(self) -> bool:
        """Whether there is an x."""
        return bool(np.isfinite(self.value))


class NoneExists(Exception):
    """Nothing meets all conditions."""


def solve(program: Program, *, seconds: float = float("inf")) -> Solution:
    """The best x, or the best found in the time. Raises NoneExists."""
    solver = SilentSolver()
    for option, value in (
        ("random_seed", 1),
        ("primal_feasibility_tolerance", _TOLERANCE),
        ("mip_feasibility_tolerance", _TOLERANCE),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5 if program.whole is not None else 1e-12),
        ("time_limit", seconds),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_model(program))
    solver.run()
    status = solver.getModelStatus()
    found = solver.getInfo()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        raise NoneExists
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit):
        raise RuntimeError(f"HiGHS ended with {status}")
    is_proven = status == highspy.HighsModelStatus.kOptimal
    value = float(found.objective_function_value)
    bound = value if program.whole is None or is_proven else float(found.mip_dual_bound)
    return Solution(np.array(solver.getSolution().col_value, dtype=np.float64), value, bound, is_proven)


def _model(program: Program) -> highspy.HighsLp:
    rows, columns = program.rows.shape
    filled = program.rows != 0
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_, model.col_lower_, model.col_upper_ = program.cost, program.lower, program.upper
    model.row_lower_, model.row_upper_ = program.low, program.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(filled.sum(axis=1))]).astype(np.int32)
    model.a_matrix_.index_ = np.nonzero(filled)[1].astype(np.int32)
    model.a_matrix_.value_ = program.rows[filled]
    if program.whole is not None:
        kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
        model.integrality_ = [kinds[bool(one)] for one in program.whole]
    return model
