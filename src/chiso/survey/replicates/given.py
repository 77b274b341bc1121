"""Replicate weights that come with the data: how they add up, and every fault of their columns.

A column holds a whole weight (`combined`), or a factor by which the weight is multiplied. Without degrees
of freedom in the design they are the rank of the columns less one, as R's `degf` has it. The columns are
looked through some rows at a time; nothing of them is kept (their sums stand in `estimation.brought`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.replicates.replicate_factors import FloatArray

if TYPE_CHECKING:
    from chiso.survey.design import Design, Replicates
    from chiso.survey.engine import Source

# What R's degf takes for zero beside the largest singular value.
_RANK_TOLERANCE = 1e-5
# Its square, times weights and rows, is still a number.
_LARGEST = 1e100
# Numbers of the columns that are read at once: 16 MB.
_NUMBERS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class ReplicateWeights:
    """Whole weights of each row: weights (rows,), replicates (rows, R), rscales (R,)."""

    weights: FloatArray
    replicates: FloatArray
    scale: float
    rscales: FloatArray
    degrees_of_freedom: float


@dataclass(frozen=True)
class BroughtReplicates:
    """The columns of the replicate weights, and how they add up: rscales (R,)."""

    declared: Replicates
    rscales: FloatArray
    degrees_of_freedom: float


def look_through(source: Source, design: Design) -> BroughtReplicates:
    """The replicate weights that the design names. Raises BadInput (CH-3163) with every fault of them."""
    problems = _faults_of_declared(design)
    declared = design.replicates
    names = () if declared is None else declared.columns
    schema = pq.read_schema(source) if isinstance(source, Path) else source.schema
    faults = {name: fault for name in names if (fault := _fault_of_column(schema, name)) is not None}
    usable = [name for name in dict.fromkeys(names) if name not in faults]
    needs_rank = declared is not None and declared.degrees_of_freedom is None and not (problems or faults)
    weight = design.weight if needs_rank and declared is not None and not declared.combined else ""
    seen = _Seen(len(usable), with_products=needs_rank)
    for values in _batches(source, [*usable, *([weight] if weight else [])]):
        seen.add(values[:, :-1] * values[:, -1:] if weight else values)
    faults |= {name: fault for name, fault in zip(usable, seen.faults(usable), strict=True) if fault}
    problems += [fault for name in names if (fault := faults.get(name)) is not None]
    if problems or declared is None:
        raise BadInput(problems)
    freedom = declared.degrees_of_freedom
    if freedom is None:
        freedom = rank_of_products(seen.products_of([usable.index(name) for name in names])) - 1
    return BroughtReplicates(declared, rscales_of(declared), freedom)


class _Seen:
    """What was seen of so many columns: numbers that are none, the largest, products of the columns."""

    def __init__(self, count: int, *, with_products: bool) -> None:
        self._rows = 0
        self._strange = np.zeros(count, np.int64)
        self._first = np.zeros(count, np.int64)
        self._largest = np.zeros(count)
        self._products = np.zeros((count, count)) if with_products else None

    def add(self, values: FloatArray) -> None:
        """Look at more rows: (rows, columns)."""
        strange = ~np.isfinite(values)
        if strange.any():
            is_first = (self._strange == 0) & strange.any(axis=0)
            self._first[is_first] = self._rows + np.argmax(strange[:, is_first], axis=0)
            self._strange += strange.sum(axis=0)
            values = np.where(strange, 0.0, values)
        self._largest = np.maximum(self._largest, np.abs(values).max(axis=0, initial=0.0))
        if self._products is not None and not strange.any() and self._largest.max(initial=0.0) <= _LARGEST:
            self._products += values.T @ values
        self._rows += len(values)

    def faults(self, names: Sequence[str]) -> list[Problem | None]:
        """Of each column the fault that it has."""
        found: list[Problem | None] = []
        for position, name in enumerate(names):
            if self._strange[position]:
                row = int(self._first[position]) + 1
                expected = text("Expected a weight in every row; first without: row {row}.", row=row)
                found.append(_problem(name, int(self._strange[position]), expected))
            elif self._largest[position] > _LARGEST:
                expected = text("Expected figures of a size that can be calculated with.")
                found.append(_problem(name, float(self._largest[position]), expected))
            else:
                found.append(None)
        return found

    def products_of(self, columns: Sequence[int]) -> FloatArray:
        """The products of some columns with one another."""
        assert self._products is not None
        return self._products[np.ix_(columns, columns)]


def _batches(source: Source, names: Sequence[str]) -> Iterator[FloatArray]:
    """The columns as numbers, some rows at a time: (rows, columns), NaN where there is none."""
    if not names:
        return
    rows = max(1, _NUMBERS_AT_ONCE // len(names))
    if isinstance(source, Path):
        # Pages are read one by one: a part of the file may have a million rows.
        with pq.ParquetFile(source, buffer_size=1 << 16) as opened:
            for batch in opened.iter_batches(rows, columns=list(dict.fromkeys(names))):
                yield _numbers(batch, names)
        return
    for batch in source.select(list(dict.fromkeys(names))).to_batches(max_chunksize=rows):
        yield _numbers(batch, names)


def _numbers(batch: pa.RecordBatch, names: Sequence[str]) -> FloatArray:
    columns = [batch.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False) for name in names]
    return np.column_stack(columns)


def _faults_of_declared(design: Design) -> list[Problem]:
    """What is wrong with what the design says of replicate weights, whatever the data are (CH-3163)."""
    declared = design.replicates
    if declared is None or not declared.columns:
        return [_problem("replicates", "", text("Expected the columns of the replicate weights."))]
    if declared.rscales and len(declared.rscales) != len(declared.columns):
        expected = text("Expected one number for each of {count} columns.", count=len(declared.columns))
        return [_problem("replicates.rscales", len(declared.rscales), expected)]
    return []


def rscales_of(declared: Replicates) -> FloatArray:
    """(R,): ones where nothing is said."""
    return np.array(declared.rscales or (1.0,) * len(declared.columns))


def rank_of_products(products: FloatArray) -> float:
    """The rank of a matrix from the products of its columns (R, R).

    Singular values come squared, and so does what counts as zero.
    """
    values = np.linalg.eigvalsh(products)
    return float((values > _RANK_TOLERANCE**2 * values[-1]).sum())


def _fault_of_column(schema: pa.Schema, name: str) -> Problem | None:
    if schema.names.count(name) != 1:
        return _problem(name, "", text("Expected a column of this name in the data."))
    held = schema.field(name).type
    if not (pa.types.is_floating(held) or pa.types.is_integer(held)):
        return _problem(name, str(held), text("Expected a column of numbers."))
    return None


def _problem(name: str, found: object, expected: Text) -> Problem:
    mend = text("Mend the columns, or what the design says of them.")
    return Problem("CH-3163", Place(field=name), str(found), expected, mend)
