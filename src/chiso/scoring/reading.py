"""Read answers: from the long table to `Answers`, with every problem of the file in one report.

Each row is checked against the framework of its unit's league, the register as it stood in the
period, and the type of its input. A value that lies in a hole of the law is not a problem here: it
is scored as "the law does not say".

    CH-1110 no row of the period    CH-1112 unknown unit       CH-1113 unit of no league
    CH-1114 unknown code            CH-1115 code of a group    CH-1116 does not apply to the unit
    CH-1117 unknown input           CH-1118 input not named    CH-1119 borrowed input
    CH-1120 unknown status, layer or origin                    CH-1123 empty without a status
    CH-1124 value beside a status   CH-1125 not applicable is not allowed
    CH-1126 … CH-1133 values (see input_values.py)             CH-1135 twice
    CH-1136 cases                   CH-1137 statuses disagree  CH-1138 above the group's maximum
    CH-1139 must not be withheld    CH-1140 digest of a withheld value
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from chiso.figures import DecimalSign
from chiso.frameworks.model import Framework
from chiso.language import Text, listing, text
from chiso.periods import Period, parse_period
from chiso.problems import BadInput, Report
from chiso.scoring.answers import (
    ANSWER_COLUMNS,
    ANSWER_STATUSES,
    ORIGINS,
    AnswerRow,
    Answers,
    AnswerStatus,
)
from chiso.scoring.assembling import ReadRow, assemble_answers
from chiso.scoring.collecting import without_collecting_cycles
from chiso.scoring.input_values import Cells, Misread, OneValue, read_value
from chiso.scoring.layers import LAYERS, Layer
from chiso.scoring.leagues import Assignment, League, assign_units, is_meant, leagues_of
from chiso.scoring.questions import Question, Questions, questions_of
from chiso.scoring.suggestions import Suggestions
from chiso.scoring.units_meant import UnitFinder
from chiso.tables import CappedReport, Row, Table, decimal_sign, read_table
from chiso.units import Registry, Unit

DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_REQUIRED = ("unit", "code")
_FIGURES = ("value", "numerator", "denominator")


@without_collecting_cycles()
def read_answers(
    source: str | os.PathLike[str] | bytes,
    measured_by: Framework | Sequence[League],
    registry: Registry,
    period: Period,
    *,
    name: str | None = None,
    sign: DecimalSign | None = None,
) -> tuple[Answers, Report]:
    """The answers of one period, and a report of remarks and problems.

    Rows of other periods are left out. Rows with problems are left out too; a caller that wants all
    or nothing calls `report.stop_if_any()`. Raises BadInput if there is no table to read.
    """
    report = CappedReport()
    optional = tuple(column for column in ANSWER_COLUMNS if column not in _REQUIRED)
    table = read_table(source, name=name, required=_REQUIRED, optional=optional, report=report)
    return read_answers_of(table, measured_by, registry, period, report, sign=sign), report


def read_answers_of(
    table: Table,
    measured_by: Framework | Sequence[League],
    registry: Registry,
    period: Period,
    report: Report,
    *,
    sign: DecimalSign | None = None,
) -> Answers:
    """The answers in a table that is at hand; remarks and problems go into `report`, as above."""
    leagues = leagues_of(measured_by) if isinstance(measured_by, Framework) else tuple(measured_by)
    for framework in {league.framework.key: league.framework for league in leagues}.values():
        _remark_period(framework, period, report)
    present = registry.as_of(period.reference_day)
    assignment = assign_units(leagues, present, report)
    reader = _RowReader(
        table,
        report,
        UnitFinder(table, report, registry, present, period, assignment),
        assignment,
        {league.framework.key: questions_of(league.framework) for league in leagues},
        decimal_sign(table, _FIGURES, sign),
    )
    rows = [read for row in _rows_of_period(table, period, report) if (read := reader.read(row))]
    return assemble_answers(rows, table, report)


def _remark_period(framework: Framework, period: Period, report: Report) -> None:
    """Say so where the framework is not meant for the period."""
    first, last = framework.periods.from_, framework.periods.to
    too_early = first is not None and period.last_day < parse_period(first).first_day
    too_late = last is not None and period.first_day > parse_period(last).last_day
    if not (too_early or too_late):
        return
    span = text("from {first} on", first=first or "")
    if last is not None:
        span = text("up to {last}", last=last)
        if first is not None:
            span = text("from {first} to {last}", first=first, last=last)
    report.remark(
        text(
            "{framework} is meant for periods {span}; {period} lies outside. It is scored all the same.",
            framework=framework.key,
            span=span,
            period=period.written,
        )
    )


def _rows_of_period(table: Table, period: Period, report: Report) -> list[Row]:
    """The rows of the period asked for; what is no period is noted, other periods are remarked."""
    if not table.has("period"):
        return table.rows
    meant: dict[str, bool] = {}
    rows = []
    others = 0
    for row in table.rows:
        written = row["period"]
        if written not in meant:
            try:
                meant[written] = parse_period(written).written == period.written
            except BadInput as refused:
                meant[written] = False
                for problem in refused.problems:
                    place = table.place(row, "period")
                    report.add(problem.code, place, problem.found, problem.expected, problem.mend)
        if meant[written]:
            rows.append(row)
        else:
            others += 1
    if not rows:
        report.add(
            "CH-1110",
            table.place(table.rows[0], "period") if table.rows else table.place(Row(1, (), {})),
            ", ".join(sorted(meant)),
            text("Expected rows of the period {period}; there are none.", period=period.written),
            text("Ask for a period that the file holds, or give the file of that period."),
        )
    elif others:
        report.remark(
            text("{file}: {count} rows of other periods were left out.", file=table.name, count=others)
        )
    return rows


@dataclass(slots=True)
class _RowReader:
    """Reads row after row; units, leagues and words are looked up once each."""

    table: Table
    report: Report
    units: UnitFinder
    assignment: Assignment
    questions: dict[str, Questions]
    sign: DecimalSign
    suggestions: dict[str, Suggestions] = field(default_factory=dict)
    sound_words: set[tuple[str, str, str]] = field(default_factory=set)

    def read(self, row: Row) -> ReadRow | None:
        """What the row says, or None after its problems were noted."""
        unit = self.units.find(row)
        if unit is None:
            return None
        league = self.assignment.league_of_unit[unit.uid]
        question = self._question(row, unit, self.questions[league.framework.key])
        if question is None:
            return None
        if not self._has_sound_words(row):
            return None
        status = cast(AnswerStatus, row["status"] or "given")
        cells = Cells(row["value"], row["numerator"], row["denominator"], row["label"])
        if not self._is_value_where_it_should_be(row, status, cells):
            return None
        name = self._input(row, question, status)
        if name is None:
            return None
        return self._value(row, unit, question, name, status, cells)

    def _note(self, code: str, row: Row, column: str, expected: Text, mend: Text) -> None:
        self.report.add(code, self.table.place(row, column), row[column], expected, mend)

    def _question(self, row: Row, unit: Unit, questions: Questions) -> Question | None:
        question = questions.by_code.get(row["code"])
        if question is None:
            if row["code"] in questions.groups:
                expected = text("Expected a criterion that is answered; this is a group of criteria.")
                mend = text("Answer its parts: {codes}.", codes=listing(questions.groups[row["code"]]))
                self._note("CH-1115", row, "code", expected, mend)
                return None
            key = questions.framework.key
            if key not in self.suggestions:
                self.suggestions[key] = Suggestions(questions.by_code, most=3, cutoff=0.6)
            near = self.suggestions[key].for_word(row["code"])
            self._note(
                "CH-1114",
                row,
                "code",
                text("Expected the code of a criterion of {framework}.", framework=questions.framework.key),
                text("Did you mean {names}?", names=listing(near))
                if near
                else text("“chiso frameworks show” lists the codes."),
            )
            return None
        for node in question.path:
            if not is_meant(node.applies_to, unit):
                self._note(
                    "CH-1116",
                    row,
                    "code",
                    text(
                        "Expected no answer: “{code}” does not apply to {unit}.",
                        code=node.code,
                        unit=unit.name,
                    ),
                    text("Take the row out; the criterion is left out by itself."),
                )
                return None
        return question

    def _has_sound_words(self, row: Row) -> bool:
        """Whether status, layer and origin are words that are known here, or left empty."""
        said = (row["status"], row["layer"], row["origin"])
        if said in self.sound_words:
            return True
        sound = True
        for column, allowed in (("status", ANSWER_STATUSES), ("layer", LAYERS), ("origin", ORIGINS)):
            if row[column] and row[column] not in allowed:
                self._note(
                    "CH-1120",
                    row,
                    column,
                    text("Expected one of: {words}.", words=listing(allowed)),
                    text("Write one of these words, or leave the cell empty."),
                )
                sound = False
        if sound:
            self.sound_words.add(said)
        return sound

    def _is_value_where_it_should_be(self, row: Row, status: AnswerStatus, cells: Cells) -> bool:
        """Whether a given answer has a value, and one that is missing or does not apply has none."""
        if cells.are_empty and status == "given":
            self._note(
                "CH-1123",
                row,
                "status" if row["status"] else "value",
                text("Expected a value, or a status that says why there is none."),
                text("Write missing or not_applicable into “status”, or fill in the value; empty is not 0."),
            )
            return False
        if not cells.are_empty and status in ("missing", "not_applicable"):
            self._note(
                "CH-1124",
                row,
                "status",
                text("Expected no value beside this status."),
                text("Take out the value, or the status."),
            )
            return False
        return True

    def _input(self, row: Row, question: Question, status: AnswerStatus) -> str | None:
        """The name of the input that the row answers; empty where the status speaks for all inputs."""
        written = row["input"]
        own = question.own_inputs
        if written in own:
            return written
        if not written and len(own) == 1:
            return own[0]
        if not written and status in ("missing", "not_applicable"):
            return ""
        if not written:
            self._note(
                "CH-1118",
                row,
                "input",
                text("Expected the name of an input: this criterion has several."),
                text("Write one of: {names}.", names=listing(own)),
            )
        elif written in question.node.inputs:
            self._note(
                "CH-1119",
                row,
                "input",
                text("Expected no answer: the value is taken from another criterion."),
                text("Take the row out."),
            )
        else:
            self._note(
                "CH-1117",
                row,
                "input",
                text("Expected an input of this criterion: {names}.", names=listing(own)),
                text("Correct the name; with a single input the cell may stay empty."),
            )
        return None

    def _value(
        self, row: Row, unit: Unit, question: Question, name: str, status: AnswerStatus, cells: Cells
    ) -> ReadRow | None:
        if not self._fits(row, question, name, status, cells):
            return None
        value: OneValue | None = None
        if not cells.are_empty and not (status == "withheld" and DIGEST.match(row["note"])):
            try:
                value, cells = read_value(question.inputs[name], cells, self.sign, question.domains.get(name))
            except Misread as misread:
                self._note(misread.code, row, misread.column, misread.expected, misread.mend)
                return None
        answer = AnswerRow(
            unit.code, question.node.code, name, row["case"], cells.value, cells.numerator,
            cells.denominator, cells.label, status, cast(Layer, row["layer"] or LAYERS[0]), row["origin"],
            row["note"],
        )  # fmt: skip
        return ReadRow(row, unit.uid, question, name, value, answer)

    def _fits(self, row: Row, question: Question, name: str, status: AnswerStatus, cells: Cells) -> bool:
        """Whether status and case fit the criterion."""
        if status == "not_applicable" and question.node.when_not_applicable in (None, "refused"):
            self._note(
                "CH-1125",
                row,
                "status",
                text("Expected an answer: the framework does not allow “not applicable” here."),
                text("Give the value, or state that it is missing."),
            )
            return False
        # Several labels of one input may be told apart by cases.
        may_name_cases = name in question.case_inputs or (name and question.inputs[name].type == "labels")
        if row["case"] and name and not may_name_cases:
            self._note(
                "CH-1136",
                row,
                "case",
                text("Expected no case: this input is given once for the unit."),
                text("Leave the column “case” empty."),
            )
            return False
        has_value = not cells.are_empty
        if not row["case"] and has_value and name in question.case_inputs - question.unit_inputs:
            self._note(
                "CH-1136",
                row,
                "case",
                text("Expected the name of a case: this criterion is scored case by case."),
                text("Name each case, for instance by the number of its file."),
            )
            return False
        if status == "withheld" and question.must_be_open:
            self._note("CH-1139", row, "status", question.must_be_open, text("Give the value openly."))
            return False
        if status == "withheld" and not has_value and not DIGEST.match(row["note"]):
            self._note(
                "CH-1140",
                row,
                "note",
                text("Expected the value that is withheld, or its digest as sha256:<64 digits>."),
                text("Give the value; it is replaced by a digest when the run is written."),
            )
            return False
        if status == "late" and not has_value and question.node.when_late != "zero":
            self._note(
                "CH-1123",
                row,
                "value",
                text("Expected a value: a late answer counts here."),
                text("Give the value, or state that it is missing."),
            )
            return False
        return True
