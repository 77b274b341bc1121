"""What the next page says: once, to whom it was said, and readable by nobody on the way."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from chiso.office.encryption import vault
from tests.office.making import make_person
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db
SAID, COOKIE = "The language is kept.", "chiso_said"


def choose_english(client: Client) -> None:
    """A write after which the next page says so."""
    assert client.post("/tai-khoan/ngon-ngu/", {"language": "en"}).status_code == 303


def page(client: Client) -> str:
    return client.get("/tai-khoan/").content.decode()


def test_what_was_done_is_said_once() -> None:
    client = sign_in(make_person())
    choose_english(client)
    assert page(client).count(SAID) == 1
    assert SAID not in page(client)
    assert client.cookies[COOKIE].value == ""


def test_the_cookie_tells_nothing_and_is_closed_to_scripts() -> None:
    client = sign_in(make_person())
    choose_english(client)
    cookie = client.cookies[COOKIE]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    lies = base64.urlsafe_b64decode(cookie.value)
    assert b"language" not in lies
    assert b"kept" not in lies


def test_saying_something_writes_no_session() -> None:
    client = sign_in(make_person())
    before = list(Session.objects.values_list("session_data", flat=True))
    choose_english(client)
    page(client)
    assert list(Session.objects.values_list("session_data", flat=True)) == before


def test_what_was_said_to_one_is_not_shown_to_another() -> None:
    first, second = (sign_in(make_person(language="en")) for _ in range(2))
    choose_english(first)
    second.cookies[COOKIE] = first.cookies[COOKIE].value
    assert SAID not in page(second)
    assert second.cookies[COOKIE].value == "", "it is dropped"


@pytest.mark.parametrize(("age", "is_said"), [(3_500, True), (3_700, False)])
def test_what_was_said_more_than_an_hour_ago_is_not_said_any_more(age: int, is_said: bool) -> None:
    client = sign_in(make_person(language="en"))
    choose_english(client)
    content = vault("flashes").decrypt(client.cookies[COOKIE].value.encode())
    client.cookies[COOKIE] = vault("flashes").encrypt_at_time(content, int(time.time()) - age).decode()
    assert (SAID in page(client)) == is_said


@pytest.mark.parametrize(
    "value",
    ["x", "gAAAAA==", "ä", vault("second factor").encrypt(b"{}").decode()],
    ids=["short", "cut", "not ASCII", "of another purpose"],
)
def test_a_cookie_that_is_not_of_the_office_says_nothing_and_harms_nothing(value: str) -> None:
    client = sign_in(make_person())
    client.cookies[COOKIE] = value
    assert client.get("/tai-khoan/").status_code == 200


def test_a_cookie_from_before_the_key_was_exchanged_is_read(settings: Any) -> None:
    client = sign_in(make_person())
    choose_english(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for tests, and for nothing else, of more than fifty letters"
    assert SAID in page(client)


def test_of_very_much_that_was_said_nothing_is_lost() -> None:
    client = sign_in(make_person())
    for _ in range(30):
        choose_english(client)
    assert len(client.cookies[COOKIE].value) < 2_100
    assert page(client).count(SAID) == 30


def test_what_is_said_to_nobody_is_for_whoever_comes_next() -> None:
    client = sign_in(make_person())
    client.post("/tai-khoan/dang-xuat/")
    content = json.loads(vault("flashes").decrypt(client.cookies[COOKIE].value.encode()))
    assert content["for"] is None
    assert "Bạn đã đăng xuất." in client.get("/tai-khoan/dang-nhap/").content.decode()
