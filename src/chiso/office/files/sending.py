"""Files in pieces, for slow lines; made after the resumable upload protocol tus 1.0 (creation, offset).

    POST   /tai-lieu/tai-len/          agency, name, size[, sha256, keeps_metadata]
                                       → 201, Location, {"key", "offset", "piece"}
    HEAD   /tai-lieu/tai-len/<key>/    → 200, Upload-Offset, Upload-Length
    PATCH  /tai-lieu/tai-len/<key>/    Upload-Offset: n, the bytes → 204, Upload-Offset; 409 says how far
    DELETE /tai-lieu/tai-len/<key>/    → 204

Each needs the CSRF token (X-CSRFToken). What is wrong comes as {"problems": [{code, found, expected,
mend, …}]}. The bytes become evidence when the form that names the key is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import Language
from chiso.office.errors import NotFound, OfficeRefused
from chiso.office.files.access import WRITE, upload_for
from chiso.office.files.models import Upload
from chiso.office.files.problems import OffsetDiffers, PieceTooLarge
from chiso.office.files.selectors import agencies_to_write_for
from chiso.office.files.services.uploads import (
    LARGEST_PIECE,
    append_to_upload,
    begin_upload,
    cancel_upload,
)
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.problems import Refused

# What a script sends at once: on a line of 0.5 Mbit/s a piece takes four seconds.
PIECE = 262_144
_LONGEST_NUMBER = 15

View = Callable[..., HttpResponse]


def _in_json(view: View) -> View:
    """Refusals as JSON, since a script reads them."""

    @wraps(view)
    def answering(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            return view(request, **named)
        except Refused as refused:
            status = refused.status if isinstance(refused, OfficeRefused) else 422
            language: Language = getattr(request, "language", "vi")
            answer = JsonResponse(
                {"problems": [one.as_record(language) for one in refused.problems]}, status=status
            )
            if isinstance(refused, OffsetDiffers):
                answer["Upload-Offset"] = str(refused.offset)
            return answer

    return answering


@needs(WRITE)
@require_POST
@_in_json
def begin(request: HttpRequest) -> HttpResponse:
    """Announce a file."""
    agencies = {agency.key: agency for agency in agencies_to_write_for(person_of(request))}
    agency = agencies.get(request.POST.get("agency", ""))
    if agency is None:
        raise NotFound
    upload = begin_upload(
        actor=person_of(request),
        agency=agency,
        name=request.POST.get("name", ""),
        size=_number(request.POST.get("size", "")) or 0,
        sha256=request.POST.get("sha256", ""),
        keeps_metadata=bool(request.POST.get("keeps_metadata")),
    )
    answer = JsonResponse({"key": upload.key, "offset": 0, "piece": PIECE}, status=201)
    answer["Location"] = reverse("files:upload", args=[upload.key])
    return _told(answer, upload)


@needs(WRITE)
@require_http_methods(["HEAD", "GET", "PATCH", "DELETE"])
@_in_json
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """How far it is; a further piece; give it up."""
    found = upload_for(person_of(request), key)
    if request.method == "DELETE":
        cancel_upload(actor=person_of(request), upload=found)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        offset = _number(request.headers.get("Upload-Offset", ""))
        if offset is None:
            raise OffsetDiffers(found.offset)
        found = append_to_upload(upload=found, offset=offset, piece=_read_piece(request))
        return _told(HttpResponse(status=204), found)
    if found.state not in ("open", "checked"):
        raise NotFound
    return _told(JsonResponse({"key": found.key, "offset": found.offset, "piece": PIECE}), found)


def _read_piece(request: HttpRequest) -> bytes:
    """The bytes that came, be it fewer than announced: what a broken line delivered is kept."""
    piece = b""
    try:
        while len(piece) <= LARGEST_PIECE:
            more = request.read(65_536)
            if not more:
                return piece
            piece += more
    except UnreadablePostError:
        return piece
    raise PieceTooLarge(LARGEST_PIECE)


def _number(written: str) -> int | None:
    is_number = written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER
    return int(written) if is_number else None


def _told(answer: HttpResponse, upload: Upload) -> HttpResponse:
    answer["Upload-Offset"] = str(upload.offset)
    answer["Upload-Length"] = str(upload.size)
    answer["Cache-Control"] = "no-store"
    return answer
