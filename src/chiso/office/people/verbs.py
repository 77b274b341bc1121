"""What the record says of accounts, appointments, stand-ins and teams."""

from __future__ import annotations

from chiso.language import text
from chiso.office.ledger.verbs import declare_verbs


def declare() -> None:
    """Called once, when the app is ready."""
    declare_verbs(
        {
            "signed_in": text("signed in"),
            "signed_out": text("signed out"),
            "sign_in_failed": text("somebody gave a wrong password for this account"),
            "locked_out": text("five wrong passwords; sign-in from that address is locked for 15 minutes"),
            "code_refused": text("a wrong code was given"),
            "code_locked": text("five wrong codes; no code is taken for 15 minutes"),
            "recovery_code_used": text("used a recovery code; left: {left}"),
            "recovery_codes_renewed": text("made new recovery codes"),
            "second_factor_set_up": text("set up the app for codes"),
            "second_factor_removed": text("removed the app for codes of {name}"),
            "identity_bound": text("bound the account of the city's sign-in service"),
            "confirmed": text("confirmed with a code"),
            "session_ended": text("ended sessions: {count}"),
            "password_changed": text("changed the password"),
            "language_chosen": text("chose the language: {language}"),
            "renewal_issued": text("gave {name} a link for a new password"),
            "renewal_asked": text("asked for a link for a new password"),
            "renewed": text("set a new password by a link"),
            "first_administrator_made": text("made the account of the first administrator, {name}"),
            "invited": text("invited {name} as {role}"),
            "invitation_revoked": text("withdrew the invitation of {name}"),
            "invitation_accepted": text("accepted the invitation and opened an account"),
            "appointed": text("appointed {name} as {role}"),
            "appointment_changed": text("changed the appointment of {name} as {role}"),
            "appointment_ended": text("ended the appointment of {name} as {role}"),
            "stand_in_named": text("named {name} as stand-in, document {document}"),
            "stand_in_ended": text("ended that {name} stands in"),
            "team_formed": text("formed the team {team}"),
            "team_changed": text("changed the team {team}"),
            "team_member_added": text("took {name} into the team {team}"),
            "team_member_removed": text("took {name} out of the team {team}"),
            "service_ended": text("closed the account of {name}"),
        }
    )
