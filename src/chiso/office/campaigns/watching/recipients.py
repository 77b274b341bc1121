"""Whom a reminder would reach, and what was sent before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Min, Sum
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.language import Text, text
from chiso.office.campaigns.models import Campaign, Question, Reminder, ReminderRules
from chiso.office.campaigns.watching.matrix import Matrix, Row, matrix_of
from chiso.office.campaigns.watching.reminder_words import TEMPLATES
from chiso.office.organisation.models import Agency
from chiso.office.people.holdings import standing
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import Role

_TOLD = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An agency that a reminder is meant for; `why_not` says why it gets none now."""

    agency: Agency
    left: int
    until: datetime | None
    people: int
    today: int
    in_all: int
    last_at: datetime | None
    why_not: Text | str

    @property
    def is_told(self) -> bool:
        """Whether it gets one."""
        return not self.why_not


def rules_of(campaign: Campaign) -> ReminderRules:
    """What was agreed; the defaults where nothing was said."""
    return ReminderRules.objects.filter(campaign=campaign).first() or ReminderRules(
        campaign=campaign, version=0
    )


def recipients_of(
    campaign: Campaign, template: str, at: datetime, *, matrix: Matrix | None = None
) -> list[Recipient]:
    """Whom a reminder would reach, in Vietnamese order; those who have enough say so."""
    matrix = matrix or matrix_of(campaign, at)
    wanted = _wanted(campaign, template, matrix)
    people = people_of(wanted)
    sent = _sent(campaign, at)
    rules = rules_of(campaign)
    return [
        _recipient(row, wanted[row.agency.pk], len(people.get(row.agency.pk, ())), sent, rules)
        for row in matrix.rows
        if row.agency.pk in wanted
    ]


@dataclass(frozen=True, slots=True)
class Sending:
    """The reminders that went out together."""

    at: datetime
    template: Text
    agencies: int
    people: int
    by: str


def sendings_of(campaign: Campaign, limit: int = 20) -> list[Sending]:
    """The last sendings, newest first. One query."""
    together = Reminder.objects.filter(campaign=campaign).values("at", "template", "by__full_name")
    counted = together.annotate(agencies=Count("pk"), told=Sum("people")).order_by("-at", "template")
    return [
        Sending(
            row["at"], TEMPLATES[row["template"]].title, row["agencies"], row["told"],
            row["by__full_name"] or "",
        )
        for row in counted[:limit]
    ]  # fmt: skip


def _wanted(campaign: Campaign, template: str, matrix: Matrix) -> Mapping[int, tuple[int, datetime | None]]:
    """The agencies that a template is meant for, with what is left and until when."""
    if template == "questions_open":
        with scopes_disabled():
            questions = Question.objects.filter(campaign=campaign, closed_at=None).order_by()
        # Who has answered waits for the appraiser.
        waiting = questions.exclude(replies__is_appraiser=False).values("agency")
        rows = waiting.annotate(n=Count("pk"), first=Min("answer_until"))
        return {row["agency"]: (row["n"], row["first"]) for row in rows}
    return {
        row.agency.pk: (row.of - row.done, matrix.timing.deadline_of(row.agency.pk))
        for row in matrix.rows
        if (row.state == "not_begun" if template == "not_begun" else not row.is_handed_in)
    }


def people_of(agencies: Collection[int]) -> dict[int, list[Person]]:
    """The officers and heads of these agencies who hold their role now. One query."""
    held = Appointment.objects.select_related("person").filter(
        standing(timezone.now()), agency__in=agencies, role__in=_TOLD, person__is_active=True
    )
    found: dict[int, dict[int, Person]] = {}
    for one in held:
        if one.agency_id is not None:
            found.setdefault(one.agency_id, {})[one.person_id] = one.person
    return {agency: list(people.values()) for agency, people in found.items()}


def _sent(campaign: Campaign, at: datetime) -> dict[int, tuple[int, int, datetime]]:
    """Of each agency: reminders today, in all, and when the last one went."""
    start = start_of_day(at)
    found: dict[int, tuple[int, int, datetime]] = {}
    rows = Reminder.objects.filter(campaign=campaign).order_by("at").values_list("agency", "at")
    for agency, when in rows:
        today, in_all, _last = found.get(agency, (0, 0, when))
        found[agency] = (today + (when >= start), in_all + 1, when)
    return found


def _recipient(
    row: Row,
    left: tuple[int, datetime | None],
    people: int,
    sent: Mapping[int, tuple[int, int, datetime]],
    rules: ReminderRules,
) -> Recipient:
    today, in_all, last = sent.get(row.agency.pk, (0, 0, None))
    why_not: Text | str = ""
    if not people:
        why_not = text("Nobody of this agency has an account in use.")
    elif today >= rules.most_a_day:
        why_not = text("Had as many today as was agreed.")
    elif in_all >= rules.most_in_all:
        why_not = text("Had as many in this campaign as was agreed.")
    return Recipient(row.agency, left[0], left[1], people, today, in_all, last, why_not)


def start_of_day(at: datetime) -> datetime:
    """The midnight before a time, in the city."""
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time()))
