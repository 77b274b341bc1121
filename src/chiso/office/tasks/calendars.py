"""The tasks of a subscription as a calendar: what its person may read now, in their language.

What is open, and what was closed in the last two months; tasks without a deadline have no day to stand on.
A calendar holds the first of them up to a bound that programs bear. Where there are more, an entry on the day
of the next one says how many and where they are.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from chiso.language import Language, text, text_by_count
from chiso.office.configuration import configuration
from chiso.office.people.holdings import holdings
from chiso.office.people.rights import may_somewhere
from chiso.office.tasks.access import READ, tasks_for
from chiso.office.tasks.filters import of_whom
from chiso.office.tasks.icalendar import Event, write_calendar
from chiso.office.tasks.models import Subscription, Task
from chiso.office.tasks.models.tasks import OPEN
from chiso.office.tasks.shown import WHOSE
from chiso.office.tasks.states import NAMES, State, state_of
from chiso.office.ui.reader import Reader

MOST_EVENTS = 2_000
_KEPT = timedelta(days=60)


def calendar_of(subscription: Subscription) -> bytes:
    """The calendar of a subscription as it stands now. Empty where its person may read no tasks any more."""
    person, now = subscription.person, timezone.now()
    language: Language = "en" if person.language == "en" else "vi"
    reader = Reader(person, holdings(person), now, language)
    events: list[Event] = []
    if may_somewhere(person, READ):
        tasks = of_whom(tasks_for(person), subscription.whose, person, reader.agencies)
        recent = Q(confirmed_at__gte=now - _KEPT) | Q(withdrawn_at__gte=now - _KEPT)
        rows = tasks.filter(OPEN | recent, last_day__isnull=False).select_related("owner", "directive")
        found = list(rows.order_by("sorted_day", "pk")[: MOST_EVENTS + 1])
        events = [_event(task, language) for task in found[:MOST_EVENTS]]
        if len(found) > MOST_EVENTS:
            events.append(_cut(subscription, found[-1], rows.count() - MOST_EVENTS, language))
    name = text("{city}: {whose}", city=configuration().city or "chiso", whose=WHOSE[subscription.whose])
    return write_calendar(name.in_language(language), events)


def _event(task: Task, language: Language) -> Event:
    state = state_of(task, timezone.localdate())
    assert task.last_day is not None, "only tasks with a day stand in a calendar"
    summary = text("{title} ({state})", title=task.title, state=NAMES[state])
    lines = [
        text("Who does it: {agency}", agency=task.owner.name),
        *([text("Product: {product}", product=task.product)] if task.product else []),
        *(
            [text("From: {number} {title}", number=task.directive.number, title=task.directive.title)]
            if task.directive
            else []
        ),
        *([text("Made up: an example.")] if task.is_made_up else []),
    ]
    return Event(
        uid=f"{task.key}@{configuration().hosts[0]}",
        day=task.last_day,
        summary=summary.in_language(language),
        description="\n".join(one.in_language(language) for one in lines),
        address=_address(reverse("tasks:task", args=[task.key])),
        changed_at=task.changed_at,
        number=task.version - 1,
        is_urgent=task.priority == "high" or state is State.OVERDUE,
        is_cancelled=state is State.WITHDRAWN,
    )


def _cut(subscription: Subscription, first: Task, count: int, language: Language) -> Event:
    """What stands in the place of the tasks that a calendar has no room for; `first` is the first of them."""
    assert first.last_day is not None, "only tasks with a day stand in a calendar"
    summary = text_by_count(
        "One more task from here on is not in this calendar",
        "{count} more tasks from here on are not in this calendar",
        count,
    )
    said = text("A calendar holds {most} tasks. All of them are in the list of the office.", most=MOST_EVENTS)
    return Event(
        uid=f"cut-{subscription.key}@{configuration().hosts[0]}",
        day=first.last_day,
        summary=summary.in_language(language),
        description=said.in_language(language),
        address=_address(f"{reverse('tasks:list')}?cua={subscription.whose}"),
        changed_at=first.changed_at,
        number=0,
    )


def _address(path: str) -> str:
    host, scheme = configuration().hosts[0], "https" if configuration().secure else "http"
    return f"{scheme}://{host}{path}"
