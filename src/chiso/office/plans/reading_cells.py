"""Cells of a table about a plan: figures, days, agencies; what is wrong is gathered.

CH-8428 a cell that is no figure or no day    CH-8422 no such agency    CH-8429 a file beyond its bound
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django import forms
from django.utils import timezone

from chiso.figures import NotANumber
from chiso.language import Text, text
from chiso.office.drafting.trying.workbooks import csv_of, is_workbook
from chiso.office.organisation.models import Agency
from chiso.office.plans.naming import AgencyNames
from chiso.office.ui.fields import read_day
from chiso.problems import BadInput, Place, Problem, quote
from chiso.tables import Row, Table, decimal_sign, read_number, read_table

LARGEST_TABLE = 4 * 1024 * 1024


def content_of_table(content: bytes, name: str) -> bytes:
    """A table that somebody brings, as CSV. Raises BadInput (CH-8429, those of a workbook)."""
    if len(content) > LARGEST_TABLE:
        expected = text("Expected a file of at most {size} MB.", size=LARGEST_TABLE // 1024 // 1024)
        raise BadInput([Problem("CH-8429", Place(name), "", expected, text("Split the table."))])
    return csv_of(content, name)


class Cells:
    """Reads the cells of a table, row by row."""

    def __init__(
        self,
        content: bytes,
        name: str,
        *,
        required: Sequence[str],
        optional: Sequence[str],
        figures: Sequence[str],
    ) -> None:
        """Raises BadInput (CH-10nn, CH-8429)."""
        self.table: Table = read_table(
            content_of_table(content, name), name=name, required=required, optional=optional
        )
        # A workbook writes its numbers with a point, whatever its reader sees.
        sign = "." if is_workbook(content) else None
        self.sign = decimal_sign(self.table, figures, sign)  # type: ignore[arg-type]  # a point or nothing
        self.names = AgencyNames(timezone.localdate())
        self.problems: list[Problem] = []

    def figure(self, row: Row, column: str) -> Fraction | None:
        """A number; None of an empty cell."""
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

    def day(self, row: Row, column: str) -> date | None:
        """A day; None of an empty cell."""
        written = row[column].strip()
        if not written:
            return None
        try:
            return read_day(written)
        except forms.ValidationError:
            expected = text("Expected a day such as 21/12/2026 (day, month, year)")
            self._note("CH-8428", row, column, expected, text("Mend the cell."))
            return None

    def agency(self, row: Row, column: str) -> Agency | None:
        """An agency; None of an empty cell."""
        return self._named(row, column, row[column])

    def agencies(self, row: Row, column: str) -> tuple[Agency, ...]:
        """Agencies between semicolons, each once."""
        found = (self._named(row, column, one) for one in row[column].split(";"))
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def _named(self, row: Row, column: str, written: str) -> Agency | None:
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


def stop_if_any(problems: Sequence[Problem]) -> None:
    """Raises BadInput with all of them, by their rows."""
    if problems:
        raise BadInput(sorted(problems, key=lambda one: one.where.row or 0))
