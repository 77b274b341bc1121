"""What waits for a person: reports and requests to decide on, tasks that are near their end or over it.

Three queries at most. Of the tasks of an agency those that nobody else was named for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.people.roles import Role
from chiso.office.tasks.access import DECIDE, DECIDE_BELOW, REPORT
from chiso.office.tasks.models import Extension, Report, Task
from chiso.office.tasks.models.tasks import OPEN
from chiso.office.ui import tasks as ui
from chiso.office.ui.reader import Reader

NEAR = timedelta(days=14)
_MOST = 20


def what_waits(reader: Reader) -> Iterable[ui.Task]:
    """Decisions first, then what is to be done."""
    yield from _to_decide(reader)
    yield from _to_do(reader)


def _decided_by(reader: Reader, path: str = "") -> Q:
    """The tasks on which a reader decides: of the city, and those that their agencies gave on."""
    found = Q(pk__in=())
    if reader.may_somewhere(DECIDE):
        of_city = Q(**{f"{path}given_for": None})
        if not reader.holds(Role.CITY_LEADER):
            of_city &= ~Q(**{f"{path}owner__in": reader.agencies})
        found |= of_city
    heads = {
        one.appointment.agency_id
        for one in reader.held
        if one.appointment.role == Role.AGENCY_HEAD and one.allows(DECIDE_BELOW)
    }
    if heads:
        found |= Q(**{f"{path}given_for__in": heads})
    return found


def _to_decide(reader: Reader) -> Iterable[ui.Task]:
    if not (reader.may_somewhere(DECIDE) or reader.may_somewhere(DECIDE_BELOW)):
        return
    me = reader.person
    reported = Task.objects.select_related("owner").filter(
        OPEN, _decided_by(reader), reported_at__isnull=False
    )
    mine = Report.objects.filter(task=OuterRef("pk"), kind="done", decision="", by=me)
    reported = reported.exclude(Exists(mine))
    for task in reported.order_by("reported_at")[:_MOST]:
        yield ui.Task(
            text("Confirm or return: {task}", task=task.title),
            text("{agency} reports it as done.", agency=task.owner.name),
            None,
            reverse("tasks:task", args=[task.key]),
            text("Look and decide"),
        )
    asked = Extension.objects.select_related("task__owner").filter(_decided_by(reader, "task__"), decision="")
    for request in asked.exclude(asked_by=me).order_by("asked_at")[:_MOST]:
        yield ui.Task(
            text("More time? {task}", task=request.task.title),
            text(
                "{agency} asks for time until {day}.",
                agency=request.task.owner.name,
                day=request.new_deadline,
            ),
            None,
            reverse("tasks:task", args=[request.task.key]),
            text("Look and decide"),
        )


def _to_do(reader: Reader) -> Iterable[ui.Task]:
    if not reader.may_somewhere(REPORT):
        return
    today = timezone.localdate(reader.at)
    found = doable(reader).filter(OPEN, reported_at=None, last_day__lte=today + NEAR)
    for task in found.select_related("owner").order_by("sorted_day", "pk")[:_MOST]:
        yield ui.Task(
            task.title,
            text("Task of {agency}, {percent} % reported.", agency=task.owner.name, percent=task.percent),
            task.last_day,
            reverse("tasks:task", args=[task.key]),
            text("Report on it"),
        )


def doable(reader: Reader) -> QuerySet[Task]:
    """The tasks that a reader is to do: they were named, or nobody was and they are of the agency."""
    agencies = {
        one.appointment.agency_id
        for one in reader.held
        if one.appointment.role in (Role.AGENCY_OFFICER, Role.AGENCY_HEAD) and one.allows(REPORT)
    }
    mine = Q(officer=reader.person) | Q(officer=None, owner__in=agencies)
    return Task.objects.filter(mine, owner__in=agencies)
