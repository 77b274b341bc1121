"""Inspections: what they look at, the places of the frame, who is tied to whom, teams, visits."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from django.db import models
from django.utils import timezone

from chiso.office.files.models import Document
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person, Team
from chiso.office.records import Kept, Versioned

KINDS = ("check", "inspection", "supervision")
# Why a place is visited: by law or order, by its risk, by chance (as a draw says it: must, risk, random);
# to see what was mended; a second time by others who do not know what the first found.
DRAWN_BY = ("demanded", "risk", "random", "again", "blind")
CHECKLIST = "one-stop-shop-duties@2018"
SEVERITY_RULE = "severity@1"

State = Literal["draft", "sealed", "approved", "drawn", "opened", "closed"]


class Inspection(Versioned):
    """A check, an inspection or a supervision: of one focus, in one period, led by one body or two.

    `plan` holds what a draw goes by, without teams and commitment (`content.plan_of`). `commitment` is public
    once it is there; `sealed_seed` is the seed, encrypted, until the draw is opened. An approval names the
    hash of what was approved: frame, plan and commitment. `frame_sources`: what the office joined to its
    frame, and where the values of each column come from. `risk_report`: what the risks of the frame were
    learned from and how they held, where the office computed them. `closed_for`: why it was closed early.
    `is_made_up`: an example; it says so wherever it is shown. `checklist`, `severity_rule`: what it goes by,
    shipped or the city's own (`RuleFile`), by name with version.
    """

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    title = models.CharField(max_length=300)
    focus = models.TextField(max_length=2_000, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    led_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    led_with = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.TextField(max_length=2_000, blank=True)
    checklist = models.CharField(max_length=80, default=CHECKLIST)
    severity_rule = models.CharField(max_length=80, default=SEVERITY_RULE)
    plan = models.JSONField(default=dict)
    frame_from = models.CharField(max_length=200, blank=True)
    frame_sha256 = models.CharField(max_length=64, blank=True)
    frame_sources = models.JSONField(default=dict, blank=True)
    risk_report = models.JSONField(default=dict, blank=True)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    commitment = models.CharField(max_length=64, blank=True)
    sealed_seed = models.TextField(blank=True, editable=False)
    sealed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    decision_number = models.CharField(max_length=60, blank=True)
    decision_day = models.DateField(null=True, blank=True)
    decision_document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_for = models.CharField(max_length=400, blank=True)
    is_made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ("-opens_on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                name="an_inspection_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def leading_names(self) -> list[str]:
        """The names of the bodies that lead it, the first one first."""
        return [self.led_by.name] + ([self.led_with.name] if self.led_with is not None else [])

    @property
    def state(self) -> State:
        """Where it stands, by what has happened."""
        if self.closed_at is not None:
            return "closed"
        if self.opened_at is not None:
            return "opened"
        if self.drawn_at is not None:
            return "drawn"
        if self.approved_at is not None:
            return "approved"
        return "sealed" if self.sealed_at is not None else "draft"

    @property
    def is_under_way(self) -> bool:
        """Whether visits are made and written down: it was drawn and is not closed."""
        return self.drawn_at is not None and self.closed_at is None

    @property
    def takes_voice_notes(self) -> bool:
        """Whether its plan, which was approved as it stands, allows sound on visits."""
        return bool(self.plan.get("voice_notes", False))


class Preparer(models.Model):
    """Who had a hand in an inspection; they do not approve it."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="preparers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "person"], name="once_a_preparer_of_inspection"),
        ]


class Place(Kept):
    """A row of the frame: a counter of an agency, in one field, as it stood when the frame was taken.

    `agency_words` is its agency as the frame says it; `risk` and `days` are exact decimal text, "" where they
    are not known; `reasons` says why it has its risk, where the office computed it: column, value, usual
    value and factor on the odds of each; `more` holds the other columns of the file (volume, late files,
    complaints …). `joined` says what of it the office joined (`joining`): its columns, the visit that was the
    last one, and the last one that everybody might know of then.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="places")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    agency_words = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=200, blank=True)
    district = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    must = models.CharField(max_length=300, blank=True)
    risk = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    days = models.CharField(max_length=40, blank=True)
    last_visit = models.DateField(null=True, blank=True)
    last_team = models.CharField(max_length=200, blank=True)
    more = models.JSONField(default=dict, blank=True)
    joined = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("inspection", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "code"], name="a_code_once_a_frame"),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Tie(Kept):
    """A person is tied to an agency, or to one place of it, and inspects neither. Of all inspections."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=300)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("person", "agency", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "agency", "place"],
                condition=models.Q(ended_at=None),
                name="one_tie_that_stands",
            ),
        ]


class InspectionTeam(Kept):
    """A team of an inspection and the days that it has for it."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="inspection_teams")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    days = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        ordering = ("inspection", "team__name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "team"], name="a_team_once_an_inspection"),
        ]


class Visit(Versioned):
    """A visit of a place by a team. `again_of`: the visit that this one looks at once more.

    `how` says why one goes there, `chance` with what chance it was drawn (an exact fraction). The agency sees
    an announced visit from `announced_at`, any other from `handed_over_at`, when its head got the record.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="visits")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="visits")
    again_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later_visits"
    )
    how = models.CharField(max_length=10, choices=[(how, how) for how in DRAWN_BY])
    chance = models.CharField(max_length=80, default="1")
    days = models.CharField(max_length=40, default="1")
    is_announced = models.BooleanField(default=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    planned_on = models.DateField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("inspection", "planned_on", "pk")
        indexes: ClassVar = [models.Index(fields=["team", "planned_on"], name="visits_of_a_team")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection", "place"],
                condition=models.Q(again_of=None),
                name="a_place_once_an_inspection",
            ),
        ]

    @property
    def is_under_way(self) -> bool:
        """Whether it is made and written down: a second look also once its inspection is closed."""
        return self.inspection.is_under_way or self.again_of_id is not None

    @property
    def is_blind(self) -> bool:
        """Whether it is a second visit that knows nothing of the first (`again_of`), by a draw of its own."""
        return self.how == "blind"

    @property
    def probability(self) -> Fraction:
        """With what chance it was drawn."""
        return Fraction(self.chance)


class VisitMove(Kept):
    """A visit was given to another team or day, for a reason. Never changed."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="moves")
    from_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    from_day = models.DateField(null=True, blank=True)
    to_day = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("visit", "-at", "-pk")


class DrawFolder(models.Model):
    """The files of a draw, as they were on the day: whoever has them and the opened seed draws it again.

    `frame`, `plan` and `listed` never change; `record` gets the seed when the draw is opened.
    """

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="folder")
    frame = models.TextField()
    plan = models.TextField()
    listed = models.TextField()
    record = models.TextField()
