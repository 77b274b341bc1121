"""Inviting somebody, withdrawing it, accepting it. The link is returned once; only its digest is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.access import INVITE
from chiso.office.people.checks import (
    check_days,
    check_nodes,
    check_password_rules,
    check_role,
    check_username,
    problem,
)
from chiso.office.people.links import INVITATION_STANDS, digest_of_token, make_token
from chiso.office.people.models import Appointment, Invitation, Person
from chiso.office.people.rights import Where, require


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its token, which is shown or sent this once and kept nowhere."""

    invitation: Invitation
    token: str


def invite(
    *,
    actor: Person | None,
    full_name: str,
    role: str,
    agency: Agency | None = None,
    nodes: Sequence[str] = (),
    email: str = "",
    valid_to: date | None = None,
) -> Invited:
    """Invite somebody to a role. The appointment begins when the invitation is accepted.

    Does not send the link: the caller hands it over or mails it. `actor` None: the console.
    Raises NoRight, Incomplete (CH-7101 no name, CH-7105, CH-7106, CH-7107, CH-7108).
    """
    decision = require(actor, INVITE, Where(agency)) if actor is not None else None
    problems = check_role(role, agency) + check_nodes(list(nodes))
    problems += check_days(timezone.localdate(), valid_to)
    if not full_name.strip():
        problems.insert(
            0, problem("CH-7101", "full_name", text("Expected a name."), text("Write family and given name."))
        )
    if problems:
        raise Incomplete(problems)
    token, digest = make_token()
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        invitation = Invitation.objects.create(
            token_digest=digest,
            full_name=full_name.strip(),
            email=email,
            role=role,
            agency=agency,
            nodes=list(nodes),
            valid_to=valid_to,
            invited_by=actor,
            expires_at=timezone.now() + INVITATION_STANDS,
        )
        work.record("invited", invitation, facts={"role": role}, words={"name": invitation.full_name})
    return Invited(invitation, token)


def revoke_invitation(*, actor: Person, invitation: Invitation) -> None:
    """Withdraw an invitation; its link opens nothing from now on. Raises NoRight, Incomplete (CH-7109)."""
    decision = require(actor, INVITE, Where(invitation.agency))
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        current = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if current.accepted_at is not None or current.revoked_at is not None:
            expected = text("Expected an invitation that is still open.")
            raise Incomplete([problem("CH-7109", "", expected, text("Nothing is left to withdraw."))])
        current.revoked_at = timezone.now()
        current.save()
        work.record("invitation_revoked", current, words={"name": current.full_name})


def find_open_invitation(token: str) -> Invitation:
    """The invitation that a link opens. Raises Incomplete (CH-7110): expired, withdrawn, used or none."""
    return _open(Invitation.objects.select_related("agency").filter(token_digest=digest_of_token(token)))


def accept_invitation(*, token: str, username: str, password: str, language: str) -> Person:
    """Open the account that somebody was invited to, with its first appointment.

    Raises Incomplete (CH-7110 the link, CH-7102 and CH-7103 the user name, CH-7104 the password).
    """
    invitation = find_open_invitation(token)
    likely = Person(username=username, full_name=invitation.full_name, email=invitation.email)
    problems = check_username(username) + check_password_rules(password, likely, invitation.agency)
    if problems:
        raise Incomplete(problems)
    return open_account(invitation, username=username, password=password, language=language)


def open_account(invitation: Invitation, *, username: str, password: str | None, language: str) -> Person:
    """Make account and appointment of an invitation that is still open; without a password: by OIDC only."""
    with unit_of_work(ACCOUNTS, actor=None) as work:
        current = _open(Invitation.objects.select_for_update().filter(pk=invitation.pk))
        # Under the lock of the chain: of two who wish for one name at the same time, one comes first.
        taken = check_username(username)
        if taken:
            raise Incomplete(taken)
        person = Person.objects.create_user(
            username,
            password,
            full_name=current.full_name,
            email=current.email,
            language=language,
            # Who is invited to a demonstration is no real person either; real ones would stop it.
            is_demonstration=configuration().demonstration,
        )
        work.record("invitation_accepted", person, words={"name": person.full_name}, person=person)
        appointment = Appointment.objects.create(
            person=person,
            role=current.role,
            agency=current.agency,
            nodes=current.nodes,
            valid_from=timezone.localdate(),
            valid_to=current.valid_to,
            given_by=current.invited_by,
        )
        work.record(
            "appointed",
            appointment,
            facts={"role": appointment.role, "person": person.pk, "agency": appointment.agency_id},
            words={"name": person.full_name},
            person=person,
        )
        current.accepted_at, current.accepted_by = timezone.now(), person
        current.save()
    return person


def _open(rows: QuerySet[Invitation]) -> Invitation:
    found = rows.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()).first()
    if found is None:
        expected = text("Expected a link that is still open: it may be used up, withdrawn or too old.")
        mend = text("Ask whoever gave it to you for another one.")
        raise Incomplete([problem("CH-7110", "", expected, mend)])
    return found
