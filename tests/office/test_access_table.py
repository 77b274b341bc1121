"""The access table holds: every route answers each role as the table says, and lets no stranger's form in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from chiso.office.people.roles import IN_AN_AGENCY, Role
from chiso.office.ui import refusals
from tests.office.access_table import HEAD, UNSTEADY, WHO, clients_of, lines, read
from tests.office.answers import let_go
from tests.office.making import appoint
from tests.office.routes_samples import (
    STRANGER,
    Route,
    Samples,
    World,
    addresses,
    routes,
)
from tests.office.signing import sign_in

# The queue of tasks has a database of its own on SQLite.
pytestmark = pytest.mark.django_db(databases="__all__")
GROUPS = sorted({route.name.rpartition(":")[0] for route in routes()})
ABSENT = "222222222222"


def of_group(group: str) -> list[Route]:
    return [route for route in routes() if route.name.rpartition(":")[0] == group]


def test_the_table_has_a_line_for_every_route_and_for_no_other() -> None:
    told = {line[0] for line in read()}
    assert told == {route.name for route in routes()} - UNSTEADY, (
        "write the table anew: python -m tests.office.write_access_table, and read the difference"
    )


@pytest.fixture
def refusals_undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that say no are answered by their status alone: thousands of them, the same for everybody."""

    def undrawn(request: HttpRequest, page: str, context: object = None, *, status: int) -> HttpResponse:
        del request, page, context
        return HttpResponse(status=status)

    monkeypatch.setattr(refusals, "render", undrawn)


# Rights are rows that both databases give back alike; the walks and each room's tests ask for them on both.
@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.usefixtures("refusals_undrawn")
def test_every_route_answers_each_role_as_the_table_says(group: str, world: World, samples: Samples) -> None:
    expected = [line for line in read() if line[0].rpartition(":")[0] == group]
    assert lines(of_group(group), world, samples) == expected


def test_no_line_holds_a_fault_and_no_stranger_gets_further_than_a_public_page() -> None:
    for line in read():
        statuses = dict(zip(WHO, line[len(HEAD) - len(WHO) :], strict=True))
        assert not [who for who, status in statuses.items() if status.startswith("5")], line
        signed_in = {status for who, status in statuses.items() if who != STRANGER}
        if statuses[STRANGER] not in ("302", "401"):
            # What a stranger sees everybody sees, but for the sign-in page, which is of no use to others.
            assert line[0] == "account_login" or signed_in == {statuses[STRANGER]}, line


def _routes_with_objects(samples: Samples) -> Iterator[tuple[Route, str, str]]:
    """Routes whose objects belong to an agency: the address of that of the other, and of one that is not.

    Where a path names several (`/<campaign>/<agency>/<unit>/`) each but the campaign is one that is not.
    """
    for route in routes():
        variants = samples.get(route.name, {})
        keys = [name for name in route.arguments if name.endswith("_key")] or ["key"]
        for name in keys:
            if "other" in variants and name in route.arguments:
                there = dict(variants["other"])
                yield (
                    route,
                    reverse(route.name, kwargs=there),
                    reverse(route.name, kwargs=there | {name: ABSENT}),
                )


# Everybody in the office may read about agencies, so a key of one is no secret there.
OPEN_TO_ALL = ("organisation:",)
# A receipt is checked by whoever holds its key; what it counts is shown to its agency alone.
FOR_WHO_HOLDS_THE_KEY = frozenset({"campaigns:receipt"})


def test_the_key_of_another_agency_is_answered_like_a_key_that_nobody_has(
    world: World, samples: Samples
) -> None:
    tried = 0
    for role in (Role.AGENCY_OFFICER, Role.AGENCY_HEAD):
        client = sign_in(world.people[role])
        client.raise_request_exception = False
        for route, there, absent in _routes_with_objects(samples):
            if route.name.startswith(OPEN_TO_ALL) or route.name in FOR_WHO_HOLDS_THE_KEY:
                continue
            for method in ("get", "post"):
                one = getattr(client, method)(there, {"expected_version": "1"})
                none = getattr(client, method)(absent, {"expected_version": "1"})
                assert one.status_code == none.status_code, (route.name, method, role)
                assert one.status_code in (403, 404, 405), (route.name, method, role)
                assert _plain(one.content, there) == _plain(none.content, absent), route.name
                tried += 1
    assert tried > 30


def _plain(page: bytes, address: str) -> str:
    """A page without its own address and what is made anew for each answer."""
    shown = page.decode().replace(address, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|[0-9A-F]{4}-[0-9A-F]{4}', "", shown)


@pytest.mark.slow
def test_no_route_takes_a_form_without_its_token(world: World, samples: Samples) -> None:
    """As somebody who may do everything that any role may."""
    person = world.people[Role.COORDINATOR]
    for role in Role:
        appoint(person, role, world.own if role in IN_AN_AGENCY else None)
    signed_in = sign_in(person)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    for route in routes():
        for _, address in addresses(route, samples):
            status = client.post(address, {"expected_version": "1"}).status_code
            if route.name.startswith("api:"):
                # The API knows no cookies: a token is asked for, and none was given. Its description is open.
                assert status in (401, 403, 404, 405) or route.name == "api:openapi-json", route.name
            else:
                assert status == 403, route.name


# A drawn page of a revision, which never changes, may stay with its reader for an hour.
KEPT_BY_A_BROWSER = {"files:page"}


@pytest.mark.slow
def test_every_answer_bears_the_headers_that_guard_it(world: World, samples: Samples) -> None:
    for who, client in clients_of(world).items():
        if who not in (STRANGER, Role.COORDINATOR, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
            continue
        for route in routes():
            for _, address in addresses(route, samples):
                answer = client.get(address)
                let_go(answer)
                policy = answer.headers.get("Content-Security-Policy", "")
                parts = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
                assert parts["default-src"] == ["'none'"], (route.name, policy)
                if route.name not in KEPT_BY_A_BROWSER:
                    assert "no-store" in answer.headers.get("Cache-Control", ""), (route.name, who)
                assert parts["frame-ancestors"] in (["'none'"], ["'self'"]), (route.name, policy)
                assert parts.get("script-src", ["'self'"]) in (["'self'"], ["'none'"]), (route.name, policy)
                assert parts.get("style-src", ["'self'"]) in (["'self'"], ["'none'"]), (route.name, policy)
                assert "unsafe" not in policy.replace("'unsafe-none'", "")
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
                assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
                assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


FOREIGN = ("https://example.org/", "//example.org/x", "/\\example.org", "https:example.org")


NAMES_OF_A_WAY_BACK = ("next", "back", "redirect", "url", "return_to")


@pytest.fixture
def read_by_a_page(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The parameters that pages asked for since it was last cleared, in the address or in a form."""
    asked: set[str] = set()
    one_of, all_of = MultiValueDict.__getitem__, MultiValueDict.getlist

    def noting(self: Any, key: str) -> Any:
        asked.add(key)
        return one_of(self, key)

    def noting_all(self: Any, key: str, default: Any = None) -> Any:
        asked.add(key)
        return all_of(self, key, default)

    monkeypatch.setattr(MultiValueDict, "__getitem__", noting)
    monkeypatch.setattr(MultiValueDict, "getlist", noting_all)
    return asked


# What no database decides is looked at once, in the lane that runs everything.
@pytest.mark.slow
@pytest.mark.usefixtures("refusals_undrawn")
def test_no_route_leads_to_another_host(world: World, samples: Samples, read_by_a_page: set[str]) -> None:
    """Whatever an address or a form names as the way back. One form of it is enough where nobody reads it."""
    led = set()
    for client in (sign_in(world.people[Role.COORDINATOR]), Client()):
        for route in routes():
            if route.name in UNSTEADY:
                continue
            for _, there in addresses(route, samples):
                for address in FOREIGN:
                    read_by_a_page.clear()
                    asked = dict.fromkeys(NAMES_OF_A_WAY_BACK, address)
                    for answer in (client.get(there, asked), client.post(there, asked | {"language": "vi"})):
                        let_go(answer)
                        location = answer.headers.get("Location", "")
                        assert location.startswith("/") or not location, (route.name, location)
                        assert not location.startswith(("//", "/\\")), (route.name, location)
                    if route.name == "account_logout":
                        client.force_login(world.people[Role.COORDINATOR])
                    if not read_by_a_page.intersection(NAMES_OF_A_WAY_BACK):
                        break
                else:
                    led.add(route.name)
    assert {"account_login", "choose-language"} <= led
