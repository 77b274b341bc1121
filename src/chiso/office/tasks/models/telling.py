"""How people are told of tasks: rules of reminders, what was sent, addresses of calendars."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.people.models import Person
from chiso.office.records import Versioned
from chiso.office.tasks.models.tasks import Task

SUBSCRIBED = [(whose, whose) for whose in ("mine", "agency", "city")]


class ReminderRules(Versioned):
    """The rules of reminders, one row for the office; without a row the defaults hold.

    `rules`: [{"days": -5, "to": ["doers", "heads"]}, …]; days are working days from the last day of a
    task: negative before it, 0 on it, positive after it.
    """

    rules = models.JSONField(default=list)


class Reminded(models.Model):
    """That a task was told of by a rule: once for its last day, however often the office looks."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reminded")
    last_day = models.DateField()
    days = models.SmallIntegerField()
    people = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("task", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "last_day", "days"], name="one_reminder_a_rule"),
        ]


class Subscription(Versioned):
    """An address at which a person's calendar program fetches tasks; kept as a digest only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="task_calendars")
    digest = models.CharField(max_length=64, unique=True)
    whose = models.CharField(max_length=6, choices=SUBSCRIBED)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "pk")
