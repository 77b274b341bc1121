"""What the city wants to reach in a component of its own index."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.organisation.models import Agency
from chiso.office.records import Versioned


class Target(Versioned):
    """The points wanted at a node of a unit in a campaign; `points` as decimal text.

    `published` is the figure that was published for the period before, with its source, where there is one.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="targets")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120, blank=True)
    points = models.CharField(max_length=40, blank=True)
    published = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("campaign", "unit", "node")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "unit", "node"], name="one_target_a_node"),
        ]
