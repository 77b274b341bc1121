"""What the council gives to others: verbs of the record, notices, tasks."""

from __future__ import annotations

from chiso.office.campaigns.council.telling import declare, tasks_of_council
from chiso.office.ui.tasks import contribute


def register() -> None:
    """Called once, when the app is ready."""
    declare()
    contribute(tasks_of_council)
