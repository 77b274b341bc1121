"""What the office does by itself while it watches: the reminders of the calendar."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from chiso.office.campaigns.watching.reminding import remind_by_calendar

# Four times a day: what the night missed is made up for; a day's reminders go once all the same.
EVERY = timedelta(hours=6)


@task()
def remind() -> int:
    """Send the reminders that are due today; how many agencies were reminded."""
    return remind_by_calendar()
