"""The years before the one that a plan starts from: what was lost when, and how others moved.

They belong to the plan as what it starts from does; a version has no part in them.

CH-8475 a period that is not before the plan's figures, or stands already    CH-8476 more years than are kept
CH-8477 figures in which the unit of the plan is not
"""

from __future__ import annotations

from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.plans.access import CHAIN, PREPARE, where_of
from chiso.office.plans.basis import Started
from chiso.office.plans.models import Basis, EarlierYear, Plan
from chiso.office.records import lock_version, save_next
from chiso.periods import parse_period
from chiso.problems import Problem

MOST_YEARS = 20

declare_verbs(
    {
        "plan_year_added": text("added the figures of {period} to a plan, as a year before"),
        "plan_year_removed": text("took the figures of {period} out of a plan"),
    }
)


def add_year(*, actor: Person, plan: Plan, started: Started, expected_version: int) -> EarlierYear:
    """Keep the figures of a year before with the city's plan.

    Raises NoRight, Conflict, Incomplete (CH-8475, CH-8476, CH-8477).
    """
    decision = require(actor, PREPARE, where_of(plan))
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = lock_version(plan, expected_version)
        basis: Basis = Basis.objects.get(plan=current)
        problems = list(_problems(current, basis, started))
        if problems:
            raise Incomplete(problems)
        made = started.keep_as_earlier()
        made.plan, made.added_by = current, actor
        # Whose index it is, the plan says; a year in which more units were measured says nothing of that.
        made.measured = basis.measured
        made.save()
        save_next(current)
        facts = {"plan": current.pk, "period": made.period, "framework": made.framework}
        facts |= {"edition": made.edition.pk} if made.edition is not None else {}
        work.record("plan_year_added", current, facts=facts, words={"source": made.source})
    return made


def remove_year(*, actor: Person, plan: Plan, year: EarlierYear, expected_version: int) -> None:
    """Take a year out again. Raises NoRight, NotFound, Conflict."""
    decision = require(actor, PREPARE, where_of(plan))
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = lock_version(plan, expected_version)
        found: EarlierYear | None = current.earlier_years.filter(pk=year.pk).first()
        if found is None:
            raise NotFound
        found.delete()
        save_next(current)
        facts = {"plan": current.pk, "period": year.period}
        work.record("plan_year_removed", current, facts=facts)


def _problems(plan: Plan, basis: Basis, started: Started) -> list[Problem]:
    period, problems = started.result.period, []
    standing = set(plan.earlier_years.values_list("period", flat=True))
    if period.reference_day >= parse_period(basis.period).reference_day or period.written in standing:
        expected = text(
            "Expected a period before {period} whose figures are not here yet.", period=basis.period
        )
        mend = text("Take the year out that stands, or choose another one.")
        problems.append(problem("CH-8475", "period", expected, mend, found=period.written))
    if len(standing) >= MOST_YEARS:
        expected = text("Expected at most {count} years.", count=MOST_YEARS)
        problems.append(problem("CH-8476", "period", expected, text("Take the oldest one out.")))
    if basis.measured and basis.measured not in started.result.units_by_uid:
        name = basis.figures["units"].get(basis.measured, basis.measured)
        expected = text("Expected figures of {unit}, whose index the plan is about.", unit=name)
        mend = text("Give the table of units in which it has the same uid.")
        problems.append(problem("CH-8477", "answers", expected, mend))
    return problems
