"""The table of estimates on the disk: CSV for everybody, Parquet for programs; read back as it was.

Figures are the shortest decimal text that is the same double. An empty cell is a figure that there is none
of: no error without a probability sample, nothing at all where an estimate is suppressed.

    CH-3195 a cell that is no figure or no word of its column
"""

from __future__ import annotations

import io
import math
import os
from collections.abc import Sequence
from typing import cast, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from chiso.language import listing, text
from chiso.survey.design import Basis
from chiso.survey.estimates import COLUMNS, Estimate, Flag
from chiso.tables import CappedReport, Row, Table, read_table, write_table

_FIGURES = ("estimate", "se", "df", "deff", "ci_low", "ci_high")


def csv_of_estimates(rows: Sequence[Estimate]) -> bytes:
    """The table as CSV."""
    return write_table(COLUMNS, (_cells(row) for row in rows)).encode()


def parquet_of_estimates(rows: Sequence[Estimate]) -> bytes:
    """The table as Parquet; null where CSV has an empty cell."""
    columns: dict[str, pa.Array] = {}
    for name in COLUMNS:
        values = [getattr(row, name) for row in rows]
        if name in _FIGURES:
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


def read_estimates(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None
) -> tuple[Estimate, ...]:
    """The estimates in a CSV file. Raises BadInput with every problem (CH-3195 and those of tables)."""
    report = CappedReport()
    required = ("unit", "code", "estimate", "flag", "sampling_basis")
    optional = tuple(column for column in COLUMNS if column not in required)
    table = read_table(source, name=name, required=required, optional=optional, report=report)
    rows = tuple(_read(table, row, report) for row in table.rows)
    report.stop_if_any()
    return rows


def _cells(row: Estimate) -> tuple[str, ...]:
    hidden = row.flag == "suppressed"
    figures = {name: _written(getattr(row, name)) for name in _FIGURES}
    figures["n"] = "" if hidden else str(row.n)
    return tuple(figures[name] if name in figures else str(getattr(row, name)) for name in COLUMNS)


def _written(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


def _read(table: Table, row: Row, report: CappedReport) -> Estimate:
    figures = {name: _figure(table, row, name, report) for name in _FIGURES}
    n = _figure(table, row, "n", report)
    if not math.isnan(n) and not (n.is_integer() and n >= 0):
        _refuse_figure(table, row, "n", report)
        n = 0.0
    return Estimate(
        row["period"],
        row["unit"],
        row["code"],
        **figures,
        n=0 if math.isnan(n) else int(n),
        flag=cast(Flag, _word(table, row, "flag", get_args(Flag), report)),
        sampling_basis=cast(Basis, _word(table, row, "sampling_basis", get_args(Basis), report)),
        reason=row["reason"],
    )


def _figure(table: Table, row: Row, column: str, report: CappedReport) -> float:
    written = row[column]
    if not written:
        return math.nan
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        _refuse_figure(table, row, column, report)
    return value


def _refuse_figure(table: Table, row: Row, column: str, report: CappedReport) -> None:
    expected = text("Expected a figure with a decimal point, or nothing.")
    mend = text("Take the table as the command has written it.")
    report.add("CH-3195", table.place(row, column), row[column], expected, mend)


def _word(table: Table, row: Row, column: str, words: tuple[str, ...], report: CappedReport) -> str:
    if row[column] in words:
        return row[column]
    expected = text("Expected one of: {words}.", words=listing(words))
    mend = text("Take the table as the command has written it.")
    report.add("CH-3195", table.place(row, column), row[column], expected, mend)
    return words[0]
