"""Models as tables: coefficients, tests of terms, the table of two answers and its tests.

Full precision: the shortest text that is the same double. An empty cell (in Parquet null): there is none.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import Literal, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from chiso.survey.models.rao_scott import Independence
from chiso.survey.models.regression import Regression, TermTest
from chiso.tables import write_table


@dataclass(frozen=True, slots=True)
class CoefficientRow:
    """One coefficient. Odds ratios, of a logistic model alone, are the exponentials of it and of its ends."""

    name: str
    column: str
    coefficient: float
    se: float
    df: float
    ci_low: float
    ci_high: float
    p_value: float
    odds_ratio: float
    odds_low: float
    odds_high: float


@dataclass(frozen=True, slots=True)
class TermRow:
    """Wald's test of some columns, with commas between them."""

    columns: str
    statistic: float
    df_above: int
    df_below: float
    p_value: float


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One pair of values: its share, that which two independent answers would have, and its persons."""

    row: str
    column: str
    share: float
    expected: float
    n: int


@dataclass(frozen=True, slots=True)
class IndependenceRow:
    """One test. Pearson's statistic alone has no p-value under a design."""

    test: Literal["pearson", "first_order", "second_order"]
    statistic: float
    df_above: float
    df_below: float
    p_value: float


ModelRow: TypeAlias = CoefficientRow | TermRow | ShareRow | IndependenceRow


def coefficient_rows(found: Regression, level: float) -> tuple[CoefficientRow, ...]:
    """The coefficients, with intervals of this level."""
    low, high = found.intervals(level)
    figures = np.stack([found.coefficients, found.errors(), np.full(len(low), found.degrees), low, high])
    p_values = found.p_values()
    ends = np.stack([found.coefficients, low, high])
    with np.errstate(over="ignore"):
        odds = np.exp(ends) if found.model.kind == "logistic" else np.full(ends.shape, np.nan)
    columns = [*figures.tolist(), p_values.tolist(), *odds.tolist()]
    return tuple(
        CoefficientRow(name, owner, *row)
        for name, owner, *row in zip(found.names, found.owners, *columns, strict=True)
    )


def term_rows(found: Sequence[TermTest]) -> tuple[TermRow, ...]:
    """The tests of terms."""
    return tuple(
        TermRow(",".join(one.columns), one.statistic, one.degrees_above, one.degrees_below, one.p_value)
        for one in found
    )


def share_rows(found: Independence) -> tuple[ShareRow, ...]:
    """The table, row by row."""
    expected = np.outer(found.shares.sum(axis=1), found.shares.sum(axis=0))
    return tuple(
        ShareRow(row, column, float(found.shares[r, c]), float(expected[r, c]), int(found.counts[r, c]))
        for r, row in enumerate(found.rows)
        for c, column in enumerate(found.columns)
    )


def independence_rows(found: Independence) -> tuple[IndependenceRow, ...]:
    """Pearson's statistic, and it with the corrections of first and second order."""
    count = float(found.first_degrees)
    none = math.nan
    return (
        IndependenceRow("pearson", found.chi_square, count, none, none),
        IndependenceRow("first_order", found.f * count, count, none, found.first_p),
        IndependenceRow("second_order", found.f, *found.f_degrees, found.f_p),
    )


def csv_of_rows(kind: type[ModelRow], rows: Sequence[ModelRow]) -> bytes:
    """A table as CSV; `kind` names its columns where there are no rows."""
    head = [one.name for one in fields(kind)]
    return write_table(head, ([_written(cell) for cell in astuple(row)] for row in rows)).encode()


def parquet_of_rows(kind: type[ModelRow], rows: Sequence[ModelRow]) -> bytes:
    """The same as Parquet."""
    held = {"float": pa.float64(), "int": pa.int64()}
    columns = {
        one.name: pa.array(
            [None if (cell := getattr(row, one.name)) != cell else cell for row in rows],
            held.get(str(one.type), pa.string()),
        )
        for one in fields(kind)
    }
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, compression="zstd", store_schema=False)
    return stream.getvalue()


def _written(cell: object) -> str:
    return "" if cell != cell else str(cell)
