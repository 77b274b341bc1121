"""Signing in as tests do it, and the codes of a telephone by RFC 6238, apart from what checks them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from allauth.usersessions.models import UserSession
from django.test import Client

from chiso.office.people import second_factor
from chiso.office.people.models import Person
from tests.office.making import PASSWORD

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def code_of(secret: str, at: float | None = None) -> str:
    """The six digits that a telephone shows (RFC 6238, SHA-1, 30 seconds)."""
    key = base64.b32decode(secret)
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def enrol(person: Person) -> str:
    """Set up the app for codes; returns its secret. No code was used yet."""
    secret = second_factor.new_secret()
    second_factor.enrol(person=person, secret=secret, counter=0)
    return secret


def sign_in(person: Person, **options: str) -> Client:
    """A browser in which a person is signed in, by way of the framework."""
    client = Client(**options)
    client.force_login(person, backend=BACKEND)
    UserSession.objects.create(
        user=person, ip="127.0.0.1", session_key=client.session.session_key, user_agent="a test"
    )
    return client


def sign_in_by_pages(client: Client, person: Person, secret: str) -> None:
    """The same by the pages: password, then code."""
    answer = client.post("/tai-khoan/dang-nhap/", {"username": person.username, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/tai-khoan/ma-xac-thuc/")
    answer = client.post("/tai-khoan/ma-xac-thuc/", {"code": code_of(secret)})
    assert answer.status_code == 303, answer.content.decode()
