"""Letters of citizens: by hand, from a file, by the API; once each, names apart, counted for the frame."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse

from chiso.office.api.services import make_token
from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.inspections.following import services
from chiso.office.inspections.following.reading_letters import read_letters
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.selectors import letters_of
from chiso.office.inspections.following.services import LetterGiven
from chiso.office.inspections.models import Letter, LetterAuthor
from chiso.office.inspections.services.framing import make_frame
from chiso.office.ledger.models import Entry, Words
from chiso.office.people.models import Person
from chiso.problems import BadInput
from tests.office.inspections.making import TODAY, City, begun, make_city, on
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")

HEAD = "reference,received_on,kind,agency,about,field,name,contact\n"
NAME = "Đào Quý Hiển"


@pytest.fixture
def city() -> City:
    return make_city(2)


def given(city: City, **changes: Any) -> LetterGiven:
    told: dict[str, Any] = {
        "received_on": date(2026, 3, 2), "kind": "complaint", "agency": city.wards[0], "field": "Đất đai",
        "about": "Bị hẹn lại ba lần", "author": Named(NAME, "0912 000 111"),
    }  # fmt: skip
    return LetterGiven(**told | changes)


def entered(city: City, **changes: Any) -> Letter:
    return services.enter_letter(actor=city.coordinator, given=given(city, **changes))


def test_who_wrote_stands_apart_encrypted_and_in_no_entry_of_the_record(city: City) -> None:
    letter = entered(city)
    assert letter.number == "ĐT-2026-0001"
    assert NAME not in LetterAuthor.objects.get(letter=letter).sealed
    assert services.read_author(actor=city.leader, letter=letter) == Named(NAME, "0912 000 111")
    assert [one.verb for one in Entry.objects.filter(chain__name="inspections/letters")] == [
        "letter_entered", "author_read",
    ]  # fmt: skip
    assert not Words.objects.filter(text__contains="Hiển").exists()
    for person in (city.auditor, city.statistician, city.ward_head, city.inspectors[0]):
        with pytest.raises(NoRight):
            services.read_author(actor=person, letter=letter)
    services.erase_author(actor=city.coordinator, letter=letter, request="YC-3")
    assert services.read_author(actor=city.coordinator, letter=letter) == Named()
    assert LetterAuthor.objects.get().erased_by_request == "YC-3"


def test_what_is_wrong_with_a_letter_is_said_at_once(city: City) -> None:
    with pytest.raises(Incomplete) as refused:
        entered(city, about=" ", kind="rumour", received_on=date(2099, 1, 1))
    assert [one.code for one in refused.value.problems] == ["CH-8721", "CH-8729", "CH-8742"]
    with pytest.raises(NoRight):
        services.enter_letter(actor=city.auditor, given=given(city))
    assert not Letter.objects.exists()


def test_a_letter_is_corrected_by_one_person_at_a_time(city: City) -> None:
    letter = entered(city)
    services.change_letter(
        actor=city.coordinator, letter=letter, given=given(city, kind="feedback"), expected_version=1
    )
    with pytest.raises(Conflict):
        services.change_letter(actor=city.coordinator, letter=letter, given=given(city), expected_version=1)
    assert Letter.objects.get().kind == "feedback"


def rows(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n").encode()


def test_a_file_is_taken_once_however_often_it_comes(city: City) -> None:
    content = rows(
        f"A1,02/03/2026,khiếu nại,{city.wards[0].name},Chờ lâu,Đất đai,{NAME},x@y.vn",
        f"A2,2026-03-03,praise,{city.wards[1].name},Phục vụ tốt,,,",
    )
    letters = read_letters(content, "thu.csv")
    assert services.take_letters_in(actor=city.coordinator, given=letters) == (2, 0)
    assert services.take_letters_in(actor=city.coordinator, given=letters) == (0, 2)
    assert [(one.reference, one.kind, one.origin) for one in Letter.objects.order_by("reference")] == [
        ("A1", "complaint", "file"), ("A2", "praise", "file"),
    ]  # fmt: skip
    # Nobody was named in the second.
    assert LetterAuthor.objects.count() == 1


def test_a_known_reference_with_another_content_stops_the_whole_file(city: City) -> None:
    entered(city, reference="A1")
    content = rows(
        f"A1,02/03/2026,khiếu nại,{city.wards[0].name},Khác hẳn,Đất đai,,",
        f"A9,02/03/2026,khiếu nại,{city.wards[0].name},Mới,Đất đai,,",
    )
    with pytest.raises(Incomplete) as refused:
        services.take_letters_in(actor=city.coordinator, given=read_letters(content, "thu.csv"))
    assert [one.code for one in refused.value.problems] == ["CH-8748"]
    assert Letter.objects.count() == 1


def test_every_problem_of_a_file_is_said_with_its_row_and_no_name_is_repeated(city: City) -> None:
    content = rows(
        f"A1,30/02/2026,khiếu nại,{city.wards[0].name},Chờ lâu,,{NAME},",
        f"A1,02/03/2099,tin đồn,Phường Không Có,,,{NAME},",
        f",02/03/2026,khen,{city.wards[0].name},Tốt,,{'N' * 201},",
    )
    with pytest.raises(BadInput) as refused:
        read_letters(content, "thu.csv")
    told = [(one.code, one.where.row, one.where.field) for one in refused.value.problems]
    assert told == [
        ("CH-8745", 2, "received_on"), ("CH-8745", 3, "received_on"), ("CH-8746", 3, "agency"),
        ("CH-8745", 3, "kind"), ("CH-8745", 3, "about"), ("CH-8748", 3, "reference"),
        ("CH-8745", 4, "name"), ("CH-8745", 4, "reference"),
    ]  # fmt: skip
    assert not any(NAME in str(one.found) or "NNN" in str(one.found) for one in refused.value.problems)


def test_a_workbook_is_read_as_the_table_is(city: City) -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate(
            (
                HEAD.strip().split(","),
                ["B1", "02/03/2026", "tố cáo", city.wards[0].uid, "Gây khó", "", "", ""],
            )
        ):
            sheet.write_row(line, 0, cells)
    (letter,) = read_letters(written.getvalue(), "thu.xlsx")
    assert (letter.kind, letter.agency, letter.received_on) == (
        "denunciation",
        city.wards[0],
        date(2026, 3, 2),
    )


def test_letters_are_counted_by_agency_field_and_kind_for_the_frame(city: City) -> None:
    entered(city)
    entered(city, kind="denunciation")
    entered(city, kind="feedback", field="")
    entered(city, kind="praise")
    entered(city, received_on=date(2024, 3, 2))
    entered(city, agency=city.wards[1])
    services.enter_letter(actor=city.coordinator, given=given(city), is_made_up=True)
    first, second = (one.pk for one in city.wards)
    assert letters_of(date(2026, 1, 1), date(2026, 12, 31), made_up=False) == {
        (first, "Đất đai", "complaint"): 1, (first, "Đất đai", "denunciation"): 1,
        (first, "", "feedback"): 1, (first, "Đất đai", "praise"): 1, (second, "Đất đai", "complaint"): 1,
    }  # fmt: skip


def test_a_frame_made_of_the_agencies_has_their_complaints_of_the_year_before(city: City) -> None:
    entered(city, received_on=date(2025, 6, 8))
    entered(city)
    entered(city, kind="feedback", field="Hộ tịch")
    entered(city, received_on=date(2025, 6, 7))
    entered(city, kind="praise")
    inspection = begun(city)
    with on(TODAY):
        make_frame(
            actor=city.coordinator, inspection=inspection, kinds=(), expected_version=inspection.version
        )
    counted = {one.agency: one.more["complaints"] for one in inspection.places.select_related("agency")}
    # From 8 June 2025, a year before the first day, to that day.
    assert counted == {city.wards[0]: "3", city.wards[1]: "0"}


def ask(person: Person, said: dict[str, Any], scope: str = "letters:write") -> Any:
    secret = make_token(actor=person, name="test", scopes=[scope], days=1).secret
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": secret[-20:]}
    return Client().post(
        "/api/v1/letters", json.dumps(said), content_type="application/json", headers=headers
    )


def sent(city: City, **changes: Any) -> dict[str, Any]:
    return {
        "reference": "C1", "received_on": "2026-03-02", "kind": "complaint", "agency": city.wards[0].key,
        "about": "Chờ lâu", "name": NAME,
    } | changes  # fmt: skip


def test_another_system_brings_letters_once_and_all_or_none(city: City) -> None:
    letters = [sent(city), sent(city, reference="C2", agency=city.wards[1].uid)]
    answer = ask(city.coordinator, {"letters": letters})
    assert (answer.status_code, answer.json()) == (200, {"new": 2, "known": 0})
    assert ask(city.coordinator, {"letters": letters}).json() == {"new": 0, "known": 2}
    assert Letter.objects.filter(origin="api").count() == 2
    wrong = [sent(city, reference="C3"), sent(city, reference="C3", agency="?", received_on="2099-01-01"),
             sent(city, reference="C4", received_on="2099-01-01")]  # fmt: skip
    refused = ask(city.coordinator, {"letters": wrong})
    assert refused.status_code == 422
    assert [(one["code"], one["field"]) for one in refused.json()["problems"]] == [
        ("CH-8746", "letters.1.agency"), ("CH-8742", "letters.2.received_on"),
    ]  # fmt: skip
    assert Letter.objects.count() == 2


def test_references_that_differ_by_spaces_are_one_and_spaces_alone_are_none(city: City) -> None:
    refused = ask(city.coordinator, {"letters": [sent(city), sent(city, reference=" C1 ")]})
    assert refused.status_code == 422
    assert [one["code"] for one in refused.json()["problems"]] == ["CH-8748"]
    assert ask(city.coordinator, {"letters": [sent(city, reference="  ")]}).status_code == 422
    assert not Letter.objects.exists()


def test_without_right_or_scope_nothing_is_brought(city: City) -> None:
    assert ask(city.auditor, {"letters": [sent(city)]}).status_code == 403
    assert ask(city.coordinator, {"letters": [sent(city)]}, scope="tasks:write").status_code == 403
    assert not Letter.objects.exists()


def test_the_page_shows_who_wrote_once_to_who_may_read_it_and_no_list_or_search_does(city: City) -> None:
    letter = entered(city)
    client = sign_in(city.coordinator)
    page = reverse("inspections:letter", args=[letter.key])
    for address in (page, reverse("inspections:letters"), reverse("inspections:letters") + f"?tim={NAME}"):
        shown = client.get(address).content.decode().replace(f'value="{NAME}"', "")
        assert NAME not in shown, address
    answer = client.post(reverse("inspections:read-author", args=[letter.key]))
    assert answer.status_code == 200
    assert NAME in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert NAME not in client.get(page).content.decode()
