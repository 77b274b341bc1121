"""Appointments, stand-ins, teams, leaving: who may, what follows, what the record says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.utils import timezone

from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.organisation.models import Agency
from chiso.office.people import access, services
from chiso.office.people.holdings import holdings, remembering
from chiso.office.people.models import Appointment, Person
from chiso.office.people.rights import Where, decide, may, require, require_for_page
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_agency, make_person, stand_in
from tests.office.signing import sign_in

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    person = make_person("Trần Quản Trị")
    appoint(person, Role.ACCOUNT_ADMINISTRATOR)
    return person


@pytest.fixture
def agency() -> Agency:
    return make_agency("Sở Tư pháp")


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [one.code for one in refused.value.problems]


def verbs() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("sequence").values_list("verb", "outcome"))


def test_one_person_holds_several_roles_in_several_agencies(administrator: Person, agency: Agency) -> None:
    person, other = make_person(), make_agency()
    services.appoint(actor=administrator, person=person, role="agency_officer", agency=agency)
    services.appoint(
        actor=administrator,
        person=person,
        role="appraiser",
        agency=other,
        nodes=["par-index:2", "par-index:3.1"],
    )
    held = {(one.appointment.role, one.appointment.agency_id) for one in holdings(person)}
    assert held == {("agency_officer", agency.pk), ("appraiser", other.pk)}


def test_nobody_appoints_themself_nor_whom_they_act_for(administrator: Person) -> None:
    with pytest.raises(NoRight) as refused:
        services.appoint(actor=administrator, person=administrator, role="coordinator")
    assert refused.value.reason.in_language("en").startswith("Nobody gives rights to themself")
    deputy = make_person()
    stand_in(Appointment.objects.get(person=administrator), deputy)
    for person in (administrator, deputy):
        with pytest.raises(NoRight):
            services.appoint(actor=deputy, person=person, role="coordinator")
    assert verbs() == [("attempted", "refused")] * 3
    services.appoint(actor=deputy, person=make_person(), role="coordinator")
    entry = Entry.objects.get(verb="appointed")
    assert (entry.actor, entry.stand_in is not None) == (deputy.pk, True)


def test_an_appointment_that_cannot_be_is_refused_with_every_problem(
    administrator: Person, agency: Agency
) -> None:
    person = make_person()
    with pytest.raises(Incomplete) as refused:
        services.appoint(
            actor=administrator,
            person=person,
            role="agency_head",
            nodes=["2.1"],
            valid_from=date(2026, 12, 2),
            valid_to=date(2026, 12, 1),
        )
    assert codes(refused) == ["CH-7106", "CH-7107", "CH-7108"]
    with pytest.raises(Incomplete) as refused:
        services.appoint(actor=administrator, person=person, role="auditor", agency=agency)
    assert codes(refused) == ["CH-7106"]
    assert not Entry.objects.exists()


def test_an_appointment_ends_the_same_minute_and_stays_in_the_history(
    administrator: Person, agency: Agency
) -> None:
    head = make_person()
    appointment = appoint(head, Role.AGENCY_HEAD, agency)
    deputy = make_person()
    stand_in(appointment, deputy)
    assert may(deputy, access.READ, Where(agency))
    services.end_appointment(actor=administrator, appointment=appointment, expected_version=1)
    assert not may(head, access.READ, Where(agency))
    assert not may(deputy, access.READ, Where(agency))
    assert Appointment.objects.filter(person=head).count() == 1
    with pytest.raises(Incomplete) as refused:
        services.end_appointment(actor=administrator, appointment=appointment, expected_version=2)
    assert codes(refused) == ["CH-7112"]


def test_two_who_change_an_appointment_do_not_overwrite_each_other(
    administrator: Person, agency: Agency
) -> None:
    appointment = appoint(make_person(), Role.AGENCY_OFFICER, agency)
    services.change_appointment(
        actor=administrator, appointment=appointment, nodes=["par-index:2"], valid_to=None, expected_version=1
    )
    with pytest.raises(Conflict):
        services.change_appointment(
            actor=administrator, appointment=appointment, nodes=[], valid_to=None, expected_version=1
        )
    appointment.refresh_from_db()
    assert (appointment.nodes, appointment.version) == (["par-index:2"], 2)


def test_the_last_administrator_of_accounts_stays(administrator: Person) -> None:
    other = make_person()
    appointment = appoint(other, Role.ACCOUNT_ADMINISTRATOR)
    own = Appointment.objects.get(person=administrator)
    services.end_appointment(actor=other, appointment=own, expected_version=1)
    with pytest.raises(Incomplete) as refused:
        services.end_appointment(actor=other, appointment=appointment, expected_version=1)
    assert codes(refused) == ["CH-7113"]


def test_a_stand_in_acts_within_its_scope_and_time_and_is_told(agency: Agency) -> None:
    head, deputy = make_person("Lê Thủ Trưởng"), make_person()
    appointment = appoint(head, Role.AGENCY_HEAD, agency)
    now = timezone.now()
    made = services.name_stand_in(
        actor=head,
        appointment=appointment,
        deputy=deputy,
        starts_at=now - timedelta(seconds=1),
        ends_at=now + timedelta(days=3),
        document="12/GUQ, 03/12/2026",
        actions=[access.READ],
    )
    decision = decide(deputy, access.READ, Where(agency))
    assert (decision.allowed, decision.stand_in, decision.by) == (True, made, appointment)
    assert not may(deputy, access.STAND_IN, Where(agency)), "outside the scope that was named"
    assert not may(deputy, access.READ, Where(agency), made.ends_at)
    page = sign_in(deputy).get("/").content.decode()
    assert "thay mặt Lê Thủ Trưởng" in page


def test_a_deputy_hands_nothing_on(agency: Agency) -> None:
    head, deputy = make_person(), make_person()
    appointment = appoint(head, Role.AGENCY_HEAD, agency)
    stand_in(appointment, deputy)
    now = timezone.now()
    case = {
        "appointment": appointment,
        "starts_at": now,
        "ends_at": now + timedelta(days=1),
        "document": "1/GUQ",
    }
    with pytest.raises(NoRight) as refused:
        services.name_stand_in(actor=deputy, deputy=deputy, **case)
    assert refused.value.reason.in_language("en") == "Nobody makes themself the stand-in of another."
    page = sign_in(deputy).get("/tai-khoan/uy-quyen/").content.decode()
    assert "Bạn chưa có vai trò của mình" in page


def test_a_deputy_does_not_give_the_role_of_a_third_to_whom_they_act_for(
    administrator: Person, agency: Agency
) -> None:
    deputy, third = make_person(), appoint(make_person(), Role.AGENCY_HEAD, agency)
    stand_in(Appointment.objects.get(person=administrator), deputy)
    begin = timezone.now()
    for favoured in (deputy, administrator):
        with pytest.raises(NoRight):
            services.name_stand_in(
                actor=deputy, appointment=third, deputy=favoured, document="1/GUQ",
                starts_at=begin, ends_at=begin + timedelta(days=1),
            )  # fmt: skip


def test_a_stand_in_that_cannot_be_is_refused_with_every_problem(agency: Agency) -> None:
    head = make_person()
    appointment = appoint(head, Role.AGENCY_HEAD, agency)
    now = timezone.now()
    with pytest.raises(Incomplete) as refused:
        services.name_stand_in(
            actor=head,
            appointment=appointment,
            deputy=head,
            starts_at=now,
            ends_at=now - timedelta(days=1),
            document=" ",
            actions=["ledger.read"],
        )
    assert codes(refused) == ["CH-7114", "CH-7107", "CH-7115", "CH-7116"]


@pytest.mark.parametrize("who", ["absent", "deputy", "administrator"])
def test_a_stand_in_is_ended_by_whom_it_concerns(who: str, administrator: Person, agency: Agency) -> None:
    absent, deputy = make_person(), make_person()
    made = stand_in(appoint(absent, Role.AGENCY_OFFICER, agency), deputy)
    actor = {"absent": absent, "deputy": deputy, "administrator": administrator}[who]
    services.end_stand_in(actor=actor, stand_in=made, expected_version=1)
    assert holdings(deputy) == []


def test_who_is_barred_has_nothing_decided_by_a_deputy(agency: Agency) -> None:
    head, deputy = make_person(), make_person()
    stand_in(appoint(head, Role.AGENCY_HEAD, agency), deputy)
    assert may(deputy, access.READ, Where(agency))
    assert not may(deputy, access.READ, Where(agency, barred=frozenset({head.pk})))


def test_a_team_of_two_bodies_makes_its_members_inspectors_while_it_stands(agency: Agency) -> None:
    coordinator, member, other = make_person(), make_person(), make_agency()
    appoint(coordinator, Role.COORDINATOR)
    today = timezone.localdate()
    team = services.form_team(
        actor=coordinator,
        name="Đoàn kiểm tra số 1",
        purpose="",
        leading=[agency, other],
        valid_from=today,
        valid_to=today + timedelta(days=9),
    )
    services.add_member(actor=coordinator, team=team, person=member, leads=True)
    assert [(one.appointment.role, one.team) for one in holdings(member)] == [("inspector", team)]
    assert may(member, access.READ_TEAMS, Where())
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        assert holdings(member) == []
    services.remove_member(actor=coordinator, team=team, person=member)
    assert holdings(member) == []
    with pytest.raises(NoRight):
        services.add_member(actor=coordinator, team=team, person=coordinator)


def test_leavers_lose_access_the_same_minute_and_stay_in_the_record(
    administrator: Person, agency: Agency
) -> None:
    leaver, deputy = make_person("Ngô Văn Đi"), make_person()
    appointment = appoint(leaver, Role.AGENCY_OFFICER, agency)
    later = appoint(leaver, Role.AGENCY_HEAD, agency, valid_from=timezone.localdate() + timedelta(days=9))
    given, taken = stand_in(appointment, deputy), stand_in(appoint(deputy, Role.AGENCY_HEAD, agency), leaver)
    here, there = sign_in(leaver), sign_in(leaver)
    assert here.get("/tai-khoan/").status_code == there.get("/tai-khoan/").status_code == 200
    person = services.end_service(actor=administrator, person=leaver, expected_version=1)
    assert here.get("/tai-khoan/").status_code == there.get("/tai-khoan/").status_code == 302
    assert not UserSession.objects.filter(user=leaver).exists()
    for one in (appointment, later, given, taken):
        one.refresh_from_db()
    assert all(one.ended_at for one in (appointment, later))
    assert all(one.revoked_at for one in (given, taken))
    assert holdings(person) == []
    assert not Person.objects.get(pk=leaver.pk).has_usable_password()
    assert Entry.objects.filter(verb="service_ended", object_id=leaver.pk).count() == 1
    assert "Ngô Văn Đi" in sign_in(administrator).get(f"/nguoi-dung/{leaver.key}/").content.decode()
    with pytest.raises(Incomplete) as refused:
        services.appoint(actor=administrator, person=person, role="auditor")
    assert codes(refused) == ["CH-7111"]


def test_a_write_asks_no_further_than_to_the_ground_that_carries_it(
    agency: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head, deputy = make_person(), make_person()
    held = appoint(head, Role.AGENCY_HEAD, agency)
    appoint(deputy, Role.AGENCY_OFFICER, agency)
    stand_in(held, deputy)
    with django_assert_num_queries(1):
        assert require(head, access.READ, Where(agency)).stand_in is None
    # Own appointments, those that they stand in for.
    with django_assert_num_queries(2):
        assert require(deputy, access.READ, Where(agency)).stand_in is not None


def test_a_page_asks_no_more_than_the_guard_has_asked(
    agency: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head = make_person()
    appoint(head, Role.AGENCY_HEAD, agency)
    with remembering():
        holdings(head)
        with django_assert_num_queries(0):
            require_for_page(head, access.READ, Where(agency))
        with pytest.raises(NoRight):
            require_for_page(head, access.APPOINT, Where(agency))
    assert Entry.objects.get(verb="attempted").facts["action"] == access.APPOINT


def test_what_is_remembered_for_a_page_is_not_relied_on_by_a_write(
    administrator: Person, agency: Agency
) -> None:
    head, deputy = make_person(), make_person()
    appointment = appoint(head, Role.AGENCY_HEAD, agency)
    with remembering():
        assert may(head, access.READ, Where(agency))
        Appointment.objects.filter(pk=appointment.pk).update(ended_at=timezone.now())
        now = timezone.now()
        with pytest.raises(NoRight):
            services.name_stand_in(
                actor=head,
                appointment=appoint(make_person(), Role.AGENCY_OFFICER, agency),
                deputy=deputy,
                starts_at=now,
                ends_at=now + timedelta(days=1),
                document="1/GUQ",
            )


@pytest.mark.parametrize("count", [1, 3])
def test_a_decision_costs_at_most_five_queries(
    count: int, agency: Agency, django_assert_max_num_queries: object
) -> None:
    person = make_person()
    for _ in range(count):
        appoint(person, Role.AGENCY_HEAD, make_agency())
        stand_in(appoint(make_person(), Role.AGENCY_OFFICER, agency), person)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        decide(person, access.READ, Where(agency))


def test_lists_cost_the_same_with_one_row_and_with_many(
    administrator: Person, agency: Agency, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    addresses = ("/nguoi-dung/", "/nguoi-dung/loi-moi/", "/nguoi-dung/nhom/", "/tai-khoan/quyen/")
    client = sign_in(administrator)
    counted: list[list[int]] = []
    for _ in range(3):
        officer = make_person()
        appoint(officer, Role.AGENCY_OFFICER, make_agency())
        stand_in(appoint(make_person(), Role.AGENCY_HEAD, agency), administrator)
        services.invite(actor=administrator, full_name="Hoàng Thị Mới", role="statistician")
        coordinator = make_person()
        appoint(coordinator, Role.COORDINATOR)
        team = services.form_team(
            actor=coordinator, name="Tổ", purpose="", leading=[agency], valid_from=timezone.localdate()
        )
        services.add_member(actor=coordinator, team=team, person=officer)
        now = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            now.append(len(queries))
        counted.append(now)
    assert counted[0] == counted[1] == counted[2]
