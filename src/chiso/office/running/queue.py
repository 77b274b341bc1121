"""The queue of background work: what waits, runs, failed; stopping, repeating, taking up what was left.

A task may be run twice: its worker may die after the work and before it is noted. So each task is written to
do no harm when it is repeated, and whoever puts one into the queue after a write does so in `after_commit`.

    @task(takes_context=True)
    def check_files(context: TaskContext) -> int:
        with progress_of(context, total=count) as progress:
            for file in files:
                progress.step()        # tells how far it is; raises Cancelled when somebody stopped it
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.running.access import STEER
from chiso.office.running.models import Progress, WorkerBeat
from chiso.problems import Place, Problem

AnyTask: TypeAlias = "DBTaskResult[Any, Any]"
BEAT = 5
# A worker that has been silent for so long is taken for dead.
SILENCE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
_BETWEEN_WRITES = 1.0


class Cancelled(Exception):
    """Somebody stopped the task."""


class WorkerDied(Exception):
    """The task was begun as often as is allowed, and each time its worker died."""


@dataclass(slots=True)
class Steps:
    """How far a task is. Written at most once a second."""

    task: UUID
    total: int
    done: int = 0
    _written_at: float = field(default_factory=time.monotonic)

    def step(self, count: int = 1) -> None:
        """Go on by `count`. Raises Cancelled when somebody stopped the task."""
        self.done += count
        if time.monotonic() - self._written_at >= _BETWEEN_WRITES:
            self.write()

    def write(self) -> None:
        """Tell how far it is, and look whether it is to stop."""
        Progress.objects.update_or_create(task=self.task, defaults={"done": self.done, "total": self.total})
        self._written_at = time.monotonic()
        if Progress.objects.filter(task=self.task, cancel_asked_at__isnull=False).exists():
            raise Cancelled


@contextmanager
def progress_of(context: TaskContext, *, total: int = 0) -> Iterator[Steps]:
    """The progress of the task that runs."""
    steps = Steps(UUID(context.task_result.id), total)
    steps.write()
    yield steps
    steps.write()


def count_by_status() -> dict[str, int]:
    """How many tasks stand in each status."""
    found = {str(status): 0 for status in TaskResultStatus.values}
    for row in DBTaskResult.objects.order_by().values("status").annotate(count=Count("pk")):
        found[row["status"]] = row["count"]
    return found


def oldest_waiting() -> datetime | None:
    """Since when the task waits that waits longest, of those that are due."""
    ready = DBTaskResult.objects.ready().order_by("enqueued_at")
    at: datetime | None = ready.values_list("enqueued_at", flat=True).first()
    return at


def living_workers(now: datetime | None = None) -> set[str]:
    """The workers that were heard of lately."""
    now = now or timezone.now()
    # A beat of tomorrow: the clock was set back since, and says nothing of today.
    heard = WorkerBeat.objects.filter(beat_at__gt=now - SILENCE, beat_at__lt=now + SILENCE)
    return set(heard.values_list("worker", flat=True))


def beat(worker: str, started_at: datetime) -> None:
    """Say that a worker lives; forget those that have been silent for a day."""
    now = timezone.now()
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"beat_at": now, "started_at": started_at})
    day = timedelta(days=1)
    WorkerBeat.objects.exclude(beat_at__range=(now - day, now + day)).delete()


def take_up_left_tasks(*, worker: str = "", runs: UUID | None = None) -> int:
    """Put back what dead workers left; how many. A task that killed its worker three times has failed.

    `worker`, `runs`: who asks and what it runs now; what it is said to run otherwise, it has lost.
    """
    now = timezone.now()
    living = living_workers(now)
    taken = 0
    # Begun tomorrow: the clock was set back since.
    for left in DBTaskResult.objects.running().exclude(started_at__range=(now - SILENCE, now + SILENCE)):
        last = left.worker_ids[-1] if left.worker_ids else ""
        if last in living and not (last == worker and left.pk != runs):
            continue
        same = DBTaskResult.objects.filter(
            pk=left.pk, status=TaskResultStatus.RUNNING, started_at=left.started_at
        )
        if len(left.worker_ids) >= MOST_ATTEMPTS:
            kind = f"{WorkerDied.__module__}.{WorkerDied.__qualname__}"
            same.update(status=TaskResultStatus.FAILED, finished_at=now, exception_class_path=kind)
        else:
            taken += same.update(status=TaskResultStatus.READY, started_at=None)
    return taken


def cancel_task(*, actor: Person, task: AnyTask) -> None:
    """Stop a task: one that waits is not begun, one that runs ends at its next step.

    Raises NoRight, Incomplete (CH-7510: it has ended already).
    """
    decision = require(actor, STEER, Where())
    now = timezone.now()
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        work.record("task_stopped", None, facts={"task": task.task_path, "id": str(task.pk)})
        kind = f"{Cancelled.__module__}.{Cancelled.__qualname__}"
        waiting = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.READY)
        if waiting.update(status=TaskResultStatus.FAILED, finished_at=now, exception_class_path=kind):
            return
        if not DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING).exists():
            raise Incomplete([_ended()])
        Progress.objects.update_or_create(task=task.pk, defaults={"cancel_asked_at": now})


def repeat_task(*, actor: Person, task: AnyTask) -> None:
    """Put a task that failed back into the queue. Raises NoRight, Incomplete (CH-7511: it has not failed)."""
    decision = require(actor, STEER, Where())
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        work.record("task_repeated", None, facts={"task": task.task_path, "id": str(task.pk)})
        failed = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.FAILED)
        if not failed.update(
            status=TaskResultStatus.READY, started_at=None, finished_at=None, worker_ids=[], traceback="",
            exception_class_path="",
        ):  # fmt: skip
            raise Incomplete([_not_failed()])
        Progress.objects.filter(task=task.pk).delete()


def _ended() -> Problem:
    expected = text("Expected a task that waits or runs; this one has ended.")
    return Problem("CH-7510", Place(), "", expected, text("Nothing is left to stop."))


def _not_failed() -> Problem:
    expected = text("Expected a task that has failed.")
    return Problem("CH-7511", Place(), "", expected, text("Wait for its end; it repeats only what failed."))
