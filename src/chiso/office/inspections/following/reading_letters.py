"""Letters read from a table or a workbook: every problem at once.

    reference, received_on, kind, agency, about [, field, name, contact]

`kind` is feedback, complaint, denunciation or praise, or phản ánh, khiếu nại, tố cáo, khen. `name` and
`contact` say who wrote; they are kept apart from the letter, encrypted.

CH-8745 a cell that is none of its column    CH-8746 no such agency    CH-8747 a file beyond its bound
CH-8748 a reference twice, or known with another content
"""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone

from chiso.language import Text, text
from chiso.office.drafting.trying.workbooks import csv_of
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.services.letters import LetterGiven
from chiso.office.organisation.models import Agency
from chiso.office.plans.naming import AgencyNames
from chiso.office.ui.fields import read_day
from chiso.problems import BadInput, Place, Problem, quote
from chiso.tables import Row, Table, read_table

NEEDED = ("reference", "received_on", "kind", "agency", "about")
OPTIONAL = ("field", "name", "contact")
LARGEST_TABLE = 5 * 1024 * 1024
_KINDS = {
    "feedback": "feedback", "phản ánh": "feedback", "kiến nghị": "feedback",
    "complaint": "complaint", "khiếu nại": "complaint",
    "denunciation": "denunciation", "tố cáo": "denunciation",
    "praise": "praise", "khen": "praise",
}  # fmt: skip
_LONGEST = {"reference": 80, "about": 2_000, "field": 200, "name": 200, "contact": 200}


def read_letters(content: bytes, name: str) -> list[LetterGiven]:
    """The letters of a file. Raises BadInput (CH-10nn, CH-7785, CH-8745 to CH-8748)."""
    if len(content) > LARGEST_TABLE:
        expected = text("Expected a file of at most {size} MB.", size=LARGEST_TABLE // 1024 // 1024)
        raise BadInput([Problem("CH-8747", Place(name), "", expected, text("Split the table."))])
    table = read_table(csv_of(content, name), name=name, required=NEEDED, optional=OPTIONAL)
    reader = _Reader(table)
    letters = [reader.letter(row) for row in table.rows]
    if reader.problems:
        raise BadInput(sorted(reader.problems, key=lambda one: one.where.row or 0))
    return [one for one in letters if one is not None]


class _Reader:
    """Reads row by row and gathers what is wrong."""

    def __init__(self, table: Table) -> None:
        self.table, self.problems = table, list[Problem]()
        self.names = AgencyNames(timezone.localdate())
        self.references: set[str] = set()

    def letter(self, row: Row) -> LetterGiven | None:
        """The letter of a row; None where something of it is wrong."""
        before = len(self.problems)
        day, agency, kind = self._day(row), self._agency(row), self._kind(row)
        for column, longest in _LONGEST.items():
            if len(row[column]) > longest:
                expected = text("Expected at most {count} letters.", count=longest)
                self._note("CH-8745", row, column, expected, text("Shorten the cell."))
        for column in ("reference", "about"):
            if not row[column].strip():
                self._note(
                    "CH-8745", row, column, text("Expected a cell that is filled."), text("Fill the cell in.")
                )
        reference = row["reference"].strip()
        if reference and reference in self.references:
            expected = text("Expected each reference once.")
            mend = text("Give the letter a reference of its own.")
            self._note("CH-8748", row, "reference", expected, mend)
        self.references.add(reference)
        if day is None or agency is None or len(self.problems) > before:
            return None
        return LetterGiven(
            received_on=day, kind=kind, agency=agency, field=row["field"].strip(), about=row["about"].strip(),
            reference=reference, author=Named(row["name"].strip(), row["contact"].strip()),
        )  # fmt: skip

    def _day(self, row: Row) -> date | None:
        try:
            day = read_day(row["received_on"].strip())
        except forms.ValidationError:
            expected = text("Expected a day such as 21/12/2026 (day, month, year)")
            self._note("CH-8745", row, "received_on", expected, text("Mend the cell."))
            return None
        if day > timezone.localdate():
            self._note(
                "CH-8745", row, "received_on", text("Expected a day up to today."), text("Mend the day.")
            )
            return None
        return day

    def _kind(self, row: Row) -> str:
        kind = _KINDS.get(row["kind"].strip().lower(), "")
        if not kind:
            expected = text("Expected feedback, complaint, denunciation or praise.")
            self._note("CH-8745", row, "kind", expected, text("Write one of them."))
        return kind

    def _agency(self, row: Row) -> Agency | None:
        found = self.names.named(row["agency"])
        if found is None:
            expected = text("Expected one agency of the office, by uid, code or full name.")
            self._note("CH-8746", row, "agency", expected, text("Take its name from the list of agencies."))
        return found

    def _note(self, code: str, row: Row, column: str, expected: Text, mend: Text) -> None:
        # Who wrote is not repeated in a message that may be kept.
        found = "" if column in ("name", "contact") else quote(row[column])
        self.problems.append(Problem(code, self.table.place(row, column), found, expected, mend))
