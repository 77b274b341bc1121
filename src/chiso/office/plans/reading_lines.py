"""Lines read from a table or a workbook: every problem at once.

    code, measure [, level, points, cost, effort, probability, agency, with, quarter, deadline, product,
    source]

The columns of a table of measures for the optimiser (`requires`, `excludes`) may stand there and are passed
over. `with` holds agencies between semicolons.

CH-8428 a cell that is no figure or no day    CH-8422 no such agency    CH-8429 a file beyond its bound
and those of `services.given`
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django import forms
from django.utils import timezone

from chiso.figures import NotANumber
from chiso.language import Text, text
from chiso.office.drafting.trying.workbooks import csv_of, is_workbook
from chiso.office.organisation.models import Agency
from chiso.office.plans.calculating import LARGEST_TABLE
from chiso.office.plans.models import PlanVersion
from chiso.office.plans.naming import AgencyNames
from chiso.office.plans.services.contents import check_lines
from chiso.office.plans.services.given import At, LineGiven
from chiso.office.ui.fields import read_day
from chiso.problems import BadInput, Place, Problem, quote
from chiso.tables import Row, Table, decimal_sign, read_number, read_table

COLUMNS = (
    "code", "measure", "level", "points", "cost", "effort", "probability", "agency", "with", "quarter",
    "deadline", "product", "source",
)  # fmt: skip
_NEEDED = ("code", "measure")
_PASSED_OVER = ("requires", "excludes")
_FIGURES = ("points", "cost", "effort", "probability")


def read_lines(version: PlanVersion, content: bytes, name: str) -> list[LineGiven]:
    """The lines of a file. Raises BadInput (CH-10nn, CH-7785, CH-8420 to CH-8429)."""
    if len(content) > LARGEST_TABLE:
        expected = text("Expected a file of at most {size} MB.", size=LARGEST_TABLE // 1024 // 1024)
        raise BadInput([Problem("CH-8429", Place(name), "", expected, text("Split the table."))])
    optional = [one for one in COLUMNS if one not in _NEEDED]
    table = read_table(
        csv_of(content, name), name=name, required=_NEEDED, optional=(*optional, *_PASSED_OVER)
    )
    reader = _Reader(version, table, "." if is_workbook(content) else None)
    rows = [(reader.line(row), At(name, row.number)) for row in table.rows]
    problems = reader.problems + check_lines(version, rows)
    if problems:
        raise BadInput(sorted(problems, key=lambda one: one.where.row or 0))
    return [given for given, _ in rows]


class _Reader:
    """Reads row by row and gathers what is wrong."""

    def __init__(self, version: PlanVersion, table: Table, sign: str | None) -> None:
        self.version, self.table = version, table
        self.sign = decimal_sign(table, _FIGURES, sign)  # type: ignore[arg-type]  # a point or nothing
        self.names = AgencyNames(timezone.localdate())
        self.problems: list[Problem] = []

    def line(self, row: Row) -> LineGiven:
        """The line of a row."""
        owner = self._agency(row, "agency", row["agency"])
        partners = (self._agency(row, "with", one) for one in row["with"].split(";") if one.strip())
        return LineGiven(
            node=row["code"],
            words=row["measure"],
            measure=row["measure"][:120],
            level=row["level"],
            points=self._figure(row, "points"),
            cost=self._figure(row, "cost"),
            effort=self._figure(row, "effort"),
            probability=self._figure(row, "probability"),
            owner=owner or self.version.plan.agency,
            partners=tuple(dict.fromkeys(one for one in partners if one is not None)),
            quarter=row["quarter"],
            deadline=self._day(row),
            product=row["product"],
            source=row["source"],
        )

    def _figure(self, row: Row, column: str) -> Fraction | None:
        written = row[column].strip()
        if not written:
            return None
        try:
            return read_number(written, self.sign)
        except NotANumber:
            expected = text("Expected a plain number.")
            mend = text("Write digits and one decimal sign, the same in the whole table.")
            self._note("CH-8428", row, column, expected, mend)
            return None

    def _day(self, row: Row) -> date | None:
        written = row["deadline"].strip()
        if not written:
            return None
        try:
            return read_day(written)
        except forms.ValidationError:
            expected = text("Expected a day such as 21/12/2026 (day, month, year)")
            self._note("CH-8428", row, "deadline", expected, text("Mend the cell."))
            return None

    def _agency(self, row: Row, column: str, written: str) -> Agency | None:
        if not written.strip():
            return None
        found = self.names.named(written)
        if found is None:
            expected = text("Expected one agency of the office, by uid, code or full name.")
            self._note("CH-8422", row, column, expected, text("Take its name from the list of agencies."))
        return found

    def _note(self, code: str, row: Row, column: str, expected: Text, mend: Text) -> None:
        place = self.table.place(row, column)
        self.problems.append(Problem(code, place, quote(row[column]), expected, mend))
