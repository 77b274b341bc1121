"""Tasks for tests: a small city, a day that stands still, tasks in any state by the services alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from chiso.office.organisation.models import Agency, AgencyForm
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.tasks.models import Report, Task
from chiso.office.tasks.services import (
    NewTask,
    confirm_done,
    give_part,
    give_task,
    report_done,
    report_progress,
)
from tests.office.making import appoint, make_agency, make_person

# A Monday; no holiday falls into the fortnight around it.
TODAY = date(2026, 6, 15)


@dataclass(frozen=True)
class City:
    """Two agencies, a unit below the first, and people in the roles that have to do with tasks."""

    justice: Agency
    health: Agency
    ward: Agency
    coordinator: Person
    leader: Person
    auditor: Person
    head: Person
    officer: Person
    colleague: Person
    other_head: Person
    other_officer: Person
    ward_head: Person
    ward_officer: Person


def make_city() -> City:
    justice, health = make_agency("Sở Tư pháp"), make_agency("Sở Y tế")
    ward = make_agency("Phòng Công chứng số 1")
    AgencyForm.objects.filter(agency=ward).update(parent=justice)
    people = {
        "coordinator": (Role.COORDINATOR, None),
        "leader": (Role.CITY_LEADER, None),
        "auditor": (Role.AUDITOR, None),
        "head": (Role.AGENCY_HEAD, justice),
        "officer": (Role.AGENCY_OFFICER, justice),
        "colleague": (Role.AGENCY_OFFICER, justice),
        "other_head": (Role.AGENCY_HEAD, health),
        "other_officer": (Role.AGENCY_OFFICER, health),
        "ward_head": (Role.AGENCY_HEAD, ward),
        "ward_officer": (Role.AGENCY_OFFICER, ward),
    }
    made: dict[str, Person] = {}
    for name, (role, agency) in people.items():
        made[name] = make_person(f"Người {name}")
        # From long ago: tests look back over years.
        appoint(made[name], role, agency, valid_from=date(2019, 1, 1))
    return City(justice, health, ward, **made)


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[datetime]:
    """That day, at an hour in the city, for everything that asks what time it is."""
    at = timezone.make_aware(datetime.combine(day, time(hour)))
    with patch("django.utils.timezone.now", return_value=at):
        yield at


def new_task(city: City, **changes: Any) -> NewTask:
    given: dict[str, Any] = {
        "title": "Rút ngắn thời gian cấp bản sao", "owner": city.justice, "deadline": date(2026, 6, 30),
    }  # fmt: skip
    return NewTask(**given | changes)


def given(city: City, **changes: Any) -> Task:
    """A task for the department of justice, given by the coordinator."""
    return give_task(actor=city.coordinator, given=new_task(city, **changes))


def part_of(city: City, parent: Task, **changes: Any) -> Task:
    """A part for the unit below, given on by the head."""
    wanted = new_task(city, **({"owner": city.ward, "deadline": parent.deadline} | changes))
    return give_part(actor=city.head, parent=parent, given=wanted)


def fresh(task: Task) -> Task:
    """The task as the database has it."""
    return Task.objects.select_related("owner", "given_for", "parent", "given_by").get(pk=task.pk)


def reported(city: City, task: Task, percent: int = 40, **changes: Any) -> Report:
    """Progress, by the officer."""
    current = fresh(task)
    return report_progress(
        actor=changes.pop("actor", city.officer), task=current, percent=percent, words="Đã làm một phần",
        expected_version=current.version, **changes,
    )  # fmt: skip


def done(city: City, task: Task, **changes: Any) -> Report:
    """Reported as done, by the officer."""
    current = fresh(task)
    report = report_done(
        actor=changes.pop("actor", city.officer), task=current, words="Đã xong",
        expected_version=current.version, **changes,
    )  # fmt: skip
    return Report.objects.select_related("by", "task__owner", "task__given_for").get(pk=report.pk)


def confirmed(city: City, task: Task, **changes: Any) -> Task:
    """Done, and confirmed by the coordinator."""
    report = done(city, task, **changes)
    return confirm_done(actor=city.coordinator, report=report, expected_version=fresh(task).version)
