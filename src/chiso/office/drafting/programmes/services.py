"""Writes of programmes: the programme, its leagues, its calendar, and the campaigns that take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from chiso.frameworks.parts import AppliesTo
from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.assigning.services import assign_league
from chiso.office.campaigns.calendar.order import problems_of_calendar
from chiso.office.campaigns.frameworks import is_known
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.phases import NAMES
from chiso.office.campaigns.services import open_campaign, save_phase
from chiso.office.drafting.access import PROGRAMME
from chiso.office.drafting.models import League, Programme
from chiso.office.drafting.programmes.documents import check_programme
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.periods import parse_period
from chiso.problems import BadInput, Problem

CHAIN = "programmes"
_WHERE = Where(chain=CHAIN)

declare_verbs(
    {
        "programme_made": text("made the programme {title}, period {period}"),
        "programme_changed": text("changed the programme {title}"),
        "programme_copied": text("made the programme {title} from that of {period}"),
        "programme_closed": text("closed the programme"),
        "league_added": text("added the league {league}: {framework}"),
        "league_changed": text("changed the league {league}: {framework}"),
        "league_removed": text("removed the league {league}"),
        "calendar_set": text("set the calendar; phases: {phases}"),
        "campaigns_opened": text("opened campaigns for leagues: {leagues}"),
    }
)


@dataclass(frozen=True, slots=True)
class LeagueGiven:
    """What a league is to be: `units` as `applies_to` of a framework, `bands` as its classes."""

    name: str
    framework: str
    units: dict[str, list[str]]
    bands: list[dict[str, Any]]


def save_programme(
    *,
    actor: Person,
    name: str,
    title: str,
    period: str,
    programme: Programme | None = None,
    expected_version: int = 0,
) -> Programme:
    """Make a programme, or change the one given.

    Raises NoRight, Conflict, Incomplete (CH-13nn period, CH-7760 name taken, CH-7764 closed).
    """
    decision = require(actor, PROGRAMME, _WHERE)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = Programme()
        if programme is not None:
            current = _open(lock_version(programme, expected_version, given={"title": title}))
        problems = _problems(current, name, period)
        if problems:
            raise Incomplete(problems)
        current.name, current.title, current.period = name, title, period
        if programme is None:
            current.save()
        else:
            save_next(current)
        verb = "programme_changed" if programme else "programme_made"
        work.record(verb, current, facts={"title": title, "period": period})
    return current


def copy_programme(*, actor: Person, programme: Programme, name: str, title: str, period: str) -> Programme:
    """Make a programme for another period from one that stands, with its leagues and calendar.

    Times of the calendar move by whole years. Raises NoRight, Incomplete (as `save_programme`).
    """
    decision = require(actor, PROGRAMME, _WHERE)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        copy = Programme(name=name, title=title, period=period)
        problems = _problems(copy, name, period)
        if problems:
            raise Incomplete(problems)
        years = _year_of(period) - _year_of(programme.period)
        copy.calendar = [_moved(phase, years) for phase in programme.calendar]
        copy.save()
        League.objects.bulk_create(
            League(
                programme=copy,
                name=one.name,
                position=one.position,
                framework=one.framework,
                units=one.units,
                bands=one.bands,
            )
            for one in programme.leagues.all()
        )
        work.record("programme_copied", copy, facts={"title": title, "period": programme.period})
    return copy


def close_programme(*, actor: Person, programme: Programme, expected_version: int) -> Programme:
    """Close a programme for good. Raises NoRight, Conflict, Incomplete (CH-7764)."""
    decision = require(actor, PROGRAMME, _WHERE)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = _open(lock_version(programme, expected_version))
        current.closed_at = timezone.now()
        save_next(current)
        work.record("programme_closed", current)
    return current


def save_league(
    *,
    actor: Person,
    programme: Programme,
    given: LeagueGiven,
    league: League | None = None,
    expected_version: int,
) -> League:
    """Add a league to a programme, or change the one given; `expected_version` is that of the programme.

    Raises NoRight, Conflict, Incomplete (CH-7761 no such set, CH-7764, CH-7766 it has its campaign),
    BadInput (what scoring finds: CH-3001, CH-3005).
    """
    decision = require(actor, PROGRAMME, _WHERE)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = _open(lock_version(programme, expected_version, given={"name": given.name}))
        others = [one for one in current.leagues.all() if league is None or one.pk != league.pk]
        row = league or League(programme=current, position=len(others) + 1)
        _refuse_with_campaign(row)
        if not is_known(given.framework):
            raise Incomplete([_no_set(given.framework)])
        row.name, row.framework, row.units, row.bands = given.name, given.framework, given.units, given.bands
        check_programme(current, [*others, row])
        row.save()
        save_next(current)
        facts = {"league": given.name, "framework": given.framework}
        work.record("league_changed" if league else "league_added", current, facts=facts)
    return row


def remove_league(*, actor: Person, league: League, expected_version: int) -> None:
    """Take a league away that has no campaign. Raises NoRight, Conflict, Incomplete (CH-7764, CH-7766)."""
    decision = require(actor, PROGRAMME, _WHERE)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = _open(lock_version(league.programme, expected_version))
        _refuse_with_campaign(league)
        work.record("league_removed", current, facts={"league": league.name})
        league.delete()
        save_next(current)


def set_calendar(
    *,
    actor: Person,
    programme: Programme,
    phases: Mapping[str, tuple[datetime, datetime]],
    expected_version: int,
) -> Programme:
    """Set the calendar: for each kind of phase when it opens and closes; kinds that are not named have none.

    Raises NoRight, Conflict, Incomplete (CH-7763 closes before it opens, CH-7764, CH-7800 to CH-7802 out
    of the order of a campaign).
    """
    decision = require(actor, PROGRAMME, _WHERE)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = _open(lock_version(programme, expected_version))
        problems = [_ends_early(kind) for kind, (opens, closes) in phases.items() if closes <= opens]
        if not problems:
            given = [Phase(kind=kind, opens_at=one[0], closes_at=one[1]) for kind, one in phases.items()]
            problems = problems_of_calendar(given, lambda phase, end: f"{phase.kind}_{end}")
        if problems:
            raise Incomplete(problems)
        current.calendar = [
            {"kind": kind, "opens": phases[kind][0].isoformat(), "closes": phases[kind][1].isoformat()}
            for kind in NAMES
            if kind in phases
        ]
        save_next(current)
        work.record("calendar_set", current, facts={"phases": len(current.calendar)})
    return current


def open_campaigns(
    *, actor: Person, programme: Programme, leagues: Sequence[str], expected_version: int
) -> list[Campaign]:
    """Open a campaign for each league that is named by its key, with the phases of the calendar.

    All or none. Each unit of a league answers for itself; does not say who appraises. Raises NoRight,
    Conflict, Incomplete (CH-7764, CH-7765 no league that waits, and what campaigns refuse).
    """
    decision = require(actor, PROGRAMME, _WHERE)
    require(actor, MANAGE, Where())
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = _open(lock_version(programme, expected_version))
        chosen = list(current.leagues.filter(key__in=leagues, campaign=None))
        if not chosen:
            expected = text("Expected at least one league that has no campaign yet.")
            raise Incomplete([problem("CH-7765", "leagues", expected, text("Tick the leagues to open."))])
        opened = [_open_one(actor, current, league) for league in chosen]
        save_next(current)
        names = ", ".join(one.name for one in chosen)
        work.record("campaigns_opened", current, facts={"leagues": names})
    return opened


def _open_one(actor: Person, programme: Programme, league: League) -> Campaign:
    campaign = open_campaign(
        actor=actor,
        kind="units",
        title=f"{programme.title}: {league.name}"[:200],
        period=programme.period,
        framework=league.framework,
    )
    for phase in programme.calendar:
        save_phase(
            actor=actor,
            campaign=campaign,
            kind=phase["kind"],
            opens_at=datetime.fromisoformat(phase["opens"]),
            closes_at=datetime.fromisoformat(phase["closes"]),
        )
    assign_league(actor=actor, campaign=campaign, members=AppliesTo.model_validate(league.units))
    league.campaign = campaign
    league.save()
    return campaign


def _problems(programme: Programme, name: str, period: str) -> list[Problem]:
    problems: list[Problem] = []
    try:
        parse_period(period)
    except BadInput as refused:
        problems += refused.problems
    if Programme.objects.exclude(pk=programme.pk).filter(name=name, period=period).exists():
        expected = text("Expected a name that no other programme of this period has.")
        problems.append(problem("CH-7760", "name", expected, text("Take another name."), found=name))
    return problems


def _open(programme: Programme) -> Programme:
    if programme.closed_at is not None:
        expected = text("Expected a programme that is not closed.")
        mend = text("Make another one from it, for another period.")
        raise Incomplete([problem("CH-7764", "", expected, mend)])
    return programme


def _refuse_with_campaign(league: League) -> None:
    if league.campaign_id is None:
        return
    expected = text("Expected a league whose campaign was not opened yet.")
    mend = text("What a campaign is held by is not changed under it; make another programme.")
    raise Incomplete([problem("CH-7766", "", expected, mend)])


def _no_set(name: str) -> Problem:
    expected = text("Expected a set of the library or one that was frozen here, as id@version.")
    return problem("CH-7761", "framework", expected, text("Choose one from the list."), found=name)


def _ends_early(kind: str) -> Problem:
    expected = text("Expected a time of closing after the time of opening.")
    mend = text("Check both times; perhaps they changed places.")
    return problem("CH-7763", f"{kind}_closes", expected, mend)


def _year_of(period: str) -> int:
    return parse_period(period).reference_day.year


def _moved(phase: dict[str, str], years: int) -> dict[str, str]:
    """A phase some years later; 29 February becomes the 28th."""
    return phase | {name: _some_years_later(phase[name], years) for name in ("opens", "closes")}


def _some_years_later(written: str, years: int) -> str:
    at = timezone.localtime(datetime.fromisoformat(written))
    try:
        return at.replace(year=at.year + years).isoformat()
    except ValueError:
        return at.replace(year=at.year + years, day=28).isoformat()
