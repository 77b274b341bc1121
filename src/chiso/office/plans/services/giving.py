"""Giving the lines of an approved plan as tasks: each line once, however often it is asked.

CH-8440 not the approved version that stands    CH-8441 no line that can be given
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from chiso.figures import parse_exact
from chiso.frameworks.model import TOTAL
from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.plans.access import CHAIN, PREPARE, where_of
from chiso.office.plans.models import Basis, Line, Plan, PlanVersion
from chiso.office.plans.services.changing import facts_of
from chiso.office.plans.services.plans import approved_version
from chiso.office.records import save_next
from chiso.office.tasks.models import Directive, Task
from chiso.office.tasks.services import Aim, DirectiveFacts, NewTask, enter_directive, give_task
from chiso.periods import parse_period

declare_verbs({"plan_lines_given": text("gave {lines} lines of version {number} of a plan as tasks")})


def give_lines(*, actor: Person, version: PlanVersion, lines: Sequence[Line]) -> list[Task]:
    """Give lines of the city's approved plan as tasks to their owners, under the plan as the directive.

    A line that was given before, in whichever version, keeps its task as it is.
    Raises NoRight, Incomplete (CH-8440, CH-8441, those of tasks).
    """
    plan = version.plan
    decision = require(actor, PREPARE, where_of(plan))
    if not lines or any(one.owner is None for one in lines):
        expected = text("Expected at least one line, each with an owner.")
        raise Incomplete([problem("CH-8441", "lines", expected, text("Choose lines that have an owner."))])
    # Each task goes under the lock of its agency's chain: within one transaction all of them, or none.
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        standing = approved_version(current)
        if current.agency_id is not None or standing is None or standing.pk != version.pk:
            expected = text("Expected the approved version of the city's plan that stands.")
            mend = text("Open the plan and go on from there.")
            raise Incomplete([problem("CH-8440", "version", expected, mend)])
        basis: Basis = Basis.objects.get(plan=current)
        directive = Directive.objects.filter(key=current.directive).first()
        if directive is None:
            directive = _enter(actor, current, version)
            current.directive = directive.key
            save_next(current)
        made = [give_task(actor=actor, given=_task_of(current, basis, line, directive)) for line in lines]
        facts = facts_of(version, lines=len(made), directive=directive.pk)
        work.record("plan_lines_given", version, facts=facts)
    return made


def origin_of(plan: Plan, identity: str) -> str:
    """How a task names the line that it was made of."""
    return f"plans.line/{plan.key}/{identity}"


def _enter(actor: Person, plan: Plan, version: PlanVersion) -> Directive:
    approved = version.steps.filter(kind="approved").order_by("-pk").first()
    facts = DirectiveFacts(
        kind="plan",
        title=plan.title,
        issued_on=timezone.localdate(approved.at) if approved is not None else None,
        issuer=configuration().city,
    )
    return enter_directive(actor=actor, facts=facts, is_made_up=plan.is_made_up)


def _task_of(plan: Plan, basis: Basis, line: Line, directive: Directive) -> NewTask:
    assert line.owner is not None, "checked before"
    aims = () if line.node == TOTAL else (Aim(basis.framework.partition("@")[0], line.node),)
    measure = ""
    if line.points:
        measure = text(
            "criterion {node}: {points} points", node=line.node, points=parse_exact(line.points)
        ).in_language("vi")
    return NewTask(
        title=line.words,
        owner=line.owner,
        collaborators=tuple(one for one in line.partners.all() if one.pk != line.owner_id),
        directive=directive,
        words=line.source,
        deadline=line.deadline or last_day_of_quarter(line.quarter),
        product=line.product,
        measure=measure,
        aims=aims,
        is_made_up=plan.is_made_up,
        origin=origin_of(plan, line.identity),
    )


def last_day_of_quarter(written: str) -> date | None:
    """The last day of a quarter; None of none."""
    return parse_period(written).reference_day if written else None
