"""Giving tasks: for the city to an agency; by the head of an agency on, inside it and below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.models import Campaign
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.organisation.models import Agency, AgencyForm, Section
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may, require
from chiso.office.tasks.access import GIVE, GIVE_ON, chain_of, where_of
from chiso.office.tasks.criteria import knows_criterion
from chiso.office.tasks.days import last_day_of, said_day
from chiso.office.tasks.inside import holds_today, people_inside, sections_inside
from chiso.office.tasks.models import PRIORITIES, Directive, Involvement, Task, TaskAim
from chiso.office.tasks.problems import (
    closed,
    collaborator_twice,
    deadline_before,
    later_than_parent,
    made_up_mixed,
    no_such_criterion,
    no_words,
    not_below,
    not_of_the_agency,
    too_deep,
    unknown_kind,
)
from chiso.office.tasks.telling import tell_given
from chiso.problems import Problem

LEVELS = 3
declare_verbs(
    {
        "task_given": text("gave the task to {agency}, until {deadline}"),
        "task_part_given": text("gave a part of the task on to {agency}, until {deadline}"),
    }
)


@dataclass(frozen=True, slots=True)
class Aim:
    """A criterion that a task is to improve: the set without its version, the code, perhaps a campaign."""

    framework: str
    code: str
    campaign: Campaign | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """What is to be done. `origin` names the thing of another app that it is made of ("plans.line/…")."""

    title: str
    owner: Agency
    collaborators: Sequence[Agency] = ()
    directive: Directive | None = None
    words: str = ""
    deadline: date | None = None
    product: str = ""
    priority: str = "normal"
    measure: str = ""
    aims: Sequence[Aim] = ()
    section: Section | None = None
    officer: Person | None = None
    is_communication: bool = False
    is_made_up: bool = False
    origin: str = ""


def give_task(*, actor: Person, given: NewTask) -> Task:
    """Give a task to an agency, for the city. Of an `origin` that has its task already: that task.

    Raises NoRight, Incomplete (CH-8450, CH-8451, CH-8455, CH-8456, CH-8467, CH-8468).
    """
    decision = require(actor, GIVE, Where(given.owner, chain=chain_of(given.owner)))
    known = _made_of(given.origin)
    if known is not None:
        return known
    _refuse(_problems(given))
    with unit_of_work(chain_of(given.owner), actor=actor, decision=decision) as work:
        # The chain of an agency keeps two writers apart; of an origin that went to another, the constraint.
        known = _made_of(given.origin)
        if known is not None:
            work.record("task_given", known, facts=_facts(known) | {"again": True})
            return known
        task = _create(actor, given, parent=None, given_for=None)
        work.record("task_given", task, facts=_facts(task), words=_said(task))
        _tell(work, task)
    return task


def give_part(*, actor: Person, parent: Task, given: NewTask) -> Task:
    """Give a part of a task on: the head of its agency inside it or to a unit below; the city to anybody.

    Raises NoRight, Incomplete (as `give_task`; CH-8452, CH-8453, CH-8454, CH-8457, CH-8472).
    """
    is_of_city = may(actor, GIVE, where_of(parent))
    decision = require(actor, GIVE if is_of_city else GIVE_ON, where_of(parent))
    problems = _problems(given) + _problems_of_part(parent, given)
    if not is_of_city and not is_within(given.owner, parent.owner):
        problems.append(not_below(given.owner.name))
    _refuse(problems)
    with unit_of_work(chain_of(given.owner), actor=actor, decision=decision) as work:
        # Locked against whoever confirms the whole meanwhile.
        stands = Task.objects.select_for_update(of=("self",)).order_by().get(pk=parent.pk)
        if stands.confirmed_at is not None or stands.withdrawn_at is not None:
            raise Incomplete([closed()])
        task = _create(actor, given, parent=parent, given_for=None if is_of_city else parent.owner)
        told = _facts(task) | {"parent": parent.pk}
        work.record("task_part_given", task, facts=told, words=_said(task))
        _tell(work, task)
    return task


def is_within(agency: Agency, above: Agency) -> bool:
    """Whether an agency is another, or stands below it today, at any depth. A query for each level."""
    seen: set[int] = set()
    here = agency.pk
    while here not in seen:
        if here == above.pk:
            return True
        seen.add(here)
        parents = AgencyForm.objects.filter(holds_today(), agency=here, parent__isnull=False)
        parent = parents.values_list("parent", flat=True).first()
        if parent is None:
            return False
        here = parent
    return False


def _made_of(origin: str) -> Task | None:
    return Task.objects.filter(origin=origin).first() if origin else None


def _create(actor: Person, given: NewTask, *, parent: Task | None, given_for: Agency | None) -> Task:
    directive = given.directive or (parent.directive if parent is not None else None)
    task = Task.objects.create(
        title=given.title.strip(), words=given.words.strip(), directive=directive, parent=parent,
        level=1 if parent is None else parent.level + 1, owner=given.owner, section=given.section,
        officer=given.officer, given_by=actor, given_for=given_for,
        given_at=timezone.now(), deadline=given.deadline,
        last_day=last_day_of(given.deadline) if given.deadline else None, product=given.product.strip(),
        priority=given.priority, measure=given.measure.strip(), is_communication=given.is_communication,
        is_made_up=given.is_made_up, origin=given.origin,
    )  # fmt: skip
    parts = [(given.owner.pk, "owner"), *((one.pk, "collaborator") for one in given.collaborators)]
    parts += [(agency, "above") for agency in sorted(_above(task))]
    Involvement.objects.bulk_create(Involvement(task=task, agency_id=key, part=part) for key, part in parts)
    TaskAim.objects.bulk_create(
        TaskAim(task=task, framework=one.framework, code=one.code, campaign=one.campaign)
        for one in given.aims
    )
    return task


def _above(task: Task) -> set[int]:
    """The agencies that stand above: of every task on the way up."""
    found: set[int] = set()
    step = task.parent
    while step is not None:
        found.add(step.owner_id)
        step = step.parent
    return found - {task.owner_id}


def _problems(given: NewTask) -> list[Problem]:
    problems = []
    if not given.title.strip():
        problems.append(no_words("title", text("Expected what is to be done.")))
    if given.priority not in PRIORITIES:
        problems.append(unknown_kind("priority", given.priority))
    issued = given.directive.issued_on if given.directive is not None else None
    if given.deadline is not None and issued is not None and given.deadline < issued:
        problems.append(deadline_before(given.deadline, issued))
    keys = [one.pk for one in given.collaborators]
    problems += [
        collaborator_twice(one.name)
        for place, one in enumerate(given.collaborators)
        if one.pk == given.owner.pk or one.pk in keys[:place]
    ]
    seen: set[tuple[str, str]] = set()
    for aim in given.aims:
        named = (aim.framework, aim.code)
        if named in seen or not knows_criterion(*named):
            problems.append(no_such_criterion(f"{aim.framework}:{aim.code}"))
        seen.add(named)
    return problems + problems_of_doers(given.owner, given.section, given.officer)


def problems_of_doers(owner: Agency, section: Section | None, officer: Person | None) -> list[Problem]:
    """What is wrong with the section and the person who are to do a task of an agency."""
    problems = []
    if section is not None and not sections_inside(owner).filter(pk=section.pk).exists():
        problems.append(not_of_the_agency("section", section.name))
    if officer is not None and not people_inside(owner).filter(pk=officer.pk).exists():
        problems.append(not_of_the_agency("officer", officer.full_name))
    return problems


def _problems_of_part(parent: Task, given: NewTask) -> list[Problem]:
    problems = []
    if parent.level >= LEVELS:
        problems.append(too_deep(LEVELS))
    if parent.deadline is not None and (given.deadline is None or given.deadline > parent.deadline):
        problems.append(later_than_parent(given.deadline, parent.deadline))
    if parent.is_made_up != given.is_made_up:
        problems.append(made_up_mixed())
    if parent.confirmed_at is not None or parent.withdrawn_at is not None:
        problems.append(closed())
    return problems


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Incomplete(problems)


def _facts(task: Task) -> dict[str, Any]:
    return {
        "agency": task.owner.name,
        "owner": task.owner_id,
        "deadline": said_day(task.deadline),
        "directive": task.directive_id or 0,
        "level": task.level,
        "priority": task.priority,
        "aims": [str(one) for one in task.aims.all()],
        "is_made_up": task.is_made_up,
        "officer": task.officer_id or 0,
    }


def _said(task: Task) -> dict[str, str]:
    said = {"title": task.title, "words": task.words, "product": task.product, "measure": task.measure}
    return {name: value for name, value in said.items() if value}


def _tell(work: Work, task: Task) -> None:
    tell_given(work, task)
