"""Replicate weights that come with the data: their columns become weights by row.

A column holds a whole weight (`combined`), or a factor by which the weight is multiplied. Without degrees
of freedom in the design they are the rank of the columns less one, as R's `degf` has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.replicates.replicate_factors import FloatArray

if TYPE_CHECKING:
    from chiso.survey.design import Design

# What R's degf takes for zero beside the largest singular value.
_RANK_TOLERANCE = 1e-5


@dataclass(frozen=True)
class ReplicateWeights:
    """Whole weights of each row: weights (rows,), replicates (rows, R), rscales (R,)."""

    weights: FloatArray
    replicates: FloatArray
    scale: float
    rscales: FloatArray
    degrees_of_freedom: float


def given_replicates(table: pa.Table, design: Design, weights: FloatArray) -> ReplicateWeights:
    """The replicate weights that the design names. Raises BadInput (CH-3163) with every fault of them."""
    declared = design.replicates
    problems: list[Problem] = []
    if declared is None or not declared.columns:
        problems.append(_problem("replicates", "", text("Expected the columns of the replicate weights.")))
        raise BadInput(problems)
    if declared.rscales and len(declared.rscales) != len(declared.columns):
        expected = text("Expected one number for each of {count} columns.", count=len(declared.columns))
        problems.append(_problem("replicates.rscales", len(declared.rscales), expected))
    columns = []
    for name in declared.columns:
        column, fault = _numbers(table, name)
        if fault is not None:
            problems.append(fault)
        columns.append(column)
    if problems:
        raise BadInput(problems)
    replicates = np.column_stack(columns)
    if not declared.combined:
        replicates *= weights[:, None]
    rscales = np.array(declared.rscales or (1.0,) * len(columns))
    freedom = declared.degrees_of_freedom
    if freedom is None:
        freedom = float(np.linalg.matrix_rank(replicates, rtol=_RANK_TOLERANCE) - 1)
    return ReplicateWeights(weights, replicates, declared.scale, rscales, freedom)


def _numbers(table: pa.Table, name: str) -> tuple[FloatArray, Problem | None]:
    nothing = np.zeros(table.num_rows)
    if name not in table.column_names:
        return nothing, _problem(name, "", text("Expected a column of this name in the data."))
    column = table.column(name)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        return nothing, _problem(name, str(column.type), text("Expected a column of numbers."))
    values = column.cast(pa.float64()).to_numpy()
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        expected = text("Expected a weight in every row; first without: row {row}.", row=int(bad[0]) + 1)
        return nothing, _problem(name, len(bad), expected)
    return values, None


def _problem(name: str, found: object, expected: Text) -> Problem:
    mend = text("Mend the columns, or what the design says of them.")
    return Problem("CH-3163", Place(field=name), str(found), expected, mend)
