"""How files come in: bounded while they are read, written piece by piece.

Django would take any length and only then ask the form. `BoundedFile` stands first among the handlers of
uploads and drops a file once it is longer than the office takes; the other fields of the form arrive, so
that the page can say what was wrong and lose nothing that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from chiso.office.configuration import configuration
from chiso.office.files.models import Upload
from chiso.office.files.services.uploads import (
    LARGEST_PIECE,
    append_to_upload,
    begin_upload,
    end_upload,
)
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.problems import Refused

TOO_LONG = "chiso.file_too_long"


class BoundedFile(FileUploadHandler):
    """Passes pieces on up to the largest size; then the file is left out and the request says so."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Called for each piece of a file."""
        if start + len(raw_data) > configuration().upload_limit:
            request: Any = self.request
            request.META[TOO_LONG] = True
            raise SkipFile
        return raw_data

    def file_complete(self, _file_size: int) -> UploadedFile[bytes] | None:
        """The next handler keeps the file."""
        return None


def was_too_long(request: HttpRequest) -> bool:
    """Whether a file of this request was left out for its length."""
    return bool(request.META.get(TOO_LONG))


def receive_file(*, actor: Person, agency: Agency, file: UploadedFile[bytes], keeps_metadata: bool) -> Upload:
    """A file that came with a form, as an upload that has come as a whole.

    One that cannot be received is cancelled: no form knows its key, so nobody could go on with it.
    Raises as `begin_upload` and `append_to_upload`; OSError where the disk takes no more.
    """
    pieces = _pieces_of(file)
    upload = begin_upload(
        actor=actor,
        agency=agency,
        name=file.name or "",
        size=file.size or 0,
        keeps_metadata=keeps_metadata,
        first=next(pieces, b""),
    )
    try:
        for piece in pieces:
            upload = append_to_upload(upload=upload, offset=upload.offset, piece=piece)
    except (Refused, OSError):
        end_upload(upload, "cancelled")
        raise
    return upload


def _pieces_of(file: UploadedFile[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that an upload takes.

    Not `file.chunks`: where Django holds a form in memory (up to 2,621,440 bytes) that gives the file as
    one chunk, whatever length is asked for.
    """
    file.seek(0)
    while piece := file.read(LARGEST_PIECE):
        yield piece
