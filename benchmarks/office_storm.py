"""Monday, eight o'clock: five hundred people sign in within a minute.

Each opens the sign-in page, gives user name and password (hashed by Argon2 as the office ships it), then the
code of the telephone (RFC 6238), and sees what waits for them. When they come is chosen by chance over the
time, the same chance in each run. The server has as many processes as it chooses by itself.
"""

from __future__ import annotations

import base64
import hmac
import random
import struct
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha1

from benchmarks.office_driver import Asked, Browser, quantile
from benchmarks.office_places import Place
from benchmarks.office_writing import processor_seconds
from tests.office.running.offices import PASSWORD

_STEP = 30
# So long a storm and its last answers may take; what is not answered then has failed.
_ENDS_AFTER = 240

_ENROL = """
import json
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from chiso.office.people import second_factor
from chiso.office.people.models import Appointment, Person
from chiso.office.organisation.models import Agency
# One hash for all: what is measured is the check of a password, not the making of five hundred.
hashed, made = make_password({password!r}), []
agency = Agency.objects.create(uid="so-thu", name="Sở Thử", sort_key="so thu")
for number in range({count}):
    person = Person.objects.create(
        username=f"can-bo-{{number}}", full_name=f"Trần Thị Số {{number}}", password=hashed
    )
    Appointment.objects.create(
        person=person, role="agency_officer", agency=agency, valid_from=timezone.localdate()
    )
    secret = second_factor.new_secret()
    second_factor.enrol(person=person, secret=secret, counter=0)
    made.append(secret)
print(json.dumps(made))
"""


@dataclass
class Storm:
    """What became of all: seconds of whole sign-ins, of each kind of answer, and what failed."""

    whole: list[float] = field(default_factory=list)
    answers: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: str, asked: Asked, status: int) -> bool:
        """Count an answer; whether it was the one that was expected."""
        with self._lock:
            self.answers.setdefault(step, []).append(asked.seconds)
            if asked.status != status:
                self.failures.append(f"{step}: {asked.status}")
        return asked.status == status

    def sign_in(self, address: str, username: str, secret: str) -> None:
        """One person, from the sign-in page to their tasks."""
        browser = Browser(address)
        browser.cookies.clear()
        begun = time.perf_counter()
        try:
            if self._walk(browser, username, secret):
                with self._lock:
                    self.whole.append(time.perf_counter() - begun)
        finally:
            browser.close()

    def _walk(self, browser: Browser, username: str, secret: str) -> bool:
        form = {"username": username, "password": PASSWORD}
        return (
            self.note("page", browser.ask("GET", "/tai-khoan/dang-nhap/"), 200)
            and self.note("password", browser.ask("POST", "/tai-khoan/dang-nhap/", form), 302)
            and self.note("page of the code", browser.ask("GET", "/tai-khoan/ma-xac-thuc/"), 200)
            and self.note(
                "code", browser.ask("POST", "/tai-khoan/ma-xac-thuc/", {"code": code_now(secret)}), 303
            )
            and self.note("home", browser.ask("GET", "/"), 200)
        )


def measure_storm(place: Place, *, people: int, seconds: float) -> str:
    """`people` sign in within `seconds`; a line of the report."""
    secrets: list[str] = place.ask(_ENROL.format(password=PASSWORD, count=people))
    chance, storm = random.Random(8), Storm()
    times = sorted(chance.uniform(0, seconds) for _ in secrets)
    with place.served() as running:
        before, begun = processor_seconds(running.process.pid), time.perf_counter()
        threads = []
        for number, (at, secret) in enumerate(zip(times, secrets, strict=True)):
            time.sleep(max(0.0, begun + at - time.perf_counter()))
            who = (running.address, f"can-bo-{number}", secret)
            threads.append(threading.Thread(target=storm.sign_in, args=who, daemon=True))
            threads[-1].start()
        for thread in threads:
            thread.join(max(0.0, begun + seconds + _ENDS_AFTER - time.perf_counter()))
        took = time.perf_counter() - begun
        used = processor_seconds(running.process.pid) - before
    failed = people - len(storm.whole)
    by_step = ", ".join(f"{step} {quantile(one, 0.95):.2f} s" for step, one in storm.answers.items())
    return (
        f"{f'{place.database}: {people} sign-ins in {seconds:.0f} s':<58} {len(storm.whole)} signed in, "
        f"{failed} failed {storm.failures[:3] or ''}, the last after {took:.0f} s; whole sign-in p95 "
        f"{quantile(storm.whole or [0], 0.95):.2f} s, median {quantile(storm.whole or [0], 0.5):.2f} s; "
        f"p95 of answers: {by_step}; processor {used / people:.2f} s each"
    )


def code_now(secret: str) -> str:
    """What a telephone shows now."""
    counter = struct.pack(">Q", int(time.time()) // _STEP)
    digest = hmac.new(base64.b32decode(secret), counter, sha1).digest()
    offset = digest[-1] & 15
    number = int(struct.unpack(">I", digest[offset : offset + 4])[0]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
