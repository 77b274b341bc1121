"""What an installation sends over HTTPS, and what goes with a person who is erased."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client

from chiso.office.ledger.erasing import erase_person
from chiso.office.people import services
from chiso.office.people.checks import check_password_rules
from chiso.office.people.passwords import WORDS
from chiso.office.people.roles import Role
from tests.office.answers import let_go
from tests.office.making import appoint, make_person
from tests.office.signing import enrol, sign_in

ROOT = Path(__file__).parents[3]
_ASKED = (
    "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY "
    "SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS DEBUG "
    "SESSION_COOKIE_NAME CSRF_COOKIE_NAME FLASH_COOKIE_NAME SECURE_HSTS_INCLUDE_SUBDOMAINS"
).split()


def test_an_installation_as_it_comes_sends_its_cookies_over_https_only(tmp_path: Path) -> None:
    program = "import json, chiso.office.settings as s; print(json.dumps([getattr(s, n) for n in %r]))"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHISO_")}
    environment = kept | {"CHISO_HOME": str(tmp_path), "CHISO_SECRET_KEY": "x" * 60}
    said = subprocess.run(
        [sys.executable, "-c", program % _ASKED],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = dict(zip(_ASKED, json.loads(said.stdout), strict=True))
    assert found == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "DEBUG": False,
        "SESSION_COOKIE_NAME": "__Host-chiso_session",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "FLASH_COOKIE_NAME": "__Host-chiso_said",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    }


@pytest.mark.django_db
def test_no_cookie_is_readable_by_scripts_or_sent_along_from_elsewhere() -> None:
    client = Client()
    client.get("/tai-khoan/dang-nhap/")
    client.post("/ngon-ngu/", {"language": "en"})
    client.get("/tai-khoan/loi-moi/a-token/")
    assert set(client.cookies) == {"csrftoken", "chiso_language", "chiso_session"}
    for cookie in client.cookies.values():
        assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax"), cookie.key


@pytest.mark.django_db
def test_signing_out_has_the_browser_forget_and_ends_the_session_here() -> None:
    client = sign_in(make_person())
    key = client.session.session_key
    answer = client.post("/tai-khoan/dang-xuat/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    # What a visit wrote lies encrypted on the phone and was perhaps not sent.
    answer = sign_in(make_person()).post("/tai-khoan/dang-xuat/", {"keep": "visits"})
    assert answer["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db
def test_no_page_of_the_office_is_kept_by_a_browser_or_a_proxy() -> None:
    client = sign_in(make_person())
    for address in ("/", "/tai-khoan/", "/tai-khoan/quyen/", "/thong-bao/", "/api/v1/me", "/khong-co/"):
        assert "no-store" in client.get(address)["Cache-Control"], address


@pytest.mark.django_db
def test_styles_and_scripts_bear_the_policy_too() -> None:
    for path in ("chiso.css", "no-such-thing.css"):
        answer = Client().get(f"/static/{path}")
        let_go(answer)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "object-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example"])
def test_the_office_answers_under_its_own_names_only(host: str) -> None:
    client = Client(HTTP_HOST=host)
    client.raise_request_exception = False
    for address in ("/tai-khoan/dang-nhap/", "/khong-co/", "/api/v1/me"):
        answer = client.get(address)
        assert answer.status_code == 400
        assert "evil" not in answer.content.decode()


@pytest.mark.django_db
def test_what_a_proxy_says_is_believed_only_where_there_is_one() -> None:
    person = make_person()
    given = {"username": person.username, "password": "wrong"}
    statuses = [
        Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").post("/tai-khoan/dang-nhap/", given).status_code
        for number in range(6)
    ]
    assert statuses == [422, 422, 422, 422, 429, 429]
    answer = Client(HTTP_X_FORWARDED_HOST="evil.example").get("/tai-khoan/quyen/")
    assert answer["Location"] == "/tai-khoan/dang-nhap/?next=/tai-khoan/quyen/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("ChiSo-HaNoi-2026!", False),
        ("Mật khẩu UBND 2026", False),
        ("admin@thanhphohanoi", False),
        ("bốn con voi đi chợ sớm", True),
        ("93847#$%82!@^&", True),
        ("длинный пароль для входа", True),
        ("chiso thì hay đau đầu lắm", True),
        ("x" * 8 + "ở" * 192, True),
    ],
)
def test_words_of_the_office_make_no_password_and_any_kind_of_letter_does(
    password: str, is_taken: bool
) -> None:
    found = check_password_rules(password, make_person())
    assert (not found) is is_taken
    assert {one.code for one in found} <= {"CH-7104"}


def test_the_reference_names_the_words_that_make_no_password() -> None:
    page = (ROOT / "docs/reference/roles-and-rights.md").read_text(encoding="utf-8")
    line = next(one for one in page.splitlines() if one.startswith("Words that do not make a password"))
    assert re.findall("`([a-z]+)`", line) == list(WORDS)


@pytest.mark.django_db
def test_an_erased_person_leaves_no_session_code_identity_or_attempt() -> None:
    administrator, leaver = make_person(), make_person("Ngô Văn Đi")
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    enrol(leaver)
    sign_in(leaver)
    SocialAccount.objects.create(user=leaver, provider="city", uid="17")
    Client().post("/tai-khoan/dang-nhap/", {"username": leaver.username, "password": "wrong"})
    assert AccessAttempt.objects.filter(username=leaver.username).exists()
    leaver_now = services.end_service(actor=administrator, person=leaver, expected_version=1)
    erase_person(actor=administrator, person=leaver_now, request="7/PYC", expected_version=2)
    assert not AccessAttempt.objects.filter(username=leaver.username).exists()
    for model in (Authenticator, SocialAccount, UserSession):
        assert not model.objects.filter(user_id=leaver.pk).exists()
