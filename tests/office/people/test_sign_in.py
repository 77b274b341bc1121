"""Signing in: password, then a code; nobody is signed in before both; what is wrong is limited and told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from chiso.office.ledger.models import Entry, Words
from chiso.office.people import second_factor
from chiso.office.people.models import Person
from tests.office.making import PASSWORD, make_person
from tests.office.signing import code_of, enrol, sign_in_by_pages

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, SET_UP = "/tai-khoan/dang-nhap/", "/tai-khoan/ma-xac-thuc/", "/tai-khoan/cai-ma-xac-thuc/"


def is_signed_in(client: Client) -> bool:
    return client.get("/tai-khoan/").status_code == 200


def verbs() -> list[str]:
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


def test_the_first_sign_in_demands_that_the_app_for_codes_is_set_up() -> None:
    person, client = make_person(), Client()
    answer = client.post(SIGN_IN, {"username": person.username.upper(), "password": PASSWORD})
    assert answer["Location"] == SET_UP
    assert not is_signed_in(client)
    page = client.get(SET_UP).content.decode()
    secret = "".join(re.findall(r'<code class="anywhere">([A-Z2-7 ]+)</code>', page)[0].split())
    assert page.count("<svg") == 2, "the mark and the QR code"
    wrong = client.post(SET_UP, {"code": "000000" if code_of(secret) != "000000" else "000001"})
    assert wrong.status_code == 422
    assert not is_signed_in(client)
    answer = client.post(SET_UP, {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (303, "/tai-khoan/ma-du-phong/")
    assert is_signed_in(client)
    codes = re.findall(r"<li><code>(\d{10})</code>", client.get("/tai-khoan/ma-du-phong/").content.decode())
    assert len(codes) == 10
    again = client.get("/tai-khoan/ma-du-phong/").content.decode()
    assert not re.findall(r"<li><code>", again), "recovery codes are shown once"
    assert verbs() == ["second_factor_set_up", "signed_in"]


def test_the_password_alone_opens_no_page() -> None:
    person, client = make_person(), Client()
    enrol(person)
    client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
    for address in ("/", "/tai-khoan/", "/nguoi-dung/", "/tai-khoan/ma-du-phong/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, SIGN_IN)
    assert client.get(SET_UP)["Location"] == CODE, "who is set up is not set up again by the password alone"


def test_a_code_opens_once() -> None:
    person, first, second = make_person(), Client(), Client()
    secret = enrol(person)
    with time_machine.travel("2026-11-25T10:00:05Z", tick=False) as clock:
        sign_in_by_pages(first, person, secret)
        second.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
        assert second.post(CODE, {"code": code_of(secret)}).status_code == 422
        clock.shift(timedelta(seconds=30))
        assert second.post(CODE, {"code": code_of(secret)}).status_code == 303
        assert is_signed_in(first)


def test_a_code_of_the_step_before_is_taken_and_one_of_three_steps_before_is_not() -> None:
    person = make_person()
    secret = enrol(person)
    with time_machine.travel("2026-11-25T10:00:05Z", tick=False):
        now = timezone.now().timestamp()
        assert not second_factor.accept_code(person, code_of(secret, now - 90)).accepted
        assert second_factor.accept_code(person, code_of(secret, now - 30)).accepted


def test_five_wrong_codes_lock_the_account_for_a_quarter_of_an_hour_from_every_address() -> None:
    person = make_person()
    secret = enrol(person)
    with time_machine.travel("2026-11-25T10:00:05Z", tick=False) as clock:
        for number in range(5):
            client = Client(REMOTE_ADDR=f"10.0.0.{number}")
            client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
            answer = client.post(CODE, {"code": "12345"})
            assert answer.status_code == (429 if number == 4 else 422)
        other = Client(REMOTE_ADDR="10.9.9.9")
        other.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
        assert other.post(CODE, {"code": code_of(secret)}).status_code == 429
        clock.shift(timedelta(minutes=14, seconds=59))
        assert not second_factor.accept_code(person, code_of(secret)).accepted
        clock.shift(timedelta(seconds=2))
        assert second_factor.accept_code(person, code_of(secret)).accepted
    assert verbs() == ["second_factor_set_up", *["code_refused"] * 4, "code_locked"]


def test_five_wrong_passwords_lock_the_name_at_that_address_and_nowhere_else() -> None:
    person = make_person()
    secret = enrol(person)
    stranger, official = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    with time_machine.travel("2026-11-25T10:00:05Z", tick=False) as clock:
        statuses = [
            stranger.post(SIGN_IN, {"username": person.username, "password": "wrong"}).status_code
            for _ in range(5)
        ]
        assert statuses == [422, 422, 422, 422, 429]
        locked = stranger.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
        assert locked.status_code == 429
        assert "Tạm khoá 15 phút" in locked.content.decode()
        sign_in_by_pages(official, person, secret)
        clock.shift(timedelta(minutes=15, seconds=1))
        answer = stranger.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
        assert answer["Location"] == CODE
    assert verbs() == ["second_factor_set_up", *["sign_in_failed"] * 4, "locked_out", "signed_in"]
    told = Words.objects.filter(entry__verb="locked_out", name="address").get()
    assert (told.text, told.person) == ("10.0.0.1", person.pk)


def test_an_unknown_name_is_answered_and_locked_like_a_known_one() -> None:
    person = make_person()
    known, unknown = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    for _ in range(6):
        one = known.post(SIGN_IN, {"username": person.username, "password": "wrong"})
        other = unknown.post(SIGN_IN, {"username": "nobody", "password": "wrong"})
        assert one.status_code == other.status_code
        plain = one.content.decode().replace(person.username, "nobody")
        token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
        assert token.sub("", plain) == token.sub("", other.content.decode())


def test_a_recovery_code_opens_once_and_is_told() -> None:
    person, client = make_person(), Client()
    secret = second_factor.new_secret()
    codes = second_factor.enrol(person=person, secret=secret, counter=0)
    client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
    assert client.post(CODE, {"code": codes[3]}).status_code == 303
    assert "Còn lại: 9" in client.get("/").content.decode()
    assert not second_factor.accept_code(person, codes[3]).accepted
    assert second_factor.recovery_codes_left(person) == 9


def test_the_secret_and_the_seed_are_not_readable_in_the_database() -> None:
    person = make_person()
    secret = enrol(person)
    stored = [str(row.data) for row in Authenticator.objects.all()]
    assert len(stored) == 2
    assert not any(secret in one for one in stored)


def test_the_session_gets_another_key_when_somebody_signs_in() -> None:
    person, client = make_person(), Client()
    secret = enrol(person)
    client.get(SIGN_IN)
    client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
    before = client.session.session_key
    client.post(CODE, {"code": code_of(secret)})
    assert client.session.session_key != before
    stranger = Client()
    stranger.cookies["chiso_session"] = before or ""
    assert not is_signed_in(stranger)


def test_a_session_ends_after_ten_hours_and_after_two_without_a_request() -> None:
    person = make_person()
    secret = enrol(person)
    with time_machine.travel("2026-11-25T01:00:05Z", tick=False) as clock:
        busy, idle = Client(), Client()
        sign_in_by_pages(busy, person, secret)
        clock.shift(timedelta(seconds=30))
        sign_in_by_pages(idle, person, secret)
        clock.shift(timedelta(minutes=59, seconds=30))
        assert is_signed_in(busy)
        assert is_signed_in(idle)
        for _hour in range(8):
            clock.shift(timedelta(hours=1))
            assert is_signed_in(busy)
        assert not is_signed_in(idle)
        clock.shift(timedelta(hours=1))
        assert not is_signed_in(busy), "however busy it was"
        assert not UserSession.objects.filter(user=person, session_key=busy.session.session_key).exists()


@pytest.mark.parametrize(
    "address", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_host(address: str) -> None:
    person, client = make_person(), Client()
    secret = enrol(person)
    client.post(SIGN_IN, {"username": person.username, "password": PASSWORD, "next": address})
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/"


def test_signing_in_leads_back_to_where_one_wanted_to_go() -> None:
    person, client = make_person(), Client()
    secret = enrol(person)
    asked = client.get("/tai-khoan/quyen/")
    assert asked["Location"] == "/tai-khoan/dang-nhap/?next=/tai-khoan/quyen/"
    page = client.get(asked["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/tai-khoan/quyen/">' in page
    client.post(SIGN_IN, {"username": person.username, "password": PASSWORD, "next": "/tai-khoan/quyen/"})
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/tai-khoan/quyen/"


def test_a_closed_account_does_not_open() -> None:
    person, client = make_person(), Client()
    secret = enrol(person)
    client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == SIGN_IN
    answer = client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 422


def test_a_quarter_of_an_hour_after_the_password_one_begins_again() -> None:
    person, client = make_person(), Client()
    secret = enrol(person)
    with time_machine.travel("2026-11-25T10:00:05Z", tick=False) as clock:
        client.post(SIGN_IN, {"username": person.username, "password": PASSWORD})
        clock.shift(timedelta(minutes=15, seconds=1))
        assert client.post(CODE, {"code": code_of(secret)})["Location"] == SIGN_IN
