"""What the office does by itself about tasks: reminders and escalation by the rules."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from chiso.office.tasks.reminding import remind_by_rules

# Four times a day: what a night missed is made up for; each rule tells once of a task all the same.
EVERY = timedelta(hours=6)


@task()
def remind_of_tasks() -> int:
    """Send the reminders that are due; how many tasks were told of."""
    return remind_by_rules()
