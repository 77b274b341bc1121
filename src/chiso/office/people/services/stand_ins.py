"""Stand-ins (uỷ quyền): somebody acts under another's appointment, for a time, for some or all of it.

The person themself names the deputy; so does, for others, an administrator of accounts, and the head of an
agency for appointments in it. What one holds as a deputy cannot be handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.access import STAND_IN
from chiso.office.people.checks import problem
from chiso.office.people.holdings import forget, holdings
from chiso.office.people.models import Appointment, Person, StandIn
from chiso.office.people.rights import Decision, Where, declared, refuse, require
from chiso.office.people.services.appointments import check_serves
from chiso.office.people.telling import tell_of_stand_in
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

# A longer absence is a matter of another appointment.
LONGEST = timedelta(days=366)


def actions_of(role: str) -> list[str]:
    """What may be done in a role: the scope of a stand-in names some of these, or none for all."""
    return sorted(
        action for action, rights in declared().items() if any(right.role == role for right in rights)
    )


def name_stand_in(
    *,
    actor: Person,
    appointment: Appointment,
    deputy: Person,
    starts_at: datetime,
    ends_at: datetime,
    document: str,
    actions: Sequence[str] = (),
) -> StandIn:
    """Let `deputy` act under an appointment from `starts_at` up to, not at, `ends_at`.

    Raises NoRight, Incomplete (CH-7107 times, CH-7111 left, CH-7114 the deputy, CH-7115 no document,
    CH-7116 actions that the role does not have, CH-7117 the appointment gives no right in that time).
    """
    decision = _right_to_name(actor, appointment, deputy)
    problems = _check(appointment, deputy, starts_at, ends_at, document, actions)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        stand_in = StandIn.objects.create(
            appointment=appointment,
            deputy=deputy,
            actions=sorted(set(actions)),
            starts_at=starts_at,
            ends_at=ends_at,
            document=document.strip(),
            given_by=actor,
        )
        work.record(
            "stand_in_named",
            stand_in,
            facts={
                "appointment": appointment.pk,
                "deputy": deputy.pk,
                "actions": stand_in.actions,
                "until": ends_at.isoformat(),
            },
            words={"name": deputy.full_name, "document": stand_in.document},
            person=deputy,
        )
        tell_of_stand_in(work, stand_in)
    forget()
    return stand_in


def end_stand_in(*, actor: Person, stand_in: StandIn, expected_version: int) -> StandIn:
    """End it this minute: by whom it is for, by the deputy, or by who may name stand-ins for others.

    Raises NoRight, Conflict, Incomplete (CH-7118 over already).
    """
    decision = _right_to_end(actor, stand_in)
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        current = lock_version(stand_in, expected_version)
        now = timezone.now()
        if current.revoked_at is not None or current.ends_at <= now:
            expected = text("Expected a stand-in whose time is not over.")
            raise Incomplete([problem("CH-7118", "", expected, text("Nothing is left to end."))])
        current.revoked_at = now
        save_next(current)
        work.record(
            "stand_in_ended",
            current,
            facts={"appointment": current.appointment_id, "deputy": current.deputy_id},
            words={"name": current.deputy.full_name},
            person=current.deputy,
        )
        tell_of_stand_in(work, current, ended=True)
    forget()
    return current


def _right_to_name(actor: Person, appointment: Appointment, deputy: Person) -> Decision:
    if appointment.person_id == actor.pk:
        return _own(actor, appointment)
    where = Where(appointment.agency)
    decision = require(actor, STAND_IN, where)
    # Nor the one for whom the actor stands in: a right that one's deputy gives is a right one gives oneself.
    if deputy.pk == actor.pk or (decision.by is not None and decision.by.person_id == deputy.pk):
        reason = text("Nobody makes themself the stand-in of another.")
        ask = text("The person who is absent does it, or another administrator of accounts.")
        refuse(actor, STAND_IN, where, Decision(False, reason, ask, decision.by, decision.stand_in))
    return decision


def _right_to_end(actor: Person, stand_in: StandIn) -> Decision:
    if actor.pk in (stand_in.appointment.person_id, stand_in.deputy_id):
        return _own(actor, stand_in.appointment)
    return require(actor, STAND_IN, Where(stand_in.appointment.agency))


def _own(actor: Person, appointment: Appointment) -> Decision:
    """What one does with one's own appointment needs no role; while one serves."""
    if not actor.is_active or actor.left_at is not None:
        reason, ask = text("You hold no role at present."), text("Ask an administrator of accounts.")
        refuse(actor, STAND_IN, Where(appointment.agency), Decision(False, reason, ask))
    by = appointment if appointment.person_id == actor.pk else None
    return Decision(True, text("Allowed."), text("Allowed."), by)


def _check(
    appointment: Appointment,
    deputy: Person,
    starts_at: datetime,
    ends_at: datetime,
    document: str,
    actions: Sequence[str],
) -> list[Problem]:
    found = check_serves(deputy)
    if deputy.pk == appointment.person_id:
        expected = text("Expected somebody other than the person who is absent.")
        found.append(problem("CH-7114", "deputy", expected, text("Choose a colleague.")))
    now = timezone.now()
    if ends_at <= max(starts_at, now) or ends_at - starts_at > LONGEST:
        expected = text("Expected an end after the beginning, still to come, and at most a year later.")
        found.append(problem("CH-7107", "ends_at", expected, text("Correct one of the two times.")))
    if not document.strip():
        expected = text("Expected number and date of the document by which it is given.")
        mend = text("Write it as it stands on the document, such as: 12/GUQ, 03/12/2026.")
        found.append(problem("CH-7115", "document", expected, mend))
    beyond = sorted(set(actions) - set(actions_of(appointment.role)))
    if beyond:
        expected = text("Expected only what the role may do.")
        mend = text("Choose among what is offered; nothing chosen means everything.")
        found.append(problem("CH-7116", "actions", expected, mend, found=", ".join(beyond)))
    if not _stands_at(appointment, max(starts_at, now)):
        expected = text("Expected an appointment that stands when the stand-in begins.")
        mend = text("Choose another appointment or other times.")
        found.append(problem("CH-7117", "appointment", expected, mend))
    return found


def _stands_at(appointment: Appointment, at: datetime) -> bool:
    return any(
        one.appointment.pk == appointment.pk and one.stand_in is None and one.team is None
        for one in holdings(appointment.person, at)
    )
