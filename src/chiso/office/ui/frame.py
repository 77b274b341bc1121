"""What the frame of every page needs: language, person, navigation, what the page before had to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from chiso.office.configuration import configuration
from chiso.office.notices.selectors import count_unread
from chiso.office.ui.help import topic_of
from chiso.office.ui.navigation import entries_for
from chiso.office.ui.reader import reader_of
from chiso.office.ui.signing_in import LAST_SIGN_IN

_KINDS = {messages.SUCCESS: "good", messages.WARNING: "warn", messages.ERROR: "bad"}


@dataclass(frozen=True, slots=True)
class Flash:
    """What was just done, or not; `detail` follows the first sentence."""

    text: str
    level: str
    detail: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `page`, `person`, `account`, `navigation`, `office`."""
    reader = reader_of(request)
    page = {
        "language": getattr(request, "language", "vi"),
        "path": request.get_full_path(),
        "flashes": lambda: _flashes(request),
        "help": topic_of(match.view_name) if (match := request.resolver_match) else "",
    }
    if reader is None:
        return bare_frame() | {"page": page}
    when = request.session.get(LAST_SIGN_IN, "")
    account = {
        "standing": reader.standing,
        "unread": count_unread(reader.person),
        "last_sign_in": datetime.fromisoformat(when) if when else None,
    }
    return bare_frame() | {
        "page": page,
        "person": reader.person,
        "account": account,
        "navigation": entries_for(request, reader),
    }


def bare_frame(language: str = "vi") -> dict[str, Any]:
    """The same without a request, database and person: for pages that must stand when those do not."""
    nothing: Callable[[], list[Flash]] = list
    return {
        "page": {"language": language, "path": "/", "flashes": nothing, "help": ""},
        "person": None,
        "account": {"standing": "", "unread": None, "last_sign_in": None},
        "navigation": [],
        "office": {"city": configuration().city, "demonstration": configuration().demonstration},
    }


def _flashes(request: HttpRequest) -> list[Flash]:
    found = []
    for message in messages.get_messages(request):
        first, _, rest = str(message.message).partition("\n")
        found.append(Flash(first, _KINDS.get(message.level, ""), rest))
    return found
