"""From rows that were read one by one to the answer of each criterion, and what only shows there.

Twice the same, statuses that disagree, and entered parts that together pass the group's maximum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from chiso.frameworks.values import InputValue
from chiso.language import text
from chiso.problems import Report
from chiso.scoring.answers import Answer, AnswerRow, Answers, AnswerStatus
from chiso.scoring.input_values import Counted, OneValue
from chiso.scoring.layers import ORDER_OF_LAYERS, Layer
from chiso.scoring.questions import Question
from chiso.tables import Row, Table


class ReadRow(NamedTuple):
    """One sound row: where it stands, whose answer it is, and what it says."""

    row: Row
    uid: str
    question: Question
    input: str
    value: OneValue | None
    answer: AnswerRow

    def sort_key(self) -> tuple[object, ...]:
        """Rows stand in the order of units, of the document, of layers, inputs and cases."""
        answer = self.answer
        return (
            answer.unit, self.uid, self.question.position, ORDER_OF_LAYERS[answer.layer],
            self.question.order_of_input(self.input), answer.case, answer.label,
        )  # fmt: skip


_Key: TypeAlias = tuple[str, str, Layer]


def assemble_answers(rows: Sequence[ReadRow], table: Table, report: Report) -> Answers:
    """The answers in `rows`; what contradicts itself is noted and left out."""
    unique = _without_repetition(rows, table, report)
    unique.sort(key=ReadRow.sort_key)
    gathered: dict[_Key, list[ReadRow]] = defaultdict(list)
    for read in unique:
        gathered[read.uid, read.answer.code, read.answer.layer].append(read)
    by_unit: dict[str, dict[str, dict[Layer, Answer]]] = {}
    for (uid, code, layer), together in gathered.items():
        answer = _answer(together, table, report)
        if answer is not None:
            by_unit.setdefault(uid, {}).setdefault(code, {})[layer] = answer
    _check_limits(unique, table, report)
    return Answers(by_unit, tuple(read.answer for read in unique))


def _without_repetition(rows: Sequence[ReadRow], table: Table, report: Report) -> list[ReadRow]:
    seen: dict[tuple[str, ...], Row] = {}
    unique = []
    for read in rows:
        answer = read.answer
        several = read.input and read.question.inputs[read.input].type in ("labels", "tally")
        # Of a withheld row only the digest tells it from its neighbours.
        own = (answer.label if read.value is not None else answer.note) if several else ""
        key = (read.uid, answer.code, read.input, answer.case, answer.layer, own)
        first = seen.setdefault(key, read.row)
        if first is read.row:
            unique.append(read)
            continue
        report.add(
            "CH-1135",
            table.place(read.row, "code"),
            answer.code,
            text("Expected each answer once; row {row} answers the same.", row=str(first.number)),
            text("Take out one of the two rows, or name the cases that they belong to."),
        )
    return unique


def _answer(together: Sequence[ReadRow], table: Table, report: Report) -> Answer | None:
    """The answer that these rows of one criterion and layer make."""
    status = _common_status(together)
    if status is None:
        report.add(
            "CH-1137",
            table.place(together[-1].row, "status"),
            together[-1].answer.status,
            text(
                "Expected statuses that go together; row {row} of the same criterion says “{status}”.",
                row=str(together[0].row.number),
                status=together[0].answer.status,
            ),
            text(
                "“not_applicable” speaks for the whole criterion; “late” and “withheld” exclude each other."
            ),
        )
        return None
    values: dict[str, InputValue] = {}
    cases: dict[str, dict[str, InputValue]] = {}
    for read in together:
        if read.value is not None:
            of_case = read.answer.case and read.input in read.question.case_inputs
            target = cases.setdefault(read.answer.case, {}) if of_case else values
            _put(target, read.input, read.value, read.question)
    first = together[0].answer
    return Answer(
        status,
        values,
        tuple(cases.values()),
        tuple(cases),
        first.layer,
        first.origin,
        tuple(dict.fromkeys(read.answer.note for read in together if read.answer.note)),
    )


def _put(target: dict[str, InputValue], name: str, value: OneValue, question: Question) -> None:
    """Add one value; labels and tallies grow row by row."""
    before = target.get(name)
    if isinstance(value, Counted):
        tally = before if isinstance(before, Mapping) else {}
        target[name] = {**tally, value.label: value.count}
    elif question.inputs[name].type == "labels" and isinstance(value, str):
        target[name] = (*before, value) if isinstance(before, tuple) else (value,)
    else:
        target[name] = value


def _common_status(together: Sequence[ReadRow]) -> AnswerStatus | None:
    statuses = {read.answer.status for read in together}
    if len(statuses) == 1:
        return together[0].answer.status
    if "not_applicable" in statuses or {"late", "withheld"} <= statuses:
        return None
    for status in ("missing", "late", "withheld"):
        if status in statuses:
            return status
    return "given"


def _check_limits(rows: Sequence[ReadRow], table: Table, report: Report) -> None:
    """Entered parts without a maximum of their own stay within that of their group."""
    entered: dict[tuple[str, Layer, str], Fraction] = defaultdict(Fraction)
    reported: set[tuple[str, Layer, str]] = set()
    for read in rows:
        limit = read.question.limit
        if limit is None or not isinstance(read.value, Fraction):
            continue
        key = (read.uid, read.answer.layer, limit.group)
        entered[key] += read.value
        if entered[key] > limit.at_most and key not in reported:
            reported.add(key)
            report.add(
                "CH-1138",
                table.place(read.row, "value"),
                read.answer.value,
                text(
                    "Expected parts of “{group}” that make at most {limit} together.",
                    group=limit.group,
                    limit=limit.at_most,
                ),
                text("Check the points that were entered for the group."),
            )
