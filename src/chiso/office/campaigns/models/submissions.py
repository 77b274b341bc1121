"""How far an agency is with what it answers for, and the receipts of what it has handed in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned

# drafting → with_head → (sent_back →) approved → submitted → (returned →) complete.
STATES = [
    (state, state)
    for state in ("drafting", "with_head", "sent_back", "approved", "submitted", "returned", "complete")
]


class Submission(Versioned):  # type: ignore[django-manager-missing]
    """All that one agency answers for in a campaign. No row: it has not begun.

    `revision` grows with every change of an answer or of its evidence; an approval points at one and
    falls when another follows, or when a file behind it was replaced: `approved_content` is the SHA-256
    of what the head saw, made as in a receipt. `remarks` are the head's to the officers, `returned_for`
    the coordinator's or appraiser's to the agency with `supplement_until`.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="submissions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=STATES, default="drafting")
    revision = models.PositiveIntegerField(default=0)
    approved_revision = models.PositiveIntegerField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_content = models.CharField(max_length=64, blank=True)
    remarks = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    returned_for = models.TextField(blank=True)
    supplement_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Submission]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("campaign", "agency")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "agency"], name="one_submission_an_agency"),
        ]


class Receipt(Kept):
    """That an agency handed in a revision: number, time, hash. Never changed.

    `number` counts within the campaign; `content` is the SHA-256 of the answers and of what proves them,
    as canonical JSON. `documents` stand beside criteria, `files` are theirs; `without_evidence` counts
    criteria that have neither a document nor an explanation.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="receipts")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    content = models.CharField(max_length=64)
    answered = models.PositiveIntegerField()
    of_leaves = models.PositiveIntegerField()
    not_applicable = models.PositiveIntegerField(default=0)
    without_evidence = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField()
    files = models.PositiveIntegerField(default=0)
    is_late = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Receipt]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("-at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_receipt_a_number"),
        ]
