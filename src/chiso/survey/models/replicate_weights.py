"""The weights of a model's rows in every replicate: a hundred replicates at a time, and of these some rows.

    made for the design    w_ir = w_i f_ur,  u the drawn unit of row i
    brought by the data    w_ir in the columns that the design names, or w_i times what stands there

Neither is held for all rows and replicates at once: of those made there are the factors of the units alone,
of those brought the columns of one block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from chiso.problems import BadInput
from chiso.survey.design import Design, Replicates
from chiso.survey.engine import Source
from chiso.survey.estimation.replicated import (
    Replication,
    columns_present,
    degrees_of_domains,
    made_factors,
    weight_of_rows,
)
from chiso.survey.models.rows import ModelRows
from chiso.survey.psus import Real, Whole
from chiso.survey.replicates.given import (
    columns_of_replicates,
    faults_of_declared,
    rank_of_columns,
    rscales_of,
)
from chiso.survey.replicates.replicate_factors import blocks_of

# From some rows to their weights (rows, replicates of a block).
BlockWeights: TypeAlias = Callable[[slice], Real]
# Columns that are read at once: what a file is read into goes beside the block that it fills.
_COLUMNS_AT_ONCE = 20


@dataclass(frozen=True, slots=True, eq=False)
class RowReplicates:
    """How the replicates add up: `scale`, `rscales` (R,), degrees of freedom of the rows; and their weights.

    `blocks`: for each block of replicates what tells its weights.
    """

    scale: float
    rscales: Real
    degrees: float
    blocks: Callable[[], Iterator[tuple[slice, BlockWeights]]]


def row_replicates(
    source: Source, design: Design, replication: Replication, rows: ModelRows
) -> RowReplicates:
    """The replicates that are asked for, else those that the design names.

    Raises BadInput (CH-3161 to CH-3163), WrongCall (CH-3162: a method beside replicates of the data).
    """
    psu = rows.frame.psu_of_leaf()[rows.leaf]
    if replication.method is not None:
        return _made(design, replication, rows, psu)
    assert design.replicates is not None
    return _brought(source, design, design.replicates, rows, psu)


def _made(design: Design, replication: Replication, rows: ModelRows, psu: Whole) -> RowReplicates:
    made = made_factors(rows.frame, design, replication)
    unit = rows.leaf if made.per == "leaf" else psu

    def blocks() -> Iterator[tuple[slice, BlockWeights]]:
        for block in blocks_of(made.count):
            values = np.ascontiguousarray(made.values[:, block])

            def weights(some: slice, values: Real = values) -> Real:
                found: Real = values[unit[some]]
                found *= rows.weight[some, None]
                return found

            yield block, weights

    return RowReplicates(made.scale, made.rscales, _degrees(rows, psu, made.degrees_of_freedom), blocks)


def _brought(
    source: Source, design: Design, declared: Replicates, rows: ModelRows, psu: Whole
) -> RowReplicates:
    problems = faults_of_declared(design)
    for names in _by_few(declared.columns):
        problems += columns_of_replicates(columns_present(source, names), names)[1]
    if problems:
        raise BadInput(problems)
    degrees = declared.degrees_of_freedom
    if degrees is None:
        every = weight_of_rows(source, design)
        alike = np.arange(len(every))
        degrees = rank_of_columns(
            lambda block: _whole_weights(source, declared, block, alike, every), len(declared.columns)
        ) - 1  # fmt: skip

    def blocks() -> Iterator[tuple[slice, BlockWeights]]:
        for block in blocks_of(len(declared.columns)):
            yield block, _whole_weights(source, declared, block, rows.number, rows.weight).__getitem__

    return RowReplicates(declared.scale, rscales_of(declared), _degrees(rows, psu, degrees), blocks)


def _whole_weights(source: Source, declared: Replicates, block: slice, number: Whole, weight: Real) -> Real:
    """(R, B) the replicate weights of the rows with these numbers (R,) and weights (R,)."""
    found = np.empty((len(number), block.stop - block.start))
    start = 0
    for names in _by_few(declared.columns[block]):
        read = columns_of_replicates(columns_present(source, names), names)[0]
        found[:, start : start + len(names)] = read[number]
        start += len(names)
    if not declared.combined:
        found *= weight[:, None]
    return found


def _by_few(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(names), _COLUMNS_AT_ONCE):
        yield names[start : start + _COLUMNS_AT_ONCE]


def _degrees(rows: ModelRows, psu: Whole, of_replicates: float) -> float:
    """Those of the replicates, or units less strata in which rows count, whichever are fewer."""
    whole = np.zeros(len(psu), np.int64)
    return float(degrees_of_domains(rows.frame, of_replicates, whole, psu, 1)[0])
