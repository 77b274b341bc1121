"""The tables that people write about criteria: targets, owners, influence, solutions.

    targets.csv      code,target                        points of a criterion, a group or `total`
    owners.csv       code,agency[,target]               a criterion, or all below a group
    influence.csv    code,influence                     the same
    solutions.csv    problem,cause,solution,codes       codes apart by blanks or semicolons

All problems of a file at once:

    CH-8313 unknown code         CH-8314 a target outside the criterion's bounds
    CH-8315 a code twice         CH-8316 no number
    CH-8317 unknown influence    CH-8318 an empty cell    CH-8319 a target for what has no points here
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from chiso.figures import DecimalSign, NotANumber
from chiso.frameworks.model import TOTAL
from chiso.improvement.gaps.distances import Targets
from chiso.improvement.gaps.influence import INFLUENCES, Influence
from chiso.language import listing, text
from chiso.scoring.result import Result
from chiso.tables import CappedReport, Row, Table, decimal_sign, read_number, read_table

Source: TypeAlias = "str | os.PathLike[str] | bytes"
_BETWEEN_CODES = re.compile(r"[\s;]+")


@dataclass(frozen=True, slots=True)
class Owners:
    """The agency of a node by its code, and its targets where the table has them."""

    agencies: Mapping[str, str] = field(default_factory=dict)
    targets: Targets = field(default_factory=Targets)

    def of(self, result: Result, code: str) -> str:
        """The agency of a criterion: its own, else that of the nearest group above it; empty if none."""
        node = result.framework.nodes_by_code.get(code)
        while node is not None:
            if node.code in self.agencies:
                return self.agencies[node.code]
            node = result.framework.parents[node.code]
        return self.agencies.get(TOTAL, "")


@dataclass(frozen=True, slots=True)
class Solution:
    """A way out: what it is against, why that is so, and the criteria that it would move."""

    problem: str
    cause: str
    solution: str
    codes: tuple[str, ...]


def read_targets(source: Source, result: Result, uid: str, *, name: str | None = None) -> Targets:
    """The targets of a table. Raises BadInput."""
    report = CappedReport()
    table = read_table(source, name=name, required=("code", "target"), report=report)
    found = _targets(table, result, uid, report, is_optional=False)
    report.stop_if_any()
    return found


def read_owners(source: Source, result: Result, uid: str, *, name: str | None = None) -> Owners:
    """The owners of a table, and its targets if there is such a column. Raises BadInput."""
    report = CappedReport()
    table = read_table(source, name=name, required=("code", "agency"), optional=("target",), report=report)
    agencies = {}
    targets = _targets(table, result, uid, report, is_optional=True)
    for row in table.rows:
        if _filled(table, row, "agency", report):
            agencies[row["code"]] = row["agency"]
    report.stop_if_any()
    return Owners(agencies, targets)


def read_influence(source: Source, result: Result, *, name: str | None = None) -> dict[str, Influence]:
    """Who can move what, by the code of a node. Raises BadInput."""
    report = CappedReport()
    table = read_table(source, name=name, required=("code", "influence"), optional=("note",), report=report)
    _check_codes(table, result, report)
    known: dict[str, Influence] = {one: one for one in INFLUENCES}
    found = {}
    for row in table.rows:
        influence = known.get(row["influence"])
        if influence is None:
            expected = text("Expected one of: {words}.", words=listing(INFLUENCES))
            mend = text("Leave the row out where it is not known.")
            report.add("CH-8317", table.place(row, "influence"), row["influence"], expected, mend)
        else:
            found[row["code"]] = influence
    report.stop_if_any()
    return found


def read_solutions(source: Source, result: Result, *, name: str | None = None) -> tuple[Solution, ...]:
    """Problems, causes and solutions, each linked to criteria. Raises BadInput."""
    report = CappedReport()
    columns = ("problem", "cause", "solution", "codes")
    table = read_table(source, name=name, required=columns, report=report)
    found = []
    for row in table.rows:
        filled = [_filled(table, row, column, report) for column in columns]
        codes = tuple(code for code in _BETWEEN_CODES.split(row["codes"]) if code)
        for code in codes:
            if code not in result.framework.nodes_by_code:
                _note_unknown(table, row, "codes", code, report)
        if all(filled):
            found.append(Solution(row["problem"], row["cause"], row["solution"], codes))
    report.stop_if_any()
    return tuple(found)


def is_below(result: Result, code: str, group: str) -> bool:
    """Whether a criterion is `group` itself or stands below it."""
    node = result.framework.nodes_by_code.get(code)
    while node is not None:
        if node.code == group:
            return True
        node = result.framework.parents[node.code]
    return group == TOTAL


def _targets(table: Table, result: Result, uid: str, report: CappedReport, *, is_optional: bool) -> Targets:
    """The targets of the rows that have one; every code is looked at."""
    _check_codes(table, result, report)
    sign = decimal_sign(table, ("target",))
    found = {}
    for row in table.rows:
        if row["target"] or not is_optional:
            value = _target(table, row, sign, result, uid, report)
            if value is not None:
                found[row["code"]] = value
    return Targets(found)


def _target(
    table: Table, row: Row, sign: DecimalSign, result: Result, uid: str, report: CappedReport
) -> Fraction | None:
    where = table.place(row, "target")
    try:
        value = read_number(row["target"], sign)
    except NotANumber:
        expected = text("Expected points as a plain number.")
        report.add("CH-8316", where, row["target"], expected, text("Mend the cell."))
        return None
    code = row["code"]
    position = result.prepared.positions.get(code)
    if position is None:
        return None
    if result.scores[uid].points[position] is None:
        expected = text("Expected a node that has points for this unit; “{code}” has none.", code=code)
        report.add("CH-8319", where, row["target"], expected, text("Leave the target out."))
        return None
    node = result.framework.nodes_by_code.get(code)
    most = result.scores[uid].maxima[position]
    least = Fraction(0) if node is None or node.minimum is None else node.minimum
    if value < least or (most is not None and value > most):
        expected = text("Expected points from {least} to {most}.", least=least, most=most or "…")
        report.add("CH-8314", where, row["target"], expected, text("Mend the target."))
        return None
    return value


def _check_codes(table: Table, result: Result, report: CappedReport) -> None:
    seen: dict[str, int] = {}
    for row in table.rows:
        code = row["code"]
        if code != TOTAL and code not in result.framework.nodes_by_code:
            _note_unknown(table, row, "code", code, report)
        elif code in seen:
            expected = text(
                "Expected each code once; “{code}” stands in row {row} too.", code=code, row=seen[code]
            )
            report.add("CH-8315", table.place(row, "code"), code, expected, text("Leave one of the rows."))
        seen.setdefault(code, row.number)


def _note_unknown(table: Table, row: Row, column: str, code: str, report: CappedReport) -> None:
    expected = text("Expected the code of a node of this framework.")
    report.add(
        "CH-8313", table.place(row, column), code, expected, text("“chiso frameworks show” lists the codes.")
    )


def _filled(table: Table, row: Row, column: str, report: CappedReport) -> bool:
    if row[column]:
        return True
    expected = text("Expected something in the column “{column}”.", column=column)
    report.add(
        "CH-8318", table.place(row, column), "", expected, text("Fill the cell, or leave the row out.")
    )
    return False
