"""Twenty people write at the same time: the p95 of a write of the office, beside that of a bare view.

Each of the twenty renames a campaign of their own by its page, again and again: the right is asked, the row
is locked at the version that was seen, an entry with its text joins the campaign's chain, and the next page
is to say so. The bare view (`benchmarks.office_bare`) commits one row in the same server and database. It is
asked by the same people, signed in (what a write costs beyond a request of theirs), and by nobody (what
signing in costs). All three take turns, round by round, and a ratio is that of two neighbours. Nobody
pauses between two writes, so that twenty are always under way.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.office_driver import Asked, Browser, at_once, quantile
from benchmarks.office_places import Place

WRITERS = 20
BOUND = 2.0
# The cookie that holds what the next page is to say (`chiso.office.ui.flashes`).
_SAID = "chiso_said"

_LET_IN = f"""
import json, time
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone
from benchmarks.office_bare import Row
from chiso.office.campaigns.services import open_campaign
from chiso.office.people.models import Appointment, Person
with connection.schema_editor() as editor:
    editor.create_model(Row)
engine, made = import_module(settings.SESSION_ENGINE), []
for number in range({WRITERS}):
    person = Person.objects.create(username=f"dieu-phoi-{{number}}", full_name=f"Nguyễn Thị Số {{number}}")
    Appointment.objects.create(person=person, role="coordinator", valid_from=timezone.localdate())
    session = engine.SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["began_at"] = session["seen_at"] = int(time.time())
    session.create()
    campaign = open_campaign(
        actor=person, kind="units", title="Đánh giá", period="2026", framework="example-every-rule@1"
    )
    made.append({{"session": session.session_key, "campaign": campaign.key, "version": campaign.version}})
print(json.dumps(made))
"""


@dataclass
class Writer:
    """One of the twenty: a browser, a campaign, and the version that they saw last."""

    browser: Browser
    campaign: str
    version: int

    def rename(self, times: int) -> list[Asked]:
        """So many writes of the office."""
        found = []
        for _ in range(times):
            form = {"title": f"Đánh giá, lần {self.version}", "expected_version": str(self.version)}
            asked = self.browser.ask("POST", f"/dot-danh-gia/{self.campaign}/sua/", form)
            found.append(asked)
            if asked.status == 303:
                self.version += 1
            # As after the page that says so, which is not fetched here.
            self.browser.cookies.pop(_SAID, None)
        return found

    def write_row(self, times: int) -> list[Asked]:
        """So many rows of the bare view, signed in."""
        return _write_rows(self.browser, times)

    def write_row_unknown(self, times: int) -> list[Asked]:
        """The same, without a session."""
        browser = Browser(self.browser.address)
        found = _write_rows(browser, times)
        browser.close()
        return found


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds: p95 and median of the answers, and what a write took of the server's processors."""

    p95: float
    middle: float
    processor: float

    def line(self) -> str:
        """As a report shows them."""
        return f"p95 {self.p95:4.0f} ms, median {self.middle:4.0f} ms, processor {self.processor:4.1f} ms"


def measure_writing(place: Place, *, rounds: int, each: int) -> Iterator[str]:
    """`rounds` of `each` writes by every writer, in turn with the bare view; lines of the report."""
    let: list[dict[str, Any]] = place.ask(_LET_IN)
    with place.served() as running:
        writers = [_writer(running.address, one) for one in let]
        _round(writers, 3, running.process.pid)
        done = [_round(writers, each, running.process.pid) for _ in range(rounds)]
    service, signed_in, anonymous = zip(*done, strict=True)
    name = f"{place.database}: {WRITERS} writers, {rounds} rounds of {WRITERS * each}"
    yield f"{name:<58} a write of the office  {_middle(service).line()}"
    for said, beside, bound in (
        ("bare view, signed in", signed_in, BOUND),
        ("bare view, anonymous", anonymous, None),
    ):
        ratio = median(one.p95 / other.p95 for one, other in zip(service, beside, strict=True))
        processor = median(
            one.processor / other.processor for one, other in zip(service, beside, strict=True)
        )
        verdict = "no bound" if bound is None else f"{'within' if ratio <= bound else 'ABOVE'} {bound:g}"
        yield (
            f"{'':<58} {said:<22} {_middle(beside).line()}   "
            f"ratio of p95 {ratio:5.2f}   {verdict}   of processor {processor:5.2f}"
        )


def _writer(address: str, let: dict[str, Any]) -> Writer:
    browser = Browser(address)
    browser.cookies["chiso_session"] = let["session"]
    return Writer(browser, let["campaign"], let["version"])


def _write_rows(browser: Browser, times: int) -> list[Asked]:
    return [browser.ask("POST", "/bare/", {"title": f"Đánh giá, lần {number}"}) for number in range(times)]


def _round(writers: list[Writer], each: int, server: int) -> tuple[Figures, Figures, Figures]:
    return (
        _together(writers, 303, lambda one: one.rename(each), server),
        _together(writers, 204, lambda one: one.write_row(each), server),
        _together(writers, 204, lambda one: one.write_row_unknown(each), server),
    )


def _together(
    writers: list[Writer], status: int, work: Callable[[Writer], list[Asked]], server: int
) -> Figures:
    before = processor_seconds(server)
    asked = at_once([partial(work, one) for one in writers])
    used = processor_seconds(server) - before
    # A refusal is quick and would flatter.
    assert {one.status for one in asked} == {status}, sorted({one.status for one in asked})
    seconds = [one.seconds * 1000 for one in asked]
    return Figures(quantile(seconds, 0.95), quantile(seconds, 0.5), used / len(asked) * 1000)


def _middle(rounds: tuple[Figures, ...]) -> Figures:
    return Figures(
        median(one.p95 for one in rounds),
        median(one.middle for one in rounds),
        median(one.processor for one in rounds),
    )


def processor_seconds(group: int) -> float:
    """What the processes of a group have used of the processors so far (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            # It ended meanwhile.
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
