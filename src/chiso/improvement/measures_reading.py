"""The table of measures, read with every problem at once.

    measure,code,level,points,cost,effort,agency,quarter,requires,excludes,probability

An empty cost or effort is 0, an empty probability 1. `requires` and `excludes` hold names of measures, or
“measure:level”, between semicolons. A quarter is 2027-Q2, or Q2 where all measures fall into one year.

    CH-8322 a cell that is no figure          CH-8325 a measure without a name, twice, or for two criteria
    CH-8329 a cost or an effort below 0       CH-8330 a probability outside 0 to 1
    CH-8331 a quarter that is not understood  and those of `measures_relations`
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from chiso.figures import DecimalSign, NotANumber
from chiso.improvement.measures import COLUMNS, FIGURES, NEEDED, Measure, Measures, Quarter
from chiso.improvement.measures_relations import relate, split_names
from chiso.improvement.measures_workbook import is_workbook, sheet_as_table
from chiso.language import Text, text
from chiso.problems import Place
from chiso.tables import CappedReport, Row, Table, decimal_sign, read_number, read_table

ZERO, ONE = Fraction(0), Fraction(1)
_QUARTER = re.compile(r"(?:(?P<year>(?:19|20|21)\d\d)[-/ ]?)?[Qq]?(?P<number>[1-4])\Z", re.ASCII)
LookAt: TypeAlias = Callable[[Measures, CappedReport], None]
SHEETS = frozenset(("measures", "biện pháp", "giải pháp"))


def read_measures(path: Path | bytes, *, name: str | None = None, look_at: LookAt | None = None) -> Measures:
    """The measures in a file of CSV or a workbook. Raises BadInput with every problem.

    `look_at` may note further problems, so that they are told together with those of the table.
    """
    report = CappedReport()
    table = open_table(path, name, NEEDED, [one for one in COLUMNS if one not in NEEDED], SHEETS, report)
    sign = decimal_sign(table, FIGURES)
    known = frozenset(row["measure"] for row in table.rows)
    levels = [_Cells(table, row, sign, report).level(known) for row in table.rows]
    _check_names(table, levels, report)
    check_years(table, [(level.row, level.quarter) for level in levels], report)
    related = relate(table.name, levels, report)
    if look_at is not None:
        look_at(related, report)
    report.stop_if_any()
    return related


def open_table(
    source: Path | bytes,
    name: str | None,
    needed: tuple[str, ...],
    optional: list[str],
    sheets: frozenset[str],
    report: CappedReport,
) -> Table:
    """The table in a file of CSV, or in the sheet of a workbook."""
    if isinstance(source, Path) and is_workbook(source):
        shown, content = sheet_as_table(source, sheets)
        return read_table(content, name=shown, required=needed, optional=optional, report=report)
    return read_table(source, name=name, required=needed, optional=optional, report=report)


def parse_quarter(written: str) -> Quarter | None:
    """A quarter: 2027-Q2, Q2 or 2. None where it is none of these."""
    found = _QUARTER.match(written)
    return Quarter(int(found["year"] or 0), int(found["number"])) if found else None


def check_years(table: Table, quarters: list[tuple[int, Quarter | None]], report: CappedReport) -> None:
    """All quarters of a table have a year, or none has one: else their order is not known (CH-8331)."""
    stated = [(row, quarter) for row, quarter in quarters if quarter is not None]
    without = [(row, quarter) for row, quarter in stated if not quarter.year]
    if without and len(without) < len(stated):
        row, quarter = without[0]
        expected = text("Expected a year with every quarter, or with none.")
        mend = text("Write all quarters as 2027-Q2.")
        report.add("CH-8331", Place(table.name, row, "quarter"), quarter.written, expected, mend)


def _check_names(table: Table, levels: list[Measure], report: CappedReport) -> None:
    seen: dict[tuple[str, str], int] = {}
    codes: dict[str, Measure] = {}
    for level in levels:
        place = Place(table.name, level.row, "measure")
        if not level.measure:
            expected = text("Expected the name of the measure.")
            report.add("CH-8325", place, "", expected, text("Give it a short name of its own."))
            continue
        key = (level.measure, level.level)
        if key in seen:
            expected = text(
                "Expected each level of a measure once; row {row} has it too.", row=str(seen[key])
            )
            mend = text("Name the levels differently, or delete one of the rows.")
            report.add("CH-8325", place, level.name, expected, mend)
        seen.setdefault(key, level.row)
        first = codes.setdefault(level.measure, level)
        if first.code != level.code:
            expected = text("Expected one criterion for a measure; row {row} has {code}.", row=str(first.row),
                            code=first.code)  # fmt: skip
            mend = text("Write a measure for each criterion; one can require the other.")
            report.add("CH-8325", Place(table.name, level.row, "code"), level.code, expected, mend)


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row; what is wrong with it is noted."""

    table: Table
    row: Row
    sign: DecimalSign
    report: CappedReport = field(repr=False)

    def level(self, known: frozenset[str]) -> Measure:
        row = self.row
        points = self.figure("points", None)
        if row["code"] and not row["points"]:
            self.note("CH-8322", "points", text("Expected the points of the criterion once this is done."))
        if row["points"] and not row["code"]:
            self.note("CH-8322", "points", text("Expected no points where no criterion is named."))
        return Measure(
            row["measure"],
            row["code"],
            row["level"],
            points,
            self.at_least_zero("cost"),
            self.at_least_zero("effort"),
            row["agency"],
            self.quarter(),
            split_names(row["requires"], known),
            split_names(row["excludes"], known),
            self.probability(),
            row.number,
        )

    def note(self, code: str, column: str, expected: Text) -> None:
        self.report.add(
            code, self.table.place(self.row, column), self.row[column], expected, text("Mend the cell.")
        )

    def figure(self, column: str, default: Fraction | None) -> Fraction | None:
        written = self.row[column]
        if not written:
            return default
        try:
            return read_number(written, self.sign)
        except NotANumber:
            self.note("CH-8322", column, text("Expected a plain number."))
            return default

    def at_least_zero(self, column: str) -> Fraction:
        found = self.figure(column, ZERO) or ZERO
        if found < 0:
            self.note("CH-8329", column, text("Expected 0 or more."))
            return ZERO
        return found

    def probability(self) -> Fraction:
        found = self.figure("probability", ONE)
        if found is None or not 0 < found <= 1:
            self.note("CH-8330", "probability", text("Expected a probability above 0 and at most 1."))
            return ONE
        return found

    def quarter(self) -> Quarter | None:
        written = self.row["quarter"]
        found = parse_quarter(written)
        if written and found is None:
            self.note("CH-8331", "quarter", text("Expected a quarter such as 2027-Q2 or Q2."))
        return found
