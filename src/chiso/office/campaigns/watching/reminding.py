"""Reminders: who would get one, sending them, what was agreed about them, and those of the calendar.

Notices decide how and when a person is told (quiet hours, mail as chosen). Here is decided whom: only who
has something left, and no more than was agreed for an agency on a day and in the campaign.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.models import Campaign, Reminder, ReminderRules
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.watching.recipients import (
    Recipient,
    people_of,
    recipients_of,
    start_of_day,
)
from chiso.office.campaigns.watching.reminder_words import KIND, TEMPLATES, say_reminder
from chiso.office.errors import Conflict, Incomplete
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.notices.kinds import Said
from chiso.office.notices.services import Message, tell_each
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version
from chiso.periods import vietnam_calendar
from chiso.problems import Place, Problem, Report

declare_verbs(
    {
        "agencies_reminded": text("reminded {agencies} agencies: {template}"),
        "reminder_rules_changed": text(
            "set reminders: by itself {days} working days before the end, at most {a_day} a day and {in_all}"
            " in all to an agency"
        ),
    }
)
declare_values({f"reminder_{key}": one.title for key, one in TEMPLATES.items()})

MOST_DAYS_BEFORE = 30


def send_reminders(
    *,
    actor: Person | None,
    campaign: Campaign,
    template: str,
    words: str = "",
    expected_version: int | None = None,
    at: datetime | None = None,
) -> list[Recipient]:
    """Remind every agency that the template is meant for and that has not had enough; those that were.

    `actor` None: the calendar, which names no version. Raises NoRight, Conflict (somebody reminded
    meanwhile), Incomplete (CH-7885 no such template, CH-7886 nobody to remind, CH-7887 a rehearsal or a
    closed campaign reminds nobody).
    """
    decision = require(actor, MANAGE, _where(campaign)) if actor is not None else None
    at = at or timezone.now()
    _check_campaign(campaign, template)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        rules = _next_rules(campaign, expected_version)
        told = [one for one in recipients_of(campaign, template, at) if one.is_told]
        if not told:
            expected = text("Expected an agency that this reminder is meant for and that may have one more.")
            mend = text("Nothing was sent. Look at the list: it says why an agency gets none.")
            raise Incomplete([Problem("CH-7886", Place(), "", expected, mend)])
        rules.save()
        _tell(work, campaign, template, words, told)
        Reminder.objects.bulk_create(
            Reminder(
                campaign=campaign, agency=one.agency, template=template, words=words, people=one.people,
                by=actor, at=at,
            )
            for one in told
        )  # fmt: skip
        facts = {
            "template": f"reminder_{template}",
            "agencies": len(told),
            "keys": [one.agency.pk for one in told],
        }
        work.record("agencies_reminded", campaign, facts=facts, words={"words": words} if words else {})
    return told


def example_of(campaign: Campaign, template: str, recipients: Sequence[Recipient]) -> Said:
    """What the first of these would read; with nobody to remind, the sentence without a time."""
    if not recipients:
        return say_reminder({"template": template, "campaign": campaign.title, "until": "–"})
    return say_reminder(_facts(campaign, template, "", recipients[0]))


def change_rules(
    *,
    actor: Person,
    campaign: Campaign,
    days_before: Sequence[int],
    most_a_day: int,
    most_in_all: int,
    expected_version: int,
) -> ReminderRules:
    """Set what was agreed. Raises NoRight, Conflict, Incomplete (CH-7888 beyond what is sensible)."""
    decision = require(actor, MANAGE, _where(campaign))
    days = sorted(set(days_before), reverse=True)
    _check_numbers(days, most_a_day, most_in_all)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        rules = _next_rules(campaign, expected_version)
        rules.days_before, rules.most_a_day, rules.most_in_all = days, most_a_day, most_in_all
        rules.save()
        facts = {"days": days, "a_day": most_a_day, "in_all": most_in_all}
        work.record("reminder_rules_changed", campaign, facts=facts)
    return rules


def remind_by_calendar(at: datetime | None = None) -> int:
    """Send what the calendar is to send today; how many agencies. Twice on a day does no harm."""
    at = at or timezone.now()
    count = 0
    chosen = ReminderRules.objects.select_related("campaign").exclude(days_before=[])
    for rules in chosen.filter(campaign__closed_at=None, campaign__rehearsal_of=None):
        if _is_due(rules, at):
            try:
                told = send_reminders(actor=None, campaign=rules.campaign, template="not_submitted", at=at)
            except Incomplete:
                # Everybody has handed in, or has had enough.
                continue
            count += len(told)
    return count


def _is_due(rules: ReminderRules, at: datetime) -> bool:
    campaign = rules.campaign
    phases = [phase for phase in campaign.phases.all() if phase.kind == "self_assessment"]
    calendar = vietnam_calendar().with_report(Report())
    today = timezone.localdate(at)
    ahead = any(
        phase.opens_at <= at < phase.closes_at
        and calendar.count_working_days(today, timezone.localdate(phase.closes_at)) in rules.days_before
        for phase in phases
    )
    if not ahead or not calendar.is_working_day(today):
        return False
    return not Reminder.objects.filter(campaign=campaign, by=None, at__gte=start_of_day(at)).exists()


def _where(campaign: Campaign) -> Where:
    return Where(campaign=campaign, chain=chain_of(campaign))


def _check_campaign(campaign: Campaign, template: str) -> None:
    problems = []
    if template not in TEMPLATES:
        expected = text("Expected one of the templates of reminders.")
        mend = text("Choose one from the list.")
        problems.append(Problem("CH-7885", Place(field="template"), template, expected, mend))
    if campaign.closed_at is not None or campaign.rehearsal_of_id is not None:
        expected = text("Expected a campaign that runs: a rehearsal, or one that is closed, reminds nobody.")
        mend = text("Send the reminder from the campaign itself.")
        problems.append(Problem("CH-7887", Place(campaign.title), "", expected, mend))
    if problems:
        raise Incomplete(problems)


def _check_numbers(days: Sequence[int], most_a_day: int, most_in_all: int) -> None:
    bounds = (
        ("days_before", max(days, default=1), MOST_DAYS_BEFORE),
        ("days_before", min(days, default=1), MOST_DAYS_BEFORE),
        ("most_a_day", most_a_day, 5),
        ("most_in_all", most_in_all, 50),
    )
    problems = [
        Problem(
            "CH-7888",
            Place(field=name),
            str(number),
            text("Expected a number from 1 to {most}.", most=most),
            text("Agencies read what comes seldom; choose fewer."),
        )
        for name, number, most in bounds
        if not 1 <= number <= most
    ]
    if problems:
        raise Incomplete(problems)


def _next_rules(campaign: Campaign, expected_version: int | None) -> ReminderRules:
    """The rules, locked, at their next version; not saved yet. Raises Conflict."""
    kept = ReminderRules.objects.filter(campaign=campaign).first()
    if kept is None:
        if expected_version not in (None, 0):
            raise Conflict(None, None, expected_version=expected_version or 0, version=0)
        return ReminderRules(campaign=campaign)
    current = lock_version(kept, kept.version if expected_version is None else expected_version)
    current.version += 1
    return current


def _tell(work: Work, campaign: Campaign, template: str, words: str, told: Sequence[Recipient]) -> None:
    people = people_of([one.agency.pk for one in told])
    messages = []
    for one in told:
        facts = _facts(campaign, template, words, one)
        address = _address(campaign, template, one.agency)
        messages += [Message(person, facts, address) for person in people[one.agency.pk]]
    tell_each(work, KIND, messages)


def _facts(campaign: Campaign, template: str, words: str, one: Recipient) -> dict[str, str | int]:
    until = timezone.localtime(one.until).strftime("%H:%M, %d/%m/%Y") if one.until else "–"
    return {
        "template": template, "campaign": campaign.title, "left": one.left, "until": until, "words": words,
    }  # fmt: skip


def _address(campaign: Campaign, template: str, agency: Agency) -> str:
    """Where what is left is done."""
    if template == "questions_open":
        return reverse("campaigns:questions", args=[campaign.key])
    return reverse("campaigns:agency-work", args=[campaign.key, agency.key])
