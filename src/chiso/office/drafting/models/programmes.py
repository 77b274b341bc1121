"""A programme: which set measures which group of units in one year, and by which calendar."""

from __future__ import annotations

from django.db import models

from chiso.office.records import Kept, Versioned


class Programme(Versioned):
    """One year's programme. `calendar` is a list of phases: kind, opens, closes (times in ISO 8601)."""

    name = models.CharField(max_length=80)
    title = models.CharField(max_length=400)
    period = models.CharField(max_length=40)
    calendar = models.JSONField(default=list, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-period", "title")

    def __str__(self) -> str:
        return self.title


class League(Kept):
    """A group of units that are ranked among themselves, by one set.

    `framework` is "id@version" of a frozen set or of the library; `units` says which units as
    `applies_to` of a framework does; `bands` are classes that hold in this league instead of those of
    the set (empty: as the set says). Weights are of the set: with others it is another version.
    `campaign` is the one that was opened for this league.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="leagues")
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=1)
    framework = models.CharField(max_length=120)
    units = models.JSONField(default=dict, blank=True)
    bands = models.JSONField(default=list, blank=True)
    campaign = models.OneToOneField(
        "campaigns.Campaign", on_delete=models.SET_NULL, null=True, blank=True, related_name="league"
    )

    class Meta:
        ordering = ("programme", "position", "pk")
