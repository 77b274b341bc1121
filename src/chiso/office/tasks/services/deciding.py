"""Deciding on what was reported: confirmed or returned by who gave the task; and withdrawing a task."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next
from chiso.office.tasks.access import chain_of, deciding, ending
from chiso.office.tasks.locking import lock_open
from chiso.office.tasks.models import Extension, Report, Task, Withdrawal
from chiso.office.tasks.models.tasks import OPEN
from chiso.office.tasks.problems import ends_before_parts, no_reason, nothing_waits, parts_open
from chiso.office.tasks.telling import tell_confirmed, tell_returned, tell_withdrawn

declare_verbs(
    {
        "task_confirmed": text("confirmed the task as done, reported on {day}"),
        "task_returned": text("returned the task: it is not done yet"),
        "task_withdrawn": text("withdrew the task"),
    }
)


def confirm_done(*, actor: Person, report: Report, expected_version: int) -> Task:
    """Confirm that a task is done; it counts from the day on which that was reported.

    Raises NoRight (also for who reported it), Conflict, Incomplete (CH-8457, CH-8461, CH-8466).
    """
    task = report.task
    action, where = deciding(task, barred=frozenset({report.by_id}))
    decision = require(actor, action, where)
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current, waiting = _lock(task, report, expected_version)
        left = Task.objects.filter(OPEN, parent=current).count()
        if left and not waiting.parts_left_for:
            raise Incomplete([parts_open(left)])
        _decide(actor, waiting, "confirmed", "")
        current.confirmed_at, current.done_on, current.reported_at = waiting.decided_at, waiting.day, None
        save_next(current)
        _refuse_requests(work, actor, current)
        facts: dict[str, Any] = {"report": waiting.pk, "day": waiting.day.strftime("%d/%m/%Y")}
        work.record("task_confirmed", current, facts=facts | {"parts_open": left})
        tell_confirmed(work, current, waiting)
    return current


def return_task(*, actor: Person, report: Report, reason: str, expected_version: int) -> Task:
    """Return a task that was reported as done, with the reason: it goes on.

    Raises NoRight (also for who reported it), Conflict, Incomplete (CH-8457, CH-8463, CH-8466).
    """
    task = report.task
    action, where = deciding(task, barred=frozenset({report.by_id}))
    decision = require(actor, action, where)
    if not reason.strip():
        raise Incomplete([no_reason("reason")])
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current, waiting = _lock(task, report, expected_version)
        _decide(actor, waiting, "returned", reason.strip())
        current.reported_at = None
        save_next(current)
        work.record("task_returned", current, facts={"report": waiting.pk}, words={"reason": reason})
        tell_returned(work, current, waiting)
    return current


def withdraw_task(*, actor: Person, task: Task, reason: str, expected_version: int) -> Task:
    """End a task that need not be done any more; what was reported stays. The city ends parts that a head
    gave on too.

    Raises NoRight, Conflict, Incomplete (CH-8457, CH-8463, CH-8473 parts are open).
    """
    action, where = ending(actor, task)
    decision = require(actor, action, where)
    if not reason.strip():
        raise Incomplete([no_reason("reason")])
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current = lock_open(task, expected_version)
        left = Task.objects.filter(OPEN, parent=current).count()
        if left:
            raise Incomplete([ends_before_parts(left)])
        made = Withdrawal.objects.create(task=current, by=actor, at=timezone.now(), reason=reason.strip())
        current.withdrawn_at = made.at
        save_next(current)
        _refuse_requests(work, actor, current)
        work.record("task_withdrawn", current, words={"reason": reason})
        tell_withdrawn(work, current, actor)
    return current


def _lock(task: Task, report: Report, expected_version: int) -> tuple[Task, Report]:
    """The task and its report that waits, both locked. Raises Incomplete (CH-8457, CH-8466), Conflict."""
    current = lock_open(task, expected_version)
    waiting = Report.objects.select_for_update().order_by().get(pk=report.pk)
    if waiting.kind != "done" or waiting.decision:
        raise Incomplete([nothing_waits()])
    return current, waiting


def _decide(actor: Person, report: Report, decision: str, answer: str) -> None:
    report.decision, report.decided_by, report.decided_at = decision, actor, timezone.now()
    report.answer = answer
    report.save(update_fields=["decision", "decided_by", "decided_at", "answer"])


def _refuse_requests(work: Work, actor: Person, task: Task) -> None:
    """A task at its end needs no more time: what was asked for is answered so."""
    for one in Extension.objects.filter(task=task, decision=""):
        one.decision, one.decided_by, one.decided_at = "refused", actor, timezone.now()
        one.save(update_fields=["decision", "decided_by", "decided_at"])
        work.record("task_time_refused", task, facts={"request": one.pk})
