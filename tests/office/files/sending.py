"""Sending files in tests."""

from __future__ import annotations

from chiso.office.files.models import Document, Upload
from chiso.office.files.services.documents import Facts, add_document
from chiso.office.files.services.uploads import append_to_upload, begin_upload
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person


def sent(actor: Person, agency: Agency, name: str, data: bytes, **options: object) -> Upload:
    """An upload that has come as a whole."""
    upload = begin_upload(actor=actor, agency=agency, name=name, size=len(data), **options)  # type: ignore[arg-type]
    for at in range(0, len(data), 1_000_000):
        upload = append_to_upload(upload=upload, offset=at, piece=data[at : at + 1_000_000])
    return upload


def make_document(
    actor: Person, agency: Agency, title: str = "Báo cáo", file: tuple[str, bytes] | None = None
) -> Document:
    """A document, with a file where one is given."""
    upload = sent(actor, agency, *file) if file else None
    return add_document(actor=actor, agency=agency, facts=Facts(number="12/BC", title=title), upload=upload)
