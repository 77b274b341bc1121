"""A task: what, who, by when; the agencies that have to do with it; the criteria that it aims at."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from chiso.office.campaigns.models import Campaign
from chiso.office.organisation.models import Agency, Section
from chiso.office.people.models import Person
from chiso.office.records import Versioned
from chiso.office.tasks.models.directives import Directive

PRIORITIES = ("high", "normal", "low")
# Why an agency has to do with a task: it does it, it helps, it gave it on or stands above it.
PARTS = ("owner", "collaborator", "above")
# Nothing more is to come: not confirmed as done, not withdrawn.
OPEN = models.Q(confirmed_at=None, withdrawn_at=None)
# Where a task without a deadline stands in lists: after all others.
_NEVER = date(9999, 12, 31)


class Task(Versioned):
    """One task. How it stands is never stored: it follows from its rows and the day (`tasks.states`).

    `deadline` is the day that was set, `last_day` that day or the next on which offices work: after it the
    task is late. `given_for` is the agency for which a head gave it on; None: given for the city. `origin`
    names the thing of another app that it was made of, once ("plans.line/…"). What follows it in
    `begun_at` … `withdrawn_at` repeats, for lists, what the rows of reports and withdrawals say.
    """

    title = models.CharField(max_length=300)
    words = models.TextField(max_length=4_000, blank=True)
    directive = models.ForeignKey(
        Directive, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    level = models.PositiveSmallIntegerField(default=1)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_for = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    deadline = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    # Worked out by the database: no index gives an order in which what is empty comes last.
    sorted_day = models.GeneratedField(
        expression=Coalesce("last_day", models.Value(_NEVER)),
        output_field=models.DateField(),
        db_persist=True,
    )
    # Worked out by the database too: how it stands but for the day, which alone makes it overdue.
    standing = models.GeneratedField(
        expression=models.Case(
            models.When(withdrawn_at__isnull=False, then=models.Value("withdrawn")),
            models.When(
                confirmed_at__isnull=False, done_on__gt=models.F("last_day"), then=models.Value("done_late")
            ),
            models.When(confirmed_at__isnull=False, then=models.Value("done_in_time")),
            models.When(reported_at__isnull=False, then=models.Value("waiting")),
            models.When(begun_at__isnull=False, then=models.Value("running")),
            default=models.Value("not_begun"),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
    )
    product = models.CharField(max_length=300, blank=True)
    priority = models.CharField(max_length=6, choices=[(one, one) for one in PRIORITIES], default="normal")
    measure = models.CharField(max_length=400, blank=True)
    is_communication = models.BooleanField(default=False)
    is_made_up = models.BooleanField(default=False)
    origin = models.CharField(max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("sorted_day", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin"], condition=~models.Q(origin=""), name="one_task_an_origin"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sorted_day", "id"], name="tasks_by_last_day"),
            # For reminders, and for what is overdue.
            models.Index(fields=["last_day", "id"], condition=OPEN, name="open_tasks_by_deadline"),
            models.Index(fields=["sorted_day", "id"], condition=OPEN, name="open_tasks_by_last_day"),
            # For the columns of the board, and for the counts of states: no task itself need be read.
            models.Index(fields=["standing", "sorted_day", "id"], name="tasks_by_standing"),
            models.Index(fields=["owner", "sorted_day", "id"], name="tasks_of_an_owner"),
            models.Index(fields=["directive", "sorted_day", "id"], name="tasks_of_a_directive"),
            models.Index(fields=["officer", "sorted_day", "id"], name="tasks_of_an_officer"),
        ]

    def __str__(self) -> str:
        return self.title


class Involvement(models.Model):
    """That an agency has to do with a task, and why: to all others the task is not there."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="involved")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=[(part, part) for part in PARTS])

    class Meta:
        ordering = ("task", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "agency", "part"], name="one_part_in_a_task"),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "task"], name="tasks_an_agency_sees")]


class TaskAim(models.Model):
    """A criterion that a task is to improve: code of a set (without its version), perhaps in one campaign."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="aims")
    framework = models.CharField(max_length=120)
    code = models.CharField(max_length=120)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("task", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "framework", "code"], name="one_aim_a_criterion"),
        ]
        indexes: ClassVar = [models.Index(fields=["framework", "code", "task"], name="tasks_of_a_criterion")]

    def __str__(self) -> str:
        return f"{self.framework}:{self.code}"
