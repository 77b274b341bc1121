"""How a task stands on a day: worked out from its rows, never stored.

    withdrawn        somebody withdrew it
    done in time     confirmed; it was reported as done up to its last day, or it has none
    done late        confirmed; it was reported as done after its last day
    waiting          reported as done, not confirmed yet
    overdue          none of these, and its last day is over
    running          none of these, and something was reported
    not begun        none of these

Twice: from the columns of a task that repeat its rows, for lists of today (`state_of`, `of_state`); and from
the rows alone, with what was known at the end of any day (`as_of`). A test holds that both say the same.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from chiso.language import Text, text
from chiso.office.tasks.models import Extension, Report, Task, Withdrawal
from chiso.office.tasks.models.tasks import OPEN


class State(StrEnum):
    """How a task stands."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    WAITING = "waiting"
    OVERDUE = "overdue"
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    WITHDRAWN = "withdrawn"


NAMES: dict[State, Text] = {
    State.OVERDUE: text("overdue"),
    State.WAITING: text("waits for confirmation"),
    State.RUNNING: text("running"),
    State.NOT_BEGUN: text("not begun"),
    State.DONE_IN_TIME: text("done in time"),
    State.DONE_LATE: text("done late"),
    State.WITHDRAWN: text("withdrawn"),
}
# How each is marked, as tags of pages are (`parts/says.html.j2`).
KINDS: dict[State, str] = {
    State.OVERDUE: "bad",
    State.WAITING: "warn",
    State.RUNNING: "info",
    State.NOT_BEGUN: "",
    State.DONE_IN_TIME: "good",
    State.DONE_LATE: "good",
    State.WITHDRAWN: "",
}
CLOSED = frozenset({State.DONE_IN_TIME, State.DONE_LATE, State.WITHDRAWN})
# What stands so becomes overdue when its last day is over.
DUE = frozenset({State.RUNNING, State.NOT_BEGUN})


def state_of(task: Task, today: date) -> State:
    """How a task stands today."""
    if task.withdrawn_at is not None:
        return State.WITHDRAWN
    if task.confirmed_at is not None and task.done_on is not None:
        in_time = task.last_day is None or task.done_on <= task.last_day
        return State.DONE_IN_TIME if in_time else State.DONE_LATE
    if task.reported_at is not None:
        return State.WAITING
    if task.last_day is not None and task.last_day < today:
        return State.OVERDUE
    return State.RUNNING if task.begun_at is not None else State.NOT_BEGUN


def of_state(state: State, today: Any) -> Q:
    """The tasks that stand so today (a day, or where one is given to a question that is written once)."""
    match state:
        case State.OVERDUE:
            return OPEN & Q(reported_at=None, sorted_day__lt=today)
        case State.RUNNING | State.NOT_BEGUN:
            return Q(standing=state.value, sorted_day__gte=today)
        case _:
            return Q(standing=state.value)


def end_of(day: date) -> datetime:
    """The first moment after a day in the city."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def as_of(tasks: QuerySet[Task], day: date) -> QuerySet[Any]:
    """The tasks that had been given by the end of a day, each with its state then (`state_then`).

    Only rows written by then count: a deadline that was granted later had not been granted, what was
    confirmed later was still waiting. `last_day_then` is the last day as it stood, `percent_then` what was
    reported, `done_then` the day of what was confirmed.
    """
    end = end_of(day)
    reports = Report.objects.filter(task=OuterRef("pk"), at__lt=end)
    done = reports.filter(kind="done")
    waiting = done.filter(Q(decided_at=None) | Q(decided_at__gte=end))
    confirmed = done.filter(decision="confirmed", decided_at__lt=end).order_by("-decided_at")
    latest = reports.order_by("-at", "-pk").values("percent")[:1]
    granted = Extension.objects.filter(task=OuterRef("pk"), decision="granted")
    then = granted.filter(decided_at__lt=end).order_by("-decided_at", "-pk").values("new_last_day")[:1]
    first_after = granted.filter(decided_at__gte=end).order_by("decided_at", "pk").values("old_last_day")[:1]
    last_day: Any = Coalesce(Subquery(then), Subquery(first_after), F("last_day"), output_field=DateField())
    return (
        tasks.filter(given_at__lt=end)
        .annotate(
            last_day_then=last_day,
            percent_then=Coalesce(Subquery(latest), 0, output_field=IntegerField()),
            done_then=Subquery(confirmed.values("day")[:1], output_field=DateField()),
        )
        .annotate(
            state_then=Case(
                When(
                    Exists(Withdrawal.objects.filter(task=OuterRef("pk"), at__lt=end)),
                    then=Value(State.WITHDRAWN.value),
                ),
                When(done_then__gt=F("last_day_then"), then=Value(State.DONE_LATE.value)),
                When(done_then__isnull=False, then=Value(State.DONE_IN_TIME.value)),
                When(Exists(waiting), then=Value(State.WAITING.value)),
                When(last_day_then__lt=day, then=Value(State.OVERDUE.value)),
                When(Exists(reports), then=Value(State.RUNNING.value)),
                default=Value(State.NOT_BEGUN.value),
                output_field=CharField(),
            )
        )
    )
