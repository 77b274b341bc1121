"""The rows of the invented people: accounts, appointments, a deputy. Written once, by the program itself."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from chiso.office.demonstration.accounts import ACCOUNTS, DEPUTY, PASSWORD, SECRET
from chiso.office.ledger.work import ACCOUNTS as CHAIN
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Appointment, Person
from chiso.office.people.services import name_stand_in


def make_people(today: date) -> dict[str, Person]:
    """All accounts by user name; the first one may bring the agencies, before there are any."""
    names = [(account.username, account.full_name) for account in ACCOUNTS] + [DEPUTY[:2]]
    with unit_of_work(CHAIN, actor=None) as work:
        # Hashing a password takes a quarter of a second on purpose; this one is public, so once is enough.
        password = make_password(PASSWORD)
        people = {username: _make_person(username, full_name, password) for username, full_name in names}
        first = ACCOUNTS[0]
        Appointment.objects.create(person=people[first.username], role=first.role, valid_from=today)
        work.record("demonstration_made", None, facts={"count": len(people)})
    return people


def appoint_all(people: dict[str, Person], today: date) -> dict[str, Appointment]:
    """The appointments of all but the first, by user name."""
    with unit_of_work(CHAIN, actor=None) as work:
        made = {}
        for account in ACCOUNTS[1:]:
            agency = Agency.objects.get(uid=account.agency) if account.agency else None
            made[account.username] = Appointment.objects.create(
                person=people[account.username], role=account.role, agency=agency, valid_from=today
            )
        work.record("demonstration_appointed", None, facts={"count": len(made)})
    return made


def name_deputy(people: dict[str, Person], appointments: dict[str, Appointment]) -> None:
    """Let the deputy stand in for a head of department, for sixty days."""
    username, _name, head = DEPUTY
    now = timezone.now()
    name_stand_in(
        actor=people[head],
        appointment=appointments[head],
        deputy=people[username],
        starts_at=now,
        ends_at=now + timedelta(days=60),
        document="Giấy uỷ quyền minh hoạ",
    )


def _make_person(username: str, full_name: str, password: str) -> Person:
    """An account that can sign in at once: with the password (hashed) and the code that the pages show."""
    person = Person.objects.create(
        username=username, full_name=full_name, password=password, is_demonstration=True
    )
    TOTP.activate(person, SECRET)
    return person
