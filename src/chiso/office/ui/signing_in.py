"""When one signed in the time before: told at the foot of each page, so that a stranger is noticed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

LAST_SIGN_IN = "last_sign_in"


def remember_last_sign_in(*, request: HttpRequest, user: Any, **_named: Any) -> None:
    """Keep the time of the sign-in before this one in the session.

    Connected before Django writes the new time, since this app comes first.
    """
    if user.last_login is not None:
        request.session[LAST_SIGN_IN] = user.last_login.isoformat()


def listen() -> None:
    """Hear of sign-ins; called when the app is ready."""
    user_logged_in.connect(remember_last_sign_in, dispatch_uid="remember_last_sign_in")
