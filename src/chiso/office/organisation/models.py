"""Agencies in time, their sections and contact points, and who answers for which node of which unit."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from chiso.office.records import Kept, Versioned


class Agency(Versioned):
    """An agency or measured unit through all its forms; `uid` is that of the registry of units.

    `name` and `sort_key` are those of its latest form, for lists.
    """

    uid = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    sort_key = models.TextField(db_index=True)

    class Meta:
        ordering = ("sort_key", "pk")
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class AgencyForm(models.Model):
    """How an agency stood from one day to another: code, name, level, kind, parent, group, regime."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="forms")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=20)
    kind = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    group = models.CharField(max_length=80, blank=True)
    regime = models.CharField(max_length=80, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("valid_from", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "valid_from"], name="one_form_a_day_of_start"),
        ]


class Proposal(Versioned):
    """A table of units that somebody brought, shown against what stands before anybody accepts it.

    `regime` is what all its forms are said to belong to ("chính quyền địa phương hai cấp").
    """

    name = models.CharField(max_length=200)
    table = models.TextField()
    regime = models.CharField(max_length=80, blank=True)
    brought_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-brought_at", "pk")


class Section(Versioned):
    """A part of an agency: a division, an office, a counter. `people` see what is given to it as theirs."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="sections")
    name = models.CharField(max_length=200)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="sections", blank=True)

    class Meta:
        ordering = ("name", "pk")


class ContactPoint(Versioned):
    """How an agency is reached for a matter: who, telephone, mail."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="contact_points")
    matter = models.CharField(max_length=200)
    name = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ("matter", "pk")


class Assignment(Kept):
    """(unit, node) → responsible agency, appraising agency, in one campaign.

    In a campaign of many units each answers for itself (`unit` = `responsible`); in the city's own
    index `unit` is the city and some 25 departments gather its leaves. `node` covers what is below it;
    the longest match holds.
    """

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=120, blank=True)
    responsible = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="answers_for")
    appraising = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="appraises"
    )

    class Meta:
        ordering = ("unit", "node")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "unit", "node"], name="one_assignment_a_node"),
        ]
