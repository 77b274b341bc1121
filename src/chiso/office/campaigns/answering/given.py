"""What somebody says about one leaf, read as scoring reads it: typed values, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from chiso.figures import DecimalSign
from chiso.office.campaigns.models import Answer, Ruling
from chiso.office.campaigns.participants import Participants
from chiso.office.errors import Incomplete
from chiso.problems import Place, Problem, Report
from chiso.scoring.answers import ANSWER_COLUMNS, Answers, AnswerStatus
from chiso.scoring.layers import Layer
from chiso.scoring.reading import read_answers_of
from chiso.tables import table_of


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input, or one case of it; the cells as in the long table of answers."""

    input: str = ""
    case: str = ""
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    label: str = ""

    def as_list(self) -> list[str]:
        """As it is kept."""
        return [self.input, self.case, self.value, self.numerator, self.denominator, self.label]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is given: inputs, status, the explanation (`note`), reason and words of a change."""

    rows: tuple[InputRow, ...] = ()
    status: AnswerStatus = "given"
    note: str = ""
    reason: str = ""
    words: str = ""
    agreed: bool = False

    def kept_rows(self) -> list[list[str]]:
        """The rows as they are kept."""
        return [row.as_list() for row in self.rows]


def given_of(answer: Answer | Ruling) -> Given:
    """What stands in a kept answer."""
    rows = tuple(InputRow(*row) for row in answer.rows)
    note = answer.note if isinstance(answer, Answer) else ""
    agreed = answer.agreed if isinstance(answer, Answer) else False
    return Given(rows, answer.status, note, answer.reason, answer.words, agreed)  # type: ignore[arg-type]  # a choice


def read_given(
    participants: Participants, unit: int, code: str, given: Given, *, sign: DecimalSign = ","
) -> Given:
    """What was given, its cells in their one notation. Raises Incomplete (CH-11nn), every problem at once.

    `sign`: the decimal sign that the cells are typed with. Places of problems name the input as field.
    """
    rows = given.rows or (InputRow(),)
    if given.status in ("missing", "not_applicable"):
        rows = (InputRow(),)
    report = Report()
    answers = _read(participants, [(unit, code, given, rows)], "self_assessed", report, sign)
    if report.problems:
        raise Incomplete(_placed(problem, rows) for problem in report.problems)
    read = [InputRow(r.input, r.case, r.value, r.numerator, r.denominator, r.label) for r in answers.rows]
    return replace(given, rows=tuple(row for row in read if row != InputRow()))


def answers_from(participants: Participants, answers: Iterable[Answer]) -> Answers:
    """Kept answers as scoring takes them; with several seats, those of the first."""
    rows: list[tuple[str, ...]] = []
    units, period = participants.units, participants.period.written
    for answer in answers:
        unit = units.get(answer.unit_id)
        if unit is None or answer.seat != 1:
            continue
        for row in answer.rows or [[""] * 6]:
            rows.append(
                (
                    period, unit.uid, answer.node, *row, answer.status, answer.layer, answer.origin,
                    answer.note,
                )
            )  # fmt: skip
    report = Report()
    table = table_of("", ANSWER_COLUMNS, rows)
    read = read_answers_of(
        table, participants.framework, participants.registry, participants.period, report, sign="."
    )
    report.stop_if_any()
    return read


def _read(
    participants: Participants,
    leaves: Iterable[tuple[int, str, Given, tuple[InputRow, ...]]],
    layer: Layer,
    report: Report,
    sign: DecimalSign,
) -> Answers:
    cells = [
        (
            participants.period.written, participants.units[unit].uid, code, *row.as_list(),
            given.status, layer, "agency", given.note,
        )
        for unit, code, given, rows in leaves
        for row in rows
    ]  # fmt: skip
    table = table_of("", ANSWER_COLUMNS, cells)
    return read_answers_of(
        table, participants.framework, participants.registry, participants.period, report, sign=sign
    )


def _placed(problem: Problem, rows: tuple[InputRow, ...]) -> Problem:
    """The problem with the input that it is about instead of the line of a table that nobody sees."""
    line = problem.where.row
    row = rows[line - 2] if line is not None and 2 <= line < len(rows) + 2 else InputRow()
    named = ".".join(part for part in (row.input, row.case, problem.where.field) if part)
    return replace(problem, where=Place(field=named))
