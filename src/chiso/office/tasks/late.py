"""What is overdue today: by agency, and the tasks that are so for the longest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min

from chiso.office.people.models import Person
from chiso.office.tasks.access import tasks_for
from chiso.office.tasks.days import working_days_from
from chiso.office.tasks.models import Task
from chiso.office.tasks.states import State, of_state


@dataclass(frozen=True, slots=True)
class LateTask:
    """A task that is overdue, and by how many working days."""

    task: Task
    days: int


@dataclass(frozen=True, slots=True)
class LateAgency:
    """How many tasks of an agency are overdue, and since when the first of them."""

    name: str
    tasks: int
    since: date


@dataclass(frozen=True, slots=True)
class Lateness:
    """The tasks that are overdue for the longest, of so many; and the agencies, those with most first."""

    count: int
    tasks: list[LateTask]
    agencies: list[LateAgency]


def lateness_of(person: Person, today: date, most: int) -> Lateness:
    """What a person sees of what is overdue; `most` tasks, every agency. Two queries beside the rights."""
    late = tasks_for(person).filter(of_state(State.OVERDUE, today))
    rows = (
        late.order_by()
        .values(name=F("owner__name"), sort_key=F("owner__sort_key"), agency=F("owner"))
        .annotate(n=Count("pk"), since=Min("last_day"))
    )
    agencies = sorted(rows, key=lambda row: (-row["n"], row["sort_key"], row["agency"]))
    first = late.select_related("owner").defer("words", "measure").order_by("sorted_day", "pk")[:most]
    return Lateness(
        sum(row["n"] for row in agencies),
        [LateTask(task, working_days_from(task.last_day, today)) for task in first if task.last_day],
        [LateAgency(row["name"], row["n"], row["since"]) for row in agencies],
    )
