"""The table of estimates read back from CSV, as it was written; with nothing but the core.

CH-3195 a cell that is no figure or no word of its column
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import cast, get_args

from chiso.language import listing, text
from chiso.survey.design import Basis
from chiso.survey.estimates import COLUMNS, FIGURES, Estimate, Flag
from chiso.tables import CappedReport, Row, Table, read_table


@dataclass(frozen=True, slots=True)
class ReadEstimates:
    """The rows with their table, line by line, so that whoever checks further can name the line."""

    table: Table
    rows: tuple[Estimate, ...]


def read_estimates(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None
) -> tuple[Estimate, ...]:
    """The estimates in a CSV file. Raises BadInput with every problem (CH-3195 and those of tables)."""
    report = CappedReport()
    read = read_estimates_into(report, source, name=name)
    report.stop_if_any()
    return read.rows


def read_estimates_into(
    report: CappedReport, source: str | os.PathLike[str] | bytes, *, name: str | None = None
) -> ReadEstimates:
    """The estimates in a CSV file; what is wrong with cells goes into the report (CH-3195 and of tables).

    Raises BadInput where nothing can be read at all.
    """
    required = ("unit", "code", "estimate", "flag", "sampling_basis")
    optional = tuple(column for column in COLUMNS if column not in required)
    table = read_table(source, name=name, required=required, optional=optional, report=report)
    return ReadEstimates(table, tuple(_read(table, row, report) for row in table.rows))


def _read(table: Table, row: Row, report: CappedReport) -> Estimate:
    figures = {name: _figure(table, row, name, report) for name in FIGURES}
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
