"""What follows a visit: the record handed over, objections, findings, conclusions, what is to be mended.

Nothing here is deleted. How a finding stands is not stored: it follows from its days and from the visits
that looked at it again.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from django.db import models
from django.utils import timezone

from chiso.inspection.severity import EFFECTS, KINDS, LEVELS
from chiso.office.files.models import Document
from chiso.office.inspections.models.plans import Inspection, Visit
from chiso.office.inspections.models.records import Seen
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.records import Kept, Versioned
from chiso.office.tasks.models import Task

ANSWERS_TO_OBJECTIONS = ("accepted", "partly", "refused")
CHECKED = ("mended", "not_mended")

FindingState = Literal["open", "mended", "withdrawn"]


def _one_of(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(one, one) for one in words]


class HandingOver(Versioned):
    """A signed record as the agency got it: which one by its digest, who received it, until when it objects.

    `last_day` is the last day of the term, with what it was extended by; `agrees`: the head has no objection.
    """

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="handing_over")
    number = models.CharField(max_length=40, unique=True)
    record_sha256 = models.CharField(max_length=64)
    handed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(default=timezone.now)
    last_day = models.DateField()
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    agrees = models.BooleanField(default=False)

    class Meta:
        ordering = ("-handed_at", "-pk")

    def __str__(self) -> str:
        return self.number


class MoreTime(Kept):
    """More time to object, and why. Never changed."""

    handing_over = models.ForeignKey(HandingOver, on_delete=models.PROTECT, related_name="extensions")
    old_last_day = models.DateField()
    new_last_day = models.DateField()
    reason = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("handing_over", "-at", "-pk")


class Objection(Versioned):
    """What the head of the agency does not agree with in a record, and the answer to it."""

    handing_over = models.ForeignKey(HandingOver, on_delete=models.PROTECT, related_name="objections")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(max_length=4_000, blank=True)
    documents = models.ManyToManyField(Document, related_name="+", blank=True)
    decision = models.CharField(max_length=8, choices=_one_of(ANSWERS_TO_OBJECTIONS), blank=True)
    answer = models.TextField(max_length=2_000, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("handing_over", "-at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handing_over"], condition=models.Q(decision=""), name="one_objection_that_waits"
            ),
        ]


class Finding(Versioned):
    """What a visit found that is not as it must be.

    `duty` is a code of the checklist ("" where it is none of them), `article` what it rests on, `position`
    the job position that answers for it: never a person. `by_rule` is the severity by the rule, `severity`
    the one that counts; where they differ `severity_reason` says why. `concluded_as`, `concluded_repeated`:
    the severity that the conclusion named and whether it called it repeated, where that is otherwise since.
    `repeated_of`: the earlier finding of the same duty at the same place. `supplement`: the conclusion that
    it belongs to, by its number. `not_mended_on`, `mended_on`: the day on which another visit still saw it,
    which weighs as a repetition, or saw it mended.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    seen = models.OneToOneField(Seen, on_delete=models.PROTECT, null=True, blank=True, related_name="finding")
    number = models.PositiveIntegerField()
    duty = models.CharField(max_length=20, blank=True)
    article = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=_one_of(KINDS))
    effect = models.CharField(max_length=8, choices=_one_of(EFFECTS))
    words = models.TextField(max_length=4_000, blank=True)
    position = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=40)
    by_rule = models.CharField(max_length=8, choices=_one_of(LEVELS))
    severity = models.CharField(max_length=8, choices=_one_of(LEVELS))
    severity_reason = models.CharField(max_length=400, blank=True)
    concluded_as = models.CharField(max_length=8, choices=_one_of(LEVELS), blank=True)
    concluded_repeated = models.BooleanField(null=True, blank=True)
    repeated_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repetitions"
    )
    supplement = models.PositiveSmallIntegerField(default=0)
    found_on = models.DateField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    documents = models.ManyToManyField(Document, related_name="+", blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_for = models.CharField(max_length=400, blank=True)
    not_mended_on = models.DateField(null=True, blank=True)
    mended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("inspection", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "number"], name="one_finding_a_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "-found_on", "-id"], name="findings_of_an_agency"),
            models.Index(fields=["duty", "found_on"], name="findings_of_a_duty"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection.number}/{self.number}"

    @property
    def concluded_severity(self) -> str:
        """The severity that a conclusion names: what follows later changes that of the finding, not of it."""
        return self.concluded_as or self.severity

    @property
    def is_concluded_repeated(self) -> bool:
        """Whether a conclusion calls it repeated."""
        if self.concluded_repeated is not None:
            return self.concluded_repeated
        return self.repeated_of_id is not None

    @property
    def is_repeated(self) -> bool:
        """Whether it weighs as a repetition."""
        return self.repeated_of_id is not None or self.not_mended_on is not None

    @property
    def state(self) -> FindingState:
        """How it stands."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "mended" if self.mended_on is not None else "open"


class Conclusion(Versioned):
    """The conclusion of an inspection for one agency: prepared, approved by another, issued, received.

    `supplement` 0 is the conclusion; 1, 2 … are those that supplement it, for what came after its approval.
    `preparers` had a hand in it. A change takes it back from whoever is to approve it (`handed_in_at`); an
    approval names the hash of what was approved.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="conclusions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    supplement = models.PositiveSmallIntegerField(default=0)
    words = models.TextField(max_length=8_000, blank=True)
    prepared_at = models.DateTimeField(default=timezone.now)
    preparers = models.ManyToManyField(Person, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("inspection", "agency__sort_key", "supplement")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "agency", "supplement"],
                name="one_conclusion_an_agency_in_an_inspection",
            ),
        ]


class Recommendation(Versioned):
    """What an agency is to do about findings, by when; with the conclusion it becomes a task, once."""

    conclusion = models.ForeignKey(Conclusion, on_delete=models.PROTECT, related_name="recommendations")
    findings = models.ManyToManyField(Finding, related_name="recommendations")
    number = models.PositiveIntegerField()
    words = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    deadline = models.DateField()
    task = models.OneToOneField(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("conclusion", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conclusion", "number"], name="one_recommendation_a_number"),
        ]


class Remediation(Versioned):
    """What an agency says it has mended, with evidence; and what another visit saw of it."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="remediations")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(max_length=4_000, blank=True)
    documents = models.ManyToManyField(Document, related_name="+", blank=True)
    revisit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=10, choices=_one_of(CHECKED), blank=True)
    answer = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("recommendation", "-at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation"], condition=models.Q(decision=""), name="one_remediation_that_waits"
            ),
        ]
