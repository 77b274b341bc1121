"""The figures of the indicators and what is known of the units, from two tables to one.

data.csv    unit, [period,] one column an indicator; an empty cell is a missing figure
units.csv   unit, name, one column a grouping, one column a denominator

CH-8021 no code of a unit       CH-8022 unit twice          CH-8023 not a number
CH-8024 unit not in the table of units                      CH-8025 no period in a panel
CH-8026 table of units needed   CH-8027 no label            CH-8028 denominator not above 0
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chiso.composite.denominating import needed_denominators
from chiso.composite.imputing import needed_groupings
from chiso.composite.table import FloatArray, IndicatorTable
from chiso.composite.table import Row as TableRow
from chiso.figures import DecimalSign
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import Denominate, Impute
from chiso.language import Text, listing, text
from chiso.problems import Place, Report, quote
from chiso.tables import DEFAULT_LIMIT_BYTES, CappedReport, Row, Table, decimal_sign, read_table

# A figure as spreadsheets and statistics write it, small and large ones with an exponent.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z", re.ASCII)
_LONGEST_NUMBER = 60
# Within these, quotients, squares and their sums are floats too: neither infinite nor lost.
SMALLEST, LARGEST = 1e-60, 1e60


@dataclass(frozen=True, slots=True)
class ReadIndicators:
    """What was read: the table, names of units, SHA-256 of both files, and remarks for the reader."""

    table: IndicatorTable
    names: Mapping[str, str]
    digests: Mapping[str, str]
    remarks: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Units:
    """The table of units: by code of the unit the labels of groupings and the denominators."""

    names: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    denominators: Mapping[str, Mapping[str, float]]


def read_indicators(framework: CompositeFramework, data: Path, units: Path | None = None) -> ReadIndicators:
    """The figures that the framework asks for. Raises BadInput with every problem of both files.

    `units` may be left out where the plan neither divides by a denominator nor fills by groups.
    """
    content = {"data": _content(data)}
    if units is not None:
        content["units"] = _content(units)
    report = CappedReport()
    known = None if units is None else _read_units(framework, content["units"], units.name, report)
    read = _read_data(framework, content["data"], data.name, known, report)
    report.stop_if_any()
    return ReadIndicators(
        read,
        known.names if known else {},
        {what: hashlib.sha256(written).hexdigest() for what, written in content.items()},
        tuple(report.remarks),
    )


def _needed(framework: CompositeFramework) -> frozenset[str]:
    """The groupings and denominators that the plan asks for."""
    needed: frozenset[str] = frozenset()
    for step in framework.plan.steps:
        if isinstance(step, Impute):
            needed |= needed_groupings(step)
        elif isinstance(step, Denominate):
            needed |= needed_denominators(step, framework)
    return needed


def _content(path: Path) -> bytes:
    """The bytes of a file; what cannot be read is said by the reader of tables in its own words."""
    try:
        with path.open("rb") as stream:
            # One byte above the limit tells that a file is too large, however large it is.
            return stream.read(DEFAULT_LIMIT_BYTES + 1)
    except (OSError, ValueError):
        read_table(path, required=())
        raise


def _read_units(framework: CompositeFramework, content: bytes, shown: str, report: Report) -> _Units:
    groupings = [variable.code for variable in framework.groupings]
    denominators = [variable.code for variable in framework.denominators]
    needed = _needed(framework)
    table = read_table(
        content,
        name=shown,
        required=("unit", *(code for code in (*groupings, *denominators) if code in needed)),
        optional=("name", *(code for code in (*groupings, *denominators) if code not in needed)),
        report=report,
    )
    sign = decimal_sign(table, denominators)
    rows = _rows_by_key(table, ("unit",), report)
    labels: dict[str, dict[str, str]] = {code: {} for code in groupings if table.has(code)}
    figures: dict[str, dict[str, float]] = {code: {} for code in denominators if table.has(code)}
    for (unit,), row in rows.items():
        for code, by_unit in labels.items():
            by_unit[unit] = row[code]
            if code in needed and not row[code]:
                report.add(
                    "CH-8027",
                    table.place(row, code),
                    "",
                    text("Expected the label of the unit: the plan fills gaps by this grouping."),
                    text("Fill the cell."),
                )
        for code, by_unit_figures in figures.items():
            figure = _figure(table, row, code, sign)
            if figure <= 0:
                report.add(
                    "CH-8028",
                    table.place(row, code),
                    row[code],
                    text("Expected a denominator above 0."),
                    text("Correct it, or leave the cell empty where it is not known."),
                )
            by_unit_figures[unit] = figure
    return _Units({unit: row["name"] or unit for (unit,), row in rows.items()}, labels, figures)


def _read_data(
    framework: CompositeFramework, content: bytes, shown: str, units: _Units | None, report: Report
) -> IndicatorTable:
    codes = tuple(node.code for node in framework.indicators)
    table = read_table(content, name=shown, required=("unit", *codes), optional=("period",), report=report)
    sign = decimal_sign(table, codes)
    is_panel = table.has("period")
    rows = _rows_by_key(table, ("unit", "period"), report)
    values = np.array([[_figure(table, row, code, sign) for code in codes] for row in rows.values()])
    for (unit, _), row in rows.items():
        if is_panel and not row["period"]:
            report.add(
                "CH-8025",
                table.place(row, "period"),
                "",
                text("Expected a period in each row, since the file has a column of periods."),
                text("Fill the cell, or take the column out of the file."),
            )
        if units is not None and unit not in units.names:
            report.add(
                "CH-8024",
                table.place(row, "unit"),
                unit,
                text("Expected a unit that stands in the table of units."),
                text("Add it there, or correct the code."),
            )
    needed = _needed(framework)
    if units is None and needed:
        report.add(
            "CH-8026",
            Place(),
            "",
            text("Expected a table of units with these columns: {codes}.", codes=listing(sorted(needed))),
            text("Give it with --units."),
        )
    if report.problems or units is None:
        return _table_of(rows, codes, values)
    return _table_of(
        rows,
        codes,
        values,
        groups={code: tuple(by_unit[unit] for unit, _ in rows) for code, by_unit in units.labels.items()},
        denominators={
            code: np.array([by_unit[unit] for unit, _ in rows])
            for code, by_unit in units.denominators.items()
        },
    )


def _table_of(
    rows: Iterable[tuple[str, ...]],
    codes: tuple[str, ...],
    values: FloatArray,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    denominators: Mapping[str, FloatArray] | None = None,
) -> IndicatorTable:
    keys = tuple(TableRow(unit, period) for unit, period in rows)
    return IndicatorTable(
        keys, codes, values.reshape(len(keys), len(codes)), groups or {}, denominators or {}
    )


def _rows_by_key(table: Table, columns: tuple[str, ...], report: Report) -> dict[tuple[str, ...], Row]:
    """The rows by unit (and period); one without a unit and one that stood before are problems."""
    rows: dict[tuple[str, ...], Row] = {}
    for row in table.rows:
        key = tuple(row[column] for column in columns)
        if not row["unit"]:
            report.add(
                "CH-8021",
                table.place(row, "unit"),
                "",
                text("Expected the code of the unit."),
                text("Fill the cell or drop the row."),
            )
        elif key in rows:
            report.add(
                "CH-8022",
                table.place(row, "unit"),
                " ".join(key).strip(),
                text(
                    "Expected each unit once in a period; it stood on row {row}.", row=str(rows[key].number)
                ),
                text("Delete one of the two rows, or correct its code."),
            )
        else:
            rows[key] = row
    return rows


def _figure(table: Table, row: Row, column: str, sign: DecimalSign) -> float:
    """The figure of a cell; NaN for an empty cell, and for one that was noted as no number."""
    written = row[column]
    if not written:
        return math.nan
    plain = written
    if sign == ",":
        plain = written.replace(",", ".") if "." not in written else ""
    if len(written) <= _LONGEST_NUMBER and _NUMBER.match(plain):
        figure = float(plain)
        if figure == 0 or SMALLEST <= abs(figure) <= LARGEST:
            return figure
        table.report.add(
            "CH-8041",
            table.place(row, column),
            quote(written),
            text("Expected 0, or a figure of at most sixty digits before or after the decimal sign."),
            text("Give the indicator in a larger or smaller unit."),
        )
        return math.nan
    table.report.add(
        "CH-8023",
        table.place(row, column),
        quote(written),
        text("Expected a number, or an empty cell where the figure is missing."),
        text("Write the figure without thousands, unit or remark; empty the cell where there is none."),
    )
    return math.nan
