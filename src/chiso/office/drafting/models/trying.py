"""A draft tried on answers that there are already."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from chiso.office.drafting.models.drafts import Draft
from chiso.office.people.models import Person
from chiso.office.records import Kept


class Trial(Kept):
    """One trial: the answers, the set that they were given to, and what came out.

    `document_hash` is that of the draft as it was tried: where the draft's is another by now, the
    results are stale.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="trials")
    against = models.CharField(max_length=120)
    answers_name = models.CharField(max_length=200)
    answers = models.BinaryField()
    units_name = models.CharField(max_length=200, blank=True)
    units = models.BinaryField(default=bytes, blank=True)
    period = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    document_hash = models.CharField(max_length=64)
    results = models.JSONField(default=dict)

    class Meta:
        ordering = ("-made_at", "pk")
