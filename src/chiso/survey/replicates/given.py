"""Replicate weights that come with the data: their columns become weights by row.

A column holds a whole weight (`combined`), or a factor by which the weight is multiplied. Without degrees
of freedom in the design they are the rank of the columns less one, as R's `degf` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.replicates.replicate_factors import FloatArray, blocks_of

if TYPE_CHECKING:
    from chiso.survey.design import Design, Replicates

# What R's degf takes for zero beside the largest singular value.
_RANK_TOLERANCE = 1e-5
# Its square, times weights and rows, is still a number.
_LARGEST = 1e100


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
    problems = faults_of_declared(design)
    declared = design.replicates
    names = () if declared is None else declared.columns
    replicates, faults = columns_of_replicates(table, names)
    problems += faults
    if problems or declared is None:
        raise BadInput(problems)
    if not declared.combined:
        replicates *= weights[:, None]
    freedom = declared.degrees_of_freedom
    if freedom is None:
        freedom = rank_of_columns(lambda block: replicates[:, block], len(names)) - 1
    return ReplicateWeights(weights, replicates, declared.scale, rscales_of(declared), freedom)


def faults_of_declared(design: Design) -> list[Problem]:
    """What is wrong with what the design says of replicate weights, whatever the data are (CH-3163)."""
    declared = design.replicates
    if declared is None or not declared.columns:
        return [_problem("replicates", "", text("Expected the columns of the replicate weights."))]
    if declared.rscales and len(declared.rscales) != len(declared.columns):
        expected = text("Expected one number for each of {count} columns.", count=len(declared.columns))
        return [_problem("replicates.rscales", len(declared.rscales), expected)]
    return []


def columns_of_replicates(table: pa.Table, names: Sequence[str]) -> tuple[FloatArray, list[Problem]]:
    """(rows, columns) as they stand in the data, and every fault that they have (CH-3163)."""
    found = np.empty((table.num_rows, len(names)))
    problems = []
    for position, name in enumerate(names):
        found[:, position], fault = _numbers(table, name)
        if fault is not None:
            problems.append(fault)
    return found, problems


def rscales_of(declared: Replicates) -> FloatArray:
    """(R,): ones where nothing is said."""
    return np.array(declared.rscales or (1.0,) * len(declared.columns))


def rank_of_columns(columns: Callable[[slice], FloatArray], count: int) -> float:
    """The rank of a matrix of which `columns` tells some of all `count` columns, whatever its rows.

    It is that of the products of its columns: singular values come squared, and so does what counts as zero.
    """
    products = np.empty((count, count))
    blocks = blocks_of(count)
    for position, block in enumerate(blocks):
        left = columns(block)
        for other in blocks[position:]:
            right = left if other == block else columns(other)
            products[block, other] = left.T @ right
            products[other, block] = products[block, other].T
    values = np.linalg.eigvalsh(products)
    return float((values > _RANK_TOLERANCE**2 * values[-1]).sum())


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
    largest = float(np.abs(values).max(initial=0.0))
    if largest > _LARGEST:
        expected = text("Expected figures of a size that can be calculated with.")
        return nothing, _problem(name, largest, expected)
    return values, None


def _problem(name: str, found: object, expected: Text) -> Problem:
    mend = text("Mend the columns, or what the design says of them.")
    return Problem("CH-3163", Place(field=name), str(found), expected, mend)
