"""Files that are made here and handed out: as attachments, in a box that nothing leaves."""

from __future__ import annotations

from pathlib import PurePath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
_SEALED = "sandbox; default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"


def hand_out(content: bytes, name: str) -> HttpResponse:
    """The answer that hands a file out under a name; its ending says what it is."""
    answer = HttpResponse(content, content_type=_KINDS[PurePath(name).suffix])
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Content-Security-Policy"] = _SEALED
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
