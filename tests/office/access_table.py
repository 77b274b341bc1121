"""Who gets what answer where: every route × method × object × role, really called.

    python -m tests.office.write_access_table        writes tests/office/access_table.csv anew

A line is a route, a method, an object ("own", "other" and the like, see `routes_samples`), then the status
for each role, for somebody without a role and for a stranger. Forms are sent empty but for the version:
422 says that the form was read, 403 that it was not let so far. 404 is the same for what is hidden and for
what is not there.
What the state of the machine decides is left out (`UNSTEADY`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.test import Client

from chiso.office.people.roles import Role
from tests.office.answers import let_go
from tests.office.routes_samples import (
    NO_ROLE,
    STRANGER,
    Route,
    Samples,
    World,
    addresses,
)
from tests.office.signing import sign_in

FILE = Path(__file__).with_suffix(".csv")
METHODS = ("GET", "POST")
WHO = [*(role.value for role in Role), NO_ROLE, STRANGER]
HEAD = ["route", "method", "object", *WHO]
# Health answers by the state of disk, backups and queue, not by who asks; its own tests hold it.
# What a form sends besides nothing: the version that somebody saw.
FORM = {"expected_version": "1"}
UNSTEADY = frozenset({"health:live", "health:ready", "health:metrics"})


def clients_of(world: World) -> dict[str, Client]:
    """A signed-in browser for each role, one without a role, and one that nobody signed in to."""
    found = {name: sign_in(person) for name, person in world.people.items()}
    found[STRANGER] = Client()
    for client in found.values():
        # A fault of the program becomes a 500 in the table, where a test refuses it.
        client.raise_request_exception = False
    return found


def lines(chosen: Iterable[Route], world: World, samples: Samples) -> list[list[str]]:
    """The lines of some routes. What a call writes is taken back before the next."""
    clients = clients_of(world)
    found = []
    for route in chosen:
        if route.name in UNSTEADY:
            continue
        for variant, address in addresses(route, samples):
            for method in METHODS:
                statuses = [str(_call(clients[who], method, address)) for who in WHO]
                found.append([route.name, method, variant, *statuses])
    return found


def _call(client: Client, method: str, address: str) -> int:
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = client.get(address) if method == "GET" else client.post(address, FORM)
        # What is streamed is read, since it is the database that answers.
        _ = b"".join(answer.streaming_content) if answer.streaming else answer.content
        let_go(answer)
        status = int(answer.status_code)
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


def read() -> list[list[str]]:
    """The table as it stands, without its head."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def write(table: list[list[str]]) -> str:
    """The table as text."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([HEAD, *table])
    return written.getvalue()
