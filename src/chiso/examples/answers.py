"""The long table of answers that scoring reads: one row per period, unit, code (and input, case)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from chiso.tables import write_table

Origin: TypeAlias = Literal["agency", "survey", "statistic", "system", "inspection", "carried_over"]
Status: TypeAlias = Literal["given", "missing", "not_applicable", "withheld", "late"]


class Answer(NamedTuple):
    """One answer; the fields stand in the order of the columns. An empty `layer` is the first one
    (self-assessed). A missing answer is a row with an empty value, not a row that is left out."""

    period: str
    unit: str
    code: str
    input: str = ""
    case: str = ""
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    label: str = ""
    status: Status = "given"
    layer: str = ""
    origin: Origin = "carried_over"
    note: str = ""


ANSWER_COLUMNS = Answer._fields


def answers_text(answers: Iterable[Answer]) -> str:
    """The text of `answers.csv`."""
    return write_table(ANSWER_COLUMNS, answers)
