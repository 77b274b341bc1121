"""Invitations, ways back in, step-up, sessions, the first administrator."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.people import second_factor, services
from chiso.office.people.mailing import mail_way_back
from chiso.office.people.models import Appointment, Invitation, Person, Renewal
from chiso.office.people.roles import Role
from chiso.office.people.services.invitations import find_open_invitation, open_account
from chiso.office.people.step_up import SECONDS
from tests.office.making import PASSWORD, appoint, make_agency, make_person
from tests.office.signing import code_of, enrol, sign_in, sign_in_by_pages

pytestmark = pytest.mark.django_db
NEW = "bốn con voi đi chợ sớm"


@pytest.fixture
def administrator() -> Person:
    person = make_person("Trần Quản Trị")
    appoint(person, Role.ACCOUNT_ADMINISTRATOR)
    return person


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_an_invitation_by_the_pages_from_the_link_to_the_first_page(administrator: Person) -> None:
    agency = make_agency("Sở Y tế")
    client = sign_in(administrator)
    answer = client.post(
        "/nguoi-dung/moi/",
        {
            "full_name": "Hoàng Thị Mới",
            "role": "agency_officer",
            "agency": agency.key,
            "nodes": "par-index:2",
        },
    )
    assert answer["Location"] == "/nguoi-dung/loi-moi/"
    page = client.get("/nguoi-dung/loi-moi/").content.decode()
    link = re.findall(r"http://testserver(/tai-khoan/loi-moi/[\w-]{43}/)", page)[0]
    assert link not in client.get("/nguoi-dung/loi-moi/").content.decode(), "the link is shown once"
    token = link.split("/")[3]
    stored = Invitation.objects.get()
    assert token not in str(stored.__dict__)
    guest = Client()
    assert guest.get(link)["Location"] == "/tai-khoan/loi-moi/"
    assert "Hoàng Thị Mới" in guest.get("/tai-khoan/loi-moi/").content.decode()
    chosen = {"username": "hoang.moi", "password": "hoang.moi12345", "language": "vi"}
    assert guest.post("/tai-khoan/loi-moi/", chosen).status_code == 422, "too like the user name"
    answer = guest.post("/tai-khoan/loi-moi/", chosen | {"password": NEW})
    assert answer["Location"] == "/tai-khoan/cai-ma-xac-thuc/"
    person = Person.objects.get(username="hoang.moi")
    held = Appointment.objects.get(person=person)
    assert (held.role, held.agency, held.nodes, held.given_by) == (
        "agency_officer", agency, ["par-index:2"], administrator,
    )  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        find_open_invitation(token)
    assert codes(refused) == ["CH-7110"]


def test_an_invitation_opens_nothing_once_it_is_withdrawn_or_too_old(administrator: Person) -> None:
    made = services.invite(actor=administrator, full_name="A B", role="auditor")
    services.revoke_invitation(actor=administrator, invitation=made.invitation)
    other = services.invite(actor=administrator, full_name="C D", role="auditor")
    with pytest.raises(Incomplete):
        services.accept_invitation(token=made.token, username="abc", password=NEW, language="vi")
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)), pytest.raises(Incomplete):
        services.accept_invitation(token=other.token, username="abc", password=NEW, language="vi")
    services.accept_invitation(token=other.token, username="abc", password=NEW, language="vi")


@pytest.mark.parametrize(
    ("username", "password", "expected"),
    [
        ("ab", NEW, ["CH-7102"]),
        ("Hoàng", NEW, ["CH-7102"]),
        ("taken", NEW, ["CH-7103"]),
        ("abc", "ngắn", ["CH-7104"]),
        # Digits alone, and two that very many use: 123456789, 012345.
        ("abc", "123456789012345", ["CH-7104", "CH-7104"]),
        ("abc", "unbelievable1", []),
        ("abc", "x" * 201, ["CH-7104"]),
        ("ab", "", ["CH-7102", "CH-7104"]),
    ],
)
def test_user_names_and_passwords_are_held_to_rules(
    administrator: Person, username: str, password: str, expected: list[str]
) -> None:
    make_person(username="taken")
    made = services.invite(actor=administrator, full_name="Hoàng Thị Mới", role="auditor")
    try:
        services.accept_invitation(token=made.token, username=username, password=password, language="vi")
        found: list[str] = []
    except Incomplete as refused:
        found = [one.code for one in refused.problems]
    assert found == expected


def test_only_an_administrator_of_accounts_invites() -> None:
    person = make_person()
    appoint(person, Role.COORDINATOR)
    with pytest.raises(NoRight) as refused:
        services.invite(actor=person, full_name="A B", role="auditor")
    assert "administrator of accounts" in refused.value.ask.in_language("en")


def test_whom_to_ask_is_named_where_somebody_is_known(administrator: Person) -> None:
    person = make_person()
    with pytest.raises(NoRight) as refused:
        services.invite(actor=person, full_name="A B", role="auditor")
    assert "Trần Quản Trị" in refused.value.ask.in_language("vi")
    page = sign_in(person).get("/nguoi-dung/moi/")
    assert page.status_code == 403
    assert "Trần Quản Trị" in page.content.decode()


def test_a_lost_telephone_is_replaced_by_a_link_and_not_before_it_is_used(administrator: Person) -> None:
    person = make_person()
    secret = enrol(person)
    session = sign_in(person)
    made = services.issue_renewal(actor=administrator, person=person, resets_second_factor=True)
    assert second_factor.is_enrolled(person)
    guest = Client()
    guest.get(f"/tai-khoan/mat-khau-moi/{made.token}/")
    assert guest.post("/tai-khoan/mat-khau-moi/", {"password": NEW})["Location"] == "/tai-khoan/dang-nhap/"
    assert not second_factor.is_enrolled(person)
    assert session.get("/tai-khoan/").status_code == 302, "all sessions end"
    answer = guest.post("/tai-khoan/dang-nhap/", {"username": person.username, "password": NEW})
    assert answer["Location"] == "/tai-khoan/cai-ma-xac-thuc/"
    assert not second_factor.accept_code(person, code_of(secret)).accepted
    with pytest.raises(Incomplete):
        services.use_renewal(token=made.token, password=NEW)


def test_an_administrator_makes_no_way_in_to_their_own_account(administrator: Person) -> None:
    with pytest.raises(NoRight):
        services.issue_renewal(actor=administrator, person=administrator, resets_second_factor=True)


@pytest.mark.django_db(databases="__all__")
def test_a_forgotten_password_is_mailed_a_link_where_mail_is_configured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = make_person(email="binh@example.vn")
    secret = enrol(person)
    client = Client()
    assert client.get("/tai-khoan/quen-mat-khau/").status_code == 404
    changed = configuration().model_copy(update={"mail_url": "smtp://localhost"})
    monkeypatch.setattr("chiso.office.people.views.links.configuration", lambda: changed)
    answers = [
        client.post("/tai-khoan/quen-mat-khau/", {"username": name}) for name in (person.username, "nobody")
    ]
    assert [(one.status_code, one["Location"]) for one in answers] == [(303, "/tai-khoan/dang-nhap/")] * 2
    client.post("/tai-khoan/quen-mat-khau/", {"username": person.username})
    assert not mail.outbox, "the page does not wait for the mail server: that would tell who has an account"
    for queued in DBTaskResult.objects.filter(task_path=mail_way_back.module_path):
        mail_way_back.call(*queued.args_kwargs["args"])
    assert len(mail.outbox) == 1, "one mail in a quarter of an hour"
    assert "token" not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    link = re.findall(r"http://testserver(/tai-khoan/mat-khau-moi/[\w-]+/)", mail.outbox[0].body)[0]
    client.get(link)
    client.post("/tai-khoan/mat-khau-moi/", {"password": NEW})
    assert Person.objects.get(pk=person.pk).check_password(NEW)
    assert second_factor.accept_code(person, code_of(secret)).accepted, "the telephone stays"


def test_what_a_stranger_asks_for_leaves_the_link_of_an_administrator_alone(administrator: Person) -> None:
    person = make_person(email="binh@example.vn")
    made = services.issue_renewal(actor=administrator, person=person, resets_second_factor=False)
    services.ask_for_renewal(person=person)
    services.use_renewal(token=made.token, password=NEW)
    assert Renewal.objects.filter(person=person, used_at=None, revoked_at=None).count() == 1


def test_giving_a_role_asks_for_a_code_and_loses_nothing_that_was_typed(administrator: Person) -> None:
    secret = enrol(administrator)
    person = make_person()
    client = sign_in(administrator)
    address = f"/nguoi-dung/{person.key}/bo-nhiem/"
    with time_machine.travel(timezone.now() + timedelta(seconds=SECONDS + 1), tick=False):
        assert client.get(address).status_code == 403
        asked = {"role": "auditor", "nodes": "par-index:2\npar-index:3"}
        page = client.post(address, asked)
        assert page.status_code == 403
        kept = page.content.decode()
        assert '<input type="hidden" name="nodes" value="par-index:2\npar-index:3">' in kept
        assert client.post(address, asked | {"step_up_code": "12345"}).status_code == 422
        assert not Appointment.objects.filter(person=person).exists()
        done = client.post(address, asked | {"step_up_code": code_of(secret)})
        assert done.status_code == 303
        assert client.get(address).status_code == 200, "it holds for ten minutes"
    assert Appointment.objects.get(person=person).nodes == ["par-index:2", "par-index:3"]


def test_sessions_are_listed_and_ended(administrator: Person) -> None:
    here, there = sign_in(administrator), Client(REMOTE_ADDR="10.1.2.3", HTTP_USER_AGENT="Một máy lạ")
    sign_in_by_pages(there, administrator, enrol(administrator))
    page = here.get("/tai-khoan/phien/").content.decode()
    assert "10.1.2.3" in page
    assert "Một máy lạ" in page
    row = re.findall(r'name="session" value="(\d+)"', page)
    assert len(row) == 1
    assert here.post("/tai-khoan/phien/", {"session": row[0]}).status_code == 303
    assert there.get("/tai-khoan/").status_code == 302
    assert here.get("/tai-khoan/").status_code == 200


def test_ending_a_session_asks_for_a_code_that_was_not_just_given(administrator: Person) -> None:
    here, there = sign_in(administrator), Client()
    secret = enrol(administrator)
    sign_in_by_pages(there, administrator, secret)
    (row,) = re.findall(r'name="session" value="(\d+)"', here.get("/tai-khoan/phien/").content.decode())
    with time_machine.travel(timezone.now() + timedelta(seconds=SECONDS + 1), tick=False):
        asked = here.post("/tai-khoan/phien/", {"session": row})
        assert "step_up_code" in asked.content.decode()
        assert there.get("/tai-khoan/").status_code == 200
        done = here.post("/tai-khoan/phien/", {"session": row, "step_up_code": code_of(secret)})
        assert done.status_code == 303
        assert there.get("/tai-khoan/").status_code == 302


def test_nobody_ends_the_session_of_another(administrator: Person) -> None:
    mine = sign_in(administrator)
    page = mine.get("/tai-khoan/phien/")
    other = sign_in(make_person())
    row = sign_in(administrator).get("/tai-khoan/phien/").content.decode()
    number = re.findall(r'name="session" value="(\d+)"', row)[0]
    assert other.post("/tai-khoan/phien/", {"session": number}).status_code == 404
    assert page.status_code == mine.get("/tai-khoan/").status_code == 200


def test_a_new_password_ends_all_other_sessions_and_this_one_goes_on(administrator: Person) -> None:
    here, there = sign_in(administrator), sign_in(administrator)
    before = here.session.session_key
    given = {"password": NEW, "current_password": PASSWORD}
    assert here.post("/tai-khoan/mat-khau/", given).status_code == 303
    assert here.get("/tai-khoan/").status_code == 200
    assert there.get("/tai-khoan/").status_code == 302
    assert here.session.session_key != before
    assert Entry.objects.filter(verb="password_changed").count() == 1


def test_a_new_password_needs_the_one_before_and_guesses_at_it_are_counted(administrator: Person) -> None:
    client = sign_in(administrator)
    assert client.post("/tai-khoan/mat-khau/", {"password": NEW}).status_code == 422
    given = {"password": NEW, "current_password": "wrong"}
    statuses = [client.post("/tai-khoan/mat-khau/", given).status_code for _ in range(6)]
    assert statuses == [422, 422, 422, 422, 429, 429]
    assert Person.objects.get(pk=administrator.pk).check_password(PASSWORD)


def test_a_way_back_ends_a_sign_in_that_waits_for_its_code(administrator: Person) -> None:
    """A thief who knows the old password must not be the one who sets up the new telephone."""
    person, thief = make_person(), Client()
    enrol(person)
    thief.post("/tai-khoan/dang-nhap/", {"username": person.username, "password": PASSWORD})
    assert thief.get("/tai-khoan/ma-xac-thuc/").status_code == 200
    made = services.issue_renewal(actor=administrator, person=person, resets_second_factor=True)
    services.use_renewal(token=made.token, password=NEW)
    assert not second_factor.is_enrolled(person)
    for address in ("/tai-khoan/cai-ma-xac-thuc/", "/tai-khoan/ma-xac-thuc/"):
        assert thief.get(address)["Location"] == "/tai-khoan/dang-nhap/"


def test_of_two_who_wish_for_one_user_name_one_comes_first(administrator: Person) -> None:
    taken = make_person().username
    made = services.invite(actor=administrator, full_name="Lê Thị Hai", role="auditor")
    # As if the other had come between the first look and the writing.
    with pytest.raises(Incomplete) as refused:
        open_account(made.invitation, username=taken, password=NEW, language="vi")
    assert [one.code for one in refused.value.problems] == ["CH-7103"]
    assert find_open_invitation(made.token).accepted_at is None


def test_the_first_administrator_is_made_once() -> None:
    person = services.create_first_administrator(username="admin", full_name="Trần Văn Đầu", password=NEW)
    assert {one.role for one in Appointment.objects.filter(person=person)} == {
        "account_administrator", "system_administrator",
    }  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        services.create_first_administrator(username="admin2", full_name="Trần Văn Hai", password=NEW)
    assert codes(refused) == ["CH-7123"]


def test_no_secret_stands_in_a_log(
    administrator: Person, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("django.db.backends", "django.template"):
        logging.getLogger(name).setLevel(logging.WARNING)
    made = services.invite(actor=administrator, full_name="Hoàng Thị Mới", role="auditor")
    guest = Client()
    guest.get(f"/tai-khoan/loi-moi/{made.token}/")
    guest.post("/tai-khoan/loi-moi/", {"username": "hoang.moi", "password": NEW, "language": "vi"})
    page = guest.get("/tai-khoan/cai-ma-xac-thuc/").content.decode()
    secret = "".join(re.findall(r'<code class="anywhere">([A-Z2-7 ]+)</code>', page)[0].split())
    first = code_of(secret)
    guest.post("/tai-khoan/cai-ma-xac-thuc/", {"code": first})
    recovery = re.findall(r"<li><code>(\d{10})", guest.get("/tai-khoan/ma-du-phong/").content.decode())
    other = Client()
    wrong = "một mật khẩu sai nhưng dài"
    for _ in range(6):
        other.post("/tai-khoan/dang-nhap/", {"username": "hoang.moi", "password": wrong})
    third = Client(REMOTE_ADDR="10.0.0.9")
    third.post("/tai-khoan/dang-nhap/", {"username": "hoang.moi", "password": NEW})
    third.post("/tai-khoan/ma-xac-thuc/", {"code": recovery[0]})
    logged = (
        caplog.text + "".join(str(record.__dict__) for record in caplog.records) + "".join(capfd.readouterr())
    )
    assert "chiso.request" in logged
    for one in (made.token, NEW, secret, wrong, *recovery, "hoang.moi", "10.0.0.9"):
        assert one not in logged
    from axes.models import AccessAttempt

    assert wrong not in str([row.__dict__ for row in AccessAttempt.objects.all()])
