"""Files in pieces: a broken line costs one piece, only the owner goes on, what is left expires."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.errors import Incomplete, OfficeRefused
from chiso.office.files.models import Document, Upload
from chiso.office.files.problems import OffsetDiffers
from chiso.office.files.services.upkeep import expire_uploads
from chiso.office.files.services.uploads import append_to_upload, begin_upload, cancel_upload, finish_upload
from chiso.office.people.roles import Role
from tests.office.files.conftest import City
from tests.office.files.honest import docx, pdf
from tests.office.files.sending import sent
from tests.office.making import appoint, make_agency, make_person
from tests.office.signing import sign_in

ADDRESS = "/tai-lieu/tai-len/"


def begin(client: Client, city: City, data: bytes, **more: str) -> str:
    """The address of a new upload of these bytes."""
    fields = {"agency": city.health.key, "name": "Báo cáo.docx", "size": str(len(data)), **more}
    answer = client.post(ADDRESS, fields)
    assert answer.status_code == 201, answer.content
    return str(answer["Location"])


def patch(client: Client, address: str, offset: int, piece: bytes) -> Any:
    return client.patch(
        address, piece, content_type="application/offset+octet-stream", headers={"Upload-Offset": str(offset)}
    )


@pytest.mark.django_db
def test_a_file_comes_in_pieces_and_becomes_evidence_with_the_form(city: City) -> None:
    client, data = sign_in(city.officer), docx()
    address = begin(client, city, data, sha256=hashlib.sha256(data).hexdigest())
    half = len(data) // 2
    assert patch(client, address, 0, data[:half])["Upload-Offset"] == str(half)
    # A restart of the server or the browser: asked again, it says where it stands.
    told = sign_in(city.officer).head(address)
    assert (told["Upload-Offset"], told["Upload-Length"]) == (str(half), str(len(data)))
    assert patch(client, address, half, data[half:]).status_code == 204
    form = {"agency": city.health.key, "title": "Báo cáo", "upload": address.rstrip("/").rpartition("/")[2]}
    answer = client.post("/tai-lieu/them/", form)
    assert answer.status_code == 303, answer.content.decode()
    revision = Document.objects.get().revisions.get()
    assert (revision.name, revision.received) == ("Báo cáo.docx", hashlib.sha256(data).hexdigest())


@pytest.mark.django_db
def test_a_piece_that_does_not_follow_is_told_where_to_go_on(city: City) -> None:
    client, data = sign_in(city.officer), docx()
    address = begin(client, city, data)
    patch(client, address, 0, data[:100])
    for wrong in (0, 99, 101, len(data)):
        answer = patch(client, address, wrong, data[:10])
        assert (answer.status_code, answer["Upload-Offset"]) == (409, "100")
        assert answer.json()["problems"][0]["code"] == "CH-7431"
    for nonsense in ("", "-1", "1e3", "٣", "9" * 40):
        answer = client.patch(address, b"x", headers={"Upload-Offset": nonsense})
        assert answer.status_code == 409
    answer = patch(client, address, 100, data)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (413, "CH-7445")
    answer = patch(client, address, 100, b"x" * 2_000_001)
    assert answer.status_code == 413
    assert Upload.objects.get().offset == 100


@pytest.mark.django_db
def test_bytes_that_were_never_acknowledged_are_overwritten(city: City, files: Path) -> None:
    data = docx()
    upload = begin_upload(actor=city.officer, agency=city.health, name="a.docx", size=len(data))
    append_to_upload(upload=upload, offset=0, piece=data[:500])
    # The machine died after it wrote and before it said so.
    with (files / upload.path).open("ab") as file:
        file.write(b"half a piece that came before the power went")
    upload = append_to_upload(upload=upload, offset=500, piece=data[500:])
    checked = finish_upload(actor=city.officer, upload=upload)
    assert checked.received == hashlib.sha256(data).hexdigest()


@pytest.mark.django_db
def test_a_half_written_upload_makes_no_evidence(city: City) -> None:
    data = docx()
    upload = begin_upload(actor=city.officer, agency=city.health, name="a.docx", size=len(data))
    upload = append_to_upload(upload=upload, offset=0, piece=data[:500])
    with pytest.raises(Incomplete) as refused:
        finish_upload(actor=city.officer, upload=upload)
    assert refused.value.problems[0].code == "CH-7432"
    client = sign_in(city.officer)
    form = {"agency": city.health.key, "title": "Báo cáo", "upload": upload.key}
    answer = client.post("/tai-lieu/them/", form)
    assert answer.status_code == 422
    assert "CH-7432" in answer.content.decode()
    assert not Document.objects.exists()
    # It can still be gone on with.
    assert patch(client, f"{ADDRESS}{upload.key}/", 500, data[500:]).status_code == 204
    assert client.post("/tai-lieu/them/", form).status_code == 303


@pytest.mark.django_db
def test_other_bytes_than_announced_are_refused(city: City, files: Path) -> None:
    upload = sent(city.officer, city.health, "a.pdf", pdf(), sha256="0" * 64)
    with pytest.raises(Incomplete) as refused:
        finish_upload(actor=city.officer, upload=upload)
    assert refused.value.problems[0].code == "CH-7430"
    assert not list((files / "uploads").iterdir())


@pytest.mark.django_db
def test_only_the_owner_sees_an_upload_and_only_while_they_may_write(city: City) -> None:
    address = begin(sign_in(city.officer), city, docx())
    colleague, auditor = make_person(), make_person()
    appoint(colleague, Role.AGENCY_OFFICER, city.health)
    appoint(auditor, Role.AUDITOR)
    for other in (colleague, city.stranger):
        client = sign_in(other)
        assert client.head(address).status_code == 404
        assert patch(client, address, 0, b"x").status_code == 404
        assert client.delete(address).status_code == 404
    assert sign_in(auditor).head(address).status_code == 403
    appointment = city.officer.appointments.get()
    appointment.ended_at = timezone.now() - timedelta(seconds=1)
    appointment.save()
    assert patch(sign_in(city.officer), address, 0, b"x").status_code in (403, 404)
    assert Upload.objects.get().offset == 0


@pytest.mark.django_db
def test_nobody_begins_an_upload_for_another_agency_and_none_without_a_token(city: City) -> None:
    client = sign_in(city.officer)
    fields = {"agency": city.other.key, "name": "a.pdf", "size": "10"}
    assert client.post(ADDRESS, fields).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    address = begin(client, city, docx())
    assert patch(strict, address, 0, b"x").status_code == 403
    assert strict.delete(address).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"size": "0"}, "CH-7401"), ({"size": "-3"}, "CH-7401"), ({"size": "nan"}, "CH-7401"),
        ({"size": "99999999999"}, "CH-7402"), ({"name": "../a.docx"}, "CH-7405"), ({"name": ""}, "CH-7405"),
        ({"sha256": "xyz"}, "CH-7430"),
    ],
)  # fmt: skip
def test_what_is_announced_wrongly_is_refused_before_a_byte_comes(
    city: City, fields: dict[str, str], code: str
) -> None:
    given = {"agency": city.health.key, "name": "a.docx", "size": "10", **fields}
    answer = sign_in(city.officer).post(ADDRESS, given)
    assert answer.status_code == 422
    assert code in {one["code"] for one in answer.json()["problems"]}
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_what_nobody_goes_on_with_expires_and_leaves_nothing(city: City, files: Path) -> None:
    old, young = (sent(city.officer, city.health, f"{name}.pdf", pdf()) for name in "ab")
    Upload.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    stray = files / "uploads" / ("0" * 32)
    stray.write_bytes(b"left by a crash")
    os.utime(stray, (time.time() - 7200,) * 2)
    assert expire_uploads() == 1
    assert [path.name for path in (files / "uploads").iterdir()] == [young.path.rpartition("/")[2]]
    old.refresh_from_db()
    assert old.state == "expired"
    with pytest.raises(OfficeRefused):
        append_to_upload(upload=old, offset=old.offset, piece=b"x")
    assert expire_uploads() == 0


@pytest.mark.django_db
def test_an_upload_that_was_cancelled_is_gone(city: City, files: Path) -> None:
    client = sign_in(city.officer)
    address = begin(client, city, docx())
    assert client.delete(address).status_code == 204
    assert client.head(address).status_code == 404
    assert not list((files / "uploads").iterdir())
    upload = Upload.objects.get()
    cancel_upload(actor=city.officer, upload=upload)
    assert upload.state == "open" or Upload.objects.get().state == "cancelled"


@pytest.mark.django_db
def test_so_many_files_of_one_person_are_on_their_way_and_no_more(city: City) -> None:
    for number in range(20):
        begin_upload(actor=city.officer, agency=city.health, name=f"{number}.pdf", size=10)
    with pytest.raises(Incomplete) as refused:
        begin_upload(actor=city.officer, agency=city.health, name="21.pdf", size=10)
    assert refused.value.problems[0].code == "CH-7446"


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_of_senders_at_the_same_time_one_goes_on_and_the_others_are_told_where_it_stands() -> None:
    agency, officer = make_agency(), make_person()
    appoint(officer, Role.AGENCY_OFFICER, agency)
    pieces = [bytes([letter]) * 1000 for letter in b"abcdef"]
    with scopes_disabled():
        upload = begin_upload(actor=officer, agency=agency, name="a.txt", size=1000)
    gone_on: list[bytes] = []
    told: list[int] = []

    def send(piece: bytes) -> None:
        while True:
            try:
                with scopes_disabled():
                    append_to_upload(upload=upload, offset=0, piece=piece)
                gone_on.append(piece)
            except OffsetDiffers as refused:
                told.append(refused.offset)
            except OperationalError:
                # SQLite in memory, as tests have it, does not wait for a lock.
                continue
            break
        connection.close()

    threads = [threading.Thread(target=send, args=(piece,)) for piece in pieces]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(gone_on), told) == (1, [1000] * 5)
    with scopes_disabled():
        checked = finish_upload(actor=officer, upload=upload)
    assert checked.received == hashlib.sha256(gone_on[0]).hexdigest()
