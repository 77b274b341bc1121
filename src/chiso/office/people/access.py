"""Who may do what with people, and the one place that fetches a person's things by key for an actor."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.people.holdings import standing
from chiso.office.people.models import Appointment, Invitation, Person, StandIn, Team
from chiso.office.people.rights import Right, Whose, agencies_for, declare
from chiso.office.people.roles import Role

READ = "people.read"
INVITE = "people.invite"
APPOINT = "people.appoint"
END_SERVICE = "people.end_service"
RENEW = "people.renew"
STAND_IN = "people.stand_in"
TEAMS = "people.teams"
READ_TEAMS = "people.read_teams"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        Right(READ, Role.ACCOUNT_ADMINISTRATOR),
        Right(READ, Role.AUDITOR),
        Right(READ, Role.CITY_LEADER),
        Right(READ, Role.COORDINATOR),
        Right(READ, Role.AGENCY_HEAD, Whose.OWN),
        Right(INVITE, Role.ACCOUNT_ADMINISTRATOR),
        Right(APPOINT, Role.ACCOUNT_ADMINISTRATOR),
        Right(END_SERVICE, Role.ACCOUNT_ADMINISTRATOR),
        Right(RENEW, Role.ACCOUNT_ADMINISTRATOR),
        Right(STAND_IN, Role.ACCOUNT_ADMINISTRATOR),
        Right(STAND_IN, Role.AGENCY_HEAD, Whose.OWN),
        Right(TEAMS, Role.COORDINATOR),
        Right(READ_TEAMS, Role.COORDINATOR),
        Right(READ_TEAMS, Role.ACCOUNT_ADMINISTRATOR),
        Right(READ_TEAMS, Role.AUDITOR),
        Right(READ_TEAMS, Role.CITY_LEADER),
        Right(READ_TEAMS, Role.INSPECTOR),
        titles={
            READ: text("see people and what they are appointed to"),
            INVITE: text("invite people and withdraw invitations"),
            APPOINT: text("appoint people to roles, change and end appointments"),
            END_SERVICE: text("close the account of somebody who leaves"),
            RENEW: text("give somebody who lost password or telephone a new way in"),
            STAND_IN: text("name and end stand-ins for others"),
            TEAMS: text("form teams across agencies and change them"),
            READ_TEAMS: text("see teams and who is in them"),
        },
    )


def people_for(actor: Person) -> QuerySet[Person]:
    """The people whom `actor` may see: all, or those appointed in their agencies; always themself."""
    agencies = agencies_for(actor, READ)
    if agencies is None:
        return Person.objects.all()
    colleagues = Appointment.objects.filter(
        standing(timezone.now()), person=OuterRef("pk"), agency_id__in=agencies
    )
    return Person.objects.filter(Exists(colleagues) | Q(pk=actor.pk))


def get_person_for(actor: Person, key: str) -> Person:
    """The person with that key, if `actor` may see them. Raises NotFound."""
    return _one(people_for(actor), key)


def appointments_for(actor: Person) -> QuerySet[Appointment]:
    """The appointments that `actor` may see: their own, and those of people or agencies they may see."""
    agencies = agencies_for(actor, READ)
    rows = Appointment.objects.select_related("person", "agency")
    if agencies is None:
        return rows
    return rows.filter(Q(person=actor) | Q(agency_id__in=agencies))


def get_appointment_for(actor: Person, key: str) -> Appointment:
    """The appointment with that key, if `actor` may see it. Raises NotFound."""
    return _one(appointments_for(actor), key)


def stand_ins_for(actor: Person) -> QuerySet[StandIn]:
    """The stand-ins that `actor` may see: for them, by them, and those of agencies they may see."""
    agencies = agencies_for(actor, READ)
    rows = StandIn.objects.select_related("appointment__person", "appointment__agency", "deputy", "given_by")
    if agencies is None:
        return rows
    mine = Q(deputy=actor) | Q(appointment__person=actor)
    return rows.filter(mine | Q(appointment__agency_id__in=agencies))


def get_stand_in_for(actor: Person, key: str) -> StandIn:
    """The stand-in with that key, if `actor` may see it. Raises NotFound."""
    return _one(stand_ins_for(actor), key)


def invitations_for(actor: Person) -> QuerySet[Invitation]:
    """The invitations that `actor` may see: all, or none."""
    rows = Invitation.objects.select_related("agency", "invited_by", "accepted_by")
    return rows if agencies_for(actor, INVITE) is None else rows.none()


def get_invitation_for(actor: Person, key: str) -> Invitation:
    """The invitation with that key, if `actor` may see it. Raises NotFound."""
    return _one(invitations_for(actor), key)


def teams_for(actor: Person) -> QuerySet[Team]:
    """The teams that `actor` may see: all, or those that they are in."""
    if agencies_for(actor, READ_TEAMS) is None:
        return Team.objects.all()
    return Team.objects.filter(teammember__person=actor)


def get_team_for(actor: Person, key: str) -> Team:
    """The team with that key, if `actor` may see it. Raises NotFound."""
    return _one(teams_for(actor), key)


ROW = TypeVar("ROW", bound=Model)


def _one(rows: QuerySet[ROW], key: str) -> ROW:
    found = rows.filter(key=key).first()
    if found is None:
        raise NotFound
    return found
