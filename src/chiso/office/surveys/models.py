"""Survey rounds: what was taken in, its quality report, and what was handed over to which campaign."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.campaigns.models import Campaign, Sheet
from chiso.office.files.models import SCANS
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned

BASES = [(basis, basis) for basis in ("probability", "census", "quota", "open")]
KINDS = [(kind, kind) for kind in ("estimate", "index")]
# The fields of a version that hold whole files: a list of versions leaves them out.
FILES = ("estimates", "record")
LONGEST_FINDING = 64


class SurveyRound(Versioned):
    """A finished round. Period and sampling basis are those of its files, in every version the same.

    `is_made_up`: an example; it says so wherever it is shown, and goes into no campaign of real figures.
    """

    name = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    basis = models.CharField(max_length=20, choices=BASES)
    is_made_up = models.BooleanField(default=False)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-period", "name", "pk")

    def __str__(self) -> str:
        return self.name


class RoundVersion(Kept):
    """The files of a round as they came; the latest version counts, the earlier stay.

    `estimates` is the table (CSV), `record` the file that says how it was made (JSON); `design_sha256` the
    hash of the design, `data_sha256` that of the closed data or "". Counts of figures by flag.
    """

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    estimates = models.TextField()
    record = models.TextField()
    estimates_sha256 = models.CharField(max_length=64)
    design_sha256 = models.CharField(max_length=64)
    data_sha256 = models.CharField(max_length=64, blank=True)
    shown = models.PositiveIntegerField()
    unreliable = models.PositiveIntegerField()
    suppressed = models.PositiveIntegerField()
    note = models.CharField(max_length=400, blank=True)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("round", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="one_version_of_a_round_a_number"),
        ]


class QualityReport(Kept):
    """The report on method and quality of a version: a PDF that was checked as every document is."""

    version = models.OneToOneField(RoundVersion, on_delete=models.PROTECT, related_name="report")
    name = models.CharField(max_length=150)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(default=0)
    # As of every file: what waits for the scanner is not handed out; what it objects to loses its content.
    scan = models.CharField(max_length=10, choices=SCANS, default="unscanned")
    scan_found = models.CharField(max_length=LONGEST_FINDING, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)

    @property
    def is_ready(self) -> bool:
        """Whether it may be handed out."""
        return self.scan in ("clean", "unscanned")


class HandingOver(Versioned):
    """Estimates of a version, handed over to criteria of a campaign. Withdrawn: what stood before stands."""

    version_of_round = models.ForeignKey(RoundVersion, on_delete=models.PROTECT, related_name="handed_over")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    handed_over_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-handed_over_at", "-pk")


class HandedLeaf(models.Model):
    """A criterion that was fed, and the version of its figures that came of it.

    `feeds`: one for each input, {"input": "satisfied", "estimate": "II", "times": "1"}.
    """

    handing_over = models.ForeignKey(HandingOver, on_delete=models.PROTECT, related_name="leaves")
    node = models.CharField(max_length=120)
    feeds = models.JSONField()
    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="handed_over")

    class Meta:
        ordering = ("handing_over", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handing_over", "node"], name="one_feed_a_leaf"),
        ]

    def __str__(self) -> str:
        return self.node
