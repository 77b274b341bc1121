"""A campaign, its phases, and the exceptions from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from chiso.office.records import Kept, Versioned

KINDS = [("units", "units"), ("city", "city")]
PHASES = [
    (kind, kind)
    for kind in (
        "preparation", "self_assessment", "completeness", "appraisal_1", "explanation", "appraisal_2",
        "council", "results", "petition", "decision", "publication", "correction",
    )
]  # fmt: skip
# What becomes of a self-assessment that comes after its phase has closed.
LATENESS = [(kind, kind) for kind in ("refused", "marked", "by_rule")]
EXCEPTIONS = [(kind, kind) for kind in ("extension", "leaf_reopened", "year_reopened")]


class Campaign(Versioned):  # type: ignore[django-manager-missing]
    """One round of assessment: many units that assess themselves, or the one city whose leaves are gathered.

    `framework` is "id@version" of the set in force; `period` as in `chiso.periods`. `remark` is said on
    every page ("Số liệu minh hoạ", "bộ của tỉnh khác"); `is_sample` marks inputs that are made up.
    `rehearsal_of`: a dry run on a copy, of which nothing is ever published. `twice` is the share of
    leaves, in per cent, that two people appraise without seeing each other. `closed_at`: locked for good,
    or until the year is reopened.
    """

    kind = models.CharField(max_length=10, choices=KINDS)
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    framework = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)
    lateness = models.CharField(max_length=10, choices=LATENESS, default="refused")
    twice = models.PositiveIntegerField(default=0)
    remark = models.CharField(max_length=400, blank=True)
    is_sample = models.BooleanField(default=False)
    rehearsal_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="rehearsals"
    )
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-period", "title")

    def __str__(self) -> str:
        return self.title


class Phase(Versioned):
    """When something may be done, on which nodes ("2", "3.1"; empty: all).

    Open from `opens_at` up to, not at, `closes_at`. Up to, not at, `late_until` an agency may still
    write where its campaign does not refuse what is late.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=20, choices=PHASES)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    late_until = models.DateTimeField(null=True, blank=True)
    nodes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("opens_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="phase_ends_after_it_opens"
            ),
            models.CheckConstraint(
                condition=models.Q(late_until=None) | models.Q(late_until__gt=models.F("closes_at")),
                name="late_after_the_phase",
            ),
        ]


class PhaseException(Kept):  # type: ignore[django-manager-missing]
    """A phase is open for longer, or again: for one agency, for one leaf, for a whole year. Never deleted.

    `agency` is the one that answers (None: all), `node` covers what is below it ("": the whole).
    Open from `opens_at` up to, not at, `closes_at`, unless it was withdrawn.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="exceptions")
    kind = models.CharField(max_length=20, choices=EXCEPTIONS)
    phase = models.CharField(max_length=20, choices=PHASES)
    agency = models.ForeignKey(
        "organisation.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    node = models.CharField(max_length=120, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reason = models.TextField()
    granted_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-granted_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="exception_ends_after_it_opens"
            ),
        ]


class ExtensionRequest(Versioned):
    """An agency asks for more time in a phase. Decided once: with an exception it was granted, else declined.

    `answer` is what the coordinator said to it.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="extension_requests")
    agency = models.ForeignKey("organisation.Agency", on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=20, choices=PHASES)
    until = models.DateTimeField()
    words = models.TextField()
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    exception = models.ForeignKey(
        PhaseException, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )

    objects: ClassVar[models.Manager[ExtensionRequest]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "agency", "phase"],
                condition=models.Q(decided_at=None),
                name="one_open_request_a_phase",
            ),
        ]
