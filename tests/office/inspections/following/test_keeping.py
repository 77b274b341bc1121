"""What is forgotten and erased is gone from the stored bytes: tables, record, files; what stays, stays."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.errors import Incomplete
from chiso.office.files import storage
from chiso.office.files.models import Content
from chiso.office.inspections.erasing import WRITTEN, erase_from_inspections
from chiso.office.inspections.following import keeping, services
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.services import LetterGiven
from chiso.office.inspections.models import (
    Finding,
    HandledPerson,
    LetterAuthor,
    Objection,
    Photo,
    Recommendation,
    Voice,
)
from chiso.office.ledger.erasing import Erasure
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from tests.office.inspections.following.making import (
    found,
    fresh,
    handed,
    inspection_of,
    objected,
    visited,
    voices,
    whole_way,
)
from tests.office.inspections.making import City, make_city

pytestmark = pytest.mark.django_db

NAME = "Đoàn Thục Trinh Vắng"


@pytest.fixture
def city() -> City:
    return make_city(2)


def stored() -> Iterator[str]:
    """Every value of every table of the office, as the database gives it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from map(str, row)


def is_stored(words: str) -> bool:
    return any(words in value for value in stored())


def letter(city: City, day: date, name: str = NAME) -> LetterAuthor:
    made = services.enter_letter(
        actor=city.coordinator,
        given=LetterGiven(
            received_on=day, kind="complaint", agency=city.wards[0], about="Chờ lâu", author=Named(name)
        ),
    )
    return LetterAuthor.objects.get(letter=made)


def handling(city: City, finding: Finding, day: date, name: str = NAME) -> HandledPerson:
    made = services.record_handling(
        actor=city.coordinator, finding=finding, kind="warning", decided_on=day, agency=city.wards[0],
        named=Named(name),
    )  # fmt: skip
    return HandledPerson.objects.get(handling=made)


def test_no_name_of_a_letter_or_a_handling_is_ever_stored_in_clear(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    finding = found(city, visited(city, inspection_of(city)), duty="G1")
    letter(city, date(2026, 3, 2))
    handling(city, finding, date(2026, 3, 2))
    assert not is_stored("Thục Trinh")
    assert "Thục Trinh" not in caplog.text


def test_names_go_after_their_time_and_not_before(city: City) -> None:
    finding = found(city, visited(city, inspection_of(city)), duty="G1")
    today = timezone.localdate()
    old, young = letter(city, today - timedelta(days=731)), letter(city, today - timedelta(days=730))
    gone = handling(city, finding, today - timedelta(days=1826))
    kept = handling(city, finding, today - timedelta(days=1825))
    assert keeping.forget_names() == 2
    assert [bool(fresh(one).sealed) for one in (old, young, gone, kept)] == [False, True, False, True]
    assert fresh(old).erased_by_request == "retention"
    assert keeping.forget_names() == 0


def test_words_of_citizens_go_after_a_year_and_their_answers_stay(city: City) -> None:
    visit = visited(city, inspection_of(city))
    voices(visit, 1, 1, said="Cán bộ tên Vắng nói to")
    Voice.objects.filter(attitude="good").update(at=timezone.now() - timedelta(days=366))
    Voice.objects.filter(attitude="poor").update(at=timezone.now() - timedelta(days=364))
    assert keeping.forget_voices() == 1
    assert list(Voice.objects.order_by("attitude").values_list("attitude", "said")) == [
        ("good", ""), ("poor", "Cán bộ tên Vắng nói to"),
    ]  # fmt: skip


def photo(city: City, visit: Any, name: str, content: Content, age: int) -> Photo:
    return Photo.objects.create(
        record=visit.record, name=name, by=city.inspectors[0], at=timezone.now() - timedelta(days=age),
        words="Quầy số 3", place="21.03,105.85", sha256="0" * 64, content=content,
    )  # fmt: skip


def content_with(city: City, data: bytes) -> Content:
    path = storage.new_kept_path()
    place = storage.place_of(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    with scopes_disabled():
        return Content.objects.create(
            agency=city.home_affairs, sha256=f"{len(data):064}", size=len(data), kind="jpeg", path=path,
            scan="clean",
        )  # fmt: skip


def test_an_old_photograph_goes_from_the_disk_as_well_unless_another_still_needs_it(city: City) -> None:
    visit = visited(city, inspection_of(city))
    alone, shared = content_with(city, b"JPEG one"), content_with(city, b"JPEG number two")
    old = photo(city, visit, "p1", alone, 1826)
    photo(city, visit, "p2", shared, 1826)
    young = photo(city, visit, "p3", shared, 10)
    assert keeping.forget_photographs() == 2
    assert not storage.place_of(alone.path).exists()
    assert storage.place_of(shared.path).read_bytes() == b"JPEG number two"
    assert (fresh(old).content_id, fresh(old).words, fresh(old).place) == (None, "", "")
    assert (fresh(young).content_id, fresh(young).words) == (shared.pk, "Quầy số 3")
    with scopes_disabled():
        assert list(Content.objects.all()) == [shared]


def test_every_free_text_of_what_follows_a_visit_is_known_to_the_erasure() -> None:
    ours = ("chiso.office.inspections.models.following", "chiso.office.inspections.models.apart")
    held = {
        (model, field.name)
        for model in apps.get_app_config("inspections").get_models()
        if model.__module__ in ours
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name
        not in (
            "key", "number", "record_sha256", "approved_sha256", "duty", "rule", "reference", "sealed",
            "erased_by_request",
        )
    }  # fmt: skip
    assert {(model, words) for model, _, words in WRITTEN if model.__module__ in ours} == held


def test_a_person_who_is_erased_is_nowhere_and_what_was_found_stays(city: City) -> None:
    _, finding, _, recommendation = whole_way(city)
    objected(city, handed(city, visited(city, inspection_of(city, "KT-2026-002"))))
    Objection.objects.update(words=f"Bà {NAME} đã xin lỗi")
    Finding.objects.filter(pk=finding.pk).update(words=f"{NAME.upper()} vắng mặt", position=f"{NAME}")
    Recommendation.objects.update(words=f"Nhắc {NAME}")
    author, handled = letter(city, date(2026, 3, 2)), handling(city, finding, date(2026, 3, 2))
    other = letter(city, date(2026, 3, 2), "Người khác hẳn")
    leaver = city.other_officer
    erase_from_inspections(Erasure(leaver, (NAME, leaver.username), timezone.now(), "7/YC"))
    assert not any(NAME.casefold() in value.casefold() for value in stored())
    now = fresh(finding)
    assert (now.words, now.position, now.severity, now.duty) == ("", "", "to_mend", "A1")
    assert fresh(recommendation).words == ""
    assert (fresh(author).erased_by_request, fresh(handled).erased_by_request) == ("7/YC", "7/YC")
    assert fresh(other).sealed
    assert verify_ledger().is_whole


def test_a_name_sealed_under_another_key_is_neither_read_nor_passed_by(city: City) -> None:
    """As after a restore without the secret key: who is erased could be the one whom it names."""
    author = letter(city, date(2026, 3, 2))
    author.sealed = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
    author.save()
    erasure = Erasure(city.other_officer, (NAME,), timezone.now(), "7/YC")
    for does in (
        lambda: services.read_author(actor=city.coordinator, letter=author.letter),
        lambda: erase_from_inspections(erasure),
    ):
        with pytest.raises(Incomplete) as refused:
            does()
        assert [one.code for one in refused.value.problems] == ["CH-8876"]
    # Nothing says that somebody read what nobody could.
    assert not Entry.objects.filter(verb="author_read").exists()
    # By its own number it is erased all the same.
    services.erase_author(actor=city.coordinator, letter=author.letter, request="7/YC")
    assert fresh(author).sealed == ""
