"""Reading tasks: lists and their counts, the board, the page of a task with all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from chiso.office.files.models import Document
from chiso.office.ledger.selectors import Line, history_of
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.tasks.access import tasks_for
from chiso.office.tasks.filters import ALL, OPEN_ONES, Wanted, narrowed, of_whom
from chiso.office.tasks.models import (
    Directive,
    DirectiveChange,
    Extension,
    Involvement,
    Note,
    Outreach,
    Report,
    ReportDocument,
    Task,
    TaskAim,
    Withdrawal,
)
from chiso.office.tasks.models.tasks import CONFIRMED
from chiso.office.tasks.states import CLOSED, NAMES, State, of_state, of_state_by_day, state_of
from chiso.office.ui.reader import Reader

SHOWN_IN_A_COLUMN = 8
_IN_LISTS = ("owner", "officer", "directive")
# Long texts are of the page of a task.
_NOT_IN_LISTS = ("words", "measure", "directive__extract")


@dataclass(frozen=True, slots=True)
class Listed:
    """A task in a list, with what was so on the day that is looked at."""

    task: Task
    state: State
    last_day: date | None
    percent: int
    done_on: date | None


def usual_of(reader: Reader) -> str:
    """Which list a reader means who says nothing: heads their agency's, officers their own, others all."""
    if reader.holds(Role.AGENCY_HEAD):
        return "agency"
    return "mine" if reader.holds(Role.AGENCY_OFFICER) else "city"


def tasks_wanted(reader: Reader, wanted: Wanted, today: date) -> QuerySet[Task]:
    """The tasks of a list, by their last day."""
    found = of_whom(tasks_for(reader.person), wanted.whose, reader.person, reader.agencies)
    return narrowed(found, wanted, today).select_related(*_IN_LISTS).defer(*_NOT_IN_LISTS)


class CutByKeys:
    """Rows of a long list, for a page of it: cut by their keys, so that nothing is read of those before it.

    `total`: how many there are, where that is known already.
    """

    ordered = True

    def __init__(self, rows: QuerySet[Task], total: int | None = None) -> None:
        self._rows, self._total = rows, total

    def count(self) -> int:
        """How many there are."""
        return self._rows.count() if self._total is None else self._total

    def __getitem__(self, cut: slice) -> QuerySet[Task]:
        # Without what hangs on the rows an index holds all that is asked for the cut.
        keys = self._rows.select_related(None).values("pk")[cut]
        rows = Task.objects.filter(pk__in=keys).order_by("sorted_day", "pk")
        return rows.select_related(*_IN_LISTS).defer(*_NOT_IN_LISTS)


def page_rows(reader: Reader, wanted: Wanted, today: date, counts: Mapping[State, int]) -> Any:
    """The tasks of a list for its pages; `counts` are those of `whose` without any filter."""
    rows = tasks_wanted(reader, wanted, today)
    if wanted.day is not None:
        return rows
    if replace(wanted, whose="", state=OPEN_ONES) != Wanted():
        return CutByKeys(rows)
    if wanted.state == ALL:
        return CutByKeys(rows, sum(counts.values()))
    meant = set(State) - CLOSED if wanted.state == OPEN_ONES else {State(wanted.state)}
    return CutByKeys(rows, sum(counts[state] for state in meant))


def listed(tasks: Sequence[Any], today: date) -> list[Listed]:
    """Tasks as they stand today, or as `as_of` looked at them."""
    return [
        Listed(one, State(then), one.last_day_then, one.percent_then, one.done_then)
        if (then := getattr(one, "state_then", None))
        else Listed(one, state_of(one, today), one.last_day, one.percent, one.done_on)
        for one in tasks
    ]


def counts_of(tasks: QuerySet[Task], today: date) -> dict[State, int]:
    """How many tasks stand how, today. One query, one pass over an index: groups would be sorted first.

    Every task stands in one way alone, so that two counts follow from the others.
    """
    asked = [state for state in NAMES if state not in (State.NOT_BEGUN, State.DONE_IN_TIME)]
    each = {state.value: Count(Value(1), filter=of_state(state, today)) for state in asked}
    confirmed = Count(Value(1), filter=CONFIRMED)
    found = tasks.order_by().aggregate(all=Count(Value(1)), confirmed=confirmed, **each)
    found[State.DONE_IN_TIME] = found["confirmed"] - found[State.DONE_LATE]
    found[State.NOT_BEGUN] = (
        found["all"]
        - found["confirmed"]
        - sum(found[state] for state in asked if state is not State.DONE_LATE)
    )
    return {state: found[state] for state in NAMES}


def counts_then(tasks: QuerySet[Any]) -> dict[State, int]:
    """The same of tasks that `as_of` has looked at."""
    rows = tasks.order_by().values("state_then").annotate(n=Count("pk"))
    found = {State(row["state_then"]): row["n"] for row in rows}
    return {state: found.get(state, 0) for state in NAMES}


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A column of the board: a state, how many there are, the first of them."""

    state: State
    count: int
    tasks: list[Listed]


def board_of(reader: Reader, wanted: Wanted, today: date) -> list[BoardColumn]:
    """The tasks by state. A query a column, and one for the counts, however many tasks there are."""
    all_of_them = Wanted(
        whose=wanted.whose, state="all", words=wanted.words, agency=wanted.agency, directive=wanted.directive,
        criterion=wanted.criterion, due_from=wanted.due_from, due_to=wanted.due_to,
    )  # fmt: skip
    found = tasks_wanted(reader, all_of_them, today)
    counts = counts_of(found, today)
    return [
        BoardColumn(
            state,
            count,
            listed(list(CutByKeys(found.filter(of_state_by_day(state, today)))[:SHOWN_IN_A_COLUMN]), today),
        )
        for state, count in counts.items()
    ]


@dataclass(frozen=True, slots=True)
class ReportShown:
    """A report with the documents that the reader may open; `hidden` others prove it too."""

    report: Report
    outreach: Outreach | None
    documents: list[Document]
    hidden: int


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What the page of a task shows."""

    task: Task
    state: State
    involved: list[Involvement]
    aims: list[TaskAim]
    reports: list[ReportShown]
    extensions: list[Extension]
    notes: list[Note]
    parts: list[Listed]
    withdrawal: Withdrawal | None
    parent_is_seen: bool
    history: list[Line]

    @property
    def waiting(self) -> Report | None:
        """The report that waits for a decision."""
        found = (one.report for one in self.reports if one.report.kind == "done" and not one.report.decision)
        return next(found, None)

    @property
    def asked(self) -> Extension | None:
        """The request for more time that waits for a decision."""
        return next((one for one in self.extensions if not one.decision), None)


def task_page(person: Person, task: Task, today: date) -> TaskPage:
    """Everything about a task that the reader may see, in a constant number of queries."""
    reports = list(task.reports.select_related("by", "decided_by", "outreach"))
    proofs: dict[int, list[int]] = {}
    for report, document in ReportDocument.objects.filter(report__in=reports).values_list(
        "report", "document"
    ):
        proofs.setdefault(report, []).append(document)
    # Within the scope of the reader: a document of an agency that is not theirs is not there.
    keys = {key for found in proofs.values() for key in found}
    seen = {one.pk: one for one in Document.objects.filter(pk__in=keys)} if keys else {}
    shown = [
        ReportShown(
            one,
            getattr(one, "outreach", None),
            [seen[key] for key in proofs.get(one.pk, ()) if key in seen],
            sum(key not in seen for key in proofs.get(one.pk, ())),
        )
        for one in reports
    ]
    parts = tasks_for(person).filter(parent=task).select_related(*_IN_LISTS).order_by("sorted_day", "pk")
    return TaskPage(
        task,
        state_of(task, today),
        list(task.involved.select_related("agency").order_by("pk")),
        list(task.aims.select_related("campaign")),
        shown,
        list(task.extensions.select_related("asked_by", "decided_by")),
        list(task.notes.select_related("by", "agency")),
        listed(list(parts), today),
        Withdrawal.objects.filter(task=task).first(),
        task.parent_id is not None and tasks_for(person).filter(pk=task.parent_id).exists(),
        history_of(task, limit=30),
    )


@dataclass(frozen=True, slots=True)
class ListedDirective:
    """A directive with how many of its tasks the reader sees, done, late."""

    directive: Directive
    tasks: int
    done: int
    overdue: int


def directives_listed(person: Person, directives: QuerySet[Directive], today: date) -> list[ListedDirective]:
    """Directives of one page of their list, with counts of the tasks that the reader sees. One query more."""
    rows = list(directives)
    seen: Any = tasks_for(person).filter(directive__in=rows).order_by().values("directive")
    done = of_state(State.DONE_IN_TIME, today) | of_state(State.DONE_LATE, today)
    counted = {
        row["directive"]: row
        for row in seen.annotate(
            n=Count("pk"),
            done=Count("pk", filter=done),
            overdue=Count("pk", filter=Q(of_state(State.OVERDUE, today))),
        )
    }
    nothing = {"n": 0, "done": 0, "overdue": 0}
    return [
        ListedDirective(one, row["n"], row["done"], row["overdue"])
        for one in rows
        for row in [counted.get(one.pk, nothing)]
    ]


def changes_of(directive: Directive) -> list[DirectiveChange]:
    """How a directive stood before, the latest first."""
    return list(directive.changes.select_related("changed_by"))
