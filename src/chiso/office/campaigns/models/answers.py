"""What is said about a leaf of a unit, layer upon layer; who works on it; what is said beside it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.campaigns.models.sheets import Sheet
from chiso.office.organisation.models import Agency, Section
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned
from chiso.scoring.answers import ANSWER_STATUSES, ORIGINS
from chiso.scoring.layers import LAYERS

STATUSES = [(status, status) for status in ANSWER_STATUSES]
LAYER_CHOICES = [(layer, layer) for layer in LAYERS]
ORIGIN_CHOICES = [(origin, origin) for origin in ORIGINS]


class Answer(Versioned):
    """One layer of one leaf of one unit: its inputs as they stand. Earlier forms lie in the record.

    `rows` is a list of [input, case, value, numerator, denominator, label] in the one notation of
    `chiso.scoring.answers.AnswerRow`; points are never stored. `seat` 2 is the second, blind appraisal.
    `agency` answers for the leaf; `field` is the code of the node at the top, for counting. `note`
    explains (and is the column of that name); `reason` is a key of the list of reasons, `words` says more.
    `evidence` counts the documents beside the leaf (self-assessed layer only). `agreed`: an appraisal
    that took over the layer before it as it stood. `lacking` counts the inputs that the rule asks for and
    that are still to come; a status "missing" with none lacking says that there will be none.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="answers")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120)
    field = models.CharField(max_length=120)
    layer = models.CharField(max_length=20, choices=LAYER_CHOICES)
    seat = models.PositiveSmallIntegerField(default=1)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=STATUSES)
    rows = models.JSONField(default=list, blank=True)
    origin = models.CharField(max_length=20, choices=ORIGIN_CHOICES, default="agency")
    note = models.TextField(blank=True)
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    agreed = models.BooleanField(default=False)
    evidence = models.PositiveIntegerField(default=0)
    lacking = models.PositiveIntegerField(default=0)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Answer]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("campaign", "unit", "node", "layer", "seat")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "node", "layer", "seat"], name="one_answer_a_layer_and_seat"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "layer", "agency", "field"], name="answers_of_an_agency"),
            models.Index(fields=["campaign", "node", "layer"], name="answers_to_a_leaf"),
        ]


class LeafTask(Versioned):
    """A leaf given to an officer or a section of the agency that answers for it, with a day."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="leaf_tasks")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager[LeafTask]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("campaign", "unit", "node")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "unit", "node"], name="one_task_a_leaf"),
        ]


class Comment(Kept):
    """Something said inside an agency about a leaf; it never leaves the agency."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="comments")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Comment]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("at", "pk")
