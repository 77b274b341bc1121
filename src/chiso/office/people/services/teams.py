"""Teams across agencies: forming one, changing it, taking people in and out.

A member is an inspector by the team for as long as it stands. Whoever forms a team is not in it by their
own hand: nobody gives a right to themself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.access import TEAMS
from chiso.office.people.checks import check_days, problem
from chiso.office.people.holdings import forget
from chiso.office.people.models import Person, Team, TeamAgency, TeamMember
from chiso.office.people.rights import Where, require
from chiso.office.people.roles import Role
from chiso.office.people.services.appointments import check_serves, require_for_another
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

# What a team may make of its members.
TEAM_ROLES = frozenset({"", Role.INSPECTOR.value})


def form_team(
    *,
    actor: Person,
    name: str,
    purpose: str,
    leading: Sequence[Agency],
    taking_part: Sequence[Agency] = (),
    valid_from: date,
    valid_to: date | None = None,
    role: str = Role.INSPECTOR.value,
) -> Team:
    """Form a team; one agency or more leads. Raises NoRight, Incomplete (CH-7105, 7107, 7119, 7120)."""
    decision = require(actor, TEAMS, Where())
    problems = _check(name, leading, valid_from, valid_to, role)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        team = Team.objects.create(
            name=name.strip(), purpose=purpose.strip(), role=role, valid_from=valid_from, valid_to=valid_to
        )
        _set_agencies(team, leading, taking_part)
        agencies = [agency.pk for agency in [*leading, *taking_part]]
        work.record("team_formed", team, facts={"team": team.name, "role": role, "agencies": agencies})
    return team


def change_team(
    *,
    actor: Person,
    team: Team,
    name: str,
    purpose: str,
    leading: Sequence[Agency],
    taking_part: Sequence[Agency] = (),
    valid_to: date | None = None,
    expected_version: int,
) -> Team:
    """Change name, purpose, agencies, last day. Raises NoRight, Conflict, Incomplete as `form_team`."""
    decision = require(actor, TEAMS, Where())
    problems = _check(name, leading, team.valid_from, valid_to, team.role)
    if problems:
        raise Incomplete(problems)
    given = {"name": name, "purpose": purpose, "valid_to": valid_to}
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        current = lock_version(team, expected_version, given=given)
        before = {"name": current.name, "valid_to": str(current.valid_to or "")}
        current.name, current.purpose, current.valid_to = name.strip(), purpose.strip(), valid_to
        save_next(current)
        TeamAgency.objects.filter(team=current).delete()
        _set_agencies(current, leading, taking_part)
        agencies = [agency.pk for agency in [*leading, *taking_part]]
        facts = {"team": current.name, "agencies": agencies, "before": before}
        work.record("team_changed", current, facts=facts)
    forget()
    return current


def add_member(*, actor: Person, team: Team, person: Person, leads: bool = False) -> TeamMember:
    """Take somebody into a team. Raises NoRight (also: oneself), Incomplete (CH-7111, CH-7121 in it)."""
    decision = require_for_another(actor, TEAMS, person, None)
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        # Under the lock of the chain: a form that is sent twice takes nobody in twice.
        problems = check_serves(person)
        if TeamMember.objects.filter(team=team, person=person).exists():
            expected = text("Expected somebody who is not in the team yet.")
            problems.append(problem("CH-7121", "person", expected, text("Nothing is left to do.")))
        if problems:
            raise Incomplete(problems)
        member = TeamMember.objects.create(team=team, person=person, leads=leads)
        facts = {"team": team.name, "person": person.pk, "leads": leads}
        work.record("team_member_added", team, facts=facts, words={"name": person.full_name}, person=person)
    forget()
    return member


def remove_member(*, actor: Person, team: Team, person: Person) -> None:
    """Take somebody out of a team, this minute. Raises NoRight, Incomplete (CH-7122 not in it)."""
    decision = require(actor, TEAMS, Where())
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        removed, _ = TeamMember.objects.filter(team=team, person=person).delete()
        if not removed:
            expected = text("Expected somebody who is in the team.")
            raise Incomplete([problem("CH-7122", "person", expected, text("Nothing is left to do."))])
        facts = {"team": team.name, "person": person.pk}
        work.record("team_member_removed", team, facts=facts, words={"name": person.full_name}, person=person)
    forget()


def _check(name: str, leading: Sequence[Agency], first: date, last: date | None, role: str) -> list[Problem]:
    found = check_days(first, last)
    if not name.strip():
        found.append(problem("CH-7119", "name", text("Expected a name."), text("Name the team.")))
    if not leading:
        expected = text("Expected at least one agency that leads.")
        found.append(problem("CH-7120", "leading", expected, text("Choose who leads.")))
    if role not in TEAM_ROLES:
        expected = text("Expected one of the roles.")
        found.append(problem("CH-7105", "role", expected, text("Choose a role."), found=role))
    return found


def _set_agencies(team: Team, leading: Sequence[Agency], taking_part: Sequence[Agency]) -> None:
    leads = {agency.pk: True for agency in leading}
    rows = {agency.pk: False for agency in taking_part} | leads
    TeamAgency.objects.bulk_create(
        TeamAgency(team=team, agency_id=agency, leads=is_leading) for agency, is_leading in rows.items()
    )
