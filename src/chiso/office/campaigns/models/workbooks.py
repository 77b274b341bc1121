"""Workbooks that agencies filled in away from the network, from their coming back to what became of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Versioned


class Workbook(Versioned):
    """What a workbook says that came back, shown against what stands before anybody accepts it.

    `leaves` holds what was edited: unit (key of the row), node, the version that went out, status, rows and
    note as in `Answer`. It is emptied once the workbook is accepted or discarded: the answers hold it then.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="workbooks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    leaves = models.JSONField(default=list, blank=True)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Workbook]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("-brought_at", "-pk")
