"""The council's sessions and rulings, and what agencies ask to be looked at again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Versioned

PETITION_STATES = [(state, state) for state in ("open", "accepted", "in_part", "declined", "withdrawn")]


class Session(Versioned):
    """A meeting of the council. Its rulings count once somebody other than the writer approved the minutes.

    `present` is a list of names with duties as they stand in the minutes; `began` and `ended` are the hours.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="council_sessions")
    number = models.PositiveIntegerField()
    held_on = models.DateField()
    began = models.TimeField(null=True, blank=True)
    ended = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    chair = models.CharField(max_length=120, blank=True)
    present = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("campaign", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_session_a_number"),
        ]


class Ruling(Versioned):
    """What the council decides about a leaf of a unit: the inputs that count, why, and the vote.

    It becomes an answer of the layer “council” when the minutes of its session are approved. `status` is
    one of an answer, or "keep": what was appraised last stands.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="rulings")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120)
    status = models.CharField(max_length=20)
    rows = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=40)
    words = models.TextField()
    votes_for = models.PositiveIntegerField(default=0)
    votes_against = models.PositiveIntegerField(default=0)
    abstained = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("session", "unit", "node")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "unit", "node"], name="one_ruling_a_leaf"),
        ]


class Petition(Versioned):
    """An agency asks that a result be looked at again: a leaf, or the whole ("" as node)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="petitions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120, blank=True)
    words = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=PETITION_STATES, default="open")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Petition]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("at", "pk")
