"""Lists of tasks: how many stand how, the rows of a page, the columns of the board.

A city has 20,000 tasks, and nearly every visit asks for no more than whose they are and how they stand. The
SQL of such a list is written once (`chiso.office.compiled`), for who reads the whole city and for who acts
for one agency; with a filter more, or for several agencies, the same question is written at the asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, Count, DateField, Exists, OuterRef, Q, QuerySet, Value

from chiso.office.compiled import Compiled, given
from chiso.office.people.rights import agencies_for
from chiso.office.tasks.access import READ, of_agencies, tasks_of
from chiso.office.tasks.filters import ALL, OPEN_ONES, Wanted, narrowed, of_whom
from chiso.office.tasks.models import Involvement, Task
from chiso.office.tasks.states import CLOSED, DUE, NAMES, State, state_of
from chiso.office.ui.reader import Reader

SHOWN_IN_A_COLUMN = 8
IN_LISTS = ("owner", "officer", "directive")
# Long texts are of the page of a task.
_NOT_IN_LISTS = ("words", "measure", "directive__extract")
# What a row shows, and what its state follows from.
_IN_ROWS = (
    "key", "title", "priority", "is_made_up", "percent", "last_day", "sorted_day", "begun_at", "reported_at",
    "confirmed_at", "done_on", "withdrawn_at", "owner__name", "officer__full_name", "directive__key",
    "directive__number", "directive__title",
)  # fmt: skip
# An agency's tasks are gathered and sorted, unless there are so many that a page near either end of the list
# is found sooner by walking along those of the city.
_MANY, _PAGES_NEAR_AN_END = 1_000, 8
_SEES, _OWN = given("sees", BigIntegerField()), given("own", BigIntegerField())
_TODAY = given("today", DateField())
# Pages whose SQL is kept, about 3 kB each.
_QUESTIONS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A task in a list, with what was so on the day that is looked at."""

    task: Task
    state: State
    last_day: date | None
    percent: int
    done_on: date | None


def listed(tasks: Sequence[Any], today: date) -> list[Listed]:
    """Tasks as they stand today, or as `as_of` looked at them."""
    return [
        Listed(one, State(then), one.last_day_then, one.percent_then, one.done_then)
        if (then := getattr(one, "state_then", None))
        else Listed(one, state_of(one, today), one.last_day, one.percent, one.done_on)
        for one in tasks
    ]


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of a list from `first` to before `last`, counted from its beginning or from its end.

    `is_walked_to`: it is found sooner by walking along all tasks than by gathering those of an agency.
    """

    first: int
    last: int
    is_from_the_end: bool = False
    is_walked_to: bool = False

    def of(self, rows: QuerySet[Task]) -> QuerySet[Any, Any]:
        """The keys of these rows: nothing else is read of those that are passed."""
        # Without what hangs on the rows an index holds all that is asked for.
        keys = rows.select_related(None).values("pk")
        if self.is_from_the_end:
            keys = keys.order_by("-sorted_day", "-pk")
        return keys[self.first : self.last]


def cut_of(first: int, last: int, total: int | None) -> Cut:
    """The rows from `first` to before `last`; of a list of `total` from the end that is nearer."""
    if total is None:
        return Cut(first, last)
    walked = total >= _MANY and min(last, total - first) * _PAGES_NEAR_AN_END <= total
    behind = max(total - last, 0)
    return Cut(behind, total - first, True, walked) if behind < first else Cut(first, last, False, walked)


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks that a reader looks for."""

    reader: Reader
    wanted: Wanted
    today: date

    def tasks(self) -> QuerySet[Task]:
        """All of them, by their last day."""
        seen = of_whom(tasks_of(self._sees), self.wanted.whose, self.reader.person, self.reader.agencies)
        found = narrowed(seen, self.wanted, self.today)
        return found.select_related(*IN_LISTS).defer(*_NOT_IN_LISTS)

    def narrowed_to(self, **changed: Any) -> TaskList:
        """The list with something else looked for."""
        return replace(self, wanted=replace(self.wanted, **changed))

    def counts(self) -> dict[State, int]:
        """How many tasks stand how, in whichever state is looked for. One query."""
        of_all = self.narrowed_to(state=ALL)
        if self.wanted.day is not None:
            return counts_then(of_all.tasks())
        if not self._is_plain:
            return counts_of(of_all.tasks(), self.today)
        question = _counts_written_once(self._sees is not None, self.wanted.whose)
        return _by_state(question.tuples(**self._values()))

    def rows(self, cut: Cut) -> list[Task]:
        """Some of them, with what a row shows. One query."""
        if self.wanted.day is not None:
            return list(self.tasks()[cut.first : cut.last])
        if not self._is_plain:
            return list(_shown(cut.of(self.tasks())))
        question = _rows_written_once(self._sees is not None, self.wanted.whose, self.wanted.state, cut)
        return question.rows(**self._values())

    @property
    def _sees(self) -> frozenset[int] | None:
        return agencies_for(self.reader.person, READ)

    @property
    def _is_plain(self) -> bool:
        """Whether nothing is looked for but whose and how, of the whole city or of one agency."""
        sees, whose = self._sees, self.wanted.whose
        return (
            replace(self.wanted, whose="", state=OPEN_ONES) == Wanted()
            and (sees is None or len(sees) == 1)
            and (whose == "city" or (whose == "agency" and len(self.reader.agencies) == 1))
        )

    def _values(self) -> dict[str, Any]:
        asked = {"sees": self._sees or (), "own": self.reader.agencies}
        return {"today": self.today} | {name: next(iter(found), None) for name, found in asked.items()}


@dataclass(frozen=True, slots=True)
class PagedTasks:
    """A list for its pages; `total`: how many tasks it has, where the counts say it."""

    tasks: TaskList
    total: int | None = None
    ordered = True

    def count(self) -> int:
        """How many there are."""
        return self.tasks.tasks().count() if self.total is None else self.total

    def __getitem__(self, cut: slice) -> list[Task]:
        return self.tasks.rows(cut_of(cut.start, cut.stop, self.total))


def paged(tasks: TaskList, counts: Mapping[State, int]) -> Any:
    """A list for its pages; `counts` are those of the same tasks without any filter."""
    wanted = tasks.wanted
    if replace(wanted, whose="", state=OPEN_ONES) != Wanted():
        return PagedTasks(tasks)
    if wanted.state == ALL:
        return PagedTasks(tasks, sum(counts.values()))
    meant = set(State) - CLOSED if wanted.state == OPEN_ONES else {State(wanted.state)}
    return PagedTasks(tasks, sum(counts[state] for state in meant))


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A column of the board: a state, how many there are, the first of them."""

    state: State
    count: int
    tasks: list[Listed]


def board_of(tasks: TaskList) -> list[BoardColumn]:
    """The tasks by state. A query a column, and one for the counts, however many tasks there are."""
    now = tasks.narrowed_to(day=None)
    return [
        BoardColumn(
            state,
            count,
            listed(now.narrowed_to(state=state.value).rows(cut_of(0, SHOWN_IN_A_COLUMN, count)), now.today),
        )
        for state, count in now.counts().items()
    ]


def counts_of(tasks: QuerySet[Task], today: date) -> dict[State, int]:
    """How many tasks stand how, today. One query."""
    return _by_state(_counted(tasks, today))


def counts_then(tasks: QuerySet[Any]) -> dict[State, int]:
    """The same of tasks that `as_of` has looked at."""
    rows = tasks.order_by().values("state_then").annotate(n=Count("pk"))
    found = {State(row["state_then"]): row["n"] for row in rows}
    return {state: found.get(state, 0) for state in NAMES}


def _counted(tasks: QuerySet[Task], today: Any) -> QuerySet[Any, Any]:
    """How tasks stand but for the day, how many, and of how many the last day is over."""
    late = Count(Value(1), filter=Q(sorted_day__lt=today))
    # Groups in the order of an index: nothing is sorted.
    return tasks.order_by().values_list("standing").annotate(n=Count(Value(1)), late=late)


def _by_state(rows: Iterable[tuple[Any, ...]]) -> dict[State, int]:
    found = dict.fromkeys(NAMES, 0)
    for standing, number, late in rows:
        overdue = late if standing in DUE else 0
        found[State(standing)] += number - overdue
        found[State.OVERDUE] += overdue
    return found


def _shown(keys: QuerySet[Any, Any]) -> QuerySet[Task]:
    rows = Task.objects.filter(pk__in=keys).order_by("sorted_day", "pk")
    return rows.select_related(*IN_LISTS).only(*_IN_ROWS)


@lru_cache
def _counts_written_once(sees_one: bool, whose: str) -> Compiled[Any]:
    return Compiled(lambda: _counted(_own(tasks_of([_SEES] if sees_one else None), whose), _TODAY))


@lru_cache(maxsize=_QUESTIONS_KEPT)
def _rows_written_once(sees_one: bool, whose: str, state: str, cut: Cut) -> Compiled[Task]:
    def question() -> QuerySet[Task]:
        seen = _along_the_city() if sees_one and cut.is_walked_to else tasks_of([_SEES] if sees_one else None)
        return _shown(cut.of(narrowed(_own(seen, whose), Wanted(state=state), _TODAY)))

    return Compiled(question)


def _own(tasks: QuerySet[Task], whose: str) -> QuerySet[Task]:
    return tasks.filter(of_agencies("owner", [_OWN])) if whose == "agency" else tasks


def _along_the_city() -> QuerySet[Task]:
    """The tasks that one agency sees, each looked for by itself."""
    return Task.objects.filter(Exists(Involvement.objects.filter(task=OuterRef("pk"), agency=_SEES)))
