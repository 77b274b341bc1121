"""Who is told of roles and stand-ins, what waits for whom, and that no person is named in a mail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chiso.language import Text
from chiso.office.notices.kinds import say_notice
from chiso.office.notices.mailing import send_due_mail
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Proposal
from chiso.office.people import second_factor
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Invitation, Person
from chiso.office.people.roles import Role
from chiso.office.people.services import appoint as appoint_to
from chiso.office.people.services import end_appointment, end_stand_in, name_stand_in
from chiso.office.scoping import within_reach_of
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Waiting, waiting_for
from tests.office.making import appoint, make_agency, make_person
from tests.office.signing import enrol

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def told(person: Person) -> list[str]:
    """What a person was told, oldest first, in Vietnamese and English."""
    notices = Notice.objects.filter(person=person).order_by("pk")
    said = [say_notice(one.kind, one.facts).title for one in notices]
    return [one.in_language("en") for one in said]


def waiting(person: Person) -> list[Waiting]:
    with within_reach_of(person):
        return waiting_for(Reader(person, holdings(person), timezone.now()))


def titles(person: Person) -> list[str]:
    found = [one.task.title for one in waiting(person)]
    return [title.in_language("en") for title in found if isinstance(title, Text)]


@pytest.fixture
def administrator() -> Person:
    person = make_person("Người Quản Trị")
    appoint(person, Role.ACCOUNT_ADMINISTRATOR)
    return person


def test_a_person_is_told_of_a_role_and_of_its_end(administrator: Person) -> None:
    person, agency = make_person(), make_agency("Sở Y tế")
    made = appoint_to(
        actor=administrator,
        person=person,
        role=Role.AGENCY_OFFICER,
        agency=agency,
        valid_to=date(2999, 12, 31),
    )
    end_appointment(actor=administrator, appointment=made, expected_version=made.version)
    assert told(person) == [
        "You have a role: agency officer, Sở Y tế.",
        "A role of yours has ended: agency officer, Sở Y tế.",
    ]
    assert told(administrator) == []


def test_a_deputy_is_told_and_who_named_them_is_not(administrator: Person) -> None:
    absent, deputy = (
        make_person("Trần Văn Vắng", email="vang@example.vn"),
        make_person(email="thay@example.vn"),
    )
    appointment = appoint(absent, Role.AGENCY_OFFICER, make_agency("Sở Y tế"))
    now = timezone.now()
    made = name_stand_in(
        actor=absent, appointment=appointment, deputy=deputy, starts_at=now,
        ends_at=now + timedelta(days=3), document="12/GUQ",
    )  # fmt: skip
    assert (told(absent), told(deputy)) == ([], ["You stand in for a colleague: agency officer, Sở Y tế."])
    end_stand_in(actor=deputy, stand_in=made, expected_version=made.version)
    assert told(absent) == ["A stand-in has ended: agency officer, Sở Y tế."]
    assert len(told(deputy)) == 1
    Notice.objects.update(mail_after=timezone.now())
    assert send_due_mail.call() == 2
    # Of the one who is absent the deputy's mail says nothing.
    to_deputy = next(one for one in mail.outbox if one.to == ["thay@example.vn"])
    assert "Vắng" not in to_deputy.body + to_deputy.subject


def test_an_administrator_who_names_a_deputy_has_both_told(administrator: Person) -> None:
    absent, deputy = make_person(), make_person()
    appointment = appoint(absent, Role.AGENCY_OFFICER, make_agency("Sở Y tế"))
    now = timezone.now()
    name_stand_in(
        actor=administrator, appointment=appointment, deputy=deputy, starts_at=now,
        ends_at=now + timedelta(days=3), document="12/GUQ",
    )  # fmt: skip
    assert told(absent) == ["Somebody stands in for you: agency officer, Sở Y tế."]
    assert told(deputy) == ["You stand in for a colleague: agency officer, Sở Y tế."]


def test_recovery_codes_that_run_out_wait_for_their_owner() -> None:
    person = make_person()
    assert titles(person) == []
    enrol(person)
    assert titles(person) == []
    for code in second_factor.renew_recovery_codes(person=person)[:7]:
        assert second_factor.accept_code(person, code).accepted
    assert titles(person) == ["Make new recovery codes"]


def test_invitations_that_end_soon_wait_for_who_invites_and_for_nobody_else(administrator: Person) -> None:
    now = timezone.now()
    for number, days in enumerate((1, 2, 9)):
        Invitation.objects.create(
            token_digest=str(number), full_name="X", role=Role.AUDITOR, expires_at=now + timedelta(days=days)
        )
    assert titles(administrator) == ["2 invitations are not accepted yet"]
    (found,) = waiting(administrator)
    assert found.task.deadline == now + timedelta(days=1)
    assert titles(make_person()) == []


def test_a_table_of_units_waits_for_the_coordinator_until_it_is_decided() -> None:
    coordinator, officer = make_person(), make_person()
    appoint(coordinator, Role.COORDINATOR)
    appoint(officer, Role.AGENCY_OFFICER, make_agency())
    proposal = Proposal.objects.create(name="don-vi.csv", table="uid,name\n")
    assert titles(coordinator) == ["Decide on a table of units"]
    assert titles(officer) == []
    Proposal.objects.filter(pk=proposal.pk).update(discarded_at=timezone.now())
    assert titles(coordinator) == []


def test_what_waits_costs_the_same_for_one_and_for_three(administrator: Person) -> None:
    appoint(administrator, Role.COORDINATOR)
    counts = []
    for number in range(3):
        Proposal.objects.create(name="don-vi.csv", table="uid,name\n")
        Invitation.objects.create(
            token_digest=str(number), full_name="X", role=Role.AUDITOR,
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        reader = Reader(administrator, holdings(administrator), timezone.now())
        with within_reach_of(administrator), CaptureQueriesContext(connection) as asked:
            waiting_for(reader)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
