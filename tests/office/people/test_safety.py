"""What an installation sends over HTTPS, and what goes with a person who is erased."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.test import Client

from chiso.office.ledger.erasing import erase_person
from chiso.office.people import services
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_person
from tests.office.signing import enrol, sign_in

_ASKED = (
    "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY "
    "SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS DEBUG"
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
