"""The phone: its page, the worker that hands it out without network, what it fetches and sends.

    GET   dien-thoai/                      the page: no visit stands in it, so that a browser may keep it
    GET   dien-thoai/may.js                the worker, for this path alone
    GET   dien-thoai/goi.json              visits, checklists, what stands; the time here; a token for sending
    POST  dien-thoai/gui/                  {"device", "visit", "changes": […]} → {"answers": […]}
    POST  dien-thoai/anh/<visit>/<photo>/  the bytes of a photograph
    POST  dien-thoai/ghi-am/<visit>/<note>/  the sound of a voice note

What is refused comes as {"problems": [{code, found, expected, mend, …}]}.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Annotated, Any

from csp.decorators import csp_update
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from chiso.language import Language
from chiso.office.errors import Incomplete, OfficeRefused
from chiso.office.inspections.access import GO, visit_to_make
from chiso.office.inspections.cells import canonical, value_of
from chiso.office.inspections.phone import package_for
from chiso.office.inspections.phone_words import words_in
from chiso.office.inspections.record_problems import unreadable_message
from chiso.office.inspections.services.attaching import attach_photo, attach_voice_note
from chiso.office.inspections.services.syncing import MOST_CHANGES, Answered, Change, take_changes
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.permissions import HEADER, policy_with
from chiso.problems import Refused

SCRIPTS = ("vault", "sample", "log", "line", "parts", "drawing", "sound", "notes", "visit", "paper", "page")
_A_DAY = 24 * 3600 * 1000
View = Callable[..., HttpResponse]


class ChangeSent(BaseModel):
    """A change as the page sends it."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=1, le=2_000_000_000)]
    kind: Annotated[str, Field(max_length=10)]
    name: Annotated[str, Field(max_length=60)]
    value: dict[str, Any] | None
    seen: Annotated[int, Field(ge=0, le=2_000_000_000)]
    at: AwareDatetime
    offset: Annotated[int, Field(ge=-36_500 * _A_DAY, le=36_500 * _A_DAY)] | None = None


class MessageSent(BaseModel):
    """What is sent at once, of one visit."""

    model_config = ConfigDict(extra="forbid")

    device: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    visit: Annotated[str, Field(max_length=20)]
    changes: Annotated[list[ChangeSent], Field(min_length=1, max_length=MOST_CHANGES)]


def _in_json(view: View) -> View:
    """Refusals as JSON, since a script reads them."""

    @wraps(view)
    def answering(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            return view(request, **named)
        except Refused as refused:
            status = refused.status if isinstance(refused, OfficeRefused) else 422
            problems = [one.as_record(_language(request)) for one in refused.problems]
            return JsonResponse({"problems": problems}, status=status)

    return answering


@needs(GO)
@require_safe
@csp_update({"media-src": ["'self'", "blob:"]})
def page(request: HttpRequest) -> HttpResponse:
    """The page. Nothing of a person or a visit is in it. It alone may hear and ask where it is."""
    answer = render(request, "inspections/phone/page.html.j2", _context(request))
    answer[HEADER] = policy_with("microphone", "geolocation")
    return answer


@needs(GO)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker: which page and files it keeps, and by what version."""
    context = _context(request)
    files = [static(name) for name in ("chiso.css", "mark.svg", *_scripts())]
    # Any change of the page, its words or (by their names) its files is another version.
    shown = render_to_string("inspections/phone/page.html.j2", context, request, using="pages")
    version = hashlib.sha256((shown + json.dumps(files)).encode()).hexdigest()[:16]
    shell = json.dumps({"version": version, "page": reverse("inspections:phone"), "files": files})
    script = f'self.chisoShell = {shell};\nimportScripts("{static("office/phone/worker.js")}");\n'
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@needs(GO)
@require_safe
@_in_json
def package(request: HttpRequest) -> HttpResponse:
    """What the phone takes along."""
    return JsonResponse(package_for(person_of(request), _language(request)) | {"token": get_token(request)})


@needs(GO)
@require_POST
@_in_json
def send(request: HttpRequest) -> HttpResponse:
    """Take the changes of one visit."""
    message = _message(request)
    visit = visit_to_make(person_of(request), message.visit)
    changes = [
        Change(one.number, one.kind, one.name, one.value, one.seen, one.at, one.offset)
        for one in message.changes
    ]
    answers = take_changes(actor=person_of(request), visit=visit, device=message.device, changes=changes)
    return JsonResponse({"answers": [_answer(one, _language(request)) for one in answers]})


@needs(GO)
@require_POST
@_in_json
def photo(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Take the bytes of a photograph."""
    visit = visit_to_make(person_of(request), key)
    attach_photo(actor=person_of(request), visit=visit, name=name, data=_body(request))
    return JsonResponse({"state": "taken"})


@needs(GO)
@require_POST
@_in_json
def voice_note(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Take the sound of a voice note. One that was deleted is not kept, and the phone lets it go."""
    visit = visit_to_make(person_of(request), key)
    note = attach_voice_note(actor=person_of(request), visit=visit, name=name, data=_body(request))
    return JsonResponse({"state": "taken" if note.content_id is not None else "deleted"})


def _body(request: HttpRequest) -> bytes:
    """What was sent. Raises Incomplete (CH-8693) where it came as a form, or is larger than any message."""
    try:
        return request.body
    except (RawPostDataException, RequestDataTooBig):
        raise Incomplete([unreadable_message()]) from None


def _message(request: HttpRequest) -> MessageSent:
    """What was sent. Raises Incomplete (CH-8693): no such message, NUL or half a character in it."""
    try:
        told = json.loads(_body(request))
        if any("\0" in said for said in _texts_in(told)):
            raise ValueError("NUL")
        canonical(told).encode()
        return MessageSent.model_validate(told)
    except (ValueError, RecursionError, ValidationError):
        raise Incomplete([unreadable_message()]) from None


def _texts_in(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for name, value in told.items():
            yield name
            yield from _texts_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from _texts_in(value)


def _answer(one: Answered, language: Language) -> dict[str, Any]:
    told: dict[str, Any] = {"number": one.number, "state": one.state, "revision": one.revision}
    if one.problem is not None:
        problem = one.problem
        said = (problem.expected.in_language(language), problem.mend.in_language(language))
        told["problem"] = f"{' '.join(said)} ({problem.code})"
    if one.stands is not None:
        told["stands"] = {
            "value": value_of(one.stands),
            "revision": one.stands.revision,
            "by": one.stands.by.full_name,
            "at": one.stands.at.isoformat(timespec="milliseconds"),
        }
    return told


def _context(request: HttpRequest) -> dict[str, Any]:
    language = _language(request)
    return {
        "language": language,
        "words_of_page": json.dumps(words_in(language), ensure_ascii=False),
        "scripts": _scripts(),
        "photo_address": _address("inspections:phone-photo"),
        "voice_note_address": _address("inspections:phone-voice-note"),
    }


def _address(name: str) -> str:
    """Where the bytes of a cell go, with places that the page fills in."""
    return reverse(name, args=["VISIT", "NAME"]).replace("VISIT", "{visit}").replace("NAME", "{name}")


def _scripts() -> list[str]:
    return [f"office/phone/{name}.js" for name in SCRIPTS]


def _language(request: HttpRequest) -> Language:
    language: Language = getattr(request, "language", "vi")
    return language
