"""Writes of campaigns: open one, change and close it, add, change and remove a phase.

CH-7215 no such set    CH-7216 closed    CH-7814 a share beyond 100 per cent
CH-7212 no such node   CH-7217 ends before it opens   CH-7218 stands at that time   CH-7219 was open
CH-7800 to CH-7802 out of order    CH-7803 late answers    CH-7804 what is past
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.calendar.order import meet, problems_with
from chiso.office.campaigns.frameworks import framework_by_key, is_known
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.phases import LATE_KINDS, LATENESS, NAMES
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.periods import parse_period
from chiso.problems import BadInput, Place, Problem

declare_verbs(
    {
        "campaign_opened": text("opened the campaign {title}, {framework}, period {period}"),
        "campaign_changed": text("changed the campaign {title}"),
        "campaign_closed": text("closed the campaign"),
        "phase_added": text("added the phase {kind}, {opens} to {closes}"),
        "phase_changed": text("changed the phase {kind}: {opens} to {closes}"),
        "phase_removed": text("removed the phase {kind}"),
    }
)

declare_values(NAMES)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a campaign is held: what becomes of late answers, the share (in per cent) of leaves that two people
    appraise without seeing each other, what is said on every page, whether its inputs are made up."""

    lateness: str = "refused"
    twice: int = 0
    remark: str = ""
    is_sample: bool = False


def chain_of(campaign: Campaign) -> str:
    """The chain of what is done to a campaign as a whole."""
    return f"campaign/{campaign.pk}"


def open_campaign(
    *,
    actor: Person,
    kind: str,
    title: str,
    period: str,
    framework: str,
    settings: Settings | None = None,
) -> Campaign:
    """Open a campaign by a set of the library, or one that was frozen here.

    Raises NoRight, Incomplete (CH-7215, CH-7814, CH-13nn).
    """
    decision = require(actor, MANAGE, Where())
    held = settings or Settings()
    problems = _problems(period, framework) + _problems_of_settings(held)
    if problems:
        raise Incomplete(problems)
    with unit_of_work("campaigns", actor=actor, decision=decision) as work:
        campaign = Campaign(kind=kind, title=title, period=period, framework=framework)
        _apply(campaign, held)
        campaign.save()
        facts = {"title": title, "framework": framework, "period": period}
        work.record("campaign_opened", campaign, facts=facts | _facts_of(held))
    return campaign


def settings_of(campaign: Campaign) -> Settings:
    """How a campaign is held."""
    return Settings(campaign.lateness, campaign.twice, campaign.remark, campaign.is_sample)


def change_campaign(
    *,
    actor: Person,
    campaign: Campaign,
    title: str,
    expected_version: int,
    settings: Settings | None = None,
) -> Campaign:
    """Rename a campaign, and change how it is held (None: as it is).

    Raises NoRight, Conflict, Incomplete (CH-7216 closed, CH-7814).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = refuse_closed(lock_version(campaign, expected_version, given={"title": title}))
        held = settings or settings_of(current)
        problems = _problems_of_settings(held)
        if problems:
            raise Incomplete(problems)
        current.title = title
        _apply(current, held)
        save_next(current)
        work.record("campaign_changed", current, facts={"title": title} | _facts_of(held))
    return current


def close_campaign(*, actor: Person, campaign: Campaign, expected_version: int) -> Campaign:
    """Close a campaign: nothing of it is changed any more. Raises NoRight, Conflict, Incomplete (CH-7216)."""
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = refuse_closed(lock_version(campaign, expected_version))
        current.closed_at = timezone.now()
        save_next(current)
        work.record("campaign_closed", current)
    return current


def save_phase(
    *,
    actor: Person,
    campaign: Campaign,
    kind: str,
    opens_at: datetime,
    closes_at: datetime,
    nodes: Sequence[str] = (),
    late_until: datetime | None = None,
    phase: Phase | None = None,
    expected_version: int = 0,
) -> Phase:
    """Add a phase to a campaign, or change the one given; the campaign gets its next version.

    Raises NoRight, Conflict, Incomplete (see the head of this file).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        holder = lock_calendar(campaign)
        current = Phase(campaign=holder)
        if phase is not None:
            current = lock_version(
                phase, expected_version, given={"opens_at": opens_at, "closes_at": closes_at}
            )
        problems = problems_of_past(current if phase else None, kind, opens_at, closes_at)
        current.campaign = holder
        current.kind, current.opens_at, current.closes_at = kind, opens_at, closes_at
        current.nodes, current.late_until = list(nodes), late_until
        problems += _problems_of_phase(current)
        if problems:
            raise Incomplete(problems)
        if phase is None:
            current.save()
        else:
            save_next(current)
        next_calendar(campaign, holder)
        work.record("phase_changed" if phase else "phase_added", campaign, facts=facts_of_phase(current))
    return current


def remove_phase(*, actor: Person, phase: Phase, expected_version: int) -> None:
    """Take a phase away that has not opened yet. Raises NoRight, Conflict, Incomplete (CH-7216, CH-7219)."""
    campaign = phase.campaign
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        holder = lock_calendar(campaign)
        current = lock_version(phase, expected_version)
        refuse_opened(current)
        work.record("phase_removed", campaign, facts={"kind": current.kind})
        current.delete()
        next_calendar(campaign, holder)


def lock_calendar(campaign: Campaign) -> Campaign:
    """The campaign, locked: its phases are judged together. Raises Incomplete (CH-7216)."""
    return refuse_closed(Campaign.objects.select_for_update().get(pk=campaign.pk))


def next_calendar(campaign: Campaign, locked: Campaign) -> None:
    """A phase changed: whoever holds the whole calendar holds an older one from here on."""
    save_next(locked)
    campaign.version = locked.version


def facts_of_phase(phase: Phase) -> dict[str, object]:
    """What the record says of a phase."""
    late = {"late_until": phase.late_until.isoformat()} if phase.late_until else {}
    return {
        "kind": phase.kind,
        "opens": phase.opens_at.isoformat(),
        "closes": phase.closes_at.isoformat(),
        "nodes": list(phase.nodes),
        **late,
    }


def refuse_opened(phase: Phase, field: str = "") -> None:
    """Raises Incomplete (CH-7219) where a phase has opened already."""
    if phase.opens_at <= timezone.now():
        expected = text("Expected a phase that has not opened yet; what was open stays in the calendar.")
        mend = text("Change the time at which it closes.")
        raise Incomplete([Problem("CH-7219", Place(field=field), "", expected, mend)])


def framework_of(campaign: Campaign) -> Framework:
    """The set by which a campaign is held."""
    return framework_by_key(campaign.framework)


def refuse_closed(campaign: Campaign) -> Campaign:
    """The campaign itself. Raises Incomplete (CH-7216) where it is closed."""
    if campaign.closed_at is not None:
        expected = text("Expected a campaign that is not closed.")
        mend = text("A closed campaign is changed by nobody; open another one.")
        raise Incomplete([Problem("CH-7216", Place(campaign.title), "", expected, mend)])
    return campaign


def _problems(period: str, framework: str) -> list[Problem]:
    problems: list[Problem] = []
    try:
        parse_period(period)
    except BadInput as refused:
        problems += refused.problems
    if not is_known(framework):
        expected = text("Expected a set of the library or one that was frozen here, as id@version.")
        mend = text("Choose one from the list.")
        problems.append(Problem("CH-7215", Place(field="framework"), framework, expected, mend))
    return problems


def _problems_of_settings(held: Settings) -> list[Problem]:
    if 0 <= held.twice <= 100 and held.lateness in LATENESS:
        return []
    expected = text("Expected a share from 0 to 100 per cent, and one of the ways to treat late answers.")
    mend = text("Type a whole number, such as 10.")
    return [Problem("CH-7814", Place(field="twice"), str(held.twice), expected, mend)]


def _apply(campaign: Campaign, held: Settings) -> None:
    campaign.lateness, campaign.twice = held.lateness, held.twice
    campaign.remark, campaign.is_sample = held.remark, held.is_sample


def _facts_of(held: Settings) -> dict[str, object]:
    return {
        "lateness": held.lateness, "twice": held.twice, "remark": held.remark, "is_sample": held.is_sample
    }  # fmt: skip


def problems_of_past(
    phase: Phase | None, kind: str, opens_at: datetime, closes_at: datetime, fields: str = "{end}_at"
) -> list[Problem]:
    """What may not change of a phase that has opened: its kind, when it opened; nor can it end in the past.

    `fields` names the fields of the form, with `{end}` for opens and closes.
    """
    now = timezone.now()
    if phase is None or phase.opens_at > now:
        return []
    found = []
    if phase.kind != kind or phase.opens_at != opens_at:
        expected = text("Expected the kind and the opening as they were: this phase has opened.")
        mend = text("Change when it closes, or add another phase.")
        found.append(Problem("CH-7804", Place(field=fields.format(end="opens")), "", expected, mend))
    if closes_at != phase.closes_at and closes_at < now:
        expected = text("Expected a time of closing that is still to come.")
        mend = text("To end a phase at once, give the next full minute.")
        found.append(Problem("CH-7804", Place(field=fields.format(end="closes")), "", expected, mend))
    return found


def problems_of_times(
    phase: Phase, fields: str = "{end}_at", late_field: str = "late_until"
) -> list[Problem]:
    """What is wrong with the times of one phase by itself."""
    problems = []
    if phase.closes_at <= phase.opens_at:
        expected = text("Expected a time of closing after the time of opening.")
        mend = text("Check both times; perhaps they changed places.")
        problems.append(Problem("CH-7217", Place(field=fields.format(end="closes")), "", expected, mend))
    if phase.late_until is None:
        return problems
    if phase.late_until <= phase.closes_at:
        expected = text("Expected the end of late answers after the time of closing.")
        mend = text("Give a later time, or leave it empty.")
        problems.append(Problem("CH-7803", Place(field=late_field), "", expected, mend))
    if phase.kind not in LATE_KINDS or phase.campaign.lateness == "refused":
        expected = text(
            "Expected no late answers here: the campaign refuses them, or agencies write nothing then."
        )
        mend = text("Leave it empty, or let the campaign take late answers first.")
        problems.append(Problem("CH-7803", Place(field=late_field), "", expected, mend))
    return problems


def _problems_of_phase(phase: Phase) -> list[Problem]:
    problems = problems_of_times(phase)
    known = framework_of(phase.campaign).nodes_by_code
    for node in phase.nodes:
        if node not in known:
            expected = text(
                "Expected the code of a node of the campaign's framework, or nothing for the whole."
            )
            mend = text("Take the code from the framework, such as 2.1.")
            problems.append(Problem("CH-7212", Place(field="nodes"), node, expected, mend))
    if problems:
        return problems
    others = list(Phase.objects.filter(~Q(pk=phase.pk), campaign=phase.campaign))
    if _stands_twice(phase, others):
        expected = text("Expected no phase of the same kind at the same time for the same nodes.")
        mend = text("Change the one that stands, or name other nodes.")
        problems.append(Problem("CH-7218", Place(field="opens_at"), "", expected, mend))
    return problems + problems_with(phase, others)


def _stands_twice(phase: Phase, others: Iterable[Phase]) -> bool:
    return any(
        other.kind == phase.kind
        and other.opens_at < phase.closes_at
        and other.closes_at > phase.opens_at
        and meet(phase, other)
        for other in others
    )
