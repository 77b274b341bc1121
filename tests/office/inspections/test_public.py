"""Draws for everybody: a commitment before, the whole draw afterwards, nothing of the visits in between."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chiso.office.inspections.models import Inspection, Place, SecondDraw, Visit
from chiso.office.inspections.public import public_draws
from chiso.office.inspections.services.drawing import close_inspection, open_draw
from chiso.office.inspections.services.sealing import send_back
from tests.cli.calling import call
from tests.office.inspections import second
from tests.office.inspections.following.making import inspection_of
from tests.office.inspections.making import (
    LAST,
    TODAY,
    City,
    announced,
    made_visits,
    make_city,
    on,
    opened,
    opened_from,
    prepared,
    sealed,
)

pytestmark = pytest.mark.django_db
PAGE = "/kiem-tra/cong-khai/"


@pytest.fixture
def city() -> City:
    return make_city(6)


def page() -> str:
    """As somebody sees it who has no account."""
    answer = Client().get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def files(number: str) -> dict[str, bytes] | None:
    """What everybody is handed of a draw; None where there is nothing."""
    answer = Client().get(f"{PAGE}{number}.zip")
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        return {name: held.read(name) for name in held.namelist()}


def told_of(city: City, made: Inspection) -> Sequence[str]:
    """What would say who is visited, or what is looked for."""
    places = made.places.all()
    return [
        made.title, *(one.name for one in places if one.name), *(one.code for one in places),
        *(ward.name for ward in city.wards),
    ]  # fmt: skip


def test_before_its_seed_is_sealed_nobody_outside_learns_of_an_inspection(city: City) -> None:
    made = prepared(city)
    assert made.number not in page()


def test_a_commitment_is_public_from_the_sealing_and_stays_the_same(city: City) -> None:
    made = sealed(city)
    assert made.commitment in page()
    send_back(actor=city.leader, inspection=made, reason="Thiếu phường", expected_version=made.version)
    assert made.commitment in page()


def test_until_all_agencies_have_their_records_nothing_is_said_of_who_is_visited(city: City) -> None:
    made = announced(city)
    said = page()
    assert made.approved_sha256 in said
    assert [words for words in told_of(city, made) if words in said] == []
    assert files(made.number) is None
    with on(LAST):
        made_visits(made)
        open_draw(actor=city.coordinator, inspection=made, expected_version=made.version)
    # The coordinator and the auditor have the draw by now, an agency without its record has not.
    assert [words for words in told_of(city, made) if words in page()] == []
    assert files(made.number) is None
    last = Visit.objects.filter(inspection=made).order_by("pk").last()
    assert last is not None
    Visit.objects.filter(inspection=made).exclude(pk=last.pk).update(handed_over_at=timezone.now())
    assert files(made.number) is None
    Visit.objects.filter(pk=last.pk).update(handed_over_at=timezone.now())
    assert files(made.number) is not None


def test_a_second_look_that_goes_on_keeps_no_draw_back(city: City) -> None:
    made = opened(city)
    Visit.objects.filter(inspection=made).update(handed_over_at=timezone.now())
    first = made.visits.select_related("place").first()
    assert first is not None
    Visit.objects.create(inspection=made, place=first.place, again_of=first, how=first.how)
    assert files(made.number) is not None


def test_an_outsider_repeats_the_draw_from_what_lies_open(city: City, tmp_path: Path) -> None:
    made = sealed(city)
    # Kept by the outsider before the draw, from the page alone.
    (kept,) = {words for words in page().replace("<", " <").replace(">", "> ").split() if len(words) == 64}
    made = opened_from(city, made)
    close_inspection(actor=city.coordinator, inspection=made, reason="Xong", expected_version=made.version)
    found = files(made.number)
    assert found is not None
    for name, content in found.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    verify = ["verify-draw", str(tmp_path / "draw"), "--frame", str(tmp_path / "frame.csv"),
        "--plan", str(tmp_path / "plan.yaml"), "--commitment", kept]  # fmt: skip
    done = call("inspection", *verify)
    assert done.exit == 0, done.out + done.err
    # What was approved before, by the recipe of the page.
    lines = ["chiso-inspection-content/1", *(hashlib.sha256(found[name]).hexdigest() for name in
        ("frame.csv", "plan.yaml")), kept]  # fmt: skip
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() in page()
    # A list that says otherwise than the seed does not pass.
    (tmp_path / "draw/list.csv").write_bytes(found["draw/list.csv"].replace(b",yes,", b",no,", 1))
    assert call("inspection", *verify).exit == 1


def test_no_account_of_the_office_is_named_in_what_lies_open(city: City) -> None:
    made = opened(city)
    close_inspection(actor=city.coordinator, inspection=made, reason="Xong", expected_version=made.version)
    found = files(made.number)
    assert found is not None
    content = b"".join(found.values()).decode()
    people = (city.coordinator, city.leader, *city.inspectors, city.ward_head, city.ward_officer)
    assert [one.full_name for one in people if one.full_name in content] == []
    assert [one.username for one in people if one.username in content] == []


def test_why_one_had_to_go_somewhere_is_told_to_nobody_outside(city: City) -> None:
    """It is written freely, and may name a citizen; who draws again only asks whether."""
    made = opened(city)
    close_inspection(actor=city.coordinator, inspection=made, reason="Xong", expected_version=made.version)
    found = files(made.number)
    assert found is not None
    assert made.places.filter(must="Chỉ thị của Chủ tịch").exists()
    assert "Chỉ thị" not in b"".join(found.values()).decode()
    assert found["frame.csv"].decode().splitlines()[1].split(",")[6] == "yes"


def test_a_closed_inspection_without_a_draw_hands_out_nothing(city: City) -> None:
    made = sealed(city)
    close_inspection(actor=city.coordinator, inspection=made, reason="Hoãn", expected_version=made.version)
    assert made.commitment in page()
    assert "Hoãn" not in page()
    assert files(made.number) is None


def test_the_page_asks_as_much_for_many_draws_as_for_one(city: City) -> None:
    made = opened(city)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page()
        return len(queries)

    one = asked()
    for number in range(2, 9):
        Inspection.objects.create(
            number=f"KT-2027-{number:03d}", kind="check", title="x", opens_on=TODAY,
            closes_on=TODAY + timedelta(days=1), led_by=city.home_affairs, prepared_by=city.coordinator,
            commitment=f"{number:064x}", sealed_at=timezone.now(),
        )  # fmt: skip
    assert asked() == one
    assert made.number in page()


def test_files_wait_for_second_visits_of_another_draw_of_which_their_frame_may_tell(city: City) -> None:
    other = second.opened_city(city)
    visits = [second.made(city, one) for one in second.drawn(city, other)]
    made = inspection_of(
        city, "KT-2026-002", opened_at=timezone.now(), closed_at=timezone.now(), commitment="2" * 64,
        sealed_at=timezone.now(),
    )  # fmt: skip
    Place.objects.create(inspection=made, code="P90", agency=visits[0].place.agency)
    assert not public_draws().get(pk=made.pk).lies_open
    second.opened(city, other)
    assert public_draws().get(pk=made.pk).lies_open


def test_second_visits_have_a_commitment_of_their_own_and_lie_open_after_them(city: City) -> None:
    made = second.opened_city(city, commitment="1" * 64, sealed_at=timezone.now())
    visits = second.drawn(city, made)
    kept = SecondDraw.objects.get(inspection=made).commitment
    assert kept in page()
    address = f"{PAGE}{made.number}-lan-hai.zip"
    for one in visits:
        assert Client().get(address).status_code == 404
        second.made(city, one)
    assert Client().get(address).status_code == 404
    second.opened(city, made)
    held = zipfile.ZipFile(io.BytesIO(Client().get(address).content))
    assert kept in held.read("draw/draw.yaml").decode()
