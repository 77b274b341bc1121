"""The pages of inspections: by each role, without script, in a constant number of queries."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import docx
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chiso.office.errors import Incomplete
from chiso.office.inspections.content import files_of
from chiso.office.inspections.models import Inspection, Visit
from chiso.office.inspections.papers import letter_of, write_paper
from chiso.office.inspections.services.sealing import enter_decision
from chiso.office.people.models import Person
from tests.office.campaigns.appraising.stage import page_of, signed_in
from tests.office.inspections.making import (
    FIRST,
    SETTINGS,
    TODAY,
    announced,
    announced_from,
    approved,
    begun,
    fresh,
    made_visits,
    make_city,
    on,
    opened,
    planned,
    prepared,
    sealed,
    table_of,
    visit_of,
)

pytestmark = pytest.mark.django_db


def address(name: str, *keys: str) -> str:
    return reverse(f"inspections:{name}", args=keys)


def get(person: Person, name: str, *keys: str, status: int = 200) -> str:
    answer = signed_in(person).get(address(name, *keys))
    assert answer.status_code == status, answer.content.decode()[:2000]
    return page_of(answer)


def test_every_page_of_who_prepares_opens_at_every_step() -> None:
    city = make_city(6)
    steps = (begun(city), prepared(city), approved(city), opened(city))
    with on(TODAY):
        client = signed_in(city.coordinator)
        for made in steps:
            for name in ("inspection", "frame", "calendar"):
                assert client.get(address(name, made.key)).status_code == 200
        for name in ("change", "settings", "take-frame", "risk", "teams", "seal", "close"):
            assert client.get(address(name, steps[1].key)).status_code == 200
    for name in ("list", "begin", "ties"):
        get(city.coordinator, name)
    get(city.inspectors[0], "ties")


def post(client: Client, name: str, made: Inspection, **given: Any) -> Any:
    return client.post(address(name, made.key), {"expected_version": str(fresh(made).version)} | given)


def test_an_inspection_goes_from_nothing_to_the_opened_draw_by_pages() -> None:
    city = make_city()
    with on(TODAY):
        client, leader = signed_in(city.coordinator), signed_in(city.leader)
        form = {
            "kind": "check", "title": "Kiểm tra một cửa về đất đai", "focus": "Đất đai",
            "opens_on": "08/06/2026",
            "closes_on": "30/06/2026", "led_by": city.home_affairs.key, "led_with": city.environment.key,
            "basis": "", "checklist": "one-stop-shop-duties@2018", "severity_rule": "severity@1",
        }  # fmt: skip
        wrong = client.post(address("begin"), form | {"closes_on": "01/06/2026"})
        assert wrong.status_code == 422
        assert "CH-8652" in page_of(wrong)
        assert client.post(address("begin"), form).status_code == 303
        made = Inspection.objects.get()
        table = io.BytesIO(table_of(city))
        table.name = "khung.csv"
        assert post(client, "take-frame", made, action="take", table=table).status_code == 303
        bad = io.BytesIO(b"place,agency\nA,Khong co\nA,Khong co\n")
        bad.name = "khung.csv"
        refused = post(client, "take-frame", made, action="take", table=bad)
        assert refused.status_code == 422
        assert {"CH-8600", "CH-8658"} <= set(re.findall(r"CH-\d{4}", page_of(refused)))
        assert made.places.count() == 12
        settings = {
            "visits": "6", "days": "6", "days_a_visit": "1", "random_share": "0,4", "strata": "district",
            "not_twice_within": "12", "most_in_a_district": "", "unannounced_share": "0,5",
        }  # fmt: skip
        assert post(client, "settings", made, **settings | {"random_share": "1,5"}).status_code == 422
        assert post(client, "settings", made, **settings).status_code == 303
        days = {f"days_{team.key}": "3" for team in city.teams}
        assert post(client, "teams", made, **days).status_code == 303
        assert post(client, "seal", made).status_code == 303
        page = page_of(leader.get(address("decide", made.key)))
        seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
        assert seen is not None
        assert seen[1] == files_of(fresh(made)).sha256
        assert post(leader, "decide", made, action="approve", seen="0" * 64).status_code == 422
        assert post(leader, "decide", made, action="approve", seen=seen[1]).status_code == 303
        decision = {"number": "12/QĐ-UBND", "day": "01/06/2026", "document": ""}
        assert post(client, "decision", made, **decision).status_code == 303
        assert post(client, "draw", made).status_code == 303
        assert made.visits.count() == 6
        assert post(client, "plan-days", made).status_code == 303
        chosen = list(made.visits.filter(is_announced=True).values_list("key", flat=True))
        assert post(client, "announce", made, visits=chosen).status_code == 303
        assert post(client, "open", made).status_code == 422
        made_visits(made)
        assert post(client, "open", made).status_code == 303
        folder = client.get(address("folder", made.key))
        assert folder.status_code == 200
        assert folder.content.startswith(b"PK")
        assert post(client, "close", made, reason="Xong").status_code == 303
    assert fresh(made).state == "closed"


def test_what_two_people_change_at_once_is_shown_side_by_side() -> None:
    city = make_city(2)
    made = begun(city)
    with on(TODAY):
        form = {
            "title": "Một", "focus": "", "opens_on": "08/06/2026", "closes_on": "30/06/2026",
            "led_by": city.home_affairs.key, "led_with": "", "basis": "",
            "checklist": "one-stop-shop-duties@2018", "severity_rule": "severity@1",
            "expected_version": str(made.version),
        }  # fmt: skip
        assert signed_in(city.coordinator).post(address("change", made.key), form).status_code == 303
        second = signed_in(city.second_coordinator).post(address("change", made.key), form | {"title": "Hai"})
    assert second.status_code == 409
    assert "Một" in page_of(second)
    assert "Hai" in page_of(second)


def test_an_agency_finds_its_own_visit_and_no_trace_of_another() -> None:
    city = make_city()
    made = announced(city)
    pages = [
        get(city.ward_head, name, *keys)
        for name, keys in (("list", ()), ("inspection", (made.key,)), ("calendar", (made.key,)))
    ]
    own = visit_of(made, place__code="P01")
    pages.append(get(city.ward_head, "visit", own.key))
    pages.append(page_of(signed_in(city.ward_head).get("/")))
    for other in Visit.objects.filter(inspection=made).exclude(pk=own.pk).select_related("place"):
        assert all(other.place.name not in page for page in pages)
        get(city.ward_head, "visit", other.key, status=404)
    get(city.ward_head, "frame", made.key, status=403)
    get(city.ward_head, "folder", made.key, status=404)
    # What others are sent where, and by which seed, is not told either.
    assert all("Rủi ro" not in page for page in pages)


def test_the_folder_of_a_draw_is_taken_once_it_is_opened_by_who_sees_all_visits() -> None:
    city = make_city()
    made = announced(city)
    told = (city.coordinator, city.leader, city.statistician)
    for person in (*told, city.inspectors[0], city.ward_head):
        assert signed_in(person).get(address("folder", made.key)).status_code == 404
    after = opened(city)
    for person in (*told, city.auditor):
        assert signed_in(person).get(address("folder", after.key)).status_code == 200
    # It names every visit: teams and agencies see their own all the same.
    for person in (city.inspectors[0], city.ward_head):
        assert signed_in(person).get(address("folder", after.key)).status_code == 404


def words_of(content: bytes) -> str:
    read = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in read.paragraphs] + cells)


def test_the_decision_has_the_parts_of_the_decree_and_the_list_of_who_may_see_it() -> None:
    city = make_city()
    made = announced(city)
    with on(TODAY):
        enter_decision(
            actor=city.coordinator,
            inspection=made,
            number="12/QĐ-UBND",
            day=TODAY,
            expected_version=made.version,
        )
    places = list(Visit.objects.filter(inspection=made).values_list("place__name", flat=True))

    def taken(person: Person) -> str:
        answer = signed_in(person).get(address("paper", made.key, "decision", "docx"))
        assert answer.status_code == 200
        return words_of(answer.content)

    whole = taken(city.coordinator)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QUYẾT ĐỊNH", "Điều 1", "Điều 4", "Nơi nhận", "Phụ lục",
        "12/QĐ-UBND", made.commitment, "Đoàn 1", "Thành viên 1", "Căn cứ Nghị định 118/2025/NĐ-CP",
    ):  # fmt: skip
        assert part in whole
    assert all(place in whole for place in places)
    extract = taken(city.ward_head)
    assert "Một cửa Phường 01" in extract
    assert not any(place in extract for place in places if place != "Một cửa Phường 01")
    # Above the pages it says that it is one.
    assert "Trích" in letter_of(city.ward_head, made, "decision").notice


def test_the_plan_as_pdf_says_the_same_as_in_word() -> None:
    city = make_city()
    made = announced(city)
    with pypdfium2.PdfDocument(write_paper(city.coordinator, made, "plan", "pdf")) as document:
        told = "".join(page.get_textpage().get_text_bounded() for page in document)
    words = re.sub(r"\s+", "", told)
    for part in ("KẾ HOẠCH", "Trọng tâm: Đất đai, môi trường", "Đoàn 2 (3 ngày)", made.commitment):
        assert re.sub(r"\s+", "", part) in words
    for place in Visit.objects.filter(inspection=made).values_list("place__name", flat=True):
        assert re.sub(r"\s+", "", place) in words


def test_every_paper_is_handed_out_and_no_other() -> None:
    city = make_city()
    made = approved(city)
    client = signed_in(city.coordinator)
    for paper in ("decision", "plan"):
        for ending, begins in (("docx", b"PK"), ("pdf", b"%PDF")):
            answer = client.get(address("paper", made.key, paper, ending))
            assert answer.status_code == 200
            assert answer.content.startswith(begins)
    for paper, ending in (("list", "docx"), ("plan", "xlsx")):
        assert client.get(address("paper", made.key, paper, ending)).status_code == 404


def test_a_supervision_has_a_plan_and_no_decision() -> None:
    city = make_city(2)
    made = begun(city, kind="supervision")
    client = signed_in(city.coordinator)
    assert client.get(address("paper", made.key, "plan", "docx")).status_code == 200
    assert client.get(address("paper", made.key, "decision", "docx")).status_code == 404
    assert address("paper", made.key, "decision", "docx") not in get(city.coordinator, "inspection", made.key)
    # Nor is any asked for, on the page, at its address, or by the service.
    Inspection.objects.filter(pk=made.pk).update(sealed_at=timezone.now(), approved_at=timezone.now())
    page = get(city.coordinator, "inspection", made.key)
    assert (address("decision", made.key) in page, "Quyết định" in page) == (False, False)
    assert client.get(address("decision", made.key)).status_code == 404
    with pytest.raises(Incomplete) as refused:
        enter_decision(
            actor=city.coordinator, inspection=made, number="1/QĐ", day=TODAY,
            expected_version=fresh(made).version,
        )  # fmt: skip
    assert [one.code for one in refused.value.problems] == ["CH-8826"]


def test_a_draft_and_an_example_say_so_above_every_page() -> None:
    city = make_city(2)
    made = begun(city)
    Inspection.objects.filter(pk=made.pk).update(is_made_up=True)
    notice = letter_of(city.coordinator, fresh(made), "plan").notice
    assert "Dự thảo" in notice
    assert "minh hoạ" in notice.casefold()


def test_pages_ask_a_constant_number_of_questions() -> None:
    city = make_city()
    counts: list[list[int]] = []
    for visits, days in ((3, "3"), (9, "9")):
        settings = replace(SETTINGS, visits=visits, days=Fraction(days), random_share=Fraction(1))
        made = prepared(city, settings=settings, teams_days=Decimal(6))
        made = announced_from(city, made)
        client = signed_in(city.coordinator)
        client.get(address("list"))
        counts.append([])
        visit = visit_of(made, team__isnull=False)
        for name, key in (
            ("inspection", made.key), ("calendar", made.key), ("frame", made.key), ("visit", visit.key),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address(name, key)).status_code == 200
            counts[-1].append(len(asked))
        for person in (city.coordinator, city.inspectors[0], city.ward_head):
            reader = signed_in(person)
            reader.get(address("list"))
            with CaptureQueriesContext(connection) as asked:
                assert reader.get(address("list")).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]


def test_what_waits_is_shown_to_who_can_do_it() -> None:
    city = make_city()
    waiting = sealed(city)
    home = page_of(signed_in(city.leader).get("/"))
    assert address("inspection", waiting.key) in home
    assert address("inspection", waiting.key) not in page_of(signed_in(city.coordinator).get("/"))
    ready = approved(city)
    assert address("inspection", ready.key) in page_of(signed_in(city.coordinator).get("/"))
    made = planned(city)
    with on(FIRST):
        client = signed_in(city.inspectors[0])
        mine = page_of(client.get("/"))
    own = [visit.key for visit in made.visits.filter(team=city.teams[0])]
    assert all(address("visit", key) in mine for key in own)
    assert not any(address("visit", visit.key) in mine for visit in made.visits.filter(team=city.teams[1]))
