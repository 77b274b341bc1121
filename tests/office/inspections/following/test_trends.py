"""Prevalence on its pages: both estimates with errors, corrected by second visits, from year to year."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from chiso.inspection.detection import Detection, correct, estimate_detection
from chiso.office.inspections.following.figures import prevalence_of
from chiso.office.inspections.following.overlooked import detection_of
from chiso.office.inspections.following.trends import chart_of, prevalence_shown, trend_shown
from chiso.office.inspections.models import Inspection, Place, Visit
from chiso.office.people.models import Person
from tests.office.inspections.following.making import at, found, fresh, inspection_of, visited
from tests.office.inspections.making import LAST, City, make_city
from tests.office.inspections.second import drawn, made, opened, opened_city
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def city() -> City:
    return make_city(6)


def places_never_visited(city: City, inspection: Inspection, count: int = 6) -> None:
    for number in range(count):
        ward = city.wards[number]
        Place.objects.create(
            inspection=inspection, code=f"Q{number:02}", name=f"Quầy {number}", agency=ward,
            agency_words=ward.name, district=f"Quận {number % 2 + 1}", field="Hộ tịch",
        )  # fmt: skip


def twice(city: City, inspection: Inspection, **breaches: tuple[str, ...]) -> list[Visit]:
    """Every place visited again; by its code what the second visit says is not met."""
    rows = drawn(city, inspection, visits=6)
    return [made(city, one, breaches=breaches.get(one.place.code, ())) for one in rows]


def test_the_records_of_both_visits_say_what_is_overlooked(city: City) -> None:
    inspection = opened_city(city, not_met=("A1",))
    assert detection_of(city.coordinator, inspection, duty="A1") == Detection(0, 0, 0)
    twice(city, inspection, P00=("A1",), P01=("A1", "D2"), P02=("D2",))
    # By hand: the first visits found A1 everywhere, D2 nowhere; all places have one weight.
    told = detection_of(city.coordinator, inspection, duty="A1")
    assert (told.visited_twice, told.found_by_second, told.found_by_both, told.share) == (6, 2, 2, 1.0)
    told = detection_of(city.coordinator, inspection, duty="D2")
    assert (told.visited_twice, told.found_by_second, told.share) == (6, 2, None)
    told = detection_of(city.coordinator, inspection, duty="")
    assert told == estimate_detection([(True, True)] * 3 + [(True, False)] * 3)


def test_second_visits_weigh_by_both_chances(city: City) -> None:
    inspection = opened_city(city, not_met=("A1",))
    rows = twice(city, inspection, P00=("A1",), P01=("A1",), P02=("A1",))
    # The first visit of one place found nothing, and chance had taken it at one of four.
    first = rows[0].again_of
    assert first is not None
    Visit.objects.filter(pk=first.pk).update(chance="1/4")
    first.record.answers.filter(name="A1").update(answer="yes")
    told = detection_of(city.coordinator, inspection, duty="A1")
    assert told.share == pytest.approx((1 + 1) / (1 + 1 + 4), rel=1e-12)


def test_a_statistician_learns_of_second_visits_once_their_draw_is_opened(city: City) -> None:
    inspection = opened_city(city)
    twice(city, inspection, P00=("A1",), P01=("A1",))
    assert detection_of(city.statistician, inspection, duty="A1").visited_twice == 0
    assert detection_of(city.coordinator, inspection, duty="A1").visited_twice == 6
    opened(city, inspection)
    assert detection_of(city.statistician, inspection, duty="A1").visited_twice == 6


def table(person: Person, address: str) -> list[dict[str, str]]:
    answer = sign_in(person).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_page_and_its_table_tell_both_estimates_and_what_they_rest_on(city: City) -> None:
    inspection = opened_city(city)
    places_never_visited(city, inspection)
    for visit in inspection.visits.order_by("pk")[:2]:
        found(city, visit)
    twice(city, inspection, P00=("A1",), P01=("A1",))
    shown = prevalence_shown(city.coordinator, inspection, duty="A1", by="district")
    assert [one.told for one in shown.rows] == prevalence_of(
        city.coordinator, inspection, duty="A1", by="district"
    )
    assert [one.corrected for one in shown.rows] == [correct(one.told, shown.detection) for one in shown.rows]
    assert (shown.whole.visited, shown.whole.by_chance, shown.whole.places) == (6, 6, 12)
    address = reverse("inspections:prevalence", args=[inspection.key]) + "?muc=A1&theo=district"
    page = sign_in(city.coordinator).get(address).content.decode()
    assert "(Horvitz–Thompson)" in page
    rows = table(
        city.coordinator,
        reverse("inspections:prevalence-csv", args=[inspection.key]) + "?muc=A1&theo=district",
    )
    assert [row["domain"] for row in rows] == ["", "Quận 1", "Quận 2"]
    for row, one in zip(rows, shown.rows, strict=True):
        assert float(row["estimate"]) == one.told.estimate
        assert float(row["horvitz_thompson"]) == one.told.horvitz_thompson
        assert float(row["corrected"]) == (one.corrected and one.corrected.estimate)
        assert int(row["by_chance"]) == one.told.by_chance


def test_a_district_that_is_called_like_a_formula_is_text_in_the_table(city: City) -> None:
    inspection = opened_city(city)
    inspection.places.filter(district="Quận 1").update(district="=1+1")
    address = reverse("inspections:prevalence-csv", args=[inspection.key]) + "?theo=district"
    assert {row["domain"] for row in table(city.coordinator, address)} == {"", "Quận 2", "'=1+1"}


def test_the_page_shows_no_error_where_all_places_drawn_are_alike(city: City) -> None:
    inspection = opened_city(city)
    places_never_visited(city, inspection)
    address = reverse("inspections:prevalence", args=[inspection.key])
    nothing_found = sign_in(city.coordinator).get(address).content.decode()
    assert "±" not in nothing_found
    found(city, inspection.visits.order_by("pk")[0])
    assert "±" in sign_in(city.coordinator).get(address).content.decode()


def two_years(city: City) -> list[Inspection]:
    """The same six wards two years, each among twelve places; four with a finding, then one."""
    rounds = []
    for number, (year, count) in enumerate(((2025, 4), (2026, 1)), start=1):
        inspection = inspection_of(
            city, f"KT-{year}-001", plan={"strata": ["district"]}, opened_at=at(LAST),
        )  # fmt: skip
        Inspection.objects.filter(pk=inspection.pk).update(opens_on=date(year, 6, 8))
        for place in range(6):
            visit = visited(city, inspection, city.wards[place], code=f"P{place:02}", how="random")
            Place.objects.filter(pk=visit.place_id).update(district=f"Quận {place % 2 + 1}")
            if place < count:
                found(city, visit)
        places_never_visited(city, inspection, count=6 if number == 1 else 3)
        rounds.append(fresh(inspection))
    return rounds


def test_years_stand_beside_one_another_with_the_difference_and_its_error(city: City) -> None:
    rounds = two_years(city)
    shown = trend_shown(city.coordinator, list(reversed(rounds)), duty="", by="")
    first, second = shown.whole
    assert (first.round, second.round) == ("2025", "2026")
    told = [prevalence_of(city.coordinator, one, duty="", by="")[0] for one in rounds]
    assert [first.prevalence, second.prevalence] == told
    assert second.difference is not None
    assert second.difference.value == (told[1].estimate or 0) - (told[0].estimate or 0)
    variance = (told[0].error or 0) ** 2 + (told[1].error or 0) ** 2
    assert second.difference.error == pytest.approx(variance**0.5, rel=1e-12)
    assert (second.same_places, second.same_visited) == (9, 6)


def test_two_inspections_of_one_year_are_called_by_their_numbers(city: City) -> None:
    rounds = two_years(city)
    Inspection.objects.update(opens_on=date(2026, 6, 8))
    shown = trend_shown(city.coordinator, [fresh(one) for one in rounds], duty="", by="")
    assert [one.round for one in shown.whole] == ["KT-2025-001", "KT-2026-001"]


def test_the_page_of_years_says_the_same_as_chart_table_and_file(city: City) -> None:
    rounds = two_years(city)
    Inspection.objects.update(frame_sha256="0" * 64)
    address, file = reverse("inspections:trend"), reverse("inspections:trend-csv")
    page = sign_in(city.coordinator).get(address).content.decode()
    shown = trend_shown(city.coordinator, rounds, duty="", by="")
    chart = chart_of(shown, "vi")
    assert chart is not None
    assert chart in page
    assert 'role="img"' in chart
    assert "2025" in chart
    rows = table(city.coordinator, file)
    assert [row["round"] for row in rows] == ["2025", "2026"]
    assert float(rows[1]["difference"]) == (shown.whole[1].difference and shown.whole[1].difference.value)
    one_alone = f"?dot={rounds[0].number}"
    assert '<svg class="chart"' not in sign_in(city.coordinator).get(address + one_alone).content.decode()
    assert sign_in(city.coordinator).get(file + one_alone).status_code == 404


def test_nobody_finds_in_the_trend_what_prevalence_keeps_from_them(city: City) -> None:
    first, second = two_years(city)
    Inspection.objects.update(frame_sha256="0" * 64)
    Inspection.objects.filter(pk=second.pk).update(opened_at=None)
    file = reverse("inspections:trend-csv")
    assert sign_in(city.statistician).get(file).status_code == 404
    assert len(table(city.leader, file)) == 2
    Inspection.objects.update(opened_at=at(LAST))
    assert len(table(city.statistician, file)) == 2
    for reader in (city.auditor, city.ward_head, city.inspectors[0]):
        assert sign_in(reader).get(file).status_code == 403
    # Examples stand apart.
    Inspection.objects.filter(pk=first.pk).update(is_made_up=True)
    assert sign_in(city.leader).get(file).status_code == 404


def test_a_handed_over_record_is_needed_before_a_pair_counts(city: City) -> None:
    inspection = opened_city(city)
    rows = drawn(city, inspection, visits=6)
    made(city, rows[0], breaches=("A1",), hands_over=False)
    assert detection_of(city.coordinator, inspection, duty="A1").visited_twice == 0
    made(city, rows[1])
    assert detection_of(city.coordinator, inspection, duty="A1").visited_twice == 1
