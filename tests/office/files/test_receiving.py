"""Files that come whole with a form: of any length up to the largest, or given up."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chiso.office.files import storage
from chiso.office.files.models import Document, Upload
from tests.office.files.conftest import City
from tests.office.files.honest import txt
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


def send(city: City, data: bytes) -> Any:
    """The answer to a form with this file."""
    file = SimpleUploadedFile("biên bản.txt", data)
    fields = {"agency": city.health.key, "title": "Biên bản", "file": file}
    client = sign_in(city.officer)
    # What a fault of the disk is answered with, not the fault.
    client.raise_request_exception = False
    return client.post("/tai-lieu/them/", fields)


def text_of(size: int) -> bytes:
    """An honest text of so many bytes."""
    line = b"Bien ban lam viec.\n"
    return (line * (size // len(line) + 1))[:size]


# A piece has 2,000,000 bytes; Django holds a form of up to 2,621,440 in memory, its file in one chunk.
@pytest.mark.parametrize("size", [2_000_000, 2_000_001, 2_620_000, 2_621_440, 4_000_001])
def test_a_file_longer_than_a_piece_comes_whole_with_the_form(city: City, files: Path, size: int) -> None:
    data = text_of(size)
    answer = send(city, data)
    assert answer.status_code == 303, answer.content.decode()
    revision = Document.objects.get().revisions.get()
    assert revision.received == hashlib.sha256(data).hexdigest()
    assert (files / revision.content.path).read_bytes() == data


def test_a_file_that_the_disk_does_not_take_is_given_up(
    city: City, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form does not tell the key of such an upload: left open, it would count as one on its way."""
    write = storage.write_piece

    def no_space(path: str, offset: int, piece: bytes) -> None:
        if offset:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, offset, piece)

    monkeypatch.setattr(storage, "write_piece", no_space)
    answer = send(city, text_of(2_000_001))
    assert (answer.status_code, "CH-7515" in answer.content.decode()) == (507, True)
    upload = Upload.objects.get()
    assert (upload.state, upload.offset) == ("cancelled", 2_000_000)
    assert [path for path in files.rglob("*") if path.is_file()] == []
    # With space again the same file is taken.
    monkeypatch.setattr(storage, "write_piece", write)
    assert send(city, txt()).status_code == 303


def test_of_a_file_whose_first_bytes_find_no_space_nothing_is_left(
    city: City, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = storage.write_piece

    def half(path: str, offset: int, piece: bytes) -> None:
        write(path, offset, piece[: len(piece) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage, "write_piece", half)
    assert send(city, text_of(1_000)).status_code == 507
    assert Upload.objects.count() == 0
    assert [path for path in files.rglob("*") if path.is_file()] == []
