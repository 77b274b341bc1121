"""Hostile files by way of the form: each has a page as its answer, none is a fault, none becomes evidence."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chiso.office.files.models import Content, Document, Upload
from tests.office.files.conftest import City
from tests.office.files.honest import HONEST
from tests.office.files.hostile import Hostile, handmade, mutations
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


def post(client: Client, city: City, name: str, data: bytes) -> tuple[int, str]:
    """Status and page in answer to a form with this file; its name as raw as a client may send it."""
    file = SimpleUploadedFile("x", data)
    # The class strips paths; a client that means harm does not.
    file._name = name
    answer = client.post("/tai-lieu/them/", {"agency": city.health.key, "title": "Báo cáo", "file": file})
    return answer.status_code, answer.content.decode()


def wrong_about(client: Client, city: City, one: Hostile) -> list[str]:
    """What is not as it should be: refused with one of its codes, nothing left on its way."""
    status, page = post(client, city, one.name, one.data)
    told = set(re.findall(r"CH-\d{4}", page))
    wrong = [] if status == 422 else [f"answered with {status}"]
    wrong += [] if told & one.codes else [f"told {sorted(told)} instead of {sorted(one.codes)}"]
    wrong += left_on_the_way()
    return [f"{one.name}, {one.trick}, {len(one.data)} bytes: {said}" for said in wrong]


def left_on_the_way() -> list[str]:
    """Uploads that are neither evidence nor refused; each is told once."""
    left = Upload.objects.exclude(state__in=("refused", "used"))
    told = [f"upload left {one.state}, {one.offset} of {one.size} bytes came" for one in left]
    left.delete()
    return told


def sendable(name: str) -> bool:
    """What the test client can write into the head of a part, and Django does not cut (paths)."""
    return name.isprintable() and name != "" and not set('"/\\') & set(name)


def test_one_of_each_kind_of_trick_and_the_largest_by_the_form(city: City, files: Path) -> None:
    tricks = [one for one in handmade() if sendable(one.name)]
    chosen = {frozenset(one.codes): one for one in tricks}
    assert len(chosen) >= 18
    largest = max(tricks, key=lambda one: len(one.data))
    # Longer than a piece may be, and short enough to come in one chunk from Django's memory.
    assert 2_000_000 < len(largest.data) <= 2_621_440
    client = sign_in(city.officer)
    assert [said for one in (*chosen.values(), largest) for said in wrong_about(client, city, one)] == []
    assert not Document.objects.exists()
    assert not Content.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_of_a_path_the_last_name_is_left(city: City) -> None:
    status, _ = post(sign_in(city.officer), city, "../../etc/passwd.pdf", HONEST["12_QĐ-UBND.pdf"]())
    assert status == 303
    assert Document.objects.get().revisions.get().name == "passwd.pdf"


@pytest.mark.soak
def test_a_thousand_hostile_files_by_the_form(city: City, files: Path) -> None:
    """All that is wrong is told at the end, by file: a run takes a quarter of an hour."""
    client = sign_in(city.officer)
    tricks = [one for one in handmade() if sendable(one.name)]
    wrong = [said for one in tricks for said in wrong_about(client, city, one)]
    taken = 0
    for number, (name, kind, data) in enumerate(mutations(1_000 - len(tricks), 7)):
        status, _ = post(client, city, name, data)
        taken += status == 303
        said = [] if status in (303, 422) else [f"answered with {status}"]
        wrong += [f"mutation {number} of {name} ({kind}): {one}" for one in said + left_on_the_way()]
    assert wrong == []
    assert Document.objects.count() == taken
    states = Counter(Upload.objects.values_list("state", flat=True))
    assert states["used"] == taken
    kept = {path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()}
    assert kept == set(Content.objects.values_list("path", flat=True))


def test_honest_files_of_each_kind_by_the_form(city: City) -> None:
    client = sign_in(city.officer)
    for name, make in HONEST.items():
        assert post(client, city, name, make())[0] == 303, name
    assert Document.objects.count() == len(HONEST)
