"""Killed again and again while people write: what was acknowledged is kept, every chain is whole.

Writers are people signed in by the pages: each changes the language of their account, which is one service
write with its entry. A write is acknowledged when the office has answered it. The short form kills web
processes and workers 20 times; `make soak` 200 times.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.office.running.offices import Office, Served, call_json, copy_of_office, served, wait_until

pytestmark = pytest.mark.xdist_group("offices")
WRITERS = ("dieu-phoi", "can-bo-so", "tham-dinh", "giam-sat")


class Writer(threading.Thread):
    """Somebody who writes one thing after another, and counts what was acknowledged."""

    def __init__(self, address: str, session: str, ended: threading.Event) -> None:
        super().__init__()
        self.host = urlsplit(address).netloc
        self.session, self.ended = session, ended
        self.acknowledged = self.tried = 0
        self.other: list[int] = []

    def run(self) -> None:
        token = "a" * 32
        body = urlencode({"language": "vi", "csrfmiddlewaretoken": token})
        headers = {
            "Cookie": f"chiso_session={self.session}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        while not self.ended.is_set():
            self.tried += 1
            line = http.client.HTTPConnection(self.host, timeout=60)
            try:
                line.request("POST", "/tai-khoan/ngon-ngu/", body, headers)
                status = line.getresponse().status
            except (OSError, http.client.HTTPException):
                # Cut off: it may have been written or not; nobody was told that it was.
                time.sleep(0.02)
                continue
            finally:
                line.close()
            if status == 303:
                self.acknowledged += 1
            else:
                self.other.append(status)


def _sessions(office: Office) -> dict[str, str]:
    """A session for each writer, as signing in makes one."""
    printed = office.python(
        "import json\n"
        "from importlib import import_module\nfrom django.conf import settings\n"
        "from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY\n"
        "from chiso.office.people.models import Person\n"
        "engine = import_module(settings.SESSION_ENGINE)\nmade = {}\n"
        f"for person in Person.objects.filter(username__in={WRITERS!r}):\n"
        "    session = engine.SessionStore()\n"
        "    session[SESSION_KEY] = str(person.pk)\n"
        "    session[BACKEND_SESSION_KEY] = 'allauth.account.auth_backends.AuthenticationBackend'\n"
        "    session[HASH_SESSION_KEY] = person.get_session_auth_hash()\n"
        "    session.create()\n    made[person.username] = session.session_key\n"
        "print(json.dumps(made))"
    )
    found: dict[str, str] = json.loads(printed)
    return found


def _written(office: Office) -> dict[str, int]:
    printed = office.python(
        "import json\nfrom chiso.office.ledger.models import Entry\n"
        "from chiso.office.people.models import Person\n"
        "print(json.dumps({p.username: Entry.objects.filter(actor=p.pk, verb='language_chosen').count()\n"
        "                  for p in Person.objects.all()}))"
    )
    found: dict[str, int] = json.loads(printed)
    return found


def _processes(running: Served) -> list[int]:
    listed = subprocess.run(
        ["pgrep", "-P", str(running.process.pid)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split()]


def kill_under_load(tmp_path: Path, kills: int) -> None:
    office = copy_of_office(tmp_path / "office", "demonstration")
    sessions = _sessions(office)
    choose = random.Random(20261125)
    ended = threading.Event()
    with served(office) as running:
        wait_until(lambda: running.get("/khoe-manh/")[0] == 200)
        writers = {name: Writer(running.address, sessions[name], ended) for name in WRITERS}
        for writer in writers.values():
            writer.start()
        try:
            wait_until(lambda: all(writer.acknowledged > 2 for writer in writers.values()))
            for _kill in range(kills):
                before = sum(writer.acknowledged for writer in writers.values())
                # Web processes and the worker beside them: all are children of the one that is started.
                wait_until(lambda: len(_processes(running)) >= 3)
                os.kill(choose.choice(_processes(running)), signal.SIGKILL)
                wait_until(
                    lambda before=before: sum(w.acknowledged for w in writers.values()) > before + 4,
                    why=running.log.read_text("utf-8")[-2000:],
                )
        finally:
            ended.set()
            for writer in writers.values():
                writer.join(90)
    written = _written(office)
    for name, writer in writers.items():
        assert writer.acknowledged <= written[name] <= writer.tried, name
        # While a database is taken over by the next process a page may say so; nothing else is answered.
        assert set(writer.other) <= {503}, name
    verified = call_json("ledger", "verify", "--home", office.folder)
    assert isinstance(verified, dict)
    assert verified["problems"] == []
    assert verified["entries"] >= sum(writer.acknowledged for writer in writers.values())


def test_twenty_kills_lose_no_acknowledged_write(tmp_path: Path) -> None:
    kill_under_load(tmp_path, 20)


@pytest.mark.soak
def test_two_hundred_kills_lose_no_acknowledged_write(tmp_path: Path) -> None:
    kill_under_load(tmp_path, 200)


def test_a_task_whose_worker_was_killed_is_done_by_the_next(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    # As a worker leaves it that was killed in the middle: running, begun long ago, no sign of life.
    office.python(
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from chiso.office.running.tasks import keep_root\n"
        "from django_tasks_db.models import DBTaskResult\n"
        "result = keep_root.enqueue()\n"
        "DBTaskResult.objects.filter(pk=result.id).update(status='RUNNING', worker_ids=['killed'],\n"
        "    started_at=timezone.now() - timedelta(minutes=5))\n"
    )
    office.call("work", "--batch")
    printed = office.python(
        "from django_tasks_db.models import DBTaskResult\n"
        "print(sorted(DBTaskResult.objects.filter(worker_ids__0='killed').values_list('status', flat=True)))"
    )
    assert re.fullmatch(r"\['SUCCESSFUL'\]\s*", printed)
