"""What somebody says about one leaf, read as scoring reads it: typed values, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from chiso.figures import DecimalSign
from chiso.office.campaigns.answering.asked import Asked, asked_of
from chiso.office.campaigns.models import Answer, Ruling
from chiso.office.campaigns.participants import Participants
from chiso.office.errors import Incomplete
from chiso.problems import Place, Problem, Report
from chiso.scoring.answers import ANSWER_COLUMNS, Answers, AnswerStatus
from chiso.scoring.reading import read_answers_of
from chiso.tables import table_of
from chiso.units import Registry


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
    """An answer as it is given: inputs, status, the explanation (`note`), reason and words of a change.

    `lacking`: how many inputs are still to come, once it has been read.
    """

    rows: tuple[InputRow, ...] = ()
    status: AnswerStatus = "given"
    note: str = ""
    reason: str = ""
    words: str = ""
    agreed: bool = False
    lacking: int = 0

    def kept_rows(self) -> list[list[str]]:
        """The rows as they are kept."""
        return [row.as_list() for row in self.rows]


def given_of(answer: Answer | Ruling) -> Given:
    """What stands in a kept answer."""
    rows = tuple(InputRow(*row) for row in answer.rows)
    note = answer.note if isinstance(answer, Answer) else ""
    agreed = answer.agreed if isinstance(answer, Answer) else False
    lacking = answer.lacking if isinstance(answer, Answer) else 0
    return Given(rows, answer.status, note, answer.reason, answer.words, agreed, lacking)  # type: ignore[arg-type]  # a choice


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
    answers = _read(participants, unit, code, given, rows, report, sign)
    if report.problems:
        raise Incomplete(_placed(problem, rows) for problem in report.problems)
    return _as_read(participants, code, given, answers)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row of what was given; `row` None: with the whole. `column`: its cell."""

    row: int | None
    column: str
    problem: Problem


def read_sound(
    participants: Participants,
    unit: int,
    code: str,
    given: Given,
    before: Given | None = None,
    *,
    sign: DecimalSign = ",",
) -> tuple[Given, list[RowProblem]]:
    """What can be read of what was given, and what is wrong with the rest, by row.

    An input that cannot be read keeps what stood there `before`. Where nothing is left of figures that are
    asked for, the answer is "missing" with as many inputs still to come.
    """
    asked = asked_of(participants.framework, code)
    if given.status in ("missing", "not_applicable"):
        try:
            return read_given(participants, unit, code, replace(given, rows=()), sign=sign), []
        except Incomplete as refused:
            return before or Given(status="missing", lacking=asked.all_lacking), [
                RowProblem(None, problem.where.field, problem) for problem in refused.problems
            ]
    problems: list[RowProblem] = []
    sound = list(enumerate(given.rows))
    spoilt: set[tuple[str, str]] = set()
    read = replace(given, rows=())
    while sound:
        report = Report()
        rows = tuple(row for _, row in sound)
        answers = _read(participants, unit, code, given, rows, report, sign)
        if not report.problems:
            read = _as_read(participants, code, given, answers)
            break
        for problem in report.problems:
            line = problem.where.row
            place = sound[line - 2] if line is not None and 2 <= line < len(rows) + 2 else None
            named = RowProblem(place[0] if place else None, problem.where.field, problem)
            problems.append(named)
            # What is of no row would be found for ever: then nothing of it is taken.
            spoilt |= {(row.input, row.case) for row in ([place[1]] if place else rows)}
        sound = [(number, row) for number, row in sound if (row.input, row.case) not in spoilt]
    kept = tuple(row for row in (before.rows if before else ()) if (row.input, row.case) in spoilt)
    return _completed(asked, replace(read, rows=_in_order(asked, (*read.rows, *kept)))), problems


def _in_order(asked: Asked, rows: tuple[InputRow, ...]) -> tuple[InputRow, ...]:
    """Rows in the order in which scoring reads them: of the set, then by case and label."""
    order = {name: place for place, name in enumerate(asked.node.inputs)}
    return tuple(sorted(rows, key=lambda row: (order.get(row.input, -1), row.case, row.label)))


def _completed(asked: Asked, given: Given) -> Given:
    """A given answer with how much of it is still to come; without any figure it is not given yet."""
    if not given.rows:
        return replace(given, status="missing", lacking=max(asked.all_lacking, 1))
    return replace(given, lacking=asked.lacking(given.status, given.kept_rows()))


def _as_read(participants: Participants, code: str, given: Given, answers: Answers) -> Given:
    """What was given in its one notation, with how much is still to come."""
    read = [InputRow(r.input, r.case, r.value, r.numerator, r.denominator, r.label) for r in answers.rows]
    rows = tuple(row for row in read if row != InputRow())
    lacking = asked_of(participants.framework, code).lacking(given.status, [row.as_list() for row in rows])
    return replace(given, rows=rows, lacking=lacking)


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
    if not rows:
        # A table without a row is refused; here it says that nobody has answered yet.
        return Answers()
    report = Report()
    table = table_of("", ANSWER_COLUMNS, rows)
    read = read_answers_of(
        table, participants.framework, participants.registry, participants.period, report, sign="."
    )
    report.stop_if_any()
    return read


def _read(
    participants: Participants,
    unit: int,
    code: str,
    given: Given,
    rows: tuple[InputRow, ...],
    report: Report,
    sign: DecimalSign,
) -> Answers:
    """The rows of one leaf as scoring reads them, with its unit alone: a city has hundreds of others."""
    measured = participants.units[unit]
    cells = [
        (
            participants.period.written, measured.uid, code, *row.as_list(), given.status, "self_assessed",
            "agency", given.note,
        )
        for row in rows
    ]  # fmt: skip
    return read_answers_of(
        table_of("", ANSWER_COLUMNS, cells), participants.framework, Registry((measured,)),
        participants.period, report, sign=sign,
    )  # fmt: skip


def _placed(problem: Problem, rows: tuple[InputRow, ...]) -> Problem:
    """The problem with the input that it is about instead of the line of a table that nobody sees."""
    line = problem.where.row
    row = rows[line - 2] if line is not None and 2 <= line < len(rows) + 2 else InputRow()
    named = ".".join(part for part in (row.input, row.case, problem.where.field) if part)
    return replace(problem, where=Place(field=named))
