"""The page of the phone over a slow line: what the first visit weighs, when the next is usable; records.

    python -m benchmarks.inspections_phone

An office served by `chiso office serve`, on SQLite and on PostgreSQL, and Chromium at 360 points.

first visit     every byte that the office sends until the page asks for a PIN and its worker has kept all
                that it needs: counted by a relay between both, so with the heads of answers, and with what
                the browser asks for twice (once for the page, once for the worker)
next visit      400 kbit/s and 400 ms (`benchmarks.portal_paint` says what is emulated), the page asked for
                as by its bookmark. It can be used once the field for the PIN stands: from then on a person
                types. Told beside it: from the press on “unlock” until the visits stand there, of which the
                most is 600,000 rounds of PBKDF2
500 records     what people at the door said, 500 of them in messages of 50 as the phone sends them, a fifth
                of the messages sent once more, as after a lost answer; through the whole of Django
"""

from __future__ import annotations

import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.office_places import Place, places
from benchmarks.portal_paint import slow_line
from tests.portal.browsing import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

HOST = "127.0.0.1"
PHONE, PIN = "/kiem-tra/dien-thoai/", "246810"
LIGHT, USABLE = 100_000, 1.0
_TIMES = 7
_PATIENCE = 120_000
# By the clock of the page: since the address was asked for.
_ASKS_FOR_PIN = """() => new Promise(resolve => {
  const look = () => {
    const field = document.querySelector("input[type=password]");
    if (field && !field.disabled) resolve(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""
_SHOWS_VISITS = """pin => new Promise(resolve => {
  const field = document.querySelector("input[type=password]");
  field.value = pin;
  const begun = performance.now();
  field.form.requestSubmit();
  const look = () => {
    if (document.querySelector("[data-phone] h2 a")) resolve(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  look();
})"""

_MAKE = """
import json, time
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests.office.inspections.phone.making import under_way
_city, visit, person = under_way()
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session["began_at"] = session["seen_at"] = int(time.time())
session.create()
print(json.dumps([session.session_key, visit.key]))
"""

_SYNCHRONISE = """
import json, time
from django.conf import settings
from django.test import Client
from chiso.office.inspections.models import Received, Visit, Voice
from chiso.office.people.models import Person
from tests.office.inspections.phone.making import DEVICE, change, sent

settings.ALLOWED_HOSTS = ["testserver"]
visit = Visit.objects.get(key="VISIT")
client = Client()
client.force_login(
    visit.team.members.order_by("pk").first(), backend="allauth.account.auth_backends.AuthenticationBackend"
)
said = {"attitude": "good", "guidance": "yes", "demands": "no"}
records = [
    sent(change(number, "voice", f"{number:016x}", said | {"said": str(number)})) for number in range(1, 501)
]
messages = [records[first : first + 50] for first in range(0, 500, 50)]
# Messages 3 and 8 come once more: one at once, one when the others are through.
order = [*messages[:4], messages[3], *messages[4:], messages[8]]
states, each = [], []
for message in order:
    body = json.dumps({"device": DEVICE, "visit": visit.key, "changes": message})
    begun = time.perf_counter()
    answer = client.post("SEND", body, content_type="application/json")
    each.append(time.perf_counter() - begun)
    assert answer.status_code == 200, answer.content
    states += [one["state"] for one in answer.json()["answers"]]
kept = sorted(int(one) for one in Voice.objects.filter(record__visit=visit).values_list("said", flat=True))
print(json.dumps({
    "taken": states.count("taken"), "already": states.count("already"),
    "lost": 500 - len(set(kept)), "doubled": len(kept) - len(set(kept)), "seconds": sum(each),
}))
"""


@dataclass
class Relay:
    """Passes bytes on to the office and counts those that come from it."""

    address: str
    received: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pass_on(self, line: socket.socket, to: tuple[str, int]) -> None:
        """One connection of the browser, both ways, until either side ends it."""
        with line, socket.create_connection(to) as office:
            back = threading.Thread(target=self._count, args=(office, line), daemon=True)
            back.start()
            while sent := _read(line):
                office.sendall(sent)
            _end(office)
            back.join()

    def _count(self, office: socket.socket, line: socket.socket) -> None:
        while sent := _read(office):
            with self._lock:
                self.received += len(sent)
            try:
                line.sendall(sent)
            except OSError:
                return
        _end(line)


def _read(line: socket.socket) -> bytes:
    try:
        return line.recv(65_536)
    except OSError:
        return b""


def _end(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_WR)
    except OSError:
        return


@contextmanager
def relaying(address: str) -> Iterator[Relay]:
    """A relay before the office at this address."""
    told = urlsplit(address)
    assert told.hostname is not None
    assert told.port is not None
    to = (told.hostname, told.port)
    with socket.create_server((HOST, 0)) as listener:
        relay = Relay(f"http://{HOST}:{listener.getsockname()[1]}")

        def listen() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=relay.pass_on, args=(line, to), daemon=True).start()

        threading.Thread(target=listen, daemon=True).start()
        yield relay


def first_visit(context: BrowserContext, relay: Relay) -> tuple[int, int]:
    """Bytes until the page asks for a PIN and its worker keeps it; bytes of the visits once it is set."""
    page = context.new_page()
    page.goto(f"{relay.address}{PHONE}")
    page.evaluate(_ASKS_FOR_PIN)
    page.evaluate("navigator.serviceWorker.ready.then(one => Boolean(one.active))")
    shell = relay.received
    for number in range(2):
        page.locator("input[type=password]").nth(number).fill(PIN)
    page.locator("[data-phone] button[type=submit]").click()
    page.locator("[data-phone] h2 a").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.close()
    return shell, relay.received - shell


def next_visits(context: BrowserContext, relay: Relay) -> tuple[list[float], list[float]]:
    """Seconds until the page asks for the PIN, and from the PIN to the visits, over a slow line."""
    asked, shown = [], []
    # The first one is not counted: it warms the browser's program, not the line.
    for _ in range(1 + _TIMES):
        page = context.new_page()
        slow_line(context, page)
        page.goto(f"{relay.address}{PHONE}", wait_until="commit")
        asked.append(page.evaluate(_ASKS_FOR_PIN) / 1000)
        shown.append(page.evaluate(_SHOWS_VISITS, PIN) / 1000)
        page.close()
    return asked[1:], shown[1:]


def measure_page(started: Browser, place: Place, session: str) -> Iterator[tuple[str, bool]]:
    """The lines of the page, each with whether it is within its bound: what the first visit weighs, when the
    next ones can be used."""
    with place.served() as running, relaying(running.address) as relay:
        context = started.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        context.set_default_timeout(_PATIENCE)
        context.add_cookies([{"name": "chiso_session", "value": session, "url": relay.address}])
        shell, visits = first_visit(context, relay)
        asked, shown = next_visits(context, relay)
        context.close()
    is_light = shell < LIGHT
    yield (
        f"{f'{place.database}: the phone, first visit':<58} {shell:>9,} B sent   {_verdict(is_light)} "
        f"{LIGHT:,} B; then visits and duties, {visits:,} B",
        is_light,
    )
    is_quick = median(asked) <= USABLE
    yield (
        f"{f'{place.database}: next visit at 400 kbit/s, 400 ms, until used':<58} {median(asked):9.2f} s   "
        f"of {_TIMES}: {min(asked):.2f} to {max(asked):.2f}   {_verdict(is_quick)} {USABLE:g} s; "
        f"from the PIN to the visits {median(shown):.2f} s",
        is_quick,
    )


def _verdict(is_within: bool) -> str:
    return "within" if is_within else "ABOVE"


def measure_records(place: Place, visit: str) -> tuple[str, bool]:
    """The line of the records, and whether each stands there once."""
    told: dict[str, Any] = place.ask(_SYNCHRONISE.replace("VISIT", visit).replace("SEND", f"{PHONE}gui/"))
    is_whole = (told["lost"], told["doubled"], told["taken"], told["already"]) == (0, 0, 500, 100)
    return (
        f"{f'{place.database}: 500 records, 100 of them sent twice':<58} {told['seconds']:9.2f} s   "
        f"taken {told['taken']}, known already {told['already']}, lost {told['lost']}, "
        f"doubled {told['doubled']}   {'whole' if is_whole else 'NOT WHOLE'}",
        is_whole,
    )


def main() -> int:
    """Measure on both databases; 1 if a record was lost or doubled, or the page is above a bound."""
    holds = True
    with tempfile.TemporaryDirectory(prefix="chiso-benchmarks-") as folder, places(Path(folder)) as made:
        for place in made:
            session, visit = place.ask(_MAKE)
            with browser() as started:
                for line, is_within in measure_page(started, place, session):
                    holds &= is_within
                    print(line, flush=True)
            line, is_whole = measure_records(place, visit)
            holds &= is_whole
            print(line, flush=True)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
