"""What the page of the administrator shows: tasks of the background, workers, backups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from chiso.language import Text, text
from chiso.office.running.backups.drilling import Drill, latest_drill
from chiso.office.running.backups.keeping import BackupFile, latest_backup
from chiso.office.running.models import Progress
from chiso.office.running.queue import Cancelled, WorkerDied, living_workers
from chiso.office.running.tasks import title_of

MOST_SHOWN = 50
_CANCELLED = f"{Cancelled.__module__}.{Cancelled.__qualname__}"
_DIED = f"{WorkerDied.__module__}.{WorkerDied.__qualname__}"


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One task as the page shows it."""

    key: UUID
    title: Text | str
    state: Text
    kind: str
    enqueued_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    attempts: int
    may_stop: bool
    may_repeat: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of the page."""

    tasks: Sequence[ShownTask]
    workers: int
    backup: BackupFile | None
    drill: Drill | None


def overview() -> Overview:
    """The newest tasks, those that run and wait first. Three queries, however many tasks there are."""
    open_states = (TaskResultStatus.RUNNING, TaskResultStatus.READY, TaskResultStatus.FAILED)
    tasks = list(DBTaskResult.objects.filter(status__in=open_states).order_by("-enqueued_at")[:MOST_SHOWN])
    since = timezone.now() - timedelta(days=1)
    ended = DBTaskResult.objects.successful().filter(finished_at__gt=since)
    tasks += list(ended.order_by("-finished_at")[: MOST_SHOWN - len(tasks)])
    progress = {one.task: one for one in Progress.objects.filter(task__in=[task.pk for task in tasks])}
    shown = [_show(task, progress.get(task.pk)) for task in tasks]
    return Overview(shown, len(living_workers()), latest_backup(), latest_drill())


def _show(task: DBTaskResult, progress: Progress | None) -> ShownTask:  # type: ignore[type-arg]
    state, kind = _state_of(task, progress)
    return ShownTask(
        key=task.pk,
        title=title_of(task.task_path),
        state=state,
        kind=kind,
        enqueued_at=task.enqueued_at,
        finished_at=task.finished_at,
        done=progress.done if progress else 0,
        total=progress.total if progress else 0,
        attempts=len(task.worker_ids),
        may_stop=task.status in (TaskResultStatus.READY, TaskResultStatus.RUNNING)
        and not (progress and progress.cancel_asked_at),
        may_repeat=task.status == TaskResultStatus.FAILED,
    )


def _state_of(task: DBTaskResult, progress: Progress | None) -> tuple[Text, str]:  # type: ignore[type-arg]
    if task.status == TaskResultStatus.SUCCESSFUL:
        return text("done"), "good"
    if task.status == TaskResultStatus.READY:
        return text("waits"), ""
    if task.status == TaskResultStatus.RUNNING:
        return (text("is being stopped") if progress and progress.cancel_asked_at else text("runs")), "info"
    if task.exception_class_path == _CANCELLED:
        return text("stopped"), "warn"
    if task.exception_class_path == _DIED:
        return text("failed: its worker died three times"), "bad"
    return text("failed: {fault}", fault=task.exception_class_path.rpartition(".")[2]), "bad"
