"""Reports and prevalence from the rows of the office, counted by hand; files; findings beside a campaign."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from chiso.inspection.prevalence import Seen, estimate_prevalence
from chiso.inspection.report_period import whole_period
from chiso.office.campaigns.beside import beside
from chiso.office.inspections.following.exporting import COLUMNS
from chiso.office.inspections.following.figures import ReportWanted, prevalence_of, report_of
from chiso.office.inspections.following.selectors import FindingWanted, findings_wanted
from chiso.office.inspections.models import Finding, Place, Recommendation, Voice
from chiso.periods import parse_period
from tests.office.inspections.following.making import (
    VISIT_DAY,
    at,
    found,
    inspection_of,
    visited,
    voices,
    whole_way,
)
from tests.office.inspections.making import LAST, City, make_city
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def city() -> City:
    return make_city(3)


def a_city_of_visits(city: City) -> None:
    """Three visits: two findings in the first, one in the second, all met in the third."""
    inspection = inspection_of(city, opened_at=at(LAST))
    first, second, third = (
        visited(city, inspection, ward, code=f"P{number}", not_met=not_met)
        for number, (ward, not_met) in enumerate(
            zip(city.wards, (("A1", "D2"), ("A1",), ()), strict=True), start=1
        )
    )
    found(city, first)
    found(city, first, duty="D2")
    found(city, second)
    Finding.objects.filter(visit=second).update(mended_on=date(2026, 7, 1))
    voices(first, 4, 1)
    voices(second, 2, 1)
    voices(third, 6, 0)


def test_the_report_counts_what_the_rows_say(city: City) -> None:
    a_city_of_visits(city)
    inspection = inspection_of(city, "KT-2026-077", is_made_up=True)
    found(city, visited(city, inspection))
    shown = report_of(city.coordinator, ReportWanted(), date(2026, 8, 1))
    whole = shown.summary.whole
    assert (whole.visits, whole.clean, whole.findings, whole.mended, whole.open) == (3, 1, 3, 1, 2)
    assert [(one.name, one.visits, one.findings) for one in shown.summary.groups] == [
        ("Phường 01", 1, 2), ("Phường 02", 1, 1), ("Phường 03", 1, 0),
    ]  # fmt: skip
    # Three were asked in the second ward; the first, five people, goes with it.
    assert [one.asked for one in shown.summary.groups] == [None, None, 6]
    assert (whole.asked, whole.good) == (14, 12)
    assert [(one.code, one.looked_at, one.not_met, one.findings) for one in shown.duties] == [
        ("A1", 3, 2, 2), ("D2", 3, 1, 1),
    ]  # fmt: skip
    assert [one.name for one in shown.good] == ["Một cửa Phường 03"]


def test_the_report_is_narrowed_by_period_field_and_district_and_examples_stand_apart(city: City) -> None:
    a_city_of_visits(city)
    found(city, visited(city, inspection_of(city, "KT-2025-001"), day=date(2025, 6, 10)))
    counts = {
        wanted: report_of(city.coordinator, wanted, date(2026, 8, 1)).summary.whole.visits
        for wanted in (
            ReportWanted(), ReportWanted(whole_period(parse_period("2026"))),
            ReportWanted(whole_period(parse_period("2025"))), ReportWanted(field="Đất đai"),
            ReportWanted(field="Hộ tịch"), ReportWanted(district="Quận 1"), ReportWanted(made_up=True),
        )
    }  # fmt: skip
    assert list(counts.values()) == [4, 3, 1, 4, 0, 4, 0]


def test_the_number_of_queries_does_not_grow_with_what_there_is(city: City) -> None:
    inspection = inspection_of(city)

    def queries(do: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            do()
        return len(asked)

    def report() -> object:
        return report_of(city.coordinator, ReportWanted(), date(2026, 8, 1))

    def listed() -> object:
        rows = findings_wanted(city.coordinator, FindingWanted())
        return [(one.inspection.number, one.agency.name, one.visit.place.name, one.state) for one in rows]

    client = sign_in(city.coordinator)
    page = reverse("inspections:findings")
    client.get(page)
    counts = []
    for number, ward in enumerate(city.wards, start=1):
        visit = visited(city, inspection, ward, code=f"P{number}")
        found(city, visit)
        found(city, visit, duty="D2")
        counts.append([queries(report), queries(listed), queries(lambda: client.get(page))])
    assert counts[0] == counts[1] == counts[2]


def test_the_page_and_both_files_say_the_same_and_hide_the_same(city: City) -> None:
    a_city_of_visits(city)
    client = sign_in(city.statistician)
    page = client.get(reverse("inspections:report")).content.decode()
    assert "Phường 03" in page
    taken = client.get(reverse("inspections:report-csv")).content.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(taken)))
    assert list(table[0]) == list(COLUMNS)
    assert [(one["group"], one["findings"], one["people_asked"]) for one in table] == [
        ("Phường 01", "2", ""), ("Phường 02", "1", ""), ("Phường 03", "0", "6"), ("", "3", "14"),
    ]  # fmt: skip
    book = load_workbook(io.BytesIO(client.get(reverse("inspections:report-xlsx")).content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == list(COLUMNS)
    assert [row[4] for row in rows[1:]] == [2.0, 1.0, 0.0, 3.0]
    assert sign_in(city.ward_head).get(reverse("inspections:report")).status_code == 403


def test_a_name_that_begins_as_a_formula_is_none_in_the_file(city: City) -> None:
    type(city.wards[0]).objects.filter(pk=city.wards[0].pk).update(name="=1+1")
    visited(city, inspection_of(city))
    taken = sign_in(city.coordinator).get(reverse("inspections:report-csv")).content.decode("utf-8-sig")
    assert "\n'=1+1," in taken.replace("\r", "")


def test_prevalence_is_that_of_the_room_on_the_offices_own_visits(city: City) -> None:
    inspection = inspection_of(city, plan={"strata": ["district"]})
    wards = [*city.wards] * 4
    for number, ward in enumerate(wards):
        Place.objects.create(
            inspection=inspection, code=f"P{number:02}", name=f"Quầy {number}", agency=ward,
            agency_words=ward.name, district=f"Quận {number % 2}", field="Đất đai",
        )  # fmt: skip
    # One for certain, three of each district by chance; findings in 0, 1 and 4.
    drawn = {0: "demanded", 1: "random", 3: "random", 5: "random", 2: "random", 4: "random", 6: "random"}
    for number, how in drawn.items():
        visit = visited(city, inspection, wards[number], code=f"P{number:02}", how=how)
        if number in (0, 1, 4):
            found(city, visit)
    told = [
        Seen(
            f"P{number:02}", None if drawn.get(number) == "demanded" else f"Quận {number % 2}",
            f"Quận {number % 2}", number in (0, 1, 4) if number in drawn else None,
        )
        for number in range(12)
    ]  # fmt: skip
    expected = estimate_prevalence(told, [None, "Quận 0", "Quận 1"])
    assert prevalence_of(city.coordinator, inspection, duty="", by="district") == expected
    # By hand: 1 for certain, 5/3 and 6/3 for each one found in the districts, of 12 places.
    assert expected[0].horvitz_thompson == pytest.approx((1 + 5 / 3 + 6 / 3) / 12)
    assert prevalence_of(city.coordinator, inspection, duty="A1", by="")[0].found == 3
    assert prevalence_of(city.coordinator, inspection, duty="A2", by="")[0].found == 0


def test_a_further_visit_does_not_count_for_prevalence(city: City) -> None:
    inspection = inspection_of(city, plan={"strata": ["district"]})
    visit = visited(city, inspection)
    again = visited(city, inspection, again_of=visit, day=date(2026, 7, 14))
    found(city, again)
    assert prevalence_of(city.coordinator, inspection, duty="", by="")[0].found == 0


def test_open_findings_stand_beside_the_agency_in_a_campaign_for_who_may_see_them(city: City) -> None:
    visit, finding, _, _ = whole_way(city)
    ward = city.wards[0]
    Recommendation.objects.update(deadline=timezone.localdate() - timedelta(days=1))

    def said(person: Any, agency: Any = ward) -> list[str]:
        return [one.words.in_language("en") for one in beside(person, agency)]

    both = ["One finding of an inspection is open", "One of them is past its deadline"]
    assert said(city.ward_head) == said(city.ward_officer) == said(city.coordinator) == both
    assert said(city.other_officer) == said(city.coordinator, city.wards[1]) == []
    Finding.objects.filter(pk=finding.pk).update(mended_on=VISIT_DAY)
    assert said(city.ward_head) == []
    address = f"{reverse('inspections:findings')}?co_quan={ward.key}&tinh_trang=open"
    assert sign_in(city.ward_head).get(address).status_code == 200
    assert not Voice.objects.filter(record__visit=visit).exists()
