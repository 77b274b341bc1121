"""What stands in a version of a plan: targets with their owners, solutions, the lines that are to be done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chiso.office.organisation.models import Agency
from chiso.office.plans.models.plans import PlanVersion
from chiso.office.records import Kept, make_key


class PlanTarget(Kept):
    """The points wanted at a node ("total": the whole), and the agency that answers for reaching them.

    `points` is decimal text. Where every agency answers for a unit of its own, the target is the owner's.
    """

    version_of_plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="targets")
    node = models.CharField(max_length=120)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    points = models.CharField(max_length=40)
    source = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("version_of_plan", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version_of_plan", "node", "owner"], name="one_target_of_a_plan_a_node"
            ),
        ]


class Solution(Kept):
    """A way out that a version names: against which problem, why that is so, for which nodes of the set.

    `codes` stand apart by semicolons. A group of solutions is what has one problem.
    """

    version_of_plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="solutions")
    problem = models.CharField(max_length=300)
    cause = models.CharField(max_length=300)
    solution = models.CharField(max_length=300)
    codes = models.CharField(max_length=400)

    class Meta:
        ordering = ("version_of_plan", "pk")


class Line(Kept):
    """One measure of a plan: at which criterion, what, by whom, until when, and what it gives and takes.

    `identity` stays the same through versions and sub-plans, so that they can be compared and a task is
    given once. `points` are those of the criterion once the measure is done, `effort` in person-days,
    `probability` how likely it is that the points are reached (from 0 to 1; "": nobody stated one); figures
    are decimal text. `measure` is its name in a table of measures, where it came from one.
    """

    version_of_plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="lines")
    identity = models.CharField(max_length=12, default=make_key, editable=False)
    node = models.CharField(max_length=120)
    words = models.CharField(max_length=300)
    measure = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=200, blank=True)
    points = models.CharField(max_length=40, blank=True)
    cost = models.CharField(max_length=40, blank=True)
    effort = models.CharField(max_length=40, blank=True)
    probability = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    partners = models.ManyToManyField(Agency, related_name="+", blank=True)
    quarter = models.CharField(max_length=10, blank=True)
    deadline = models.DateField(null=True, blank=True)
    product = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("version_of_plan", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version_of_plan", "identity"], name="one_line_an_identity"),
        ]
