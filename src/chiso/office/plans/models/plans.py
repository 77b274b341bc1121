"""Plans, what they start from, their versions, and the steps by which a version is approved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.campaigns.models import Edition
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned

STATES = [(state, state) for state in ("draft", "submitted", "head_approved", "approved")]
STEPS = [(step, step) for step in ("submitted", "head_approved", "approved", "sent_back")]


class Plan(Versioned):
    """The city's plan (`agency` None), or the sub-plan of an agency below it (`city_plan`).

    `is_made_up`: an example; it says so wherever it is shown. `due`: until when an agency is to hand its
    sub-plan in. `directive`: the key of the one under which its lines were given as tasks, once they were.
    """

    title = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    city_plan = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    due = models.DateField(null=True, blank=True)
    is_made_up = models.BooleanField(default=False)
    directive = models.CharField(max_length=12, blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-period", "title", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city_plan", "agency"], name="one_part_an_agency"),
            models.CheckConstraint(
                condition=models.Q(agency=None, city_plan=None)
                | (~models.Q(agency=None) & ~models.Q(city_plan=None)),
                name="a_part_has_an_agency_and_a_plan_above_it",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def whole(self) -> Plan:
        """The city's plan that this one belongs to: itself, or the one above it."""
        return self.city_plan or self


class Measured(models.Model):
    """Figures that a plan keeps: of a published edition, or of a table that was carried over.

    `measured`: the uid of the unit whose index they are about; "": every agency answers for a unit of its
    own. `answers` and `units` hold a table that was carried over; of an edition its files are read.
    """

    framework = models.CharField(max_length=120)
    period = models.CharField(max_length=40)
    measured = models.CharField(max_length=80, blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.TextField(blank=True)
    units = models.TextField(blank=True)
    source = models.CharField(max_length=400)

    class Meta:
        abstract = True

    @property
    def drawn_key(self) -> str:
        """A key that was drawn at random, so that no other figures ever have it."""
        raise NotImplementedError


class Basis(Measured):
    """What the city's plan starts from. `figures`: the points of every node by uid and code, decimal text."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="basis")
    figures = models.JSONField()

    @property
    def drawn_key(self) -> str:
        """That of the plan: it starts from one thing."""
        return self.plan.key


class EarlierYear(Kept, Measured):
    """A year before the one that a plan starts from: for what was lost when, and how others moved."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="earlier_years")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("plan", "period", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "period"], name="one_earlier_year_a_period"),
        ]

    @property
    def drawn_key(self) -> str:
        """Its own."""
        return self.key


class PlanVersion(Versioned):
    """A version of a plan. Whatever is changed in it raises `revision`; an approval names the one it saw.

    `derived_from`: the version of the city's plan that a sub-plan was derived from.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, choices=STATES, default="draft")
    derived_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("plan", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_version_of_a_plan_a_number"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=~models.Q(state="approved"),
                name="one_version_of_a_plan_under_way",
            ),
        ]


class Preparer(models.Model):
    """Who had a hand in a version; they do not approve it."""

    version_of_plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="preparers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version_of_plan", "person"], name="once_a_preparer"),
        ]


class Step(Kept):
    """A version was handed in, approved or sent back, in one revision with one content. Never changed."""

    version_of_plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=STEPS)
    revision = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("version_of_plan", "pk")
