"""Pages of records: reading one, writing it by form, its end, opening it again, its papers, photographs."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Language, Text, text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.serving import send_picture
from chiso.office.files.showing import add_problems
from chiso.office.inspections.access import (
    GO,
    READ,
    may_delete_sound,
    photo_for,
    record_for,
    visit_to_make,
)
from chiso.office.inspections.models import Record, Visit
from chiso.office.inspections.record_content import Content, content_of
from chiso.office.inspections.record_forms import EndForm, PhotoForm, RecordForm, ReopenForm
from chiso.office.inspections.record_papers import ENDINGS, name_of_record, write_blank, write_record
from chiso.office.inspections.record_words import (
    ANSWER_NAMES,
    CONSENTS,
    HOW_SIGNED,
    OUTCOME_NAMES,
    SEVERITY_NAMES,
    SIDES,
    VOICE_ANSWERS,
    VOICE_QUESTIONS,
)
from chiso.office.inspections.services import records as services
from chiso.office.inspections.services.records import Entry
from chiso.office.inspections.services.syncing import is_open
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep

NAMES: dict[str, Any] = {
    "answer_names": ANSWER_NAMES, "outcome_names": OUTCOME_NAMES, "severity_names": SEVERITY_NAMES,
    "how_signed": HOW_SIGNED, "sides": SIDES, "voice_questions": VOICE_QUESTIONS,
    "voice_answers": VOICE_ANSWERS, "consents": CONSENTS,
}  # fmt: skip
_MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@needs(READ)
@require_safe
@csp_update({"media-src": ["'self'"]})  # type: ignore[arg-type]
def record(request: HttpRequest, key: str) -> HttpResponse:
    """The record of a visit."""
    person = person_of(request)
    visit, found = record_for(person, key)
    content = content_of(visit, found)
    is_mine = _is_mine(request, visit)
    context = {
        "may_write": is_mine and (found is None or is_open(found, visit)) and visit.is_under_way,
        "may_reopen": is_mine and found is not None and _may_reopen(found, visit),
        "may_delete_sound": may_delete_sound(person, visit),
        "is_mine": is_mine,
    }
    return _page(request, "record", content, context)


@needs(GO)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: str) -> HttpResponse:
    """Write the record by form."""
    person = person_of(request)
    visit = visit_to_make(person, key)
    found = Record.objects.filter(visit=visit).first()
    content = content_of(visit, found)
    form = keep(request, RecordForm(content, _language(request), request.POST or None))
    if request.method == "POST" and form.is_valid():
        try:
            services.write_record(
                actor=person, visit=visit, entries=form.entries(), expected_version=expected_version(request)
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "talk_words")
        else:
            return _back(request, visit, text("The record was saved."))
    return _page(request, "write", content, {"form": form})


@needs(GO)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, key: str) -> HttpResponse:
    """Enter the signatures and end the visit."""
    person = person_of(request)
    visit = visit_to_make(person, key)
    found = _begun(visit)
    content = content_of(visit, found)
    form = keep(request, EndForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        entries = [*form.entries(content.digest), Entry("part", "ended", {})]
        try:
            services.write_record(
                actor=person, visit=visit, entries=entries, expected_version=expected_version(request)
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "official_name")
        else:
            return _back(request, visit, text("The visit was ended; its record stands."))
    return _page(request, "end", content, {"form": form})


@needs(GO)
@require_http_methods(["GET", "HEAD", "POST"])
def add_photo(request: HttpRequest, key: str) -> HttpResponse:
    """Add a photograph by form; it is drawn anew here, without its metadata."""
    person = person_of(request)
    visit = visit_to_make(person, key)
    found = _begun(visit)
    content = content_of(visit, found)
    form = keep(request, PhotoForm(content.seen, request.POST or None, request.FILES or None))
    if request.method == "POST" and form.is_valid():
        data, name = form.cleaned_data["file"].read(), secrets.token_hex(8)
        value = {
            "words": form.cleaned_data["words"], "finding": form.cleaned_data["finding"], "taken_at": "",
            "place": "", "sha256": hashlib.sha256(data).hexdigest(),
        }  # fmt: skip
        try:
            services.add_photo(
                actor=person, visit=visit, entry=Entry("photo", name, value), data=data,
                expected_version=expected_version(request),
            )  # fmt: skip
        except Incomplete as refused:
            add_problems(form, refused.problems, "file")
        else:
            return _back(request, visit, text("The photograph was kept."))
    return _page(request, "photo", content, {"form": form})


@needs(GO)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, key: str) -> HttpResponse:
    """Open a signed record again."""
    person = person_of(request)
    visit = visit_to_make(person, key)
    found = _begun(visit)
    form = keep(request, ReopenForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_record(
                actor=person, record=found, reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )  # fmt: skip
        except Incomplete as refused:
            add_problems(form, refused.problems, "reason")
        else:
            return _back(request, visit, text("The record is open again; both sides sign anew."))
    return _page(request, "reopen", content_of(visit, found), {"form": form})


@needs(READ)
@require_safe
def paper(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """The record as Word or PDF."""
    visit, found = record_for(person_of(request), key)
    if ending not in ENDINGS or found is None:
        raise NotFound
    content = content_of(visit, found)
    return _file(write_record(content, ending), name_of_record(content, ending), ending)


@needs(GO)
@require_safe
def blank(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """The blank form to take along on paper."""
    visit = visit_to_make(person_of(request), key)
    if ending not in ENDINGS:
        raise NotFound
    content = content_of(visit, None)
    return _file(write_blank(content, ending), name_of_record(content, ending, is_blank=True), ending)


@needs(READ)
@require_safe
def photo(request: HttpRequest, key: str) -> HttpResponseBase:
    """A photograph, drawn by the server."""
    found = photo_for(person_of(request), key)
    if found.content is None:
        raise NotFound
    return send_picture(found.content)


def _begun(visit: Visit) -> Record:
    found: Record | None = Record.objects.filter(visit=visit).first()
    if found is None:
        raise NotFound
    found.visit = visit
    return found


def _may_reopen(found: Record, visit: Visit) -> bool:
    return found.state == "signed" and visit.handed_over_at is None and visit.is_under_way


def _is_mine(request: HttpRequest, visit: Visit) -> bool:
    try:
        visit_to_make(person_of(request), visit.key)
    except NotFound:
        return False
    return True


def _page(request: HttpRequest, name: str, content: Content, context: dict[str, Any]) -> HttpResponse:
    whole = NAMES | {
        "content": content, "visit": content.visit, "record": content.record,
        "inspection": content.visit.inspection, "language": _language(request), **context,
    }  # fmt: skip
    return render(request, f"inspections/records/{name}.html.j2", whole, status=status_of_form(request))


def _file(data: bytes, name: str, ending: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=_MEDIA[ending])
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _back(request: HttpRequest, visit: Visit, said: Text) -> HttpResponse:
    flash(request, said)
    return SeeOther(reverse("inspections:record", args=[visit.key]))


def _language(request: HttpRequest) -> Language:
    language: Language = getattr(request, "language", "vi")
    return language
