"""What the calendar gives to the rest of the office: notices, tasks."""

from __future__ import annotations

from chiso.office.campaigns.calendar.telling import declare, tasks_of_calendar
from chiso.office.ui.tasks import contribute


def register() -> None:
    """Called once, when the app is ready."""
    declare()
    contribute(tasks_of_calendar)
