"""What the optimiser was asked, and what it found."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from chiso.office.people.models import Person
from chiso.office.plans.models.plans import PlanVersion
from chiso.office.records import Kept

RIVALS_FROM = [(one, one) for one in ("standing", "history", "table")]
STATES = [(state, state) for state in ("waiting", "done", "failed")]


class Calculation(Kept):
    """One question to the optimiser for a unit (`unit` is its uid), with the tables that it was asked on.

    Where others may be: as they stand, as a table says (`rivals`), or drawn from the years before that the
    plan keeps. `target` as it is written in a call, "" for the most points that a budget gives; `results`
    once done, `problems` (in both languages) where there are none.
    """

    version_of_plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="calculations")
    unit = models.CharField(max_length=80)
    target = models.CharField(max_length=120, blank=True)
    budget = models.CharField(max_length=40, blank=True)
    measures_name = models.CharField(max_length=200)
    measures = models.TextField()
    capacity = models.TextField(blank=True)
    rivals_from = models.CharField(max_length=10, choices=RIVALS_FROM, default="standing")
    rivals = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    results = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
