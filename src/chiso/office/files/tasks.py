"""Background work of the app; see `chiso.office.running.tasks`. Each may be run twice without harm."""

from __future__ import annotations

from datetime import timedelta

from django_scopes import scopes_disabled
from django_tasks import task
from django_tasks.base import TaskContext

from chiso.language import text
from chiso.office.files.models import Content
from chiso.office.files.services import upkeep
from chiso.office.running.queue import progress_of
from chiso.office.running.tasks import repeat


@task(takes_context=True)
def check_files(context: TaskContext) -> dict[str, int]:
    """Look at every file on the disk."""
    with scopes_disabled():
        total = Content.objects.exclude(scan="found").count()
    with progress_of(context, total=total) as progress:
        report = upkeep.check_files(progress.step)
    return {
        "looked_at": report.looked_at,
        "missing": len(report.missing),
        "altered": len(report.altered),
        "stray": len(report.stray),
    }


@task()
def expire_uploads() -> int:
    """Remove files on their way that nobody went on with."""
    return upkeep.expire_uploads()


@task()
def scan_waiting() -> int:
    """Ask the scanner about what waits for it."""
    return upkeep.scan_waiting()


def register_repeating() -> None:
    """Called once, when the app is ready."""
    repeat(
        "files.check",
        every=timedelta(days=1),
        task=check_files,
        title=text("Look at every file of evidence on the disk"),
    )
    repeat(
        "files.expire",
        every=timedelta(hours=1),
        task=expire_uploads,
        title=text("Remove uploads that nobody went on with"),
    )
    repeat(
        "files.scan",
        every=timedelta(minutes=5),
        task=scan_waiting,
        title=text("Ask the scanner about files that wait"),
    )
