"""Who is told of what happens to a task; the words of these notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.urls import reverse

from chiso.language import Text, text
from chiso.office.campaigns.people_told import holders, people_of_agencies
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.tasks.days import said_day
from chiso.office.tasks.inside import sections_inside
from chiso.office.tasks.models import Extension, Involvement, Report, Task

GIVEN, DISTRIBUTED, NOTED = "tasks.given", "tasks.distributed", "tasks.noted"
REPORTED, CONFIRMED, RETURNED = "tasks.reported", "tasks.confirmed", "tasks.returned"
WITHDRAWN, ASKED, DECIDED = "tasks.withdrawn", "tasks.time_asked", "tasks.time_decided"
REMINDER = "tasks.reminder"
_HEADS = (Role.AGENCY_HEAD,)
_AGENCY = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)


def declare() -> None:
    """Called once, when the app is ready."""
    for kind, say in _SAYS.items():
        declare_kind(kind, say)


def tell_given(work: Work, task: Task) -> None:
    """The heads of the agency, and who was named; heads of those who are to help."""
    told = _but(work, [*people_of_agencies([task.owner_id], *_HEADS), *_named(task)])
    _tell(work, told, GIVEN, task, deadline=said_day(task.deadline), owner=task.owner.name)
    helping = _agencies(task, "collaborator")
    if helping:
        others = _but(work, people_of_agencies(helping, *_HEADS), {one.pk for one in told})
        _tell(work, others, GIVEN, task, deadline=said_day(task.deadline), owner=task.owner.name)


def tell_distributed(work: Work, task: Task, actor: Person) -> None:
    """The officer who was named, else the people of the section; not who named them."""
    told = [one for one in _named(task) if one.pk != actor.pk]
    _tell(work, told, DISTRIBUTED, task, deadline=said_day(task.deadline))


def tell_reported(work: Work, task: Task) -> None:
    """Those who decide on it."""
    _tell(work, _but(work, deciders(task)), REPORTED, task, owner=task.owner.name)


def tell_confirmed(work: Work, task: Task, report: Report) -> None:
    """Who reported it, who was named, and the heads of the agency."""
    _tell(work, _but(work, _doers(task, report.by)), CONFIRMED, task)


def tell_returned(work: Work, task: Task, report: Report) -> None:
    """The same people."""
    _tell(work, _but(work, _doers(task, report.by)), RETURNED, task)


def tell_withdrawn(work: Work, task: Task, actor: Person) -> None:
    """The people of the agency who are concerned, and who gave it on, where the city ends it."""
    above = people_of_agencies([task.given_for_id], *_HEADS) if task.given_for_id is not None else ()
    _tell(work, _but(work, [*_doers(task, actor), *above]), WITHDRAWN, task)


def tell_asked_for_time(work: Work, task: Task, request: Extension) -> None:
    """Those who decide on it."""
    facts = {"owner": task.owner.name, "until": said_day(request.new_deadline)}
    _tell(work, _but(work, deciders(task)), ASKED, task, **facts)


def tell_time_decided(work: Work, task: Task, request: Extension) -> None:
    """Who asked, who was named, and the heads of the agency."""
    facts = {"deadline": said_day(task.deadline), "decision": request.decision}
    _tell(work, _but(work, _doers(task, request.asked_by)), DECIDED, task, **facts)


def tell_noted(work: Work, task: Task, actor: Person) -> None:
    """Who was named, or the heads of the agency; and who gave it."""
    told = [*(_named(task) or people_of_agencies([task.owner_id], *_HEADS)), task.given_by]
    _tell(work, [one for one in told if one.pk != actor.pk], NOTED, task)


def deciders(task: Task) -> Iterable[Person]:
    """Who decides on a task: the heads of the agency that gave it on; else who gave it for the city, and
    the coordinators."""
    if task.given_for_id is not None:
        return people_of_agencies([task.given_for_id], *_HEADS)
    return [task.given_by, *holders(Role.COORDINATOR)]


def facts_of_reminder(task: Task, last_day: date, days: int) -> dict[str, str | int]:
    """What a reminder says."""
    return {"task": task.title, "day": said_day(last_day), "days": days, "owner": task.owner.name}


def address_of(task: Task) -> str:
    """The page of a task."""
    return reverse("tasks:task", args=[task.key])


def _tell(work: Work, people: Iterable[Person], kind: str, task: Task, **facts: str) -> None:
    tell(work, people, kind, {"task": task.title, **facts}, address=address_of(task))


def _but(work: Work, people: Iterable[Person], others: Collection[int] = ()) -> list[Person]:
    """These people without who does it now."""
    own = work.actor.pk if work.actor is not None else None
    return [one for one in people if one.pk != own and one.pk not in others]


def _named(task: Task) -> list[Person]:
    """The officer who was named, else the people of the section while it stands; those who still work in
    the agency."""
    inside = people_of_agencies([task.owner_id], *_AGENCY)
    if task.officer_id is not None:
        return list(inside.filter(pk=task.officer_id))
    if task.section_id is None:
        return []
    return list(inside.filter(sections__in=sections_inside(task.owner).filter(pk=task.section_id)))


def _doers(task: Task, reporter: Person) -> list[Person]:
    """Who reported, where they still work in the agency, who was named, and the heads."""
    inside = people_of_agencies([task.owner_id], *_AGENCY)
    heads = people_of_agencies([task.owner_id], *_HEADS)
    return [*inside.filter(pk=reporter.pk), *_named(task), *heads]


def _agencies(task: Task, part: str) -> list[int]:
    return list(Involvement.objects.filter(task=task, part=part).values_list("agency", flat=True))


def _say_given(facts: Facts) -> Said:
    title = text("A task for {owner}, until {deadline}: {task}", **_three(facts))
    return Said(title, "", text("Open the task"))


def _three(facts: Facts) -> dict[str, str]:
    return {name: str(facts[name]) for name in ("owner", "deadline", "task")}


def _say_distributed(facts: Facts) -> Said:
    title = text(
        "A task was given to you, until {deadline}: {task}",
        deadline=str(facts["deadline"]),
        task=str(facts["task"]),
    )
    return Said(title, "", text("Open the task"))


def _say_reported(facts: Facts) -> Said:
    title = text("{owner} reports as done: {task}", owner=str(facts["owner"]), task=str(facts["task"]))
    return Said(title, text("It waits for you to confirm or return it."), text("Look and decide"))


def _say_confirmed(facts: Facts) -> Said:
    return Said(text("Confirmed as done: {task}", task=str(facts["task"])), "", text("Open the task"))


def _say_returned(facts: Facts) -> Said:
    title = text("Returned, not done yet: {task}", task=str(facts["task"]))
    return Said(title, text("The reason stands with the task."), text("See why"))


def _say_withdrawn(facts: Facts) -> Said:
    title = text("Need not be done any more: {task}", task=str(facts["task"]))
    return Said(title, text("The reason stands with the task."), text("See why"))


def _say_asked(facts: Facts) -> Said:
    title = text(
        "{owner} asks for time until {until}: {task}",
        owner=str(facts["owner"]),
        until=str(facts["until"]),
        task=str(facts["task"]),
    )
    return Said(title, "", text("Look and decide"))


def _say_decided(facts: Facts) -> Said:
    told = {"deadline": str(facts["deadline"]), "task": str(facts["task"])}
    if facts["decision"] == "granted":
        return Said(text("More time, until {deadline}: {task}", **told), "", text("Open the task"))
    return Said(text("No more time, it stays {deadline}: {task}", **told), "", text("See why"))


def _say_noted(facts: Facts) -> Said:
    return Said(text("A note was added: {task}", task=str(facts["task"])), "", text("Read the note"))


def _say_reminder(facts: Facts) -> Said:
    told = {name: str(facts[name]) for name in ("task", "day", "owner")}
    days = int(facts["days"])
    title: Text
    if days > 0:
        title = text("Overdue since {day}, {owner}: {task}", **told)
    elif days == 0:
        title = text("Due today, {owner}: {task}", **told)
    else:
        title = text("Due {day}, {owner}: {task}", **told)
    return Said(title, "", text("Open the task"))


_SAYS = {
    GIVEN: _say_given,
    DISTRIBUTED: _say_distributed,
    REPORTED: _say_reported,
    CONFIRMED: _say_confirmed,
    RETURNED: _say_returned,
    WITHDRAWN: _say_withdrawn,
    ASKED: _say_asked,
    DECIDED: _say_decided,
    NOTED: _say_noted,
    REMINDER: _say_reminder,
}
