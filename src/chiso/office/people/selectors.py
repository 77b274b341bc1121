"""What pages about people show: each list in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from chiso.language import Listing, Text, listing, text
from chiso.office.campaigns.phases import NAMES as PHASE_NAMES
from chiso.office.organisation.models import Agency
from chiso.office.people.access import appointments_for, invitations_for, people_for, stand_ins_for
from chiso.office.people.holdings import Holding, holdings, standing
from chiso.office.people.models import Appointment, Invitation, Person, StandIn, Team, TeamAgency, TeamMember
from chiso.office.people.rights import CLOSED, Right, Whose, declared, title_of
from chiso.office.people.roles import NAMES, Role


def people_list(
    actor: Person, *, words: str = "", role: str = "", agency: Agency | None = None, state: str = ""
) -> QuerySet[Person]:
    """The people whom `actor` may see, filtered; with their standing appointments (`standing_now`)."""
    now = timezone.now()
    rows = people_for(actor)
    if state != "all":
        rows = rows.filter(left_at=None) if state != "closed" else rows.exclude(left_at=None)
    for word in words.split():
        rows = rows.filter(Q(full_name__icontains=word) | Q(username__icontains=word))
    if role or agency is not None:
        held = Appointment.objects.filter(standing(now), person=OuterRef("pk"))
        held = held.filter(role=role) if role else held
        held = held.filter(agency=agency) if agency is not None else held
        rows = rows.filter(Exists(held))
    shown = appointments_for(actor).filter(standing(now))
    return rows.prefetch_related(Prefetch("appointments", shown, to_attr="standing_now"))


def history_of(actor: Person, person: Person) -> list[Appointment]:
    """All appointments of a person that `actor` may see, the latest first."""
    rows = appointments_for(actor).filter(person=person).select_related("given_by")
    return list(rows.order_by("-valid_from", "-pk"))


def is_standing(appointment: Appointment, at: datetime) -> bool:
    """Whether an appointment gives rights at a time; of a row that was read."""
    day = timezone.localdate(at)
    in_time = appointment.valid_from <= day and (appointment.valid_to is None or day <= appointment.valid_to)
    return in_time and (appointment.ended_at is None or appointment.ended_at > at)


def stand_ins_of(actor: Person, person: Person) -> list[StandIn]:
    """Stand-ins for a person and by them that `actor` may see, the latest first."""
    rows = stand_ins_for(actor).filter(Q(deputy=person) | Q(appointment__person=person))
    return list(rows.order_by("-starts_at", "-pk"))


def own_appointments(person: Person) -> list[Appointment]:
    """The appointments that a person holds themself now: those they can name a stand-in for."""
    return [
        one.appointment for one in holdings(person) if one.stand_in is None and one.appointment.pk is not None
    ]


def invitations(actor: Person) -> list[Invitation]:
    """The invitations that `actor` may see, the latest first."""
    return list(invitations_for(actor).order_by("-created_at", "-pk")[:200])


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team with its agencies and members."""

    team: Team
    leading: list[Agency]
    taking_part: list[Agency]
    members: list[TeamMember] = field(default_factory=list)


def view_teams(teams: Sequence[Team] | QuerySet[Team]) -> list[TeamView]:
    """Teams with agencies and members. Three queries."""
    rows = list(teams)
    agencies: dict[int, list[TeamAgency]] = {}
    for one in TeamAgency.objects.select_related("agency").filter(team__in=rows).order_by("agency__sort_key"):
        agencies.setdefault(one.team_id, []).append(one)
    members: dict[int, list[TeamMember]] = {}
    found = TeamMember.objects.select_related("person").filter(team__in=rows)
    for member in found.order_by("-leads", "person__full_name"):
        members.setdefault(member.team_id, []).append(member)
    return [
        TeamView(
            team,
            [one.agency for one in agencies.get(team.pk, []) if one.leads],
            [one.agency for one in agencies.get(team.pk, []) if not one.leads],
            members.get(team.pk, []),
        )
        for team in rows
    ]


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing that may be done, about whose things, and when."""

    title: Text
    about: Text
    phases: Listing | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of rights as it is shown: what it is, until when, under which appointment, what for."""

    title: Text
    where: Text | str
    parts: str
    until: datetime | None
    last_day: object
    by: Text | None
    document: str
    abilities: list[Ability]


def rights_of(person: Person) -> list[Ground]:
    """What a person may do now, ground by ground. Three queries."""
    return [_ground(one) for one in holdings(person)]


def _ground(holding: Holding) -> Ground:
    by = holding.appointment
    stand_in, team = holding.stand_in, holding.team
    told: Text | None = None
    if stand_in is not None:
        told = text("on behalf of {name}", name=by.person.full_name)
    elif team is not None:
        told = text("as a member of the team {team}", team=team.name)
    return Ground(
        NAMES[Role(by.role)],
        by.agency.name if by.agency is not None else text("the whole city"),
        ", ".join(by.nodes),
        stand_in.ends_at if stand_in is not None else None,
        by.valid_to,
        told,
        stand_in.document if stand_in is not None else "",
        abilities(by.role, holding),
    )


def abilities(role: str, holding: Holding | None = None) -> list[Ability]:
    """What a role may do, by title; within the scope of a stand-in where there is one."""
    found = [
        Ability(title_of(action), about(right), _phases(right))
        for action, rights in declared().items()
        for right in rights
        if right.role == role and (holding is None or holding.allows(action))
    ]
    return sorted(found, key=lambda one: one.title.in_language("en"))


def about(right: Right) -> Text:
    """Whose things a right is about, in words."""
    said = {
        Whose.CITY: text("in the whole city"),
        Whose.OWN: text("of one's own agency"),
        Whose.ASSIGNED: text("of units whose parts one's agency appraises"),
        Whose.ANSWERED: text("of units for whose parts one's agency answers"),
    }[right.whose]
    if right.not_own:
        return text("{whose}, never of one's own agency", whose=said)
    return said


def _phases(right: Right) -> Listing | None:
    if right.phases is None:
        return None
    names = {**PHASE_NAMES, CLOSED: text("closed campaign")}
    return listing([names[kind] for kind in names if kind in right.phases])
