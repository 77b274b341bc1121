"""The teams of an inspection with their days, and who is tied to which agency.

Nobody inspects an agency where they work, or to which they are tied: the draw gives no team to such a place
(`content.ties_by_place`), and no hand does afterwards (`visits`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.inspections.access import CHAIN, PREPARE, TIE, chain_of, where_of, where_of_all
from chiso.office.inspections.content import ties_by_place
from chiso.office.inspections.models import Inspection, InspectionTeam, Place, Tie
from chiso.office.inspections.problems import (
    bad_days_of_team,
    no_team_of_ours,
    no_words,
    tied_already,
    unknown,
)
from chiso.office.inspections.services.changing import lock_to_prepare
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person, Team, TeamMember
from chiso.office.people.rights import agencies_for, require
from chiso.office.people.roles import Role
from chiso.office.records import save_next
from chiso.problems import Problem

MOST_DAYS = 1_000


def set_teams(
    *, actor: Person, inspection: Inspection, teams: Sequence[tuple[Team, Decimal]], expected_version: int
) -> None:
    """Say which teams go, and how many days each has.

    Raises NoRight, Conflict, Incomplete (CH-8656, CH-8660, CH-8661, CH-8674).
    """
    decision = require(actor, PREPARE, where_of(inspection))
    problems = list(_faults(inspection, teams))
    if problems:
        raise Incomplete(problems)
    with unit_of_work(chain_of(inspection), actor=actor, decision=decision) as work:
        current = lock_to_prepare(work, actor, inspection, expected_version)
        current.inspection_teams.all().delete()
        InspectionTeam.objects.bulk_create(
            InspectionTeam(inspection=current, team=team, days=days) for team, days in teams
        )
        save_next(current)
        told = {team.key: str(days) for team, days in teams}
        work.record("inspection_teams_set", current, facts={"count": len(teams), "teams": told})


def teams_to_choose(inspection: Inspection) -> list[Team]:
    """The teams of inspectors that stand at some time of the inspection. One query."""
    rows = Team.objects.filter(Q(valid_to=None) | Q(valid_to__gte=inspection.opens_on), role=Role.INSPECTOR)
    return list(rows.filter(valid_from__lte=inspection.closes_on).order_by("name", "pk"))


def say_tie(*, actor: Person, person: Person, agency: Agency, place: str = "", why: str) -> Tie:
    """Say that a person is tied to an agency, or to one of its places by code.

    Inspectors say it of themselves, the coordinator of anybody.

    Raises NoRight, Incomplete (CH-8650, CH-8653, CH-8676).
    """
    decision = require(actor, TIE, where_of_all())
    problems: list[Problem] = []
    # Who is no coordinator speaks of themself alone.
    if agencies_for(actor, PREPARE) is not None and person.pk != actor.pk:
        problems.append(unknown("person", person.username))
    if not why.strip():
        problems.append(no_words("why", text("Expected how the person is tied to the agency.")))
    if problems:
        raise Incomplete(problems)
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        if Tie.objects.filter(person=person, agency=agency, place=place.strip(), ended_at=None).exists():
            raise Incomplete([tied_already()])
        made = Tie.objects.create(
            person=person, agency=agency, place=place.strip(), why=why.strip(), said_by=actor
        )
        words = {"name": person.full_name, "why": made.why}
        facts = {"agency": agency.pk, "place": made.place}
        work.record("tie_said", made, facts=facts, words=words, person=person)
    return made


def end_tie(*, actor: Person, tie: Tie) -> None:
    """End a tie; only who prepares inspections does. Raises NoRight, Incomplete (CH-8676)."""
    decision = require(actor, PREPARE, where_of_all())
    with unit_of_work(CHAIN, actor=actor, decision=decision) as work:
        current = Tie.objects.select_for_update(of=("self",)).get(pk=tie.pk)
        if current.ended_at is not None:
            raise Incomplete([tied_already()])
        current.ended_at = timezone.now()
        current.save(update_fields=["ended_at"])
        words = {"name": tie.person.full_name}
        work.record("tie_ended", tie, facts={"agency": tie.agency_id}, words=words, person=tie.person)


def is_tied(team: Team, place: Place) -> bool:
    """Whether somebody of a team is tied to a place, or works in its agency. Four queries."""
    return bool(ties_by_place([place], list(team.members.all())))


def _faults(inspection: Inspection, teams: Sequence[tuple[Team, Decimal]]) -> Iterator[Problem]:
    counted = set(
        TeamMember.objects.filter(team__in=[team.pk for team, _ in teams]).values_list("team", flat=True)
    )
    seen: set[int] = set()
    for team, days in teams:
        ends_early = team.valid_to is not None and team.valid_to < inspection.closes_on
        if (
            team.role != Role.INSPECTOR
            or team.pk not in counted
            or team.valid_from > inspection.opens_on
            or ends_early
        ):
            yield no_team_of_ours(team.name)
        if not 0 < days <= MOST_DAYS or team.pk in seen:
            yield bad_days_of_team(team.name)
        seen.add(team.pk)
