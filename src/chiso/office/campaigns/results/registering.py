"""What results give to others: verbs of the record, notices, tasks."""

from __future__ import annotations

from chiso.office.campaigns.results.telling import declare, tasks_of_petitions
from chiso.office.ui.tasks import contribute


def register() -> None:
    """Called once, when the app is ready."""
    declare()
    contribute(tasks_of_petitions)
