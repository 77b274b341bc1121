"""The counts behind an index on the disk. They stay in the office: with them nothing is suppressed.

CH-3196 a cell that is no whole number, or counts that do not fit together
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

from chiso.language import text
from chiso.survey.index_table import COUNT_COLUMNS, Count
from chiso.tables import CappedReport, Row, Table, read_table, write_table

# Only who owns the file may read it.
MODE = 0o600


def csv_of_counts(counts: Sequence[Count]) -> bytes:
    """The table as CSV; an empty cell where the weights were no whole millionths."""
    return write_table(
        COUNT_COLUMNS,
        (
            (
                one.period, one.unit, one.code, _whole(one.numerator), _whole(one.denominator),
                str(one.chosen_n), str(one.asked_n), "" if math.isnan(one.estimate) else repr(one.estimate),
            )
            for one in counts
        ),
    ).encode()  # fmt: skip


def read_counts(source: str | os.PathLike[str] | bytes, *, name: str | None = None) -> tuple[Count, ...]:
    """The counts in a CSV file. Raises BadInput with every problem (CH-3196 and those of tables)."""
    report = CappedReport()
    table = read_table(source, name=name, required=COUNT_COLUMNS, report=report)
    counts = tuple(_read(table, row, report) for row in table.rows)
    report.stop_if_any()
    return counts


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)


def _read(table: Table, row: Row, report: CappedReport) -> Count:
    wholes = {
        name: _number(table, row, name, report)
        for name in ("numerator", "denominator", "chosen_n", "asked_n")
    }
    numerator, denominator = wholes["numerator"], wholes["denominator"]
    chosen, asked = wholes["chosen_n"] or 0, wholes["asked_n"] or 0
    if chosen > asked or ((numerator or 0) > (denominator or 0) and denominator is not None):
        _refuse(table, row, "chosen_n" if chosen > asked else "numerator", report)
    estimate = math.nan
    if row["estimate"]:
        try:
            estimate = float(row["estimate"])
        except ValueError:
            estimate = math.nan
        if not math.isfinite(estimate):
            _refuse(table, row, "estimate", report)
    return Count(row["period"], row["unit"], row["code"], numerator, denominator, chosen, asked, estimate)


def _number(table: Table, row: Row, column: str, report: CappedReport) -> int | None:
    written = row[column]
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 20):
        _refuse(table, row, column, report)
        return None
    return int(written)


def _refuse(table: Table, row: Row, column: str, report: CappedReport) -> None:
    expected = text("Expected the counts as the command has written them.")
    mend = text("Take the file counts.csv that belongs to this table of estimates.")
    report.add("CH-3196", table.place(row, column), row[column], expected, mend)
