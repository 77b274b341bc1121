"""One criterion × all units from a table: every row understood, or every problem of the file at once.

Columns: unit, and as in the table of answers input, case, value, numerator, denominator, label, status, note;
for estimates se (standard error), ci_low, ci_high (bounds of the interval), n (how many answered).

    CH-1nnn  the table, its units and its figures       CH-7855  nobody answers for it in that unit
    CH-7856  se or n is no such figure                  CH-7857  errors without the basis of sampling
    CH-7858  the figure lies outside its bounds         CH-7859  errors of a sample that allows none
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import DecimalSign, NotANumber, write_exact
from chiso.frameworks.model import Node
from chiso.language import Text, text
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.drafting.trying.workbooks import csv_of, is_workbook
from chiso.problems import Place
from chiso.scoring.answers import ANSWER_COLUMNS, AnswerRow, AnswerStatus
from chiso.scoring.reading import read_answers_of
from chiso.tables import CappedReport, Row, Table, decimal_sign, read_number, read_table

ANSWERS = ("input", "case", "value", "numerator", "denominator", "label", "status", "note")
ERRORS = ("se", "ci_low", "ci_high", "n")
# Of these samples a standard error can be worked out; of others a figure would only look like one.
WITH_ERRORS = frozenset({"probability", "census"})


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """What a table says: for each unit (primary key) its answer, and its errors by uid.

    `table` is what came, as CSV. `missing`: leaves of units that the table does not name; there nothing
    changes.
    """

    given: Mapping[int, Given]
    errors: Mapping[str, Mapping[str, str]]
    table: str
    missing: tuple[Leaf, ...]


def read_sheet(
    participants: Participants,
    node: Node,
    content: bytes,
    name: str,
    *,
    basis: str = "",
    sign: DecimalSign | None = None,
) -> ReadSheet:
    """The table, understood. Raises BadInput with all that is wrong: see the head of this file, CH-7785.

    `sign`: the decimal sign, where whoever wrote the table says it.
    """
    written = csv_of(content, name)
    report = CappedReport()
    table = read_table(written, name=name, required=("unit",), optional=(*ANSWERS, *ERRORS), report=report)
    figures = ("value", "numerator", "denominator", *ERRORS)
    sign = decimal_sign(table, figures, "." if is_workbook(content) else sign)
    answers = read_answers_of(
        _as_answers(participants, node, table, report),
        participants.framework,
        participants.registry,
        participants.period,
        report,
        sign=sign,
    )
    units = {unit.code: key for key, unit in participants.units.items()}
    rows: dict[int, list[AnswerRow]] = {}
    for answer in answers.rows:
        rows.setdefault(units[answer.unit], []).append(answer)
    given = {unit: _given(participants, node, found) for unit, found in rows.items()}
    errors = _ErrorReader(participants, node, table, report, basis, sign).read(given)
    report.stop_if_any()
    leaves = [leaf for leaf in participants.leaves if leaf.code == node.code]
    missing = tuple(leaf for leaf in leaves if leaf.unit not in given)
    return ReadSheet(given, errors, written.decode("utf-8-sig", "replace"), missing)


def _as_answers(participants: Participants, node: Node, table: Table, report: CappedReport) -> Table:
    """The rows as rows of answers, each on its own line of the file."""
    positions = {column: place for place, column in enumerate(ANSWER_COLUMNS)}
    rows = []
    for row in table.rows:
        said = {column: row[column] for column in ANSWERS} | {
            "unit": row["unit"],
            "code": node.code,
            "period": participants.period.written,
        }
        cells = tuple(said.get(column, "") for column in ANSWER_COLUMNS)
        rows.append(Row(row.number, cells, positions))
    return Table(table.name, ANSWER_COLUMNS, rows, table.delimiter, report, positions)


def _given(participants: Participants, node: Node, rows: list[AnswerRow]) -> Given:
    status: AnswerStatus = rows[0].status
    kept = [InputRow(r.input, r.case, r.value, r.numerator, r.denominator, r.label) for r in rows]
    named = tuple(row for row in kept if any(row.as_list()[2:]))
    lacking = asked_of(participants.framework, node.code).lacking(status, [row.as_list() for row in named])
    return Given(named, status, next((row.note for row in rows if row.note), ""), lacking=lacking)


@dataclass(frozen=True, slots=True)
class _ErrorReader:
    """Reads the errors of estimates row by row; what is wrong goes into the report."""

    participants: Participants
    node: Node
    table: Table
    report: CappedReport
    basis: str
    sign: DecimalSign

    def read(self, given: Mapping[int, Given]) -> dict[str, dict[str, str]]:
        present = self.participants.registry
        found: dict[str, dict[str, str]] = {}
        for row in self.table.rows:
            units = [self.participants.keys_by_uid[one.uid] for one in present.candidates(row["unit"])]
            unit = next((one for one in units if one in given), None)
            if unit is None:
                continue
            if self.participants.leaf(unit, self.node.code) is None:
                expected = text("Expected a unit in which some agency answers for this criterion.")
                self._note("CH-7855", row, "unit", expected, text("Take the row out, or assign the part."))
            errors = {column: cell for column, cell in self._figures(row)}
            if errors:
                self._check(row, errors)
                found[self.participants.units[unit].uid] = {
                    column: write_exact(value) for column, value in errors.items()
                }
        return found

    def _figures(self, row: Row) -> Iterator[tuple[str, Fraction]]:
        for column in ERRORS:
            if not row[column]:
                continue
            try:
                value = read_number(row[column], self.sign)
            except NotANumber:
                value = None
            if value is None or (column in ("se", "n") and value < 0) or not _is_whole(column, value):
                expected = text("Expected a figure of 0 or more (n: a whole number), without units.")
                self._note("CH-7856", row, column, expected, text("Write digits only, or leave it empty."))
                continue
            yield column, value

    def _check(self, row: Row, errors: Mapping[str, Fraction]) -> None:
        column = next(iter(errors))
        if set(errors) != {"n"} and not self.basis:
            expected = text("Expected the basis of the sample: figures with errors are estimates.")
            self._note("CH-7857", row, column, expected, text("Choose how the sample was drawn."))
        elif set(errors) != {"n"} and self.basis not in WITH_ERRORS:
            expected = text("Expected no error: of such a sample none can be worked out.")
            self._note("CH-7859", row, column, expected, text("Leave se, ci_low and ci_high empty."))
        low, high, value = errors.get("ci_low"), errors.get("ci_high"), self._value(row)
        bounds = [one for one in (low, value, high) if one is not None]
        if bounds != sorted(bounds):
            expected = text("Expected ci_low at most the figure, and the figure at most ci_high.")
            self._note("CH-7858", row, "ci_low", expected, text("Check the three figures."))

    def _value(self, row: Row) -> Fraction | None:
        try:
            if row["numerator"] and row["denominator"]:
                return read_number(row["numerator"], self.sign) / read_number(row["denominator"], self.sign)
            return read_number(row["value"], self.sign) if row["value"] else None
        except (NotANumber, ZeroDivisionError):
            return None

    def _note(self, code: str, row: Row, column: str, expected: Text, mend: Text) -> None:
        where: Place = self.table.place(row, column)
        self.report.add(code, where, row[column], expected, mend)


def _is_whole(column: str, value: Fraction) -> bool:
    return column != "n" or value.denominator == 1
