"""Who may do what with directives and tasks, and the one place that fetches them by key.

Coordinator and leader give tasks for the city and decide on what is reported of them; the head of an agency
gives them on, inside it and to units below it; officers report. An agency sees the tasks that it has to do
with (`Involvement`), no others; to everybody else a key leads to nothing. Who reports something done does
not confirm it, and nobody decides on their own agency.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from chiso.language import text
from chiso.office.errors import NoRight, NotFound
from chiso.office.organisation.models import Agency, Section
from chiso.office.people.models import Person
from chiso.office.people.rights import (
    Decision,
    Right,
    Where,
    Whose,
    agencies_for,
    decide,
    declare,
    may,
    require,
    require_for_page,
)
from chiso.office.people.roles import Role
from chiso.office.tasks.inside import holds_today
from chiso.office.tasks.models import Directive, Extension, Involvement, Report, Subscription, Task

READ = "tasks.read"
DIRECT = "tasks.direct"
GIVE = "tasks.give"
GIVE_ON = "tasks.give_on"
DISTRIBUTE = "tasks.distribute"
REPORT = "tasks.report"
SAY = "tasks.say"
DECIDE = "tasks.decide"
DECIDE_BELOW = "tasks.decide_below"
REMIND = "tasks.remind"

CHAIN = "tasks"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    own = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)
    declare(
        *(Right(READ, role) for role in (Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR)),
        *(Right(READ, role, Whose.OWN) for role in own),
        *(Right(DIRECT, role) for role in (Role.COORDINATOR, Role.CITY_LEADER)),
        *(Right(GIVE, role) for role in (Role.COORDINATOR, Role.CITY_LEADER)),
        Right(GIVE_ON, Role.AGENCY_HEAD, Whose.OWN),
        Right(DISTRIBUTE, Role.AGENCY_HEAD, Whose.OWN),
        *(Right(REPORT, role, Whose.OWN) for role in own),
        *(Right(SAY, role, Whose.OWN) for role in own),
        Right(DECIDE, Role.COORDINATOR, not_own=True),
        Right(DECIDE, Role.CITY_LEADER),
        Right(DECIDE_BELOW, Role.AGENCY_HEAD, Whose.OWN),
        Right(REMIND, Role.COORDINATOR),
        titles={
            READ: text("read directives and tasks"),
            DIRECT: text("enter directives and correct them"),
            GIVE: text("give tasks to agencies"),
            GIVE_ON: text("give parts of a task on, inside the agency and to units below it"),
            DISTRIBUTE: text("say which section or person of the agency does a task"),
            REPORT: text("report on tasks of the agency and ask for more time"),
            SAY: text("add notes to tasks that the agency has to do with"),
            DECIDE: text("confirm or return tasks, grant more time, withdraw tasks of the city"),
            DECIDE_BELOW: text("confirm or return tasks that the agency gave on, grant more time for them"),
            REMIND: text("set who is reminded of tasks and when"),
        },
    )


def chain_of(agency: Agency | int) -> str:
    """The chain of what is done to the tasks of an agency."""
    return f"{CHAIN}/agency/{agency if isinstance(agency, int) else agency.pk}"


def where_of_directives() -> Where:
    """The place of directives: of the city as a whole."""
    return Where(chain=CHAIN)


def where_of(task: Task, *, barred: frozenset[int] = frozenset()) -> Where:
    """The place of a task: with the agency that does it."""
    return Where(task.owner, barred=barred, chain=chain_of(task.owner))


def deciding(task: Task, *, barred: frozenset[int] = frozenset()) -> tuple[str, Where]:
    """Which right decides on a task, and where: of the city, or of the agency that gave it on."""
    if task.given_for is None:
        return DECIDE, where_of(task, barred=barred)
    return DECIDE_BELOW, Where(task.given_for, barred=barred, chain=chain_of(task.owner))


def ending(person: Person, task: Task) -> tuple[str, Where]:
    """Which right ends a task that need not be done any more, and where: that of who decides on it; of a
    part that a head gave on also that of who decides for the city.

    The city could end no task of its own else while a head leaves a part of it open.
    """
    if task.given_for is not None and may(person, DECIDE, where_of(task)):
        return DECIDE, where_of(task)
    return deciding(task)


def tasks_for(person: Person) -> QuerySet[Task]:
    """The tasks that a person may read: all, or those that their agencies have to do with."""
    return tasks_of(agencies_for(person, READ))


def tasks_of(agencies: Collection[Any] | None) -> QuerySet[Task]:
    """The tasks that agencies have to do with; None: all."""
    if agencies is None:
        return Task.objects.all()
    return Task.objects.filter(
        pk__in=Involvement.objects.filter(of_agencies("agency", agencies)).values("task")
    )


def of_agencies(field: str, agencies: Collection[Any]) -> Q:
    """What belongs to one of them. A single one is asked for as such: its SQL can be written once."""
    if len(agencies) == 1:
        return Q(**{field: next(iter(agencies))})
    return Q(**{f"{field}__in": agencies})


def task_for(person: Person, key: str) -> Task:
    """A task by its key. Raises NotFound where it is not, or is nobody's business of this person."""
    rows = tasks_for(person).select_related(
        "owner", "given_for", "given_by", "section", "officer", "directive", "parent__owner"
    )
    found: Task | None = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def directives_for(person: Person) -> QuerySet[Directive]:
    """The directives that a person may read: all, or those that tasks of their agencies come from."""
    if agencies_for(person, READ) is None:
        return Directive.objects.all()
    return Directive.objects.filter(
        pk__in=tasks_for(person).filter(directive__isnull=False).order_by().values("directive")
    )


def directive_for(person: Person, key: str) -> Directive:
    """A directive by its key. Raises NotFound."""
    found: Directive | None = directives_for(person).select_related("entered_by").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def directive_to_correct(person: Person, key: str) -> Directive:
    """A directive by its key, for who may correct it. Raises NotFound, NoRight."""
    found = directive_for(person, key)
    require_for_page(person, DIRECT, where_of_directives())
    return found


def report_for(person: Person, key: str) -> Report:
    """A report by its key, whoever may read its task. Raises NotFound."""
    rows = Report.objects.select_related("by", "task__owner", "task__given_for", "task__given_by")
    found: Report | None = rows.filter(task__in=tasks_for(person), key=key).first()
    if found is None:
        raise NotFound
    return found


def extension_for(person: Person, key: str) -> Extension:
    """A request for more time by its key, whoever may read its task. Raises NotFound."""
    rows = Extension.objects.select_related("asked_by", "task__owner", "task__given_for", "task__given_by")
    found: Extension | None = rows.filter(task__in=tasks_for(person), key=key).first()
    if found is None:
        raise NotFound
    return found


def subscription_for(person: Person, key: str) -> Subscription:
    """A calendar of one's own by its key. Raises NotFound."""
    found: Subscription | None = Subscription.objects.filter(person=person, key=key).first()
    if found is None:
        raise NotFound
    return found


def sections_of_others(person: Person) -> QuerySet[Section]:
    """The sections that have people, this person not among them: what is given to them is not theirs.

    One that does not stand today keeps no task to itself: what was given to it is its agency's again.
    """
    return Section.objects.filter(holds_today(), people__isnull=False).exclude(people=person).order_by()


def meant_for(person: Person, agencies: Collection[int]) -> Q:
    """The tasks of these agencies that a person is to do: they were named; or nobody was, and the section
    that was, if any, has no people or has them among its people."""
    of_all = Q(officer=None, owner__in=agencies) & ~Q(section__in=sections_of_others(person))
    return Q(officer=person) | of_all


def is_meant(person: Person, task: Task) -> bool:
    """The same of one task of their agency."""
    if task.officer_id is not None or task.section_id is None:
        return task.officer_id in (None, person.pk)
    return not sections_of_others(person).filter(pk=task.section_id).exists()


def may_report(person: Person, task: Task) -> bool:
    """Whether a person reports on a task and asks for more time: it is meant for them; its head always."""
    if not may(person, REPORT, where_of(task)):
        return False
    return is_meant(person, task) or may(person, DISTRIBUTE, where_of(task))


def require_to_report(person: Person, task: Task, *, barred: frozenset[int] = frozenset()) -> Decision:
    """The right to report on a task and to ask for more time, asked afresh. Raises NoRight."""
    decision = require(person, REPORT, where_of(task, barred=barred))
    if not is_meant(person, task) and not decide(person, DISTRIBUTE, where_of(task), afresh=True).allowed:
        raise not_meant(task)
    return decision


def not_meant(task: Task) -> NoRight:
    """Why somebody of the agency does not report on one of its tasks."""
    reason = (
        text("This task was given to a section of the agency that you do not belong to.")
        if task.officer_id is None
        else text("Another officer of the agency was named for this task.")
    )
    return NoRight(reason, text("Ask the head of the agency to name you."))
