"""Opening a plan, beginning its next version, asking agencies for sub-plans.

CH-8400 no title        CH-8401 no agency, or one that was asked already
CH-8415 a version is under way already    CH-8418 the city's plan is not approved
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chiso.language import text
from chiso.office.errors import Conflict, Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.plans.access import CHAIN, PREPARE, where_of, who_changes
from chiso.office.plans.basis import Started
from chiso.office.plans.content import content_of, copy_content, part_of
from chiso.office.plans.models import Plan, PlanVersion
from chiso.office.plans.services.changing import facts_of, note_preparer
from chiso.office.plans.telling import tell_of_parts
from chiso.office.records import lock_version, save_next
from chiso.periods import parse_period

declare_verbs(
    {
        "plan_opened": text("opened a plan for {period}, from {framework}"),
        "plan_part_asked": text("asked an agency for a sub-plan by {due}"),
        "plan_version_begun": text("began version {number} of a plan"),
    }
)


def open_plan(*, actor: Person, title: str, period: str, started: Started, is_made_up: bool) -> PlanVersion:
    """Open the city's plan with an empty first version.

    A plan that starts from made-up figures is made up itself. Raises NoRight, BadInput (CH-13nn period),
    Incomplete (CH-8400).
    """
    decision = require(actor, PREPARE, Where(chain=CHAIN))
    parse_period(period)
    if not title.strip():
        expected, mend = text("Expected the title of the plan."), text("Say what is planned, and for when.")
        raise Incomplete([problem("CH-8400", "title", expected, mend)])
    sample = started.edition is not None and started.edition.campaign.is_sample
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        plan = Plan.objects.create(
            title=title.strip(), period=period, is_made_up=is_made_up or sample, opened_by=actor
        )
        basis = started.keep()
        basis.plan = plan
        basis.save()
        version = PlanVersion.objects.create(plan=plan, number=1, begun_by=actor)
        note_preparer(version, actor)
        edition = started.edition
        facts = facts_of(
            version, period=period, framework=basis.framework, edition=edition.pk if edition else None
        )
        work.record("plan_opened", version, facts=facts, words={"title": plan.title, "source": basis.source})
    return version


def begin_version(*, actor: Person, plan: Plan, expected_number: int) -> PlanVersion:
    """Begin the next version from the approved one. `expected_number`: the latest that was seen.

    A sub-plan keeps what stood in it; what the city's plan asks anew is said where it is handed in.
    Raises NoRight, Conflict, Incomplete (CH-8415).
    """
    decision = require(actor, who_changes(plan), where_of(plan))
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        latest = current.versions.order_by("-number")[0]
        if latest.state != "approved":
            expected = text("Expected no version under way; version {number} is.", number=latest.number)
            raise Incomplete([problem("CH-8415", "version", expected, text("Go on with that version."))])
        if latest.number != expected_number:
            raise Conflict(latest, None, expected_version=expected_number, version=latest.number)
        made = PlanVersion.objects.create(
            plan=current, number=latest.number + 1, begun_by=actor, derived_from=_derived(current)
        )
        copy_content(content_of(latest), made)
        note_preparer(made, actor)
        work.record("plan_version_begun", made, facts=facts_of(made))
    return made


def ask_for_parts(
    *, actor: Person, plan: Plan, agencies: Sequence[Agency], due: date, expected_version: int
) -> list[PlanVersion]:
    """Ask agencies for their sub-plans: each starts from what of the city's approved plan is its own.

    Tells the officers after commit. Raises NoRight, Conflict, Incomplete (CH-8401, CH-8418).
    """
    decision = require(actor, PREPARE, where_of(plan))
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = lock_version(plan, expected_version)
        approved = approved_version(current)
        problems = []
        if current.agency_id is not None or approved is None:
            expected = text("Expected a plan of the city that is approved.")
            problems.append(problem("CH-8418", "plan", expected, text("Have it approved first.")))
        asked = set(current.parts.values_list("agency", flat=True))
        again = [one.name for one in agencies if one.pk in asked]
        if again or not agencies:
            expected = text("Expected agencies that were not asked yet.")
            mend = text("Choose those without a sub-plan.")
            problems.append(problem("CH-8401", "agencies", expected, mend, found=", ".join(again)))
        if problems:
            raise Incomplete(problems)
        assert approved is not None, "a problem otherwise"
        content = content_of(approved)
        made = []
        for agency in agencies:
            part = Plan.objects.create(
                title=current.title, period=current.period, agency=agency, city_plan=current, due=due,
                is_made_up=current.is_made_up, opened_by=actor,
            )  # fmt: skip
            version = PlanVersion.objects.create(plan=part, number=1, begun_by=actor, derived_from=approved)
            copy_content(part_of(content, agency.pk), version)
            facts = facts_of(version, due=due.isoformat(), city_plan=current.pk)
            work.record("plan_part_asked", version, facts=facts)
            made.append(version)
        save_next(current)
        tell_of_parts(work, made)
    return made


def approved_version(plan: Plan) -> PlanVersion | None:
    """The approved version of the highest number. One query."""
    found: PlanVersion | None = plan.versions.filter(state="approved").order_by("-number").first()
    return found


def _derived(plan: Plan) -> PlanVersion | None:
    return approved_version(plan.city_plan) if plan.city_plan is not None else None
