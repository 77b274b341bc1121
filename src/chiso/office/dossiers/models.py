"""Counts of dossiers by agency, counter, field and month. Nothing of a single dossier is kept.

What is replaced is an agency's month as a whole: of an agency and a month the counts that came last stand.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Versioned

SHAPES = ("dossiers", "counts")
ORIGINS = ("file", "api")


class Intake(Versioned):
    """What came in at once: the dossiers or the counts of a period.

    `first_month`, `last_month`: months since the year 0. `sha256` is that of what came. Withdrawn: what it
    replaced stands again. `is_made_up`: an example; it replaces examples and is read by examples alone.
    """

    number = models.CharField(max_length=20, unique=True)
    shape = models.CharField(max_length=10, choices=[(one, one) for one in SHAPES])
    origin = models.CharField(max_length=10, choices=[(one, one) for one in ORIGINS])
    name = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=40)
    first_month = models.PositiveIntegerField()
    last_month = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    is_made_up = models.BooleanField(default=False)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number


class AgencyMonth(models.Model):
    """An agency's month as an intake tells it; `replaced_by`: the intake whose counts stand in its place."""

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="agency_months")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    month = models.PositiveIntegerField()
    replaced_by = models.ForeignKey(
        Intake, on_delete=models.PROTECT, null=True, blank=True, related_name="replaced"
    )

    class Meta:
        ordering = ("intake", "agency", "month")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intake", "agency", "month"], name="an_agency_s_month_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "agency"], name="months_of_agencies")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month}"


class PlaceCounts(models.Model):
    """The counts of a counter in a field, in an agency's month.

    `counts`: in the order of `chiso.procedures.shapes.COUNTED`, null where one is not known.
    """

    of = models.ForeignKey(AgencyMonth, on_delete=models.CASCADE, related_name="places")
    counter = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=200, blank=True)
    counts = models.JSONField()

    class Meta:
        ordering = ("of", "counter", "field")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "counter", "field"], name="a_place_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.counter} {self.field}"


class AgencyTally(models.Model):
    """What answers of an agency to frameworks follow from, over the whole period of an intake of dossiers.

    `tally`: as `chiso.procedures.feeding.OfUnit`, its dossiers without their codes: how many were ended how
    many days beyond their day, with how many complaints.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="tallies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    tally = models.JSONField()

    class Meta:
        ordering = ("intake", "agency")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intake", "agency"], name="a_tally_once_an_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.intake_id} {self.agency_id}"
