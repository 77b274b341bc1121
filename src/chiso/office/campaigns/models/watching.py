"""What the coordinator says to agencies: reminders within what is agreed, and announcements to all."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned


class ReminderRules(Versioned):
    """What was agreed about the reminders of a campaign; without a row the defaults hold.

    `days_before` are the days before the end of self-assessment (working days) on which the calendar
    reminds by itself; empty: never. At most `most_a_day` reminders go to an agency on a day, `most_in_all`
    in the campaign. The version grows with every sending, so that the same press never sends twice.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="reminder_rules")
    days_before = models.JSONField(default=list, blank=True)
    most_a_day = models.PositiveSmallIntegerField(default=2)
    most_in_all = models.PositiveSmallIntegerField(default=10)


class Reminder(Kept):
    """That an agency was reminded, by whom (None: by the calendar), with which template. Never changed.

    `people`: how many of the agency were told. Those of one sending have the same time.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reminders")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    people = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        indexes: ClassVar = [models.Index(fields=["campaign", "agency"], name="reminders_of_an_agency")]


class Announcement(Versioned):
    """Something said to everybody who takes part; shown on the campaign's pages until it is taken down."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="announcements")
    words = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
