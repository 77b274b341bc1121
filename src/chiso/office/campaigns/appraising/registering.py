"""What appraising gives to others: notices, tasks, the verbs of its services."""

from __future__ import annotations

# Their verbs and reasons are declared where they stand: a record is read also where no page is.
from chiso.office.campaigns.appraising import questions, reasons, telling
from chiso.office.ui.tasks import contribute

__all__ = ["questions", "reasons", "register"]


def register() -> None:
    """Called once, when the app is ready."""
    telling.declare()
    contribute(telling.tasks_of_appraising)
