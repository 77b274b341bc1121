"""A whole calendar at once: one row for each kind of phase that is for the whole set.

Phases for some parts only, and kinds that stand twice, are changed one by one; a calendar leaves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.calendar.order import problems_of_calendar
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.phases import NAMES
from chiso.office.campaigns.services import (
    chain_of,
    facts_of_phase,
    problems_of_past,
    problems_of_times,
    refuse_closed,
    refuse_opened,
)
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

declare_verbs({"campaign_calendar_set": text("set the calendar of the campaign; phases: {phases}")})


@dataclass(frozen=True, slots=True)
class Times:
    """When a phase opens and closes, and until when what is late is taken."""

    opens_at: datetime
    closes_at: datetime
    late_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The phases of a campaign: those that a whole calendar sets, by kind, and the others."""

    whole: dict[str, Phase]
    others: tuple[Phase, ...]

    @property
    def kinds(self) -> list[str]:
        """The kinds that a whole calendar sets, in order."""
        apart = {phase.kind for phase in self.others}
        return [kind for kind in NAMES if kind not in apart]


def calendar_of_campaign(campaign: Campaign) -> Calendar:
    """The phases as they stand. One query."""
    by_kind: dict[str, list[Phase]] = {}
    for phase in Phase.objects.filter(campaign=campaign):
        by_kind.setdefault(phase.kind, []).append(phase)
    whole = {kind: found[0] for kind, found in by_kind.items() if len(found) == 1 and not found[0].nodes}
    others = tuple(phase for kind, found in by_kind.items() if kind not in whole for phase in found)
    return Calendar(whole, others)


def set_calendar(
    *, actor: Person, campaign: Campaign, times: Mapping[str, Times], expected_version: int
) -> Campaign:
    """Set when each kind of phase opens and closes; one that is not named has none.

    `expected_version` is that of the campaign. Raises NoRight, Conflict, Incomplete (CH-7216, CH-7217,
    CH-7219, CH-7800 to CH-7804), with fields named as `{kind}_opens`, `{kind}_closes`, `{kind}_late`.
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = refuse_closed(lock_version(campaign, expected_version))
        calendar = calendar_of_campaign(current)
        wanted = {kind: given for kind, given in times.items() if kind in calendar.kinds}
        for kind, phase in calendar.whole.items():
            if kind not in wanted:
                refuse_opened(phase, f"{kind}_opens")
        phases, problems = _apply(current, calendar, wanted)
        if not problems:
            problems = problems_of_calendar(
                [*phases.values(), *calendar.others], lambda phase, end: f"{phase.kind}_{end}"
            )
        if problems:
            raise Incomplete(problems)
        _write(work, current, calendar, phases)
        save_next(current)
        work.record("campaign_calendar_set", current, facts={"phases": len(phases)})
    return current


def _apply(
    campaign: Campaign, calendar: Calendar, wanted: Mapping[str, Times]
) -> tuple[dict[str, Phase], list[Problem]]:
    """The phases as they are to be, and what is wrong with each by itself."""
    phases: dict[str, Phase] = {}
    problems: list[Problem] = []
    for kind in NAMES:
        if kind not in wanted:
            continue
        given, stands = wanted[kind], calendar.whole.get(kind)
        fields, late = f"{kind}_{{end}}", f"{kind}_late"
        problems += problems_of_past(stands, kind, given.opens_at, given.closes_at, fields)
        phase = Phase(campaign=campaign, kind=kind) if stands is None else stands
        phase.campaign = campaign
        phase.opens_at, phase.closes_at, phase.late_until = given.opens_at, given.closes_at, given.late_until
        problems += problems_of_times(phase, fields, late)
        phases[kind] = phase
    return phases, problems


def _write(work: Work, campaign: Campaign, calendar: Calendar, phases: Mapping[str, Phase]) -> None:
    """Write what changed; each change is told by itself, as if it had been made alone."""
    before = {phase.kind: phase for phase in Phase.objects.filter(campaign=campaign, nodes=[])}
    for kind, phase in phases.items():
        stood = before.get(kind) if phase.pk else None
        if stood is None:
            phase.save()
            work.record("phase_added", campaign, facts=facts_of_phase(phase))
        elif _times_of(stood) != _times_of(phase):
            save_next(phase)
            work.record("phase_changed", campaign, facts=facts_of_phase(phase))
    for kind, phase in calendar.whole.items():
        if kind not in phases:
            work.record("phase_removed", campaign, facts={"kind": kind})
            phase.delete()


def _times_of(phase: Phase) -> Times:
    return Times(phase.opens_at, phase.closes_at, phase.late_until)
