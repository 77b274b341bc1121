"""Criteria that come from elsewhere: one criterion for all units, from a table or the interface."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.people.models import Person
from chiso.office.records import Kept
from chiso.scoring.answers import ORIGINS

_ORIGINS = [(origin, origin) for origin in ORIGINS if origin != "agency"]
BASES = [(basis, basis) for basis in ("", "probability", "quota", "census", "open")]


class Sheet(Kept):  # type: ignore[django-manager-missing]
    """One version of the figures of a leaf for all units. The latest counts, the earlier stay.

    One that was withdrawn counts no more: what stood before it stands again.

    `table` is what came, as it came (CSV); `source` names the document, `basis` the sampling basis
    of estimates ("" for what is no estimate). `errors` maps a unit's uid to its standard error and bounds
    where the table has them: {"se": "0.012", "ci_low": "0.81", "ci_high": "0.87", "n": "412"}.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sheets")
    node = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=20, choices=_ORIGINS)
    source = models.CharField(max_length=400)
    basis = models.CharField(max_length=20, choices=BASES, blank=True)
    table = models.TextField()
    errors = models.JSONField(default=dict, blank=True)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("campaign", "node", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "node", "number"], name="one_sheet_a_number"),
        ]
