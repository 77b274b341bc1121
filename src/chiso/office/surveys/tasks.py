"""Background work of the app; see `chiso.office.running.tasks`. It may be run twice without harm."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from chiso.language import text
from chiso.office.running.tasks import repeat
from chiso.office.surveys import reports


@task()
def scan_waiting_reports() -> int:
    """Ask the scanner about reports that wait for it."""
    return reports.scan_waiting_reports()


def register_repeating() -> None:
    """Called once, when the app is ready."""
    repeat(
        "surveys.scan",
        every=timedelta(minutes=5),
        task=scan_waiting_reports,
        title=text("Ask the scanner about survey reports that wait"),
    )
