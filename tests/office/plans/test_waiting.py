"""What waits at home: the one statement that tells which apps have something agrees with what they give."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chiso.office.people.holdings import holdings, remembering
from chiso.office.plans.content import content_of
from chiso.office.plans.services.giving import give_lines
from chiso.office.plans.waiting import tasks_of_plans
from chiso.office.scoping import within_reach_of
from chiso.office.tasks.models import Task
from chiso.office.tasks.waiting import what_waits
from chiso.office.ui import tasks
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Provider
from tests.office.plans.making import (
    Staff,
    approved,
    filled,
    handed_in,
    in_force,
    opened,
    part_of,
    staff,
    with_target,
)

pytestmark = pytest.mark.django_db


def given_and_spared(made: Staff) -> tuple[dict[str, set[Provider]], dict[str, set[Provider]]]:
    """By person: the apps that have something for them when asked one by one, and those that home spares."""
    given, spared = {}, {}
    for name, person in made.people.items():
        with remembering(), within_reach_of(person):
            reader = Reader(person, holdings(person), timezone.now())
            given[name] = {one for one in tasks._PROVIDERS if list(one(reader))}
            spared[name] = tasks._without_rows(reader)
    return given, spared


def test_no_app_that_has_something_is_spared_and_each_role_sees_what_is_its_own() -> None:
    made = staff()
    version = in_force(made)
    part_of(made, version, made.environment)
    head_decides = part_of(made, version, made.inspectorate)
    handed_in(made, head_decides, by="officer")
    with_target(made, opened(made, title="Kế hoạch khác"), "2", "5", made.inspectorate)
    handed_in(made, filled(made, title="Kế hoạch đang trình"))
    deadline = timezone.localdate() + timedelta(days=3)
    version.lines.update(deadline=deadline)
    give_lines(actor=made.people["coordinator"], version=version, lines=content_of(version).lines[:1])
    assert Task.objects.get().owner == made.inspectorate
    given, spared = given_and_spared(made)
    waits = {
        name: {app for app in (tasks_of_plans, what_waits) if app in found} for name, found in given.items()
    }
    assert waits == {
        "coordinator": set(), "coordinator_2": set(), "leader": {tasks_of_plans}, "auditor": set(),
        "officer": {what_waits}, "head": {tasks_of_plans, what_waits}, "officer_2": {tasks_of_plans},
        "head_2": set(), "statistician": set(),
    }  # fmt: skip
    assert all(not given[name] & spared[name] for name in made.people)
    # What has nothing is spared, not merely asked in vain.
    assert all(
        app in spared[name]
        for name in made.people
        for app in (tasks_of_plans, what_waits)
        if app not in given[name]
    )
    approved(made, head_decides, by="head")
    given, spared = given_and_spared(made)
    assert tasks_of_plans in given["coordinator"] - spared["coordinator"]
    assert tasks_of_plans in spared["head"] - given["head"]
