"""People and programs who write to a served office without a pause, and what each was told.

`Writer` changes the language of an account by its page: one service write with its entry, which nobody can
tell from the one before, so a cut-off write counts as possible. `Program` adds phases by the API and sends
each again with its idempotency key until it is acknowledged. `Sender` sends files in pieces, asks after a
cut where it stands, and hands the form in.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.office.running.offices import Office

WRITERS = ("dieu-phoi", "tham-dinh", "giam-sat")
SENDER = "can-bo-so"
_TOKEN = "a" * 32
_PIECE = 4_096
_FORM = "application/x-www-form-urlencoded"
CUT_OFF = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its status, headers, bytes."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes


def ask(host: str, method: str, path: str, body: str | bytes, headers: dict[str, str]) -> Told:
    """One request on a line of its own. Raises OSError, HTTPException when it is cut off."""
    line = http.client.HTTPConnection(host, timeout=60)
    try:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return Told(answer.status, answer.headers, answer.read())
    finally:
        line.close()


def signed_in(session: str, kind: str = _FORM) -> dict[str, str]:
    """The headers of a page's own request."""
    cookie = f"chiso_session={session}; csrftoken={_TOKEN}; chiso_language=en"
    return {"Cookie": cookie, "X-CSRFToken": _TOKEN, "Content-Type": kind}


def choose_language(host: str, session: str) -> Told:
    """One write by a page."""
    body = urlencode({"language": "vi"})
    return ask(host, "POST", "/tai-khoan/ngon-ngu/", body, signed_in(session))


@dataclass
class Load(threading.Thread, ABC):
    """Whoever writes; `other`: answers that neither acknowledge nor say that the office is not there."""

    address: str
    secret: str
    ended: threading.Event
    acknowledged: int = 0
    cut_off: int = 0
    other: list[tuple[int, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.host = urlsplit(self.address).netloc

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.ended.is_set():
            self.write_one()

    @abstractmethod
    def write_one(self) -> None:
        """One write, with whatever it takes to have it acknowledged."""

    def insist(self, method: str, path: str, body: str | bytes, headers: dict[str, str]) -> Told | None:
        """Ask until there is an answer of the office itself; None when the load ends before."""
        while True:
            try:
                told = ask(self.host, method, path, body, headers)
                if told.status != 503:
                    return told
            except CUT_OFF:
                self.cut_off += 1
            if self.ended.is_set():
                return None
            time.sleep(0.02)


@dataclass
class Writer(Load):
    """Somebody at a page. `tried`: how many writes began, acknowledged or not."""

    tried: int = 0
    __hash__ = threading.Thread.__hash__

    def write_one(self) -> None:
        self.tried += 1
        try:
            told = choose_language(self.host, self.secret)
        except CUT_OFF:
            # It may have been written or not; nobody was told that it was.
            self.cut_off += 1
            time.sleep(0.02)
            return
        if told.status == 303:
            self.acknowledged += 1
        elif told.status != 503:
            self.other.append((told.status, told.content[:2000]))


@dataclass
class Program(Load):
    """A program with a token; `phases`: when each phase opens that it was told stands."""

    campaign: str = ""
    phases: list[str] = field(default_factory=list)
    __hash__ = threading.Thread.__hash__

    def write_one(self) -> None:
        opens = datetime(2030, 1, 1, tzinfo=UTC) + timedelta(minutes=len(self.phases))
        given = {
            "kind": "appraisal_1", "opens_at": opens.isoformat(),
            "closes_at": (opens + timedelta(minutes=1)).isoformat(), "nodes": [],
        }  # fmt: skip
        headers = {
            "Authorization": f"Bearer {self.secret}", "Content-Type": "application/json",
            "Idempotency-Key": f"phase-{len(self.phases)}",
        }  # fmt: skip
        path = f"/api/v1/campaigns/{self.campaign}/phases"
        told = self.insist("POST", path, json.dumps(given), headers)
        if told is None:
            return
        if told.status != 201:
            # Above all 422, CH-7218: it was written before and the key did not know it.
            self.other.append((told.status, told.content[:2000]))
            self.ended.wait(1)
            return
        self.phases.append(opens.isoformat())
        self.acknowledged += 1


@dataclass
class Sender(Load):
    """Somebody who sends files; `files`: title and SHA-256 of each that was handed in."""

    agency: str = ""
    files: dict[str, str] = field(default_factory=dict)
    __hash__ = threading.Thread.__hash__

    def write_one(self) -> None:
        title = f"Báo cáo {len(self.files)}"
        data = "\n".join(f"{title}, dòng {number}" for number in range(1_000)).encode()
        digest = hashlib.sha256(data).hexdigest()
        begun = self.insist(
            "POST", "/tai-lieu/tai-len/",
            urlencode({"agency": self.agency, "name": "bao-cao.txt", "size": len(data), "sha256": digest}),
            signed_in(self.secret),
        )  # fmt: skip
        if not self._is(begun, 201):
            return
        assert begun is not None
        address, key = str(begun.headers["Location"]), json.loads(begun.content)["key"]
        offset = 0
        while offset < len(data):
            # 409 after a cut: the piece had come, and the answer says how far it is.
            headers = signed_in(self.secret, "application/offset+octet-stream")
            headers["Upload-Offset"] = str(offset)
            told = self.insist("PATCH", address, data[offset : offset + _PIECE], headers)
            if not self._is(told, 204, 409):
                return
            assert told is not None
            offset = int(told.headers["Upload-Offset"])
        form = urlencode({"agency": self.agency, "title": title, "upload": key})
        told = self.insist("POST", "/tai-lieu/them/", form, signed_in(self.secret))
        if told is not None and told.status == 422 and b"CH-7432" in told.content:
            # Cut off after it was taken: the upload is used, so nothing is taken twice.
            self.files[title] = digest
        elif self._is(told, 303):
            self.files[title] = digest
            self.acknowledged += 1

    def _is(self, told: Told | None, *statuses: int) -> bool:
        if told is not None and told.status not in statuses:
            self.other.append((told.status, told.content[:2000]))
            self.ended.wait(1)
        return told is not None and told.status in statuses


def let_in(office: Office) -> dict[str, Any]:
    """Sessions by account, as signing in makes one; a token, a campaign, the agency of who sends files."""
    printed = office.python(
        "import json, time\n"
        "from importlib import import_module\nfrom django.conf import settings\n"
        "from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY\n"
        "from django_scopes import scopes_disabled\n"
        "from chiso.office.api.services import make_token\n"
        "from chiso.office.campaigns.services import open_campaign\n"
        "from chiso.office.files.selectors import agencies_to_write_for\n"
        "from chiso.office.people.models import Person\n"
        "engine = import_module(settings.SESSION_ENGINE)\nmade = {}\n"
        f"for person in Person.objects.filter(username__in={(*WRITERS, SENDER)!r}):\n"
        "    session = engine.SessionStore()\n"
        "    session[SESSION_KEY] = str(person.pk)\n"
        "    session[BACKEND_SESSION_KEY] = 'allauth.account.auth_backends.AuthenticationBackend'\n"
        "    session[HASH_SESSION_KEY] = person.get_session_auth_hash()\n"
        "    session['began_at'] = session['seen_at'] = int(time.time())\n"
        "    session.create()\n    made[person.username] = session.session_key\n"
        "with scopes_disabled():\n"
        "    coordinator = Person.objects.get(username='dieu-phoi')\n"
        f"    sender = Person.objects.get(username={SENDER!r})\n"
        "    campaign = open_campaign(actor=coordinator, kind='units', title='Thử', period='2026',\n"
        "                             framework='example-every-rule@1')\n"
        "    token = make_token(actor=coordinator, name='thử', scopes=['campaigns:write'], days=1).secret\n"
        "    made |= {'campaign': campaign.key, 'token': token,\n"
        "             'agency': agencies_to_write_for(sender)[0].key}\n"
        "print(json.dumps(made))"
    )
    found: dict[str, Any] = json.loads(printed)
    return found


def written(office: Office) -> dict[str, Any]:
    """What stands: choices of language by account, phases that `Program` adds, files by title with their
    digests, tasks."""
    printed = office.python(
        "import json\nfrom collections import Counter\n"
        "from django_scopes import scopes_disabled\n"
        "from django_tasks_db.models import DBTaskResult\n"
        "from chiso.office.campaigns.models import Phase\n"
        "from chiso.office.files import storage\nfrom chiso.office.files.models import Revision\n"
        "from chiso.office.ledger.models import Entry\n"
        "from chiso.office.people.models import Person\n"
        "names = dict(Person.objects.values_list('pk', 'username'))\n"
        "chosen = Counter(Entry.objects.filter(verb='language_chosen').values_list('actor', flat=True))\n"
        "with scopes_disabled():\n"
        "    phases = [p.opens_at.isoformat() for p in Phase.objects.filter(opens_at__year__gte=2030)]\n"
        "    files = [(r.document.title, storage.digest_of(r.content.path))\n"
        "             for r in Revision.objects.select_related('document', 'content')]\n"
        "verbs = Counter(Entry.objects.values_list('verb', flat=True))\n"
        "print(json.dumps({'languages': {names[pk]: count for pk, count in chosen.items()},\n"
        "    'phases': phases, 'files': files, 'verbs': verbs,\n"
        "    'tasks': Counter(DBTaskResult.objects.values_list('status', flat=True))}))"
    )
    found: dict[str, Any] = json.loads(printed)
    return found
