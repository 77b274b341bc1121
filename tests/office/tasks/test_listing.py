"""Lists of tasks, counts and pages against all tasks looked through one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chiso.office.people.models import Person
from chiso.office.tasks import listing
from chiso.office.tasks.filters import ALL, OPEN_ONES, Wanted
from chiso.office.tasks.listing import Cut, TaskList, board_of, paged
from chiso.office.tasks.models import Involvement, Task
from chiso.office.tasks.states import CLOSED, NAMES, State, state_of
from chiso.office.ui.reader import Reader
from tests.office.tasks.making import TODAY, City, make_city, on

pytestmark = pytest.mark.django_db

NEVER = date(9999, 12, 31)
STATES = (OPEN_ONES, ALL, *(one.value for one in NAMES))


@pytest.fixture
def city() -> City:
    """A task in each mixture of day, begun, reported, confirmed, withdrawn; owners by turns, and helpers."""
    made = make_city()
    at = timezone.make_aware(datetime(2026, 6, 1, 10))
    agencies = (made.justice, made.health, made.ward)
    days = (None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))
    mixtures = product(days, (None, at), (None, at), (None, at), (None, at), (-1, 0, 1))
    rows = [
        Task(
            title=f"Việc {number}", owner=agencies[number % 3], given_by=made.coordinator, last_day=day,
            deadline=day, begun_at=begun, reported_at=reported, confirmed_at=confirmed,
            withdrawn_at=withdrawn, done_on=(day or TODAY) + timedelta(days=done) if confirmed else None,
        )
        for number, (day, begun, reported, confirmed, withdrawn, done) in enumerate(mixtures)
    ]  # fmt: skip
    tasks = Task.objects.bulk_create(rows)
    # The first agency owns a third, helps with another sixth, and does both in some.
    Involvement.objects.bulk_create(
        [Involvement(task=one, agency_id=one.owner_id, part="owner") for one in tasks]
        + [Involvement(task=one, agency=made.justice, part="collaborator") for one in tasks[::4]]
    )
    return made


def list_of(person: Person, whose: str, state: str, **more: object) -> TaskList:
    from chiso.office.people.holdings import holdings

    reader = Reader(person, holdings(person), timezone.now())
    return TaskList(reader, Wanted(whose=whose, state=state, **more), TODAY)  # type: ignore[arg-type]


def looked_through(city: City, who: str, whose: str) -> list[Task]:
    """All that this reader may see of whose tasks, in the order of the list: said in Python."""
    own = {"head": {city.justice.pk}, "coordinator": set()}[who]
    seen = set(Involvement.objects.filter(agency=city.justice).values_list("task_id", flat=True))
    rows = [
        one
        for one in Task.objects.all()
        if (who == "coordinator" or one.pk in seen) and (whose == "city" or one.owner_id in own)
    ]
    return sorted(rows, key=lambda one: (one.last_day or NEVER, one.pk))


def fits(task: Task, state: str) -> bool:
    stands = state_of(task, TODAY)
    return state == ALL or (stands not in CLOSED if state == OPEN_ONES else stands.value == state)


@pytest.mark.parametrize("many", [1, 10_000], ids=["walked to", "gathered"])
@pytest.mark.parametrize(("who", "whose"), [*product(["coordinator", "head"], ["city", "agency"])])
def test_every_page_of_every_list_holds_what_looking_through_all_tasks_finds(
    city: City, monkeypatch: pytest.MonkeyPatch, who: str, whose: str, many: int
) -> None:
    monkeypatch.setattr(listing, "_MANY", many)
    everything = looked_through(city, who, whose)
    with on(TODAY):
        counts = list_of(getattr(city, who), whose, ALL).counts()
        assert counts == {one: Counter(state_of(t, TODAY) for t in everything)[one] for one in NAMES}
        for state in STATES:
            wanted = [task.pk for task in everything if fits(task, state)]
            pages = Paginator(paged(list_of(getattr(city, who), whose, state), counts), 7)
            assert pages.count == len(wanted)
            assert [[one.pk for one in pages.page(n).object_list] for n in pages.page_range] == [
                wanted[first : first + 7] for first in range(0, max(len(wanted), 1), 7)
            ]


@pytest.mark.parametrize("who", ["coordinator", "head"])
def test_a_list_with_a_filter_more_is_cut_from_the_same_rows(city: City, who: str) -> None:
    everything = looked_through(city, who, "city")
    with on(TODAY):
        tasks = list_of(getattr(city, who), "city", ALL, words="Việc 1", due_to=TODAY)
        wanted = [t.pk for t in everything if t.title.startswith("Việc 1") and (t.last_day or NEVER) <= TODAY]
        assert [one.pk for one in tasks.tasks()] == wanted
        assert [one.pk for one in tasks.rows(Cut(5, 20))] == wanted[5:20]
        assert sum(tasks.counts().values()) == len(wanted)


@pytest.mark.parametrize("who", ["coordinator", "head"])
def test_the_board_shows_the_first_of_each_state_and_how_many_there_are(city: City, who: str) -> None:
    everything = looked_through(city, who, "city")
    with on(TODAY):
        columns = board_of(list_of(getattr(city, who), "city", OPEN_ONES))
    assert [column.state for column in columns] == list(NAMES)
    for column in columns:
        wanted = [task.pk for task in everything if state_of(task, TODAY) is column.state]
        assert (column.count, [one.task.pk for one in column.tasks]) == (len(wanted), wanted[:8])


def test_a_row_reads_nothing_more_of_its_task_and_a_list_asks_two_questions(city: City) -> None:
    with on(TODAY):
        for who in ("coordinator", "head"):
            tasks = list_of(getattr(city, who), "city", OPEN_ONES)
            tasks.reader.may_somewhere("tasks.give")
            with CaptureQueriesContext(connection) as asked:
                counts = tasks.counts()
                rows = paged(tasks, counts)[0:10]
                shown = [
                    (one.state, one.task.key, one.task.owner.name, one.task.officer, one.task.directive)
                    for one in listing.listed(rows, TODAY)
                ]
            kinds = [one["sql"] for one in asked if "tasks_task" in one["sql"]]
            assert (len(kinds), len(shown)) == (2, 10)
    assert State.OVERDUE in {one[0] for one in shown}
