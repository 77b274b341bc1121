"""Asking the optimiser: read and checked at once, worked out by a worker, kept with the version.

CH-8430 no such unit in the figures of the plan     CH-8431 neither a target nor a budget
CH-8432 a measure that is not in what was found     CH-8433 not worked out, or nothing was found
CH-8434 too many calculations of a version          CH-8429 a file beyond its bound
and those of the tables of measures and capacities
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import task

from chiso.figures import parse_exact, write_exact
from chiso.frameworks.libraries import need
from chiso.frameworks.model import TOTAL
from chiso.improvement.capacity import Capacity, read_capacity
from chiso.improvement.measures import Measure, Measures
from chiso.improvement.measures_checking import check_measures
from chiso.improvement.measures_reading import read_measures
from chiso.improvement.targets import Target, parse_target
from chiso.language import text
from chiso.office.drafting.trying.workbooks import csv_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.plans.access import CHAIN, where_of, who_changes
from chiso.office.plans.basis import Figures
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.gaps import units_to_look_at
from chiso.office.plans.models import Calculation, PlanVersion
from chiso.office.plans.naming import AgencyNames
from chiso.office.plans.selectors import basis_of
from chiso.office.plans.services.changing import facts_of
from chiso.office.plans.services.contents import take_lines_in
from chiso.office.plans.services.given import LineGiven
from chiso.office.running.tasks import name_task
from chiso.problems import BadInput, Problem, Refused, WrongCall

if TYPE_CHECKING:
    from chiso.improvement.planning import Plan as Found

SECONDS = 60.0
ALTERNATIVES = 5
TRIALS = 20
MOST_CALCULATIONS = 30
LARGEST_TABLE = 4 * 1024 * 1024
Read = TypeVar("Read")

declare_verbs(
    {
        "plan_calculation_asked": text("asked the optimiser for a plan: target {target}, budget {budget}"),
        "plan_calculation_done": text("worked out a plan: {status}"),
        "plan_calculation_failed": text("could not work out a plan: {problem}"),
    }
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that somebody brings: the name of its file and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: for which unit (uid), what is to be reached (as in a call), what may be spent."""

    unit: str
    target: str
    budget: Fraction | None
    measures: Table
    capacity: Table | None = None


def ask_optimiser(*, actor: Person, version: PlanVersion, question: Question) -> Calculation:
    """Ask for the cheapest plan, or the most points for a budget; a worker looks for it after commit.

    The version is not changed. Raises NoRight, Incomplete (CH-8430, CH-8431, CH-8434; CH-83nn of the tables).
    """
    plan = version.plan
    decision = require(actor, who_changes(plan), where_of(plan))
    problems: list[Problem] = []
    tables = _read(version, question, problems)
    if problems or tables is None:
        raise Incomplete(problems)
    measures, capacity = tables
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        if version.calculations.count() >= MOST_CALCULATIONS:
            expected = text("Expected at most {count} calculations of a version.", count=MOST_CALCULATIONS)
            mend = text("Begin the next version, or take lines over from what was found.")
            raise Incomplete([problem("CH-8434", "measures", expected, mend)])
        made = Calculation.objects.create(
            version_of_plan=version, unit=question.unit, target=question.target.strip(),
            budget="" if question.budget is None else write_exact(question.budget),
            measures_name=question.measures.name[:200], measures=measures, capacity=capacity, asked_by=actor,
        )  # fmt: skip
        facts = facts_of(version, target=made.target or "–", budget=made.budget or "–", unit=made.unit)
        work.record("plan_calculation_asked", made, facts=facts)
        work.after_commit(lambda: _queue(made.pk))
    return made


def take_over(
    *,
    actor: Person,
    version: PlanVersion,
    calculation: Calculation,
    measures: Iterable[str],
    expected_version: int,
) -> int:
    """Take measures of what was found over as lines of the version; how many.

    Raises NoRight, Conflict, Incomplete (CH-8410, CH-8432, CH-8433).
    """
    if calculation.state != "done":
        expected = text("Expected a calculation that is done.")
        raise Incomplete([problem("CH-8433", "measures", expected, text("Wait until it is done."))])
    levels: dict[str, Any] = calculation.results["levels"]
    wanted = list(dict.fromkeys(measures))
    unknown = [one for one in wanted if one not in levels]
    if unknown or not wanted:
        expected = text("Expected at least one measure of what was found.")
        mend = text("Choose measures of the table.")
        raise Incomplete([problem("CH-8432", "measures", expected, mend, found=", ".join(unknown)[:200])])
    names = AgencyNames(timezone.localdate())
    given = [_line_of(version, levels[one], names, calculation) for one in wanted]
    return take_lines_in(actor=actor, version=version, given=given, expected_version=expected_version)


@task()
def work_out(calculation: int) -> str:
    """Work a question out; nothing where that was done already. How it ended."""
    with scopes_disabled():
        rows = Calculation.objects.select_related("version_of_plan__plan__city_plan")
        found = rows.get(pk=calculation)
        if found.state != "waiting":
            return found.state
        try:
            results = _search(found)
        except Refused as refused:
            _note_failed(found, refused)
        else:
            _note_done(found, results)
    return found.state


def register() -> None:
    """Called once, when the app is ready."""
    name_task(work_out, text("Find the cheapest plan"))


def _queue(calculation: int) -> None:
    work_out.enqueue(calculation)


def _read(version: PlanVersion, question: Question, problems: list[Problem]) -> tuple[str, str] | None:
    """Both tables as text, read and checked against the unit; what is wrong goes into `problems`."""
    basis = basis_of(version.plan)
    if question.unit not in units_to_look_at(version, Figures(basis)):
        expected = text("Expected a unit of the figures that the plan starts from.")
        problems.append(problem("CH-8430", "unit", expected, text("Choose one of the list."), question.unit))
    if not question.target.strip() and question.budget is None:
        expected = text("Expected a target, a budget, or both.")
        mend = text("Say what is to be reached, or what may be spent.")
        problems.append(problem("CH-8431", "target", expected, mend))
    if question.target.strip():
        _tried(lambda: parse_target(question.target, field="target"), problems)
    measures = _tried(lambda: _content_of(question.measures), problems)
    read = None
    if measures is not None:
        read = _tried(lambda: read_measures(measures, name=question.measures.name), problems)
    limits, capacity = None, b""
    if question.capacity is not None:
        file = question.capacity
        capacity = _tried(lambda: _content_of(file), problems) or b""
        limits = _tried(lambda: read_capacity(capacity, name=file.name), problems)
    if read is not None and not problems:
        _tried(lambda: check_measures(read, kept_result(basis), question.unit, limits), problems)
    if problems or measures is None:
        return None
    return _as_text(measures), _as_text(capacity)


def _content_of(table: Table) -> bytes:
    if len(table.content) > LARGEST_TABLE:
        expected = text("Expected a file of at most {size} MB.", size=LARGEST_TABLE // 1024 // 1024)
        raise BadInput([problem("CH-8429", "measures", expected, text("Split the table."), found=table.name)])
    return csv_of(table.content, table.name)


def _as_text(content: bytes) -> str:
    """The table as it is kept: any encoding that offices use, in one."""
    from chiso.tables.decoding import decode_text

    return decode_text(content).text if content else ""


def _tried(read: Callable[[], Read], problems: list[Problem]) -> Read | None:
    try:
        return read()
    except (BadInput, WrongCall, Incomplete) as refused:
        problems += refused.problems
        return None


def _search(calculation: Calculation) -> dict[str, Any]:
    """What the optimiser finds, as it is kept. Raises BadInput, WrongCall."""
    for library in ("numpy", "highspy"):
        need(library, library)
    from chiso.improvement.optimising.solving import Allowance
    from chiso.improvement.planning import Wish, find_plan
    from chiso.improvement.plans import record_of

    version = calculation.version_of_plan
    result = kept_result(basis_of(version.plan))
    measures = read_measures(calculation.measures.encode(), name=calculation.measures_name)
    capacity: Capacity | None = (
        read_capacity(calculation.capacity.encode(), name="capacity") if calculation.capacity else None
    )
    target: Target | None = parse_target(calculation.target, field="target") if calculation.target else None
    budget = parse_exact(calculation.budget) if calculation.budget else None
    wish = Wish(target, budget, capacity, alternatives=ALTERNATIVES, trials=TRIALS)
    found = find_plan(result, calculation.unit, measures, wish, Allowance(SECONDS))
    return {"record": record_of(found, {}), "levels": _levels(found, measures)}


def _levels(found: Found, measures: Measures) -> dict[str, Any]:
    """Every level that the answer or an alternative names, by its name."""
    named = {level.name for level in found.levels}
    for choice in (*found.alternatives.plans, found.looked_at or frozenset()):
        named |= {level.name for level in found.named(choice)}
    return {level.name: _level(level) for level in measures.levels if level.name in named}


def _level(level: Measure) -> dict[str, str]:
    return {
        "measure": level.measure,
        "code": level.code,
        "level": level.level,
        "points": "" if level.points is None else write_exact(level.points),
        "cost": write_exact(level.cost),
        "effort": write_exact(level.effort),
        "probability": write_exact(level.probability),
        "agency": level.agency,
        "quarter": level.quarter.written if level.quarter else "",
    }


def _line_of(
    version: PlanVersion, level: dict[str, str], names: AgencyNames, calculation: Calculation
) -> LineGiven:
    quarter = level["quarter"]
    if quarter.startswith("Q"):
        quarter = f"{version.plan.period[:4]}-{quarter}"
    return LineGiven(
        node=level["code"] or TOTAL,
        words=level["measure"][:300],
        measure=level["measure"][:120],
        level=level["level"],
        points=parse_exact(level["points"]) if level["points"] else None,
        cost=parse_exact(level["cost"]),
        effort=parse_exact(level["effort"]),
        # 1 is also what an empty cell of the table means: nobody stated that.
        probability=parse_exact(level["probability"]) if level["probability"] != "1" else None,
        owner=version.plan.agency or names.named(level["agency"]),
        quarter=quarter,
        source=calculation.measures_name,
    )


def _note_done(calculation: Calculation, results: dict[str, Any]) -> None:
    with unit_of_work(CHAIN, actor=None) as work:
        current = _end(calculation, "done")
        if current is not None:
            current.results = results
            current.save()
        facts = {"status": results["record"]["status"]}
        work.record("plan_calculation_done", calculation, facts=facts)


def _note_failed(calculation: Calculation, refused: Refused) -> None:
    with unit_of_work(CHAIN, actor=None) as work:
        current = _end(calculation, "failed")
        if current is not None:
            current.problems = [
                {"vi": one.in_language("vi"), "en": one.in_language("en")} for one in refused.problems
            ]
            current.save()
        facts = {"problem": refused.problems[0].code}
        work.record("plan_calculation_failed", calculation, facts=facts)


def _end(calculation: Calculation, state: str) -> Calculation | None:
    """The row, locked, with its new state; None where another worker was quicker."""
    current: Calculation = Calculation.objects.select_for_update(of=("self",)).get(pk=calculation.pk)
    if current.state != "waiting":
        calculation.state = current.state
        return None
    current.state, current.finished_at = state, timezone.now()
    calculation.state = state
    return current
