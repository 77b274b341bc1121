"""What answering gives to other apps: tasks, and the verbs of its services."""

from __future__ import annotations

# Their verbs are declared where they stand: a record is read also where no page is.
from chiso.office.campaigns.answering import comments, giving, saving
from chiso.office.campaigns.answering.waiting import tasks_of_answering
from chiso.office.ui.tasks import contribute

__all__ = ["comments", "giving", "register", "saving"]


def register() -> None:
    """Called once, when the app is ready."""
    contribute(tasks_of_answering)
