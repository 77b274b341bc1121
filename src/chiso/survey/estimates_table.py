"""The table of estimates on the disk: CSV for everybody, Parquet for programs.

Figures are the shortest decimal text that is the same double. An empty cell is a figure that there is none
of: no error without a probability sample, nothing at all where an estimate is suppressed. The CSV is read
back by `estimates_reading`, which needs none of the libraries of statistics.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from chiso.survey.estimates import COLUMNS, FIGURES, Estimate
from chiso.tables import write_table


def csv_of_estimates(rows: Sequence[Estimate]) -> bytes:
    """The table as CSV."""
    return write_table(COLUMNS, (_cells(row) for row in rows)).encode()


def parquet_of_estimates(rows: Sequence[Estimate]) -> bytes:
    """The table as Parquet; null where CSV has an empty cell."""
    columns: dict[str, pa.Array] = {}
    for name in COLUMNS:
        values = [getattr(row, name) for row in rows]
        if name in FIGURES:
            columns[name] = pa.array([_or_none(value) for value in values], pa.float64())
        elif name == "n":
            hidden = [row.flag == "suppressed" for row in rows]
            columns[name] = pa.array(
                [None if h else v for h, v in zip(hidden, values, strict=True)], pa.int64()
            )
        else:
            columns[name] = pa.array(values, pa.string())
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, compression="zstd", store_schema=False)
    return stream.getvalue()


def _cells(row: Estimate) -> tuple[str, ...]:
    hidden = row.flag == "suppressed"
    figures = {name: _written(getattr(row, name)) for name in FIGURES}
    figures["n"] = "" if hidden else str(row.n)
    return tuple(figures[name] if name in figures else str(getattr(row, name)) for name in COLUMNS)


def _written(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
