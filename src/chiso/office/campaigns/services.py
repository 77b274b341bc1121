"""Writes of campaigns: open one, set its phases, assign who answers for what, close it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.assigning import read_assignments
from chiso.office.campaigns.frameworks import framework_by_key, is_known
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.phases import NAMES
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Assignment
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, is_within, require
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
        "assignments_taken_over": text("took over {rows} assignments from the table {table}"),
    }
)

declare_values(NAMES)


def chain_of(campaign: Campaign) -> str:
    """The chain of what is done to a campaign as a whole."""
    return f"campaign/{campaign.pk}"


def open_campaign(*, actor: Person, kind: str, title: str, period: str, framework: str) -> Campaign:
    """Open a campaign by a set of the library, or one that was frozen here.

    Raises NoRight, Incomplete (CH-7215, CH-13nn).
    """
    decision = require(actor, MANAGE, Where())
    problems = _problems(period, framework)
    if problems:
        raise Incomplete(problems)
    with unit_of_work("campaigns", actor=actor, decision=decision) as work:
        campaign = Campaign.objects.create(kind=kind, title=title, period=period, framework=framework)
        work.record(
            "campaign_opened", campaign, facts={"title": title, "framework": framework, "period": period}
        )
    return campaign


def change_campaign(*, actor: Person, campaign: Campaign, title: str, expected_version: int) -> Campaign:
    """Rename a campaign. Raises NoRight, Conflict, Incomplete (CH-7216 closed)."""
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = _open(lock_version(campaign, expected_version, given={"title": title}))
        current.title = title
        save_next(current)
        work.record("campaign_changed", current, facts={"title": title})
    return current


def close_campaign(*, actor: Person, campaign: Campaign, expected_version: int) -> Campaign:
    """Close a campaign: nothing of it is changed any more. Raises NoRight, Conflict, Incomplete (CH-7216)."""
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = _open(lock_version(campaign, expected_version))
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
    phase: Phase | None = None,
    expected_version: int = 0,
) -> Phase:
    """Add a phase to a campaign, or change the one given.

    Raises NoRight, Conflict, Incomplete (CH-7212 no node, CH-7216 closed, CH-7217 ends before it opens,
    CH-7218 the same phase stands at that time for the same nodes).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = Phase(campaign=campaign)
        if phase is not None:
            current = lock_version(
                phase, expected_version, given={"opens_at": opens_at, "closes_at": closes_at}
            )
        _open(campaign)
        current.kind, current.opens_at, current.closes_at = kind, opens_at, closes_at
        current.nodes = list(nodes)
        problems = _problems_of_phase(current)
        if problems:
            raise Incomplete(problems)
        if phase is None:
            current.save()
        else:
            save_next(current)
        facts = {
            "kind": kind,
            "opens": opens_at.isoformat(),
            "closes": closes_at.isoformat(),
            "nodes": list(nodes),
        }
        work.record("phase_changed" if phase else "phase_added", campaign, facts=facts)
    return current


def remove_phase(*, actor: Person, phase: Phase, expected_version: int) -> None:
    """Take a phase away that has not opened yet. Raises NoRight, Conflict, Incomplete (CH-7216, CH-7219)."""
    campaign = phase.campaign
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_version(phase, expected_version)
        _open(campaign)
        if current.opens_at <= timezone.now():
            expected = text("Expected a phase that has not opened yet; what was open stays in the calendar.")
            mend = text("Change the time at which it closes.")
            raise Incomplete([Problem("CH-7219", Place(), "", expected, mend)])
        work.record("phase_removed", campaign, facts={"kind": current.kind})
        current.delete()


def take_over_assignments(*, actor: Person, campaign: Campaign, content: bytes, name: str) -> int:
    """Replace the assignments of a campaign by those of a table; returns how many there are.

    Raises NoRight, BadInput (see `assigning`), Incomplete (CH-7216 closed).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    _open(campaign)
    rows = read_assignments(campaign, framework_of(campaign), content, name)
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        Assignment.objects.filter(campaign=campaign).delete()
        Assignment.objects.bulk_create(
            Assignment(
                campaign=campaign,
                unit=row.unit,
                node=row.node,
                responsible=row.responsible,
                appraising=row.appraising,
            )
            for row in rows
        )
        work.record("assignments_taken_over", campaign, facts={"rows": len(rows), "table": name})
    return len(rows)


def framework_of(campaign: Campaign) -> Framework:
    """The set by which a campaign is held."""
    return framework_by_key(campaign.framework)


def _open(campaign: Campaign) -> Campaign:
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


def _problems_of_phase(phase: Phase) -> list[Problem]:
    problems = []
    if phase.closes_at <= phase.opens_at:
        expected = text("Expected a time of closing after the time of opening.")
        mend = text("Check both times; perhaps they changed places.")
        problems.append(Problem("CH-7217", Place(field="closes_at"), "", expected, mend))
    known = framework_of(phase.campaign).nodes_by_code
    for node in phase.nodes:
        if node not in known:
            expected = text(
                "Expected the code of a node of the campaign's framework, or nothing for the whole."
            )
            mend = text("Take the code from the framework, such as 2.1.")
            problems.append(Problem("CH-7212", Place(field="nodes"), node, expected, mend))
    if not problems and any(_meets(phase, other) for other in _at_the_same_time(phase)):
        expected = text("Expected no phase of the same kind at the same time for the same nodes.")
        mend = text("Change the one that stands, or name other nodes.")
        problems.append(Problem("CH-7218", Place(field="opens_at"), "", expected, mend))
    return problems


def _at_the_same_time(phase: Phase) -> Sequence[Phase]:
    return list(
        Phase.objects.filter(
            ~Q(pk=phase.pk),
            campaign=phase.campaign,
            kind=phase.kind,
            opens_at__lt=phase.closes_at,
            closes_at__gt=phase.opens_at,
        )
    )


def _meets(one: Phase, other: Phase) -> bool:
    """Whether two phases share a node; no nodes: all of them."""
    return any(
        is_within(here, there) or is_within(there, here)
        for here in one.nodes or [""]
        for there in other.nodes or [""]
    )
