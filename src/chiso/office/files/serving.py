"""Handing bytes out: only after rights were checked, as an attachment, in a box that nothing leaves.

Headers of every answer: nosniff, a CSP of its own (`sandbox; default-src 'none'`), never kept by a proxy.
A picture of a page is drawn by this program; the file itself is never shown in the browser. A sound is played
there: what is kept of it was written anew (`checking/sounds`).

With the setting `files_by_nginx` the bytes are sent by nginx (X-Accel-Redirect, with ranges).
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from chiso.office.configuration import configuration
from chiso.office.files import storage
from chiso.office.files.checking.kinds import FACTS, Kind
from chiso.office.files.checking.running import draw_page
from chiso.office.files.models import Content, Revision
from chiso.office.files.problems import held_back, lost_on_disk, no_preview, waits_for_scanner
from chiso.office.files.services.uploads import limits

SEALED = "sandbox; default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
WIDTH = 1200
_RANGE = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})")


def refuse_unready(content: Content) -> None:
    """Raises NotServed (CH-7428, CH-7429, CH-7433) where the bytes must not go out, or are not there."""
    if content.scan == "found":
        raise held_back(content.scan_found)
    if content.scan == "waiting":
        raise waits_for_scanner()
    if content.condition != "whole" or not storage.place_of(content.path).is_file():
        raise lost_on_disk()


def send_file(revision: Revision) -> HttpResponseBase:
    """The file of a revision. Raises NotServed."""
    content = revision.content
    refuse_unready(content)
    if content.size != storage.place_of(content.path).stat().st_size:
        raise lost_on_disk()
    answer: HttpResponseBase
    prefix = configuration().files_by_nginx
    if prefix:
        answer = HttpResponse()
        answer["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{content.path}"
    else:
        answer = FileResponse(storage.open_bytes(content.path))
        answer["Content-Length"] = str(content.size)
    answer["Content-Type"] = FACTS[Kind(content.kind)].media_type
    answer["Content-Disposition"] = content_disposition_header(True, revision.name) or "attachment"
    answer["ETag"] = f'"{content.sha256}"'
    return _sealed(answer)


def draw(revision: Revision, page: int) -> tuple[bytes, int]:
    """A page of a PDF, or a picture, as PNG; and how many pages there are. Raises NotServed."""
    return _draw(revision.content, page)


def send_picture(content: Content) -> HttpResponseBase:
    """A picture that another app keeps, drawn as PNG; the app has asked for the right. Raises NotServed."""
    drawn, _pages = _draw(content, 1)
    answer = _sealed(HttpResponse(drawn, content_type="image/png"))
    answer["Content-Disposition"] = "inline"
    return answer


def send_sound(content: Content, wanted: str) -> HttpResponseBase:
    """A sound that another app keeps; the app has asked for the right. `wanted`: the head Range, "" for none.

    Players ask for parts, and some play nothing that does not come in parts. Raises NotServed.
    """
    refuse_unready(content)
    with storage.open_bytes(content.path) as file:
        data = file.read()
    if len(data) != content.size:
        raise lost_on_disk()
    answer = _part(data, wanted)
    answer["Content-Type"] = FACTS[Kind(content.kind)].media_type
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Disposition"] = "inline"
    return _sealed(answer)


def _part(data: bytes, wanted: str) -> HttpResponse:
    """The one part that is asked for, or all of it where none is, or several are (RFC 9110, 14.2)."""
    asked = _RANGE.fullmatch(wanted.strip())
    if asked is None or not any(asked.groups()):
        return HttpResponse(data)
    first, last = asked.groups()
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    if not start <= end:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{len(data)}"
        return answer
    answer = HttpResponse(data[start : end + 1], status=206)
    answer["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
    return answer


def _draw(content: Content, page: int) -> tuple[bytes, int]:
    refuse_unready(content)
    kind = Kind(content.kind)
    if not FACTS[kind].has_pages:
        raise no_preview()
    with tempfile.TemporaryDirectory(prefix="chiso-page-") as folder:
        into = Path(folder) / "page.png"
        pages = draw_page(storage.place_of(content.path), kind, page, WIDTH, into, limits())
        if not pages:
            raise no_preview()
        return into.read_bytes(), pages


def send_page(revision: Revision, page: int) -> HttpResponseBase:
    """The drawn page. A revision never changes, so its reader's browser may keep it for an hour."""
    drawn, _pages = draw(revision, page)
    answer = _sealed(HttpResponse(drawn, content_type="image/png"))
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def _sealed(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Content-Security-Policy"] = SEALED
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
