"""More time: asked for with a reason, granted or refused by who gave the task. Both deadlines are kept."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next
from chiso.office.tasks.access import chain_of, deciding, require_to_report
from chiso.office.tasks.days import last_day_of, said_day
from chiso.office.tasks.locking import lock_open
from chiso.office.tasks.models import Extension, Task
from chiso.office.tasks.problems import (
    already_over,
    later_than_parent,
    no_reason,
    not_later,
    nothing_to_extend,
    nothing_waits,
)
from chiso.office.tasks.telling import tell_asked_for_time, tell_time_decided
from chiso.problems import Problem

declare_verbs(
    {
        "task_time_asked": text("asked for more time: from {old} to {new}"),
        "task_time_granted": text("granted more time: from {old} to {new}"),
        "task_time_refused": text("refused more time; the deadline stays"),
    }
)


def ask_for_time(
    *, actor: Person, task: Task, new_deadline: date, reason: str, expected_version: int
) -> Extension:
    """Ask for a later deadline. The present one holds until it is granted.

    Raises NoRight (also where another officer or section was named), Conflict, Incomplete (CH-8457,
    CH-8463, CH-8464, CH-8465, CH-8474).
    """
    decision = require_to_report(actor, task)
    problems: list[Problem] = [] if reason.strip() else [no_reason("reason")]
    today = timezone.localdate()
    if task.deadline is not None and new_deadline <= task.deadline:
        problems.append(not_later(new_deadline, task.deadline))
    elif new_deadline < today:
        problems.append(already_over(new_deadline, today))
    if problems:
        raise Incomplete(problems)
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current = lock_open(task, expected_version)
        waits = Extension.objects.filter(task=current, decision="").exists()
        if waits or current.deadline is None or current.last_day is None:
            raise Incomplete([nothing_to_extend()])
        made = Extension.objects.create(
            task=current, asked_by=actor, asked_at=timezone.now(),
            old_deadline=current.deadline, old_last_day=current.last_day,
            new_deadline=new_deadline, new_last_day=last_day_of(new_deadline), reason=reason.strip(),
        )  # fmt: skip
        save_next(current)
        work.record("task_time_asked", current, facts=_facts(made), words={"reason": reason})
        tell_asked_for_time(work, current, made)
    return made


def grant_time(*, actor: Person, extension: Extension, expected_version: int) -> Task:
    """Grant a later deadline: it holds from now on. Raises NoRight (also for who asked), Conflict,
    Incomplete (CH-8452 later than the task above, CH-8457, CH-8466)."""
    task = extension.task
    action, where = deciding(task, barred=frozenset({extension.asked_by_id}))
    decision = require(actor, action, where)
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current, waiting = _lock(task, extension, expected_version)
        above = current.parent.deadline if current.parent is not None else None
        if above is not None and waiting.new_deadline > above:
            raise Incomplete([later_than_parent(waiting.new_deadline, above)])
        _decide(actor, waiting, "granted", "")
        current.deadline, current.last_day = waiting.new_deadline, waiting.new_last_day
        save_next(current)
        work.record("task_time_granted", current, facts=_facts(waiting))
        tell_time_decided(work, current, waiting)
    return current


def refuse_time(*, actor: Person, extension: Extension, answer: str, expected_version: int) -> Task:
    """Refuse a later deadline, with the reason. Raises NoRight (also for who asked), Conflict, Incomplete
    (CH-8457, CH-8463, CH-8466)."""
    task = extension.task
    action, where = deciding(task, barred=frozenset({extension.asked_by_id}))
    decision = require(actor, action, where)
    if not answer.strip():
        raise Incomplete([no_reason("answer")])
    with unit_of_work(chain_of(task.owner), actor=actor, decision=decision) as work:
        current, waiting = _lock(task, extension, expected_version)
        _decide(actor, waiting, "refused", answer.strip())
        save_next(current)
        work.record("task_time_refused", current, facts={"request": waiting.pk}, words={"reason": answer})
        tell_time_decided(work, current, waiting)
    return current


def _lock(task: Task, extension: Extension, expected_version: int) -> tuple[Task, Extension]:
    current = lock_open(task, expected_version)
    waiting = Extension.objects.select_for_update().order_by().get(pk=extension.pk)
    if waiting.decision:
        raise Incomplete([nothing_waits()])
    return current, waiting


def _decide(actor: Person, extension: Extension, decision: str, answer: str) -> None:
    extension.decision, extension.decided_by, extension.decided_at = decision, actor, timezone.now()
    extension.answer = answer
    extension.save(update_fields=["decision", "decided_by", "decided_at", "answer"])


def _facts(extension: Extension) -> dict[str, str | int]:
    return {
        "request": extension.pk,
        "old": said_day(extension.old_deadline),
        "new": said_day(extension.new_deadline),
    }
