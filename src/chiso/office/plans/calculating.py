"""Asking the optimiser: checked at once, worked out by a worker, kept with the version, taken over as lines.

CH-8432 a measure that is not in what was found    CH-8433 not worked out, or nothing was found
CH-8434 too many calculations of a version         and those of `questions`
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import task

from chiso.figures import parse_exact, write_exact
from chiso.frameworks.model import TOTAL
from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.plans.access import CHAIN, where_of, who_changes
from chiso.office.plans.models import Calculation, PlanVersion
from chiso.office.plans.naming import AgencyNames
from chiso.office.plans.questions import Question, read_question
from chiso.office.plans.searching import search
from chiso.office.plans.services.changing import facts_of
from chiso.office.plans.services.contents import take_lines_in
from chiso.office.plans.services.given import LineGiven
from chiso.office.running.tasks import name_task
from chiso.problems import Refused

MOST_CALCULATIONS = 30

declare_verbs(
    {
        "plan_calculation_asked": text("asked the optimiser for a plan: target {target}, budget {budget}"),
        "plan_calculation_done": text("worked out a plan: {status}"),
        "plan_calculation_failed": text("could not work out a plan: {problem}"),
    }
)


def ask_optimiser(*, actor: Person, version: PlanVersion, question: Question) -> Calculation:
    """Ask for the cheapest plan, or the most points for a budget; a worker looks for it after commit.

    The version is not changed. Raises NoRight, Incomplete (CH-8434; as `read_question`).
    """
    plan = version.plan
    decision = require(actor, who_changes(plan), where_of(plan))
    tables = read_question(version, question)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        if version.calculations.count() >= MOST_CALCULATIONS:
            expected = text("Expected at most {count} calculations of a version.", count=MOST_CALCULATIONS)
            mend = text("Begin the next version, or take lines over from what was found.")
            raise Incomplete([problem("CH-8434", "measures", expected, mend)])
        made = Calculation.objects.create(
            version_of_plan=version, unit=question.unit, target=question.target.strip(),
            budget="" if question.budget is None else write_exact(question.budget),
            measures_name=question.measures.name[:200], measures=tables.measures, capacity=tables.capacity,
            rivals_from=question.rivals_from, rivals=tables.rivals, asked_by=actor,
        )  # fmt: skip
        facts = facts_of(
            version, target=made.target or "–", budget=made.budget or "–", unit=made.unit,
            rivals=made.rivals_from,
        )  # fmt: skip
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
            results = search(found)
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
