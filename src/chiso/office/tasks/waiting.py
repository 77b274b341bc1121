"""What waits for a person: reports and requests to decide on, tasks that are near their end or over it.

Three queries at most. Of the tasks of an agency those that nobody else was named for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.people.roles import Role
from chiso.office.tasks.access import DECIDE, DECIDE_BELOW, REPORT, meant_for
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


def rows_behind(reader: Reader) -> Iterator[QuerySet[Any]]:
    """The tasks and requests that this is made of."""
    if _decides(reader):
        yield _reported(reader)
        yield _asked(reader)
    if reader.may_somewhere(REPORT):
        yield _due(reader)


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
    if not _decides(reader):
        return
    for task in _reported(reader).select_related("owner").order_by("reported_at")[:_MOST]:
        yield ui.Task(
            text("Confirm or return: {task}", task=task.title),
            text("{agency} reports it as done.", agency=task.owner.name),
            None,
            reverse("tasks:task", args=[task.key]),
            text("Look and decide"),
        )
    for request in _asked(reader).select_related("task__owner").order_by("asked_at")[:_MOST]:
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
    for task in _due(reader).select_related("owner").order_by("sorted_day", "pk")[:_MOST]:
        yield ui.Task(
            task.title,
            text("Task of {agency}, {percent} % reported.", agency=task.owner.name, percent=task.percent),
            task.last_day,
            reverse("tasks:task", args=[task.key]),
            text("Report on it"),
        )


def _decides(reader: Reader) -> bool:
    return reader.may_somewhere(DECIDE) or reader.may_somewhere(DECIDE_BELOW)


def _reported(reader: Reader) -> QuerySet[Task]:
    """What is reported as done, by others."""
    mine = Report.objects.filter(task=OuterRef("pk"), kind="done", decision="", by=reader.person)
    reported = Task.objects.filter(OPEN, _decided_by(reader), reported_at__isnull=False)
    return reported.exclude(Exists(mine))


def _asked(reader: Reader) -> QuerySet[Extension]:
    """What more time is asked for, by others."""
    asked = Extension.objects.filter(_decided_by(reader, "task__"), decision="")
    return asked.exclude(asked_by=reader.person)


def _due(reader: Reader) -> QuerySet[Task]:
    """What is to be done soon, or should be done."""
    today = timezone.localdate(reader.at)
    return doable(reader).filter(OPEN, reported_at=None, last_day__lte=today + NEAR)


def doable(reader: Reader) -> QuerySet[Task]:
    """The tasks of the reader's agencies that they are to do."""
    agencies = {
        one.appointment.agency_id
        for one in reader.held
        if one.appointment.role in (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)
        and one.allows(REPORT)
        and one.appointment.agency_id is not None
    }
    return Task.objects.filter(meant_for(reader.person, agencies), owner__in=agencies)
