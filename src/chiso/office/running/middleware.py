"""Around every request: its number, its line in the log, its count; the answer when database or disk fail."""

from __future__ import annotations

import errno
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
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse

from chiso.language import Language, text
from chiso.office.running.logs import request_id
from chiso.office.running.metrics import count_answer
from chiso.problems import Place, Problem

_log = logging.getLogger("chiso.request")
_faults = logging.getLogger("chiso.fault")
_A_NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")
HEADER = "X-Request-ID"
UNAVAILABLE, FULL = "CH-7504", "CH-7515"
_STATUS = {UNAVAILABLE: 503, FULL: 507}
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# PostgreSQL's "disk_full".
_DISK_FULL = "53100"


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
        """What the office answers; where database or disk fail, the answer that says so."""
        try:
            answer = self.get_response(request)
        except (OperationalError, InterfaceError, OSError) as error:
            # The page for faults asked the database too.
            code = code_of_outage(error)
            if not code:
                raise
            return answer_unavailable(request, code)
        code = getattr(request, "outage", "")
        return answer_unavailable(request, code) if code else answer


class Sessions(SessionMiddleware):
    """Django's sessions; one that cannot be noted now does not take back the answer to what was done."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Note the session; where database or disk fail, the answer goes out all the same."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            # Django takes every fault of the database for a session that was ended meanwhile (400).
            within = interrupted.__context__
            if not code_of_outage(within.__context__ if within is not None else None):
                raise
            _faults.exception("session not noted", extra={"route": route_of(request)})
            return response


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


def answer_unavailable(request: HttpRequest, code: str = UNAVAILABLE) -> HttpResponse:
    """503, or 507 for a full disk, without asking the database: nothing was saved, try again."""
    from chiso.language import LANGUAGES
    from chiso.office.ui.middleware import COOKIE
    from chiso.office.ui.templates import environment

    answer: HttpResponse
    if request.path.startswith("/api/"):
        language: Language = "en" if request.headers.get("Accept-Language", "")[:2].lower() == "en" else "vi"
        answer = JsonResponse({"problems": [_as_problem(code).as_record(language)]})
    else:
        wished = request.COOKIES.get(COOKIE, "")
        page = {"language": wished if wished in LANGUAGES else "vi", "path": ""}
        template = environment().get_template("running/unavailable.html.j2")
        answer = HttpResponse(template.render(page=page, code=code, is_full=code == FULL))
    answer.status_code = _STATUS[code]
    answer["Retry-After"] = "30"
    answer["Cache-Control"] = "no-store"
    return answer


def _as_problem(code: str) -> Problem:
    expected = text("Expected a database that can be reached and written; nothing of this call was saved.")
    if code == FULL:
        expected = text("Expected free space on the disk of the office; nothing of this call was saved.")
    mend = text("Send it again in a minute, with the same idempotency key.")
    return Problem(code, Place(), "", expected, mend)


def code_of_outage(fault: BaseException | None) -> str:
    """CH-7515: no space on the disk; CH-7504: the database cannot be reached or written now; else ""."""
    if isinstance(fault, OperationalError | InterfaceError):
        cause = fault.__cause__
        is_full = (
            getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL"
            or getattr(cause, "sqlstate", "") == _DISK_FULL
        )
        return FULL if is_full else UNAVAILABLE
    return FULL if isinstance(fault, OSError) and fault.errno in _NO_SPACE else ""


def tell_of_fault(sender: object, request: HttpRequest | None = None, **_named: Any) -> None:
    """One line for each fault of the program; connected to Django's signal."""
    del sender
    route, event = "", "fault"
    code = code_of_outage(sys.exc_info()[1])
    if code:
        event = "disk full" if code == FULL else "database gone"
    if request is not None:
        route = route_of(request)
        request.outage = code  # type: ignore[attr-defined]
    _faults.error(event, exc_info=True, extra={"route": route})


def connect() -> None:
    """Called once, when the app is ready."""
    got_request_exception.connect(tell_of_fault, dispatch_uid="chiso.office.running")
