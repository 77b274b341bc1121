"""Every screen of the office, as somebody who may open it: for tests that look at all of them.

The routes and their objects are those of the access table, so that a screen that is added is looked at too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.test import Client

from tests.office.access_table import HEAD, UNSTEADY, WHO, clients_of, read
from tests.office.answers import let_go
from tests.office.routes_samples import STRANGER, World, addresses, routes, samples_of

# Who is asked first: whoever sees most of a screen. The stranger sees what stands before signing in.
FIRST = ("coordinator", "account_administrator", "agency_officer", "auditor", "system_administrator")
_TAGS = re.compile(r'<([a-z0-9]+)(?:[^>]*?class="([^"]*)")?')


@dataclass(frozen=True, slots=True)
class Screen:
    """A page that answered: its name, address and content, and who saw it."""

    name: str
    address: str
    content: str
    client: Client


def screens(world: World) -> Iterator[Screen]:
    """Each route with each object, as the first who gets a page there by the access table."""
    clients = clients_of(world)
    samples = samples_of(world)
    let_in = _who_is_let_in()
    for route in routes():
        if route.name in UNSTEADY or route.name.startswith("api:"):
            continue
        for variant, address in addresses(route, samples):
            who = let_in.get((route.name, variant))
            content = _page(clients[who], address) if who else ""
            if who and content:
                yield Screen(f"{route.name} {variant}".strip(), address, content, clients[who])
    for name, address in (("sign in", "/tai-khoan/dang-nhap/"), ("help before signing in", "/tro-giup/")):
        yield Screen(name, address, _page(clients[STRANGER], address), clients[STRANGER])


def _who_is_let_in() -> dict[tuple[str, str], str]:
    """For each route and object the first who is answered 200 there."""
    order = [*FIRST, *(who for who in WHO if who not in FIRST)]
    found = {}
    for line in read():
        told = dict(zip(HEAD, line, strict=True))
        first = next((who for who in order if told[who] == "200"), None)
        if first and told["method"] == "GET":
            found[told["route"], told["object"]] = first
    return found


def unlike(found: Iterator[Screen]) -> Iterator[Screen]:
    """The screens without those that are built of the same elements as one before."""
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for screen in found:
        built = screen.name.partition(" ")[0], tuple(_TAGS.findall(screen.content))
        if built not in seen:
            seen.add(built)
            yield screen


def post_nothing(screen: Screen) -> str:
    """The page that answers an empty form, "" where the address takes none; what it wrote is taken back."""
    cookies = screen.client.cookies.copy()
    with transaction.atomic():
        answer = screen.client.post(screen.address, {"expected_version": "1"})
        let_go(answer)
        transaction.set_rollback(True)
    screen.client.cookies = cookies
    return str(answer.content.decode()) if answer.status_code == 422 else ""


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    # A file that is streamed stays open until its answer is closed.
    let_go(answer)
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return str(answer.content.decode()) if is_page and not answer.streaming else ""
