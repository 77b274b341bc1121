"""Read the estimates behind answers: every problem of the table, and of what it says of the answers, at once.

CH-1110 no row of the period        CH-7950 a cell that is no figure or no word of its column
CH-7951 an estimate without an answer that comes from a survey
CH-7952 twice                       CH-7953 an error without a basis for errors
CH-7954 a figure where it is suppressed, none where it is shown
CH-7959 the record beside the table CH-7963 an interval that does not hold its estimate
CH-7964 bases are mixed             CH-7965 fewer people than the rules allow
CH-7955, CH-7956, CH-7957, CH-7961: see `estimates_fit.py`
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from pydantic import ValidationError

from chiso.figures import NotANumber, parse_decimal
from chiso.language import Text, listing, text
from chiso.periods import Period
from chiso.problems import Place, quote
from chiso.scoring.answers import Answers
from chiso.scoring.estimates import (
    BASES,
    COLUMNS,
    ERRORS,
    FIGURES,
    FLAGS,
    LONGEST_LINE,
    WITH_ERRORS,
    Estimate,
    Estimates,
    EstimatesRecord,
    is_one_line,
)
from chiso.scoring.estimates_fit import Fit, Placed
from chiso.scoring.leagues import League, assign_units
from chiso.scoring.units_meant import UnitFinder
from chiso.tables import CappedReport, Row, Table, read_table
from chiso.units import Registry

_REQUIRED: Final = ("unit", "code", "estimate", "flag", "sampling_basis")


def read_estimates(
    source: str | os.PathLike[str] | bytes,
    record: bytes | None,
    leagues: Sequence[League],
    registry: Registry,
    period: Period,
    answers: Answers,
    *,
    name: str | None = None,
    record_name: str = "",
) -> Estimates:
    """The estimates of one period, which `answers` follow from; rows of other periods are left out.

    Raises BadInput with every problem (see above, and those of tables and units).
    """
    report = CappedReport()
    said = None if record is None else _read_record(record, record_name, report)
    optional = tuple(column for column in COLUMNS if column not in _REQUIRED)
    table = read_table(source, name=name, required=_REQUIRED, optional=optional, report=report)
    present = registry.as_of(period.reference_day)
    finder = UnitFinder(table, report, registry, present, period, assign_units(leagues, present, report))
    placed = [
        one
        for row in table.rows
        if row["period"] in ("", period.written) and (one := _read_row(table, row, finder, report))
    ]
    if table.rows and not any(row["period"] in ("", period.written) for row in table.rows):
        _refuse_other_periods(table, period, report)
    _check_bases(table, placed, report)
    for one in placed:
        _check_row(table, one, said, report)
    fitting = Fit(table, placed, answers, present, said, report).check()
    report.stop_if_any()
    return Estimates(tuple(sorted(fitting, key=lambda one: one[1:4])), said)


def _refuse_other_periods(table: Table, period: Period, report: CappedReport) -> None:
    report.add(
        "CH-1110",
        table.place(table.rows[0], "period"),
        ", ".join(sorted({row["period"] for row in table.rows})),
        text("Expected rows of the period {period}; there are none.", period=period.written),
        text("Ask for a period that the file holds, or give the file of that period."),
    )


def _read_record(written: bytes, name: str, report: CappedReport) -> EstimatesRecord | None:
    try:
        return EstimatesRecord.model_validate_json(written)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        report.add(
            "CH-7959",
            Place(name, field=".".join(map(str, first["loc"]))),
            quote(first["input"]) if isinstance(first["input"], str) else "",
            text("Expected what “chiso survey answers” has written beside the table of estimates."),
            text("Take both files as the command has written them."),
        )
        return None


def _read_row(table: Table, row: Row, finder: UnitFinder, report: CappedReport) -> Placed | None:
    unit = finder.find(row)
    figures = {column: _figure(table, row, column, report) for column in FIGURES}
    flag = next((word for word in FLAGS if word == row["flag"]), None)
    basis = next((word for word in BASES if word == row["sampling_basis"]), None)
    if flag is None:
        _refuse(table, row, "flag", text("Expected one of: {words}.", words=listing(FLAGS)), report)
    if basis is None:
        _refuse(table, row, "sampling_basis", text("Expected one of: {words}.", words=listing(BASES)), report)
    if unit is None or flag is None or basis is None:
        return None
    estimate = Estimate(
        unit.uid,
        unit.code,
        row["code"],
        row["input"],
        **figures,
        flag=flag,
        sampling_basis=basis,
        reason=row["reason"],
    )
    return Placed(row, estimate)


def _figure(table: Table, row: Row, column: str, report: CappedReport) -> Fraction | None:
    written = row[column]
    if not written:
        return None
    try:
        value = parse_decimal(written)
    except NotANumber:
        value = Fraction(-1)
    is_whole = column == "n"
    may_be_negative = column in ("estimate", "ci_low", "ci_high")
    if (value < 0 and not (may_be_negative and written.startswith("-"))) or (
        is_whole and value.denominator != 1
    ):
        _refuse(table, row, column, text("Expected a figure with a decimal point, or nothing."), report)
        return None
    return value


def _refuse(table: Table, row: Row, column: str, expected: Text, report: CappedReport) -> None:
    mend = text("Take the table as the command has written it.")
    report.add("CH-7950", table.place(row, column), row[column], expected, mend)


def _check_bases(table: Table, placed: Sequence[Placed], report: CappedReport) -> None:
    first = placed[0].estimate.sampling_basis if placed else ""
    for one in placed:
        if one.estimate.sampling_basis != first:
            report.add(
                "CH-7964",
                table.place(one.row, "sampling_basis"),
                one.estimate.sampling_basis,
                text("Expected estimates of one sampling basis; these are mixed."),
                text("Report ratings and surveys apart: one table for each basis."),
            )
            return


def _check_row(table: Table, one: Placed, said: EstimatesRecord | None, report: CappedReport) -> None:
    row, estimate = one

    def note(code: str, column: str, expected: Text, mend: Text) -> None:
        report.add(code, table.place(row, column), row[column], expected, mend)

    if not is_one_line(estimate.reason):
        expected = text("Expected one line of at most {limit} visible characters.", limit=LONGEST_LINE)
        note("CH-7950", "reason", expected, text("Write it on one line, without control characters."))
    if estimate.sampling_basis not in WITH_ERRORS:
        for column in ERRORS:
            if row[column]:
                expected = text("Expected no error and no interval where the basis is “{basis}”.",
                                basis=estimate.sampling_basis)  # fmt: skip
                note("CH-7953", column, expected, text("Only a probability sample or a census gives errors."))
    if estimate.is_suppressed:
        for column in FIGURES:
            if row[column]:
                expected = text("Expected no figure in a row that is suppressed.")
                note("CH-7954", column, expected, text("Empty the cell, or do not suppress the figure."))
        if not estimate.reason:
            expected = text("Expected the reason why the figure is suppressed.")
            note("CH-7954", "reason", expected, text("Write the reason; readers are told it."))
        return
    if estimate.estimate is None:
        expected = text("Expected the estimate that is shown.")
        note("CH-7954", "estimate", expected, text("Write the figure, or suppress the row with a reason."))
    elif not _is_inside(estimate):
        expected = text("Expected both ends of an interval, with the estimate between them.")
        note("CH-7963", "ci_low", expected, text("Take the table as the command has written it."))
    smallest = said.smallest_cell if said is not None else None
    if smallest is not None and (estimate.n is None or estimate.n < smallest):
        expected = text("Expected at least {count} people behind a figure that is shown.", count=smallest)
        note("CH-7965", "n", expected, text("Suppress the row, as the rules of publication ask."))


def _is_inside(estimate: Estimate) -> bool:
    low, high, value = estimate.ci_low, estimate.ci_high, estimate.estimate
    if low is None or high is None or value is None:
        return low is None and high is None
    return low <= value <= high
