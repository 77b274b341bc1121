"""Hostile files by way of the form: each has a page as its answer, none is a fault, none becomes evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chiso.office.files.models import Content, Document, Upload
from tests.office.files.conftest import City
from tests.office.files.honest import HONEST
from tests.office.files.hostile import handmade, mutations
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


def post(client: Client, city: City, name: str, data: bytes) -> int:
    """The status of the answer to a form with this file; its name as raw as a client may send it."""
    file = SimpleUploadedFile("x", data)
    # The class strips paths; a client that means harm does not.
    file._name = name
    answer = client.post("/tai-lieu/them/", {"agency": city.health.key, "title": "Báo cáo", "file": file})
    return answer.status_code


def sendable(name: str) -> bool:
    """What the test client can write into the head of a part, and Django does not cut (paths)."""
    return name.isprintable() and name != "" and not set('"/\\') & set(name)


def test_one_of_each_kind_of_trick_by_the_form(city: City, files: Path) -> None:
    chosen = {frozenset(one.codes): one for one in handmade() if sendable(one.name)}
    assert len(chosen) >= 18
    client = sign_in(city.officer)
    for one in chosen.values():
        assert post(client, city, one.name, one.data) == 422, (one.name, one.trick)
    assert not Document.objects.exists()
    assert not Content.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_of_a_path_the_last_name_is_left(city: City) -> None:
    assert post(sign_in(city.officer), city, "../../etc/passwd.pdf", HONEST["12_QĐ-UBND.pdf"]()) == 303
    assert Document.objects.get().revisions.get().name == "passwd.pdf"


@pytest.mark.soak
def test_a_thousand_hostile_files_by_the_form(city: City, files: Path) -> None:
    client = sign_in(city.officer)
    refused = 0
    for one in handmade():
        if sendable(one.name):
            assert post(client, city, one.name, one.data) == 422, (one.name, one.trick)
            refused += 1
    taken = 0
    for name, _, data in mutations(1_000 - refused, 7):
        status = post(client, city, name, data)
        assert status in (303, 422), name
        taken += status == 303
    assert Document.objects.count() == taken
    assert set(Upload.objects.values_list("state", flat=True)) <= {"refused", "used"}


def test_honest_files_of_each_kind_by_the_form(city: City) -> None:
    client = sign_in(city.officer)
    for name, make in HONEST.items():
        assert post(client, city, name, make()) == 303, name
    assert Document.objects.count() == len(HONEST)
