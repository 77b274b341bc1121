"""What waits for a person, until when. Each app contributes; home and the count beside it show it.

contribute(tasks_of_people)        once, from AppConfig.ready of the app

def tasks_of_people(reader: Reader) -> Iterable[Task]: …     a constant number of queries

On most days nothing waits in most apps. An app that also says which rows its tasks are made of is asked only
where one of them is there, and one statement asks that for all such apps:

contribute(tasks_of_plans, rows_of_plans)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias

from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from chiso.language import Text, text, text_by_count
from chiso.office.people.models import Person
from chiso.office.scoping import within_reach_of
from chiso.office.ui.reader import Reader, reader_of

State: TypeAlias = Literal["", "soon", "late"]
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, why it waits for this person, the last moment in time, where it is done.

    `deadline` a day: to its end; None: no deadline. `button` is a verb and its object.
    """

    title: Text | str
    why: Text | str
    deadline: datetime | date | None
    address: str
    button: Text


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task as it is shown: deadline in words and date, soon (within a day) or late."""

    task: Task
    until: Text
    beside: Text | str
    state: State
    is_first: bool


Provider: TypeAlias = Callable[[Reader], Iterable[Task]]
Rows: TypeAlias = Callable[[Reader], Iterable[QuerySet[Any]]]
_PROVIDERS: list[Provider] = []
_ROWS: dict[Provider, Rows] = {}


def contribute(provider: Provider, rows: Rows | None = None) -> None:
    """Let an app add tasks to the list of every person. `rows`: without any of them it has nothing to add."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)
    if rows is not None:
        _ROWS[provider] = rows


def tasks_of(request: HttpRequest) -> list[Waiting]:
    """What waits for the reader of this request; asked once a request."""
    known: list[Waiting] | None = getattr(request, "waiting", None)
    if known is None:
        known = []
        reader = reader_of(request)
        if reader is not None:
            with within_reach_of(reader.person):
                known = waiting_for(reader)
        request.waiting = known  # type: ignore[attr-defined]
    return known


def waiting_for(reader: Reader) -> list[Waiting]:
    """What waits for a person: by deadline, what has none last. Within the reach of the person."""
    idle = _without_rows(reader)
    tasks = [task for provider in _PROVIDERS if provider not in idle for task in provider(reader)]
    ends = sorted(((_end_of(task), place) for place, task in enumerate(tasks)), key=_by_end)
    return [
        _show(tasks[place], end, reader.at, is_first=number == 0) for number, (end, place) in enumerate(ends)
    ]


def _by_end(pair: tuple[datetime | None, int]) -> tuple[bool, datetime, int]:
    end, place = pair
    return end is None, end or datetime.max.replace(tzinfo=timezone.get_current_timezone()), place


def _end_of(task: Task) -> datetime | None:
    """The moment after which the task is late."""
    if task.deadline is None or isinstance(task.deadline, datetime):
        return task.deadline
    return timezone.make_aware(datetime.combine(task.deadline + _A_DAY, time()))


def _without_rows(reader: Reader) -> set[Provider]:
    """The providers whose rows are not there now. One statement; none where it would spare none."""
    asked = [
        (provider, rows) for provider in _PROVIDERS if provider in _ROWS for rows in _ROWS[provider](reader)
    ]
    idle = {provider for provider in _PROVIDERS if provider in _ROWS}
    if len(asked) < 2:
        return idle - {provider for provider, _ in asked}
    there = Person.objects.filter(pk=reader.person.pk).values_list(*(Exists(rows) for _, rows in asked))
    found = there.get()
    return idle - {provider for (provider, _), is_there in zip(asked, found, strict=True) if is_there}


def _show(task: Task, end: datetime | None, now: datetime, *, is_first: bool) -> Waiting:
    if end is None or task.deadline is None:
        return Waiting(task, text("No deadline"), "", "", is_first)
    has_hour = isinstance(task.deadline, datetime)
    local = timezone.localtime(end if has_hour else end - timedelta(seconds=1))
    day, today, hour = local.date(), timezone.localtime(now).date(), local.strftime("%H:%M")
    if end <= now:
        due = (
            text("was due at {hour}, {day}", hour=hour, day=day)
            if has_hour
            else text("was due {day}", day=day)
        )
        days = (today - day).days
        if days:
            return Waiting(
                task, text_by_count("One day late", "{count} days late", days), due, "late", is_first
            )
        return Waiting(task, text("Late since {hour}", hour=hour), due, "late", is_first)
    state: State = "soon" if end - now <= _A_DAY else ""
    left: Text = time_left(end - now, (day - today).days)
    if day == today:
        until = text("{hour} today", hour=hour) if has_hour else text("Today")
    else:
        until = text("{day}", day=day)
        left = text("{hour}, {left}", hour=hour, left=left) if has_hour else left
    return Waiting(task, until, left, state, is_first)


def time_left(left: timedelta, days: int) -> Text:
    """How long there is: minutes within two hours, hours within a day, else days of the calendar."""
    minutes = int(left.total_seconds() // 60)
    if minutes < 120:
        return text_by_count("one minute left", "{count} minutes left", minutes)
    if left <= _A_DAY:
        return text_by_count("one hour left", "{count} hours left", minutes // 60)
    return text_by_count("one day left", "{count} days left", days)
