"""Around every request: its number, its line in the log, its count; the page for a database that is gone."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from chiso.office.running.logs import request_id
from chiso.office.running.metrics import count_answer

_log = logging.getLogger("chiso.request")
_faults = logging.getLogger("chiso.fault")
_A_NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")
HEADER = "X-Request-ID"
UNAVAILABLE = "CH-7504"


@dataclass
class RequestLine:
    """Outermost: numbers the request, writes its line, counts it."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and tell of it."""
        number = _number_of(request)
        token = request_id.set(number)
        begin = time.perf_counter()
        try:
            answer = self._answer(request)
            seconds = time.perf_counter() - begin
            answer[HEADER] = number
            route = route_of(request)
            _log.info("request", extra=_facts(request, answer, route, seconds))
            # The figures lie in files; a disk that is full costs a figure, not an answer.
            with suppress(OSError):
                count_answer(route, request.method or "", answer.status_code, seconds)
            return answer
        finally:
            request_id.reset(token)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """What the office answers; where the database is gone, the page that says so."""
        try:
            answer = self.get_response(request)
        except (OperationalError, InterfaceError):
            # The page for faults asked the database too.
            return answer_unavailable(request)
        return answer_unavailable(request) if getattr(request, "database_is_gone", False) else answer


def route_of(request: HttpRequest) -> str:
    """The name of the address: "people:list"; never the address itself."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    return "static" if request.path.startswith(str(settings.STATIC_URL)) else "unknown"


def _number_of(request: HttpRequest) -> str:
    """The number that our proxy gave, else a new one."""
    given = str(request.headers.get(HEADER, ""))
    if settings.SECURE_PROXY_SSL_HEADER and _A_NUMBER.fullmatch(given):
        return given
    return secrets.token_hex(8)


def _facts(request: HttpRequest, answer: HttpResponse, route: str, seconds: float) -> dict[str, Any]:
    # Only if somebody looked already: a line of the log is no reason to ask the database who it is.
    person = getattr(request, "_cached_user", None)
    return {
        "method": request.method,
        "route": route,
        "status": answer.status_code,
        "ms": round(seconds * 1000, 1),
        "person": getattr(person, "pk", None),
    }


def answer_unavailable(request: HttpRequest) -> HttpResponse:
    """503 with a page that needs no database: nothing was saved, try again."""
    from chiso.language import LANGUAGES
    from chiso.office.ui.middleware import COOKIE
    from chiso.office.ui.templates import environment

    wished = request.COOKIES.get(COOKIE, "")
    page = {"language": wished if wished in LANGUAGES else "vi", "path": ""}
    content = environment().get_template("running/unavailable.html.j2").render(page=page, code=UNAVAILABLE)
    answer = HttpResponse(content, status=503)
    answer["Retry-After"] = "30"
    answer["Cache-Control"] = "no-store"
    return answer


def is_database_gone(fault: BaseException | None) -> bool:
    """Whether a fault says that the database cannot be reached or cannot write now."""
    return isinstance(fault, (OperationalError, InterfaceError))


def tell_of_fault(sender: object, request: HttpRequest | None = None, **_named: Any) -> None:
    """One line for each fault of the program; connected to Django's signal."""
    del sender
    route, event = "", "fault"
    if request is not None:
        route = route_of(request)
    if is_database_gone(sys.exc_info()[1]):
        event = "database gone"
        request.database_is_gone = True  # type: ignore[union-attr]
    _faults.error(event, exc_info=True, extra={"route": route})


def connect() -> None:
    """Called once, when the app is ready."""
    got_request_exception.connect(tell_of_fault, dispatch_uid="chiso.office.running")
