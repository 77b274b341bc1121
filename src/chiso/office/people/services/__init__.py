"""Every write about people. One file a subject; who calls imports the verb from here."""

from chiso.office.people.services.accounts import (
    ask_for_renewal,
    change_password,
    choose_language,
    create_first_administrator,
    end_own_sessions,
    issue_renewal,
    use_renewal,
)
from chiso.office.people.services.appointments import appoint, change_appointment, end_appointment
from chiso.office.people.services.invitations import accept_invitation, invite, revoke_invitation
from chiso.office.people.services.leaving import end_service
from chiso.office.people.services.stand_ins import end_stand_in, name_stand_in
from chiso.office.people.services.teams import add_member, change_team, form_team, remove_member

__all__ = [
    "accept_invitation",
    "add_member",
    "appoint",
    "ask_for_renewal",
    "change_appointment",
    "change_password",
    "change_team",
    "choose_language",
    "create_first_administrator",
    "end_appointment",
    "end_own_sessions",
    "end_service",
    "end_stand_in",
    "form_team",
    "invite",
    "issue_renewal",
    "name_stand_in",
    "remove_member",
    "revoke_invitation",
    "use_renewal",
]
