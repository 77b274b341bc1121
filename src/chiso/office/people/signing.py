"""Coming in and going out, told in the record; and when somebody last proved who they are."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from chiso.office.people.lockout import record_of_sign_in
from chiso.office.people.models import Person
from chiso.office.people.sessions import note_begin

PROVED_AT = "proved_at"


def listen() -> None:
    """Hear of sign-ins and sign-outs; called when the app is ready."""
    user_logged_in.connect(_came_in, dispatch_uid="chiso.signed_in")
    user_logged_out.connect(_went_out, dispatch_uid="chiso.signed_out")


def note_proof(request: HttpRequest) -> None:
    """Somebody just gave a code."""
    request.session[PROVED_AT] = int(time.time())


def has_proved(request: HttpRequest, within: int) -> bool:
    """Whether a code was given within so many seconds."""
    return time.time() - float(request.session.get(PROVED_AT, 0)) < within


def _came_in(*, request: HttpRequest, user: Person, **_more: Any) -> None:
    """The sign-in ended with a code, so it counts as a proof."""
    note_proof(request)
    note_begin(request)
    record_of_sign_in(user, "signed_in", request)


def _went_out(*, request: HttpRequest, user: Person | None, **_more: Any) -> None:
    if user is not None:
        record_of_sign_in(user, "signed_out", request)
