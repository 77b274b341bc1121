"""What submitting gives to others: notices, tasks, the verbs of its services."""

from __future__ import annotations

# Their verbs are declared where they stand: a record is read also where no page is.
from chiso.office.campaigns.submitting import returning, steps, telling
from chiso.office.campaigns.submitting.waiting import rows_of_submitting, tasks_of_submitting
from chiso.office.ui.tasks import contribute

__all__ = ["register", "returning", "steps"]


def register() -> None:
    """Called once, when the app is ready."""
    telling.declare()
    contribute(tasks_of_submitting, rows_of_submitting)
