"""Leaving the service: no right and no session from this minute on; the account stays in the record."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from chiso.language import text
from chiso.office.api.services import revoke_all_tokens
from chiso.office.errors import Incomplete
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.access import END_SERVICE
from chiso.office.people.checks import problem
from chiso.office.people.holdings import forget, standing
from chiso.office.people.models import Appointment, Person, Renewal, StandIn, TeamMember
from chiso.office.people.services.appointments import (
    check_not_the_last_administrator,
    require_for_another,
)
from chiso.office.people.sessions import end_sessions_of
from chiso.office.records import lock_version, save_next


def end_service(*, actor: Person | None, person: Person, expected_version: int) -> Person:
    """Close an account: its appointments, stand-ins both ways, teams, links, sessions, API tokens.

    `actor` None: the console.
    Raises NoRight (also: oneself), Conflict, Incomplete (CH-7112 closed already, CH-7113 the last
    administrator of accounts).
    """
    decision = require_for_another(actor, END_SERVICE, person, None) if actor is not None else None
    with unit_of_work(ACCOUNTS, actor=actor, decision=decision) as work:
        current = lock_version(person, expected_version)
        if current.left_at is not None:
            expected = text("Expected an account that is in use.")
            raise Incomplete([problem("CH-7112", "", expected, text("Nothing is left to close."))])
        now = timezone.now()
        appointments = Appointment.objects.select_for_update().filter(standing(now), person=current)
        for appointment in appointments:
            check_not_the_last_administrator(appointment)
        # Those that would begin later end as well: there is no "later" for this account.
        still_open = Appointment.objects.filter(person=current, ended_at=None).exclude(
            valid_to__lt=timezone.localdate(now)
        )
        for appointment in still_open:
            appointment.ended_at = now
            save_next(appointment)
            facts = {"role": appointment.role, "person": current.pk, "agency": appointment.agency_id}
            words = {"name": current.full_name}
            work.record("appointment_ended", appointment, facts=facts, words=words, person=current)
        both_ways = Q(deputy=current) | Q(appointment__person=current)
        open_stand_ins = StandIn.objects.select_related("deputy").filter(
            both_ways, revoked_at=None, ends_at__gt=now
        )
        for stand_in in open_stand_ins:
            stand_in.revoked_at = now
            save_next(stand_in)
            facts = {"appointment": stand_in.appointment_id, "deputy": stand_in.deputy_id}
            words = {"name": stand_in.deputy.full_name}
            work.record("stand_in_ended", stand_in, facts=facts, words=words, person=stand_in.deputy)
        TeamMember.objects.filter(person=current).delete()
        Renewal.objects.filter(person=current, used_at=None, revoked_at=None).update(revoked_at=now)
        current.is_active, current.left_at = False, now
        current.set_unusable_password()
        save_next(current)
        sessions = end_sessions_of(current)
        revoke_all_tokens(current, work)
        facts = {"person": current.pk, "sessions": sessions}
        work.record("service_ended", current, facts=facts, words={"name": current.full_name}, person=current)
    forget()
    return current
