"""Questions of appraisers to agencies, and what was said to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned


class Question(Versioned):  # type: ignore[django-manager-missing]
    """An explanation that is asked for about a leaf, always with a deadline. `closed_at`: heard."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="questions")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    words = models.TextField()
    answer_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)

    objects: ClassVar[models.Manager[Question]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("asked_at", "pk")
        indexes: ClassVar = [
            models.Index(fields=["campaign", "agency", "closed_at"], name="questions_to_an_agency")
        ]


class Reply(Kept):
    """One contribution to a thread, of the agency or of the appraiser; oldest first."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="replies")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_appraiser = models.BooleanField(default=False)
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Reply]] = ScopedManager(agency="question__agency")

    class Meta:
        ordering = ("at", "pk")
