"""The draw of the places that are visited a second time, to learn how much visits overlook."""

from __future__ import annotations

from typing import Literal

from django.db import models
from django.utils import timezone

from chiso.office.inspections.models.plans import Inspection
from chiso.office.people.models import Person
from chiso.office.records import Versioned

SecondState = Literal["sealed", "drawn", "opened"]


class SecondDraw(Versioned):
    """Of `places` places visited `visits` are visited again, drawn within each of `strata` by a seed of its
    own.

    `frame` and `plan` are fixed when the seed is sealed and never change; `listed` and `record` come with the
    draw, `record` gets the seed when it is opened. `sealed_seed` is the seed, encrypted, until then.
    """

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="second_draw")
    visits = models.PositiveIntegerField()
    places = models.PositiveIntegerField()
    strata = models.JSONField(default=list)
    frame = models.TextField()
    plan = models.TextField()
    commitment = models.CharField(max_length=64)
    sealed_seed = models.TextField(blank=True, editable=False)
    sealed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(default=timezone.now)
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)
    listed = models.TextField(blank=True)
    record = models.TextField(blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-sealed_at", "-pk")

    @property
    def state(self) -> SecondState:
        """Where it stands, by what has happened."""
        if self.opened_at is not None:
            return "opened"
        return "drawn" if self.drawn_at is not None else "sealed"
