"""What is done about a task: reports with evidence, requests for more time, notes, a withdrawal.

All of these rows stay as they were written; a decision on one is added to it once.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.files.models import Document
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Kept
from chiso.office.tasks.models.tasks import Task

REPORT_KINDS = [(kind, kind) for kind in ("progress", "done")]
REPORT_DECISIONS = [(one, one) for one in ("", "confirmed", "returned")]
EXTENSION_DECISIONS = [(one, one) for one in ("", "granted", "refused")]


class Report(Kept):
    """How far a task is; of kind "done" it waits until who gave the task confirms or returns it.

    `day` is that of `at` in the city. `parts_left_for`: why a task is done though parts of it are not.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=8, choices=REPORT_KINDS)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    day = models.DateField()
    percent = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=4_000)
    parts_left_for = models.CharField(max_length=400, blank=True)
    decision = models.CharField(max_length=9, choices=REPORT_DECISIONS, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)
    documents = models.ManyToManyField(Document, through="ReportDocument", related_name="+")

    class Meta:
        ordering = ("task", "-at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"],
                condition=models.Q(kind="done", decision=""),
                name="one_report_that_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="done") | models.Q(decision=""), name="progress_is_not_decided_on"
            ),
        ]


class ReportDocument(models.Model):
    """A document of the evidence that proves what a report says."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="proofs")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("report", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "document"], name="one_proof_a_report"),
        ]


class Outreach(models.Model):
    """What a report on a communication task counts: channels, how many people, what was made."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="outreach")
    channels = models.CharField(max_length=400, blank=True)
    reach = models.PositiveBigIntegerField(null=True, blank=True)
    products = models.CharField(max_length=400, blank=True)


class Extension(Kept):
    """A request for more time, with both deadlines; granted or refused by who gave the task."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    old_deadline = models.DateField()
    old_last_day = models.DateField()
    new_deadline = models.DateField()
    new_last_day = models.DateField()
    reason = models.CharField(max_length=400, blank=True)
    decision = models.CharField(max_length=7, choices=EXTENSION_DECISIONS, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("task", "-asked_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(decision=""), name="one_request_that_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(new_deadline__gt=models.F("old_deadline")), name="more_time_is_later"
            ),
        ]


class Note(Kept):
    """What somebody of an agency that has to do with a task says to the others."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="notes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(max_length=2_000)

    class Meta:
        ordering = ("task", "-at", "-pk")


class Withdrawal(Kept):
    """A task that need not be done any more, and why."""

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=400, blank=True)
