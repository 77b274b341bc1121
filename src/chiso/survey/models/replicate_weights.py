"""The weights of a model's rows in every replicate: a hundred replicates at a time, and of these some rows.

    made for the design    w_ir = w_i f_ur,  u the drawn unit of row i
    brought by the data    w_ir in the columns that the design names, or w_i times what stands there

Neither is held for all rows and replicates at once: of those made there are the factors of the units alone,
of those brought the columns of one block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from chiso.survey.design import Design, Replicates
from chiso.survey.engine import Source
from chiso.survey.estimation.replicated import Replication, degrees_of_domains, made_factors
from chiso.survey.models.rows import ModelRows
from chiso.survey.psus import Real, Whole
from chiso.survey.replicates.given import look_through
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
    known = look_through(source, design)

    def blocks() -> Iterator[tuple[slice, BlockWeights]]:
        for block in blocks_of(len(declared.columns)):
            yield block, _whole_weights(source, declared, block, rows.number, rows.weight).__getitem__

    degrees = _degrees(rows, psu, known.degrees_of_freedom)
    return RowReplicates(declared.scale, known.rscales, degrees, blocks)


def _whole_weights(source: Source, declared: Replicates, block: slice, number: Whole, weight: Real) -> Real:
    """(R, B) the replicate weights of the rows with these numbers (R,) and weights (R,)."""
    found = np.empty((len(number), block.stop - block.start))
    start = 0
    for names in _by_few(declared.columns[block]):
        read = _columns(source, names)
        for name in names:
            found[:, start] = read.column(name).cast(pa.float64()).to_numpy()[number]
            start += 1
    if not declared.combined:
        found *= weight[:, None]
    return found


def _columns(source: Source, names: tuple[str, ...]) -> pa.Table:
    listed = list(dict.fromkeys(names))
    return pq.read_table(source, columns=listed) if isinstance(source, Path) else source.select(listed)


def _by_few(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(names), _COLUMNS_AT_ONCE):
        yield names[start : start + _COLUMNS_AT_ONCE]


def _degrees(rows: ModelRows, psu: Whole, of_replicates: float) -> float:
    """Those of the replicates, or units less strata in which rows count, whichever are fewer."""
    whole = np.zeros(len(psu), np.int64)
    return float(degrees_of_domains(rows.frame, of_replicates, whole, psu, 1)[0])
