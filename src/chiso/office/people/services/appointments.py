"""Appointing, changing an appointment, ending it. Nobody gives a right to themself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import ACCOUNTS, Work, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.access import APPOINT
from chiso.office.people.checks import check_days, check_nodes, check_role, problem
from chiso.office.people.holdings import forget, standing
from chiso.office.people.models import Appointment, Person
from chiso.office.people.rights import Decision, Where, refuse, require
from chiso.office.people.roles import Role
from chiso.office.people.telling import APPOINTED, ENDED, tell_of_appointment
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem


def appoint(
    *,
    actor: Person,
    person: Person,
    role: str,
    agency: Agency | None = None,
    nodes: Sequence[str] = (),
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Appointment:
    """Appoint a person to a role, from today where no day is given.

    Raises NoRight (also: to oneself), Incomplete (CH-7105 to CH-7108, CH-7111 the person has left).
    """
    decision = require_for_another(actor, APPOINT, person, agency)
    first = valid_from or timezone.localdate()
    problems = check_role(role, agency) + check_days(first, valid_to) + check_nodes(list(nodes))
    problems += check_serves(person)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        appointment = Appointment.objects.create(
            person=person,
            role=role,
            agency=agency,
            nodes=list(nodes),
            valid_from=first,
            valid_to=valid_to,
            given_by=actor,
        )
        _tell(work, "appointed", appointment)
        tell_of_appointment(work, APPOINTED, appointment)
    forget()
    return appointment


def change_appointment(
    *,
    actor: Person,
    appointment: Appointment,
    nodes: Sequence[str],
    valid_to: date | None,
    expected_version: int,
) -> Appointment:
    """Change until when and on which parts somebody is appointed. Another role is another appointment.

    Raises NoRight, Conflict, Incomplete (CH-7107, CH-7108, CH-7112 ended already, CH-7113).
    """
    decision = require_for_another(actor, APPOINT, appointment.person, appointment.agency)
    problems = check_nodes(list(nodes)) + check_days(appointment.valid_from, valid_to)
    if problems:
        raise Incomplete(problems)
    given = {"nodes": list(nodes), "valid_to": valid_to}
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        current = lock_version(appointment, expected_version, given=given)
        _check_not_ended(current)
        if valid_to is not None:
            check_not_the_last_administrator(current)
        before = {"nodes": current.nodes, "valid_to": str(current.valid_to or "")}
        current.nodes, current.valid_to = list(nodes), valid_to
        save_next(current)
        _tell(work, "appointment_changed", current, before=before)
    forget()
    return current


def end_appointment(*, actor: Person, appointment: Appointment, expected_version: int) -> Appointment:
    """End an appointment this minute; stand-ins for it give nothing any more from then on.

    Raises NoRight, Conflict, Incomplete (CH-7112 ended already, CH-7113 the last administrator).
    """
    decision = require(actor, APPOINT, Where(appointment.agency))
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        current = lock_version(appointment, expected_version)
        _check_not_ended(current)
        check_not_the_last_administrator(current)
        current.ended_at = timezone.now()
        save_next(current)
        _tell(work, "appointment_ended", current)
        tell_of_appointment(work, ENDED, current)
    forget()
    return current


def require_for_another(actor: Person, action: str, person: Person, agency: Agency | None) -> Decision:
    """The right to do it to somebody else; neither to oneself nor, as a deputy, to whom one stands in for."""
    where = Where(agency)
    decision = require(actor, action, where)
    if person.pk == actor.pk or (decision.by is not None and decision.by.person_id == person.pk):
        reason = text("Nobody gives rights to themself, or to the person they act for.")
        ask = text("Another administrator of accounts does it.")
        refuse(actor, action, where, Decision(False, reason, ask, decision.by, decision.stand_in))
    return decision


def check_serves(person: Person) -> list[Problem]:
    """A person whose account is in use."""
    if person.is_active and person.left_at is None:
        return []
    expected = text("Expected somebody whose account is in use.")
    mend = text("Invite the person anew; a closed account stays closed.")
    return [problem("CH-7111", "person", expected, mend, found=person.full_name)]


def check_not_the_last_administrator(appointment: Appointment) -> None:
    """Somebody must be left who can invite and appoint. Raises Incomplete (CH-7113)."""
    if appointment.role != Role.ACCOUNT_ADMINISTRATOR:
        return
    others = Appointment.objects.filter(
        standing(timezone.now()),
        role=Role.ACCOUNT_ADMINISTRATOR,
        valid_to=None,
        person__is_active=True,
        person__left_at=None,
    ).exclude(person=appointment.person_id)
    if not others.exists():
        expected = text("Expected that an administrator of accounts without a last day remains.")
        mend = text("Appoint another administrator of accounts first.")
        raise Incomplete([problem("CH-7113", "", expected, mend)])


def _check_not_ended(appointment: Appointment) -> None:
    if appointment.ended_at is not None:
        expected = text("Expected an appointment that has not been ended.")
        raise Incomplete([problem("CH-7112", "", expected, text("Make a new appointment instead."))])


def _tell(work: Work, verb: str, appointment: Appointment, **facts: object) -> None:
    work.record(
        verb,
        appointment,
        facts={
            "role": appointment.role,
            "person": appointment.person_id,
            "agency": appointment.agency_id,
            "nodes": appointment.nodes,
            "valid_to": str(appointment.valid_to or ""),
            **facts,
        },
        words={"name": appointment.person.full_name},
        person=appointment.person,
    )
