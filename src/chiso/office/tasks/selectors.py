"""Reading tasks: the page of a task with all that belongs to it, directives with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from chiso.office.files.models import Document
from chiso.office.ledger.selectors import Line, history_of
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.tasks.access import tasks_for
from chiso.office.tasks.listing import IN_LISTS, Listed, listed
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
from chiso.office.tasks.states import State, of_state, state_of
from chiso.office.ui.reader import Reader


def usual_of(reader: Reader) -> str:
    """Which list a reader means who says nothing: heads their agency's, officers their own, others all."""
    if reader.holds(Role.AGENCY_HEAD):
        return "agency"
    return "mine" if reader.holds(Role.AGENCY_OFFICER) else "city"


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
    parts = tasks_for(person).filter(parent=task).select_related(*IN_LISTS).order_by("sorted_day", "pk")
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
