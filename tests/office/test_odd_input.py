"""No route answers odd parameters with a fault: the answer says what was wrong, or that nothing is there.

What PostgreSQL refuses and SQLite takes (NUL bytes, numbers beyond 64 bits) shows on that lane alone:
`pytest tests/office/test_odd_input.py --ds tests.office.postgresql`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

import chiso.office
from chiso.office.people.roles import IN_AN_AGENCY, Role
from tests.office.answers import let_go
from tests.office.making import PASSWORD, appoint
from tests.office.routes_samples import Route, Samples, World, addresses, routes
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")

ODD = {
    "NUL": "a\x00b",
    "beyond 64 bits": "9223372036854775808",
    "negative": "-1",
    "more digits than Python reads": "9" * 5000,
    "superscript": "²",
    "Arabic digit": "٣",
    "not a number": "NaN",
    "endless": "1e400",
    "impossible day": "2026-02-30",
    "year 1": "0001-01-01",
    "last day": "9999-12-31",
    "last minute": "9999-12-31T23:59",
    "very long": "ă" + "a" * 10_000,
    "a lone half of a pair": "\ud800",
    "list": "[1, {",
    "markup": "<script>alert(1)</script>{{ 7*7 }}",
    "line break": "a\r\nSet-Cookie: x=1",
    "quotation": "' OR 1=1 --",
    "pattern": "%_\\",
    "direction": "\u202etxt.exe",
}
# What cannot be sent as text goes as the bytes that a hostile program would send.
_AS_SENT = {"a lone half of a pair": "%ED%A0%80"}
# What reaches a database may be refused by one of them alone; half a pair reaches none.
KEYS = ["a%00b", pytest.param("%ED%A0%80", marks=pytest.mark.slow)]
# Others, of which each route is asked one in `make test` and all in `make soak`.
OTHER_KEYS = ["9" * 5000, "..%2f..%2fetc%2fpasswd", "%F0%9F%98%80", "-1", "%0d%0aX: y"]


def _turns(of: Sequence[object]) -> list[object]:
    """Numbers by which the routes are given the next of these: one in `make test`, on SQLite."""
    return [
        pytest.param(turn, marks=pytest.mark.soak if turn else pytest.mark.slow) for turn in range(len(of))
    ]


@cache
def names_of_parameters() -> tuple[str, ...]:
    """Every name that a form declares or the code asks for."""
    found = set()
    root = Path(chiso.office.__file__).parent
    for file in sorted(root.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:GET|POST)\.(?:get|getlist)\("([^"]+)"', source))
        if file.name == "forms.py":
            module = import_module(".".join(("chiso.office", *file.relative_to(root).with_suffix("").parts)))
            for one in vars(module).values():
                if isinstance(one, type) and issubclass(one, forms.BaseForm):
                    found |= set(getattr(one, "base_fields", {}))
    return tuple(sorted(found | {"page", "trang", "next", "back", "step_up_code", "csrfmiddlewaretoken"}))


@pytest.fixture
def client(world: World) -> Client:
    """Somebody who may do whatever any role may."""
    person = world.people[Role.COORDINATOR]
    for role in Role:
        appoint(person, role, world.own if role in IN_AN_AGENCY else None)
    made = sign_in(person)
    made.raise_request_exception = False
    return made


def _fault(client: Client, method: str, address: str, data: object, **more: str) -> str:
    """What went wrong where the answer is a fault, else ""; what was written is taken back."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        # A GET bears no body.
        if isinstance(data, bytes):
            answer = client.generic(method.upper(), address, data, **more)
        else:
            given = {} if method == "get" else {"data": data, **more}
            answer = getattr(client, method)(address, **given)
        _ = b"".join(answer.streaming_content) if answer.streaming else answer.content
        let_go(answer)
        transaction.set_rollback(True)
    client.cookies = cookies
    if answer.status_code < 500:
        return ""
    return repr(answer.exc_info[1])[:200] if answer.exc_info else str(answer.status_code)


def _first(route: Route, samples: Samples) -> str:
    return addresses(route, samples)[0][1]


def _chosen() -> list[Route]:
    # Ending the session ends the test; the three of health are asked by programs and read no parameter.
    return [one for one in routes() if one.name != "account_logout" and not one.name.startswith("health:")]


def test_names_are_found() -> None:
    assert {"full_name", "expected_version", "session", "before", "decision", "code"} <= set(
        names_of_parameters()
    )


@cache
def _mixed(shift: int, version: str = "") -> str:
    """Every name with an odd value, each with another; shifted, each with the next.

    Without NUL, which is refused before a page reads anything.
    """
    kinds = sorted(ODD.keys() - {"NUL"})
    pairs = []
    for place, name in enumerate(names_of_parameters()):
        kind = kinds[(place + shift) % len(kinds)]
        pairs.append(f"{name}={_AS_SENT.get(kind) or quote(ODD[kind])}")
    if version:
        pairs = [one for one in pairs if not one.startswith("expected_version=")]
        pairs.append(f"expected_version={version}")
    return "&".join(pairs)


# Two in `make test`, one of them on PostgreSQL too; all in `make soak`.
_WHERE = {5: (pytest.mark.slow,), 15: ()}


@pytest.mark.parametrize(
    "shift", [pytest.param(shift, marks=_WHERE.get(shift, (pytest.mark.soak,))) for shift in range(len(ODD))]
)
def test_no_odd_parameter_is_a_fault(shift: int, client: Client, samples: Samples) -> None:
    form = "application/x-www-form-urlencoded"
    faults = []
    # Half of them with a version that a page may have shown, so that forms are read beyond it.
    version = "1" if shift % 4 else ""
    for route in _chosen():
        address = _first(route, samples)
        for method, there, body in (
            ("get", f"{address}?{_mixed(shift)}", ""),
            ("post", address, _mixed(shift, version)),
        ):
            fault = _fault(client, method, there, body, content_type=form)
            if fault:
                faults.append((method, route.name, fault))
    assert not sorted(set(faults))


def test_no_nul_is_a_fault(client: Client, samples: Samples) -> None:
    form = "application/x-www-form-urlencoded"
    faults = []
    for route in _chosen():
        address = _first(route, samples)
        for method, there, body in (("get", f"{address}?page=a%00b", ""), ("post", address, "version=a%00b")):
            fault = _fault(client, method, there, body, content_type=form)
            if fault:
                faults.append((method, route.name, fault))
    assert not faults


@pytest.mark.slow
def test_a_parameter_given_twice_or_elsewhere_is_no_fault(client: Client, samples: Samples) -> None:
    """And a form read from its body alone: what stands in the address of a post is not taken for it."""
    twice = "&".join(f"{name}=1&{name}=2&{name}[]=3&{name}.x=4" for name in names_of_parameters())
    form = "application/x-www-form-urlencoded"
    faults = []
    for route in _chosen():
        address = _first(route, samples)
        for method, there, body in (("get", f"{address}?{twice}", ""), ("post", f"{address}?{twice}", twice)):
            fault = _fault(client, method, there, body, content_type=form)
            if fault:
                faults.append((method, route.name, fault))
    assert not faults
    stranger = Client()
    asked = f"/tai-khoan/dang-nhap/?username=coordinator&password={PASSWORD}"
    assert stranger.post(asked, {}).status_code == 422


@pytest.mark.parametrize("key", KEYS)
def test_no_odd_key_is_a_fault(key: str, client: Client, samples: Samples) -> None:
    assert not _faults_of_keys(client, samples, lambda _place: key)


@pytest.mark.parametrize("turn", _turns(OTHER_KEYS))
def test_no_key_of_another_kind_is_a_fault(turn: int, client: Client, samples: Samples) -> None:
    assert not _faults_of_keys(client, samples, lambda place: OTHER_KEYS[(place + turn) % len(OTHER_KEYS)])


def _faults_of_keys(client: Client, samples: Samples, key_at: Callable[[int], str]) -> list[Any]:
    faults = []
    for place, route in enumerate(_chosen()):
        for argument in route.arguments:
            given = dict(next(iter(samples[route.name].values())))
            if not isinstance(given[argument], str):
                continue
            address = reverse(route.name, kwargs=given | {argument: "zzplacezz"})
            for method in ("get", "post"):
                fault = _fault(client, method, address.replace("zzplacezz", key_at(place)), {})
                if fault:
                    faults.append((method, route.name, argument, fault))
    return faults


# A NUL in what is JSON reaches the database; the others are refused before.
NUL_IN_JSON = ("application/json", b'{"name": "\\u0000", "version": 1e999, "key": "\\ud800"}')
OTHER_BODIES = [
    ("application/json", b'{"a": 1'),
    ("application/json", b"[" * 100_000),
    ("application/json; charset=x-none", b"{}"),
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n1"),
    ("application/x-www-form-urlencoded; charset=x-none", b"a=1"),
    ("text/plain", b"\xff\xfe"),
]


def test_no_nul_in_json_is_a_fault(client: Client, samples: Samples) -> None:
    assert not _faults_of_bodies(client, samples, lambda _place: NUL_IN_JSON)


@pytest.mark.parametrize("turn", _turns(OTHER_BODIES))
def test_no_odd_body_is_a_fault(turn: int, client: Client, samples: Samples) -> None:
    assert not _faults_of_bodies(
        client, samples, lambda place: OTHER_BODIES[(place + turn) % len(OTHER_BODIES)]
    )


def _faults_of_bodies(
    client: Client, samples: Samples, body_at: Callable[[int], tuple[str, bytes]]
) -> list[Any]:
    faults = []
    for place, route in enumerate(_chosen()):
        kind, body = body_at(place)
        fault = _fault(client, "post", _first(route, samples), body, content_type=kind)
        if fault:
            faults.append((route.name, kind, fault))
    return faults


NAMES_OF_FILES = ["a\x00.csv", "../../x.csv", "x" * 4000 + ".csv", "\u202e.csv", '"\r\nX: y.csv']


@pytest.mark.parametrize("turn", _turns(NAMES_OF_FILES))
def test_no_odd_file_is_a_fault(turn: int, client: Client, samples: Samples) -> None:
    faults = []
    for place, route in enumerate(_chosen()):
        name = NAMES_OF_FILES[(place + turn) % len(NAMES_OF_FILES)]
        sent: dict[str, Any] = {"expected_version": "1"}
        for field in ("file", "table", "document"):
            sent[field] = SimpleUploadedFile(name, b"\x00\xff,;\n", content_type="text/csv")
        fault = _fault(client, "post", _first(route, samples), sent)
        if fault:
            faults.append((route.name, name, fault))
    assert not faults
