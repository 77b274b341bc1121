"""How tasks stand, whatever is done to them in whatever order: worked out twice, and never typed.

The state by the columns of a task, the state by its rows alone, and a third one kept by hand here, from the
calls that went through, are the same on every day; looked back at, each day says what it said then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chiso.office.errors import OfficeRefused
from chiso.office.tasks import services
from chiso.office.tasks.days import last_day_of
from chiso.office.tasks.models import Extension, Report, Task
from chiso.office.tasks.states import State, as_of, of_state, state_of
from tests.office.tasks.making import TODAY, City, fresh, make_city, new_task, on

pytestmark = pytest.mark.django_db

ACTIONS = (
    "progress",
    "done",
    "confirm",
    "return",
    "ask",
    "grant",
    "refuse",
    "withdraw",
    "next day",
    "next week",
)
PEOPLE = ("coordinator", "leader", "auditor", "head", "officer", "colleague", "other_head", "other_officer")
DEADLINES = st.sampled_from([None, TODAY, TODAY + timedelta(days=4), TODAY + timedelta(days=12)])
CALLS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(PEOPLE)), max_size=25)


@dataclass
class Told:
    """What should be so, by the calls that went through."""

    last_day: date | None
    begun: bool = False
    waiting_since: date | None = None
    done_on: date | None = None
    withdrawn: bool = False
    reports: int = 0
    asked_until: date | None = None
    days: dict[date, State] = field(default_factory=dict)

    def state(self, today: date) -> State:
        if self.withdrawn:
            return State.WITHDRAWN
        if self.done_on is not None:
            late = self.last_day is not None and self.done_on > self.last_day
            return State.DONE_LATE if late else State.DONE_IN_TIME
        if self.waiting_since is not None:
            return State.WAITING
        if self.last_day is not None and today > self.last_day:
            return State.OVERDUE
        return State.RUNNING if self.begun else State.NOT_BEGUN


def call(city: City, task: Task, action: str, person: str, told: Told, today: date) -> None:
    """One call; what it should have changed is noted where it went through."""
    actor, current = getattr(city, person), fresh(task)
    version = current.version
    if action == "progress":
        services.report_progress(
            actor=actor, task=current, percent=30, words="Đang làm", expected_version=version
        )
        told.begun, told.reports = True, told.reports + 1
    elif action == "done":
        services.report_done(actor=actor, task=current, words="Xong", expected_version=version)
        told.begun, told.waiting_since, told.reports = True, today, told.reports + 1
    elif action in ("confirm", "return"):
        latest = Report.objects.select_related("task__owner", "task__given_for").filter(
            task=task, kind="done"
        )
        report = latest.order_by("-pk").first()
        if report is None:
            return
        if action == "confirm":
            services.confirm_done(actor=actor, report=report, expected_version=version)
            told.done_on, told.waiting_since, told.asked_until = told.waiting_since, None, None
        else:
            services.return_task(actor=actor, report=report, reason="Chưa", expected_version=version)
            told.waiting_since = None
        assert report.by != actor
    elif action == "ask":
        until = today + timedelta(days=10)
        services.ask_for_time(
            actor=actor, task=current, new_deadline=until, reason="Bận", expected_version=version
        )
        told.asked_until = until
    elif action in ("grant", "refuse"):
        rows = Extension.objects.select_related("task__owner", "task__given_for").filter(task=task)
        extension = rows.order_by("-pk").first()
        if extension is None:
            return
        if action == "grant":
            services.grant_time(actor=actor, extension=extension, expected_version=version)
            assert told.asked_until is not None
            told.last_day = last_day_of(told.asked_until)
        else:
            services.refuse_time(actor=actor, extension=extension, answer="Không", expected_version=version)
        told.asked_until = None
    elif action == "withdraw":
        services.withdraw_task(actor=actor, task=current, reason="Bỏ", expected_version=version)
        told.withdrawn, told.asked_until = True, None


def check(task: Task, told: Told, today: date) -> None:
    """Columns, rows, lists by state, and what was told agree."""
    stands = fresh(task)
    expected = told.state(today)
    assert state_of(stands, today) is expected
    found = [state for state in State if Task.objects.filter(of_state(state, today), pk=task.pk).exists()]
    assert found == [expected]
    then = as_of(Task.objects.filter(pk=task.pk), today).get()
    assert (then.state_then, then.last_day_then) == (expected.value, told.last_day)
    # No report is lost, whatever was decided on it.
    assert Report.objects.filter(task=task).count() == told.reports
    for report in Report.objects.filter(task=task).exclude(decided_by=None):
        assert report.by_id != report.decided_by_id


def days(calls: list[tuple[str, str]]) -> Iterator[tuple[date, list[tuple[str, str]]]]:
    """The calls day by day."""
    today = TODAY
    here: list[tuple[str, str]] = []
    for action, person in calls:
        if action in ("next day", "next week"):
            yield today, here
            today, here = today + timedelta(days=1 if action == "next day" else 7), []
        else:
            here.append((action, person))
    yield today, here


def walk(city: City, calls: list[tuple[str, str]], deadline: date | None) -> None:
    with on(TODAY):
        task = services.give_task(actor=city.coordinator, given=new_task(city, deadline=deadline))
    told = Told(last_day_of(deadline) if deadline else None)
    for today, here in days(calls):
        for action, person in here:
            with on(today), suppress(OfficeRefused), transaction.atomic():
                call(city, task, action, person, told, today)
            check(task, told, today)
        told.days[today] = told.state(today)
    for day, state in told.days.items():
        then = as_of(Task.objects.filter(pk=task.pk), day).get()
        assert then.state_then == state.value, day
    assert not as_of(Task.objects.filter(pk=task.pk), TODAY - timedelta(days=1)).exists()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=CALLS,
    deadline=DEADLINES,
)
def test_no_sequence_of_calls_types_a_state_or_loses_a_report(
    db: None, calls: list[tuple[str, str]], deadline: date | None
) -> None:
    with transaction.atomic():
        walk(make_city(), calls, deadline)
        transaction.set_rollback(True)


@pytest.mark.soak
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=CALLS,
    deadline=DEADLINES,
)
def test_no_longer_sequence_either(db: None, calls: list[tuple[str, str]], deadline: date | None) -> None:
    with transaction.atomic():
        walk(make_city(), calls, deadline)
        transaction.set_rollback(True)


def then(days: int) -> str:
    """How the one task stood so many days after the first."""
    return str(as_of(Task.objects.all(), TODAY + timedelta(days=days)).get().state_then)


def test_a_walk_through_all_states_by_hand(db: None) -> None:
    """Each state is met, so that the property above is not about a few of them."""
    calls = [
        ("progress", "officer"), ("next week", ""), ("ask", "officer"), ("grant", "leader"),
        ("next week", ""), ("next day", ""), ("done", "officer"), ("return", "coordinator"),
        ("next week", ""), ("done", "officer"), ("confirm", "officer"),
        ("confirm", "coordinator"), ("withdraw", "coordinator"),
    ]  # fmt: skip
    city = make_city()
    with transaction.atomic():
        walk(city, calls, TODAY + timedelta(days=4))
    task = Task.objects.get()
    seen = [then(days) for days in (0, 7, 14, 15, 22)]
    # Monday 15 June: begun. 22 June: the last day, 19 June, is over, but ten more days were granted (to
    # 2 July). 29 June: in time. 30 June: returned on that day. 7 July: done late.
    assert seen == ["running", "running", "running", "running", "done_late"]
    assert then(5) == "overdue"
    assert then(18) == "overdue"
    assert task.withdrawn_at is None
