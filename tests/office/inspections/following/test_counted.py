"""Nobody finds in figures what may not be told to them yet: the report, its files, its map, prevalence."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse

from chiso.office.inspections.following.counted import limits_of
from chiso.office.inspections.following.figures import (
    Choices,
    ReportShown,
    ReportWanted,
    choices_of,
    prevalence_of,
    report_of,
)
from chiso.office.inspections.models import Inspection, Place, Visit
from chiso.office.people.models import Person
from tests.office.inspections.following.making import (
    at,
    concluded,
    found,
    fresh,
    handed,
    inspection_of,
    issued,
    recommended,
    visited,
)
from tests.office.inspections.making import LAST, City, make_city
from tests.office.inspections.test_interests import deputy_of, officer_of, tied_to, tied_to_the_place
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")

# Of the first ward: what a reader who may not know of its visit must not find anywhere.
WORDS = ("Phường 01", "Quận 9", "Hộ tịch")


@pytest.fixture
def city() -> City:
    return make_city(2)


@pytest.fixture
def two_visits(city: City) -> Inspection:
    """The first ward alone of its district and field, all duties met; the second with a finding."""
    inspection = inspection_of(city, plan={"strata": ["district"]})
    first = visited(city, inspection, not_met=())
    Place.objects.filter(pk=first.place_id).update(district="Quận 9", field="Hộ tịch")
    found(city, visited(city, inspection, city.wards[1], code="P02"))
    return inspection


def report(person: Person) -> ReportShown:
    return report_of(person, ReportWanted(), date(2026, 8, 1))


def names_in(shown: ReportShown) -> set[str]:
    """The agencies that a report names, be it as a group or as a good example."""
    return {one.name for one in shown.summary.groups} | {one.agency for one in shown.good}


def taken_by(person: Person) -> dict[str, str]:
    """Everything that the office gives a person of the report, as words."""
    client = sign_in(person)

    def content(name: str, *given: str) -> bytes:
        answer = client.get(reverse(f"inspections:{name}", args=given))
        assert answer.status_code == 200
        return bytes(answer.content)

    def inside(archive: bytes) -> str:
        with ZipFile(io.BytesIO(archive)) as opened:
            return "".join(opened.read(name).decode() for name in opened.namelist() if name.endswith("xml"))

    return {
        "page": content("report").decode(),
        "csv": content("report-csv").decode(),
        "xlsx": inside(content("report-xlsx")),
        "docx": inside(content("report-document", "docx")),
    }


@pytest.mark.parametrize("role", ["auditor", "statistician"])
def test_before_the_draw_is_opened_no_figure_says_where_a_team_went(
    city: City, two_visits: Inspection, role: str
) -> None:
    reader = getattr(city, role)
    assert names_in(report(city.coordinator)) == names_in(report(city.leader)) == {"Phường 01", "Phường 02"}
    assert names_in(report(reader)) == set()
    assert report(reader).summary.whole.visits == 0
    assert choices_of(reader, made_up=False) == Choices([], [], [], [])
    assert all(word not in content for word in WORDS for content in taken_by(reader).values())
    Inspection.objects.update(opened_at=at(LAST))
    assert report(reader).summary == report(city.coordinator).summary
    assert names_in(report(reader)) == {"Phường 01", "Phường 02"}
    assert choices_of(reader, made_up=False) == choices_of(city.coordinator, made_up=False)
    assert all("Phường 01" in content for content in taken_by(reader).values())


def test_prevalence_waits_for_the_opened_draw_where_the_list_does(city: City, two_visits: Inspection) -> None:
    Inspection.objects.update(frame_sha256="0" * 64)
    address = reverse("inspections:prevalence", args=[two_visits.key])

    def answers() -> list[int]:
        readers = (city.coordinator, city.leader, city.statistician, city.auditor)
        return [sign_in(reader).get(address).status_code for reader in readers]

    # An auditor reads frames at no time.
    assert answers() == [200, 200, 404, 403]
    Inspection.objects.update(opened_at=at(LAST))
    assert answers() == [200, 200, 200, 403]


@pytest.mark.parametrize("interest", [officer_of, deputy_of, tied_to, tied_to_the_place])
def test_an_agency_of_ones_own_is_counted_once_its_conclusion_is_issued(
    city: City, two_visits: Inspection, interest: Any
) -> None:
    visit = Visit.objects.select_related("place__agency", "inspection").get(place__code="P01")
    finding = found(city, visit)
    by_another = replace(city, coordinator=city.second_coordinator)
    interest(city, city.coordinator, city.wards[0])

    def counted() -> list[tuple[str, int]]:
        return [(one.name, one.findings) for one in report(city.coordinator).summary.groups]

    def estimated() -> list[tuple[str, int, int]]:
        rows = prevalence_of(city.coordinator, two_visits, duty="", by="agency")
        return [(one.domain, one.visited, one.found) for one in rows[1:]]

    without = [("Phường 02", 1)], [("Phường 01", 0, 0), ("Phường 02", 1, 1)]
    assert (counted(), estimated()) == without
    assert all(word not in content for word in WORDS[1:] for content in taken_by(city.coordinator).values())
    handed(city, visit)
    assert (counted(), estimated()) == without
    conclusion = concluded(by_another, visit)
    recommended(by_another, conclusion, [finding])
    assert (counted(), estimated()) == without
    issued(by_another, conclusion)
    whole = [("Phường 01", 1), ("Phường 02", 1)], [("Phường 01", 1, 1), ("Phường 02", 1, 1)]
    assert (counted(), estimated()) == whole
    # A further visit, whose record came later: its finding stands in no conclusion that is issued.
    later = visited(city, two_visits, code="P03", day=date(2026, 6, 18))
    handed(city, later, day=date(2026, 6, 18))
    found(city, fresh(later))
    knows_of_it = interest is tied_to_the_place
    assert counted() == ([("Phường 01", 2), ("Phường 02", 1)] if knows_of_it else whole[0])
    assert report(city.second_coordinator).summary.whole.findings == 3


def test_a_report_says_what_its_reader_does_not_find_counted(city: City, two_visits: Inspection) -> None:
    opened, own = "Chỉ tính những cuộc đã mở niêm phong.", "sau khi đã ban hành kết luận"
    assert limits_of(city.coordinator) == limits_of(city.leader) == []
    assert len(limits_of(city.statistician)) == len(limits_of(city.auditor)) == 1
    officer_of(city, city.statistician, city.wards[0])
    told = taken_by(city.statistician)
    assert (opened in told["page"], own in told["page"]) == (True, True)
    assert (opened in told["docx"], own in told["docx"]) == (True, True)
    assert opened not in taken_by(city.coordinator)["page"]
