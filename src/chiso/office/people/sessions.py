"""Sessions of a person: where they are signed in, since when, and ending them at once."""

from __future__ import annotations

import time

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from chiso.office.people.models import Person

# How old "last seen" may be: a write on every request would cost more than it tells.
SEEN_EVERY = 300
_SEEN = "seen_at"
_BEGAN = "began_at"
# A session ends ten hours after the sign-in, however busy it was, and after two hours without a request.
# Two hours: long texts are written from documents on paper; behind a session stand password and code.
LONGEST = 10 * 3600
IDLE = 2 * 3600


def note_begin(request: HttpRequest) -> None:
    """Somebody signed in just now."""
    request.session[_BEGAN] = request.session[_SEEN] = int(time.time())


def is_over(request: HttpRequest) -> bool:
    """Whether a session has lasted, or has lain idle, for too long."""
    now = int(time.time())
    began, seen = (int(request.session.get(name, 0)) for name in (_BEGAN, _SEEN))
    # What is noted of use may be as old as a note may be.
    return now - began >= LONGEST or now - seen >= IDLE + SEEN_EVERY


def note_seen(request: HttpRequest) -> None:
    """Note that a session is in use, at most once in five minutes."""
    now = int(time.time())
    if now - int(request.session.get(_SEEN, 0)) < SEEN_EVERY:
        return
    request.session[_SEEN] = now
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def sessions_of(person: Person) -> list[UserSession]:
    """The sessions of a person that are still open, the latest first. Two queries."""
    rows = list(UserSession.objects.filter(user=person).order_by("-last_seen_at", "-pk"))
    keys = [row.session_key for row in rows]
    open_keys = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    return [row for row in rows if row.session_key in open_keys]


def end_sessions_of(person: Person, *, but: str = "", only: int | None = None) -> int:
    """End all sessions of a person, or all but one (its key), or one (its row); returns how many."""
    rows = UserSession.objects.filter(user=person)
    rows = rows.filter(pk=only) if only is not None else rows.exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)
