"""A campaign and its phases."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chiso.office.records import Versioned

KINDS = [("units", "units"), ("city", "city")]
PHASES = [
    (kind, kind)
    for kind in (
        "preparation", "self_assessment", "completeness", "appraisal_1", "explanation", "appraisal_2",
        "council", "results", "petition", "decision", "publication", "correction",
    )
]  # fmt: skip


class Campaign(Versioned):
    """One round of assessment: many units that assess themselves, or the one city whose leaves are gathered.

    `framework` is "id@version" of the set in force; `period` as in `chiso.periods`.
    """

    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    framework = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-period", "title")

    def __str__(self) -> str:
        return self.title


class Phase(Versioned):
    """When something may be done, on which nodes ("2", "3.1"; empty: all).

    Open from `opens_at` up to, not at, `closes_at`.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=20, choices=PHASES)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    nodes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("opens_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="phase_ends_after_it_opens"
            ),
        ]
