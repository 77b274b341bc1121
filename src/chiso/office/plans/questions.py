"""A question to the optimiser, read and checked whole before anything is kept.

CH-8430 no such unit in the figures of the plan    CH-8431 neither a target nor a budget
CH-8480 a table of the others that is missing      CH-8481 no years before from which others are drawn
CH-8429 a file beyond its bound                    and those of the tables of measures, capacities, others
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar

from chiso.improvement.capacity import read_capacity
from chiso.improvement.measures_checking import check_measures
from chiso.improvement.measures_reading import read_measures
from chiso.improvement.rivals.standing import read_rivals
from chiso.improvement.targets import parse_target
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.people.checks import problem
from chiso.office.plans.basis import Figures
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.gaps import units_to_look_at
from chiso.office.plans.models import Basis, Plan, PlanVersion
from chiso.office.plans.moving import movements_of
from chiso.office.plans.reading_cells import content_of_table
from chiso.office.plans.selectors import basis_of
from chiso.problems import BadInput, Problem, WrongCall
from chiso.tables.decoding import decode_text

RivalsFrom: TypeAlias = Literal["standing", "history", "table"]
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that somebody brings: the name of its file and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: for which unit (uid), what is to be reached (as in a call), what may be spent; where the
    others may be then."""

    unit: str
    target: str
    budget: Fraction | None
    measures: Table
    capacity: Table | None = None
    rivals_from: RivalsFrom = "standing"
    rivals: Table | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """Its tables as they are kept: any encoding that offices use, in one; "": none."""

    measures: str
    capacity: str
    rivals: str


def read_question(version: PlanVersion, question: Question) -> Tables:
    """Everything about a question. Raises Incomplete with all that is wrong with it."""
    basis = basis_of(version.plan)
    problems = _of_what_is_wanted(version, basis, question)
    measures = _tried(lambda: _content_of(question.measures), problems)
    read = None
    if measures is not None:
        read = _tried(lambda: read_measures(measures, name=question.measures.name), problems)
    limits, capacity = None, b""
    if question.capacity is not None:
        file = question.capacity
        capacity = _tried(lambda: _content_of(file), problems) or b""
        limits = _tried(lambda: read_capacity(capacity, name=file.name), problems)
    rivals = b""
    # Without a unit nobody is its rival.
    if not any(one.code == "CH-8430" for one in problems):
        rivals = _tried(lambda: _rivals(version.plan, basis, question), problems) or b""
    if read is not None and not problems:
        _tried(lambda: check_measures(read, kept_result(basis), question.unit, limits), problems)
    if problems or measures is None:
        raise Incomplete(problems)
    return Tables(*(decode_text(one).text if one else "" for one in (measures, capacity, rivals)))


def _of_what_is_wanted(version: PlanVersion, basis: Basis, question: Question) -> list[Problem]:
    problems: list[Problem] = []
    if question.unit not in units_to_look_at(version, Figures(basis)):
        expected = text("Expected a unit of the figures that the plan starts from.")
        problems.append(problem("CH-8430", "unit", expected, text("Choose one of the list."), question.unit))
    if not question.target.strip() and question.budget is None:
        expected = text("Expected a target, a budget, or both.")
        mend = text("Say what is to be reached, or what may be spent.")
        problems.append(problem("CH-8431", "target", expected, mend))
    if question.target.strip():
        _tried(lambda: parse_target(question.target, field="target"), problems)
    return problems


def _rivals(plan: Plan, basis: Basis, question: Question) -> bytes:
    """The table of the others, read once to see whether it fits; of years before nothing is kept."""
    if question.rivals is not None and question.rivals_from != "table":
        expected = text("Expected that the others are as a table says, since one is given.")
        mend = text("Choose that answer, or take the file away.")
        raise Incomplete([problem("CH-8480", "rivals_from", expected, mend)])
    if question.rivals_from == "table":
        if question.rivals is None:
            expected = text("Expected the table that says where the others may be.")
            mend = text("Choose its file, or another answer to where the others are.")
            raise Incomplete([problem("CH-8480", "rivals", expected, mend)])
        content = _content_of(question.rivals)
        read_rivals(content, kept_result(basis), question.unit, name=question.rivals.name)
        return content
    if question.rivals_from == "history":
        if not plan.whole.earlier_years.exists():
            expected = text("Expected figures of years before.")
            mend = text("Add them to the plan, on the page of its earlier years.")
            raise Incomplete([problem("CH-8481", "rivals_from", expected, mend)])
        movements_of(plan, basis, question.unit)
    return b""


def _content_of(table: Table) -> bytes:
    return content_of_table(table.content, table.name)


def _tried(read: Callable[[], Read], problems: list[Problem]) -> Read | None:
    try:
        return read()
    except (BadInput, WrongCall, Incomplete) as refused:
        problems += refused.problems
        return None
