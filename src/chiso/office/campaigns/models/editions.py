"""A published edition of a campaign's results, from its preparation to the sealed bundle."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.people.models import Person
from chiso.office.records import Versioned

# prepared → approved → decided (number, date and signed file are in) → sealed → published; or withdrawn.
EDITION_STATES = [
    (state, state) for state in ("prepared", "approved", "decided", "sealed", "published", "discarded")
]
EDITION_STATUSES = [(status, status) for status in ("final", "corrected", "withdrawn")]


class Edition(Versioned):
    """One edition. Whoever prepared it does not approve it; a later one supersedes it and says why.

    `run_hash` is the SHA-256 over the files of the run that was approved; the bundle must hold these.
    `folder` is where its files lie, below the office's folder of editions; until both are there the
    edition is being prepared. `letter` holds the words of the decision, `left_open` what was open when it
    was prepared and was accepted as such. `saves` counts what had been saved in the campaign when the files
    were made (the versions of all its answers, added up); None: they were made before this was counted.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=EDITION_STATES, default="prepared")
    status = models.CharField(max_length=10, choices=EDITION_STATUSES, default="final")
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    reason = models.TextField(blank=True)
    letter = models.JSONField(default=dict, blank=True)
    left_open = models.JSONField(default=list, blank=True)
    run_hash = models.CharField(max_length=64, blank=True)
    saves = models.PositiveBigIntegerField(null=True, blank=True)
    folder = models.CharField(max_length=100, blank=True)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    decision_date = models.DateField(null=True, blank=True)
    signed_file = models.CharField(max_length=64, blank=True)
    content = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=80, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("campaign", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_edition_a_number"),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(state__in=["prepared", "approved", "decided", "sealed"]),
                name="one_edition_under_way",
            ),
        ]
