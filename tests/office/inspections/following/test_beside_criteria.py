"""Open findings beside the criterion on which they bear: how many, how severe, who is told, who opens."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from chiso.office.campaigns.beside import beside_criterion
from chiso.office.inspections.models import Finding, Tie
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.inspections.following.making import (
    VISIT_DAY,
    found,
    handed,
    inspection_of,
    visited,
    whole_way,
)
from tests.office.inspections.making import City, make_city
from tests.office.inspections.test_rules import bring
from tests.office.making import appoint, make_person
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")

# A1 bears on it, as the list of chiso says.
CRITERION = ("one-stop-shop", "6")


@pytest.fixture
def city() -> City:
    return make_city(3)


def said(
    person: Person, agency: Agency, framework: str = CRITERION[0], code: str = CRITERION[1]
) -> list[tuple[str, bool, str]]:
    return [
        (one.words.in_language("en"), bool(one.address), one.kind)
        for one in beside_criterion(person, agency, framework, code)
    ]


def an_appraiser(city: City) -> Person:
    person = make_person("Người thẩm định")
    appoint(person, Role.APPRAISER, city.home_affairs, valid_from=date(2019, 1, 1))
    return person


ONE = "One open finding of an inspection bears on this criterion (to be mended: 1)"


def test_an_issued_finding_stands_beside_its_criterion_and_beside_no_other(city: City) -> None:
    _, finding, _, _ = whole_way(city)
    ward, appraiser = city.wards[0], an_appraiser(city)
    for person in (city.coordinator, city.ward_head, city.ward_officer):
        assert said(person, ward) == [(ONE, True, "warn")]
    # Who reads no findings is told how many, and is led nowhere.
    assert said(appraiser, ward) == [(ONE, False, "warn")]
    assert said(city.coordinator, ward, "one-stop-shop", "7") == []
    assert said(city.coordinator, ward, "service-quality", "1.3") == [(ONE, True, "warn")]
    assert said(city.coordinator, ward, "city-set", "1.1") == []
    assert said(city.coordinator, city.wards[1]) == []
    [one] = beside_criterion(city.ward_head, ward, *CRITERION)
    page = sign_in(city.ward_head).get(one.address)
    assert page.status_code == 200
    assert reverse("inspections:finding", args=[finding.key]) in page.content.decode()
    other = one.address.replace("one-stop-shop%2F6", "one-stop-shop%2F7")
    assert other != one.address
    shown = sign_in(city.ward_head).get(other).content.decode()
    assert reverse("inspections:finding", args=[finding.key]) not in shown
    Finding.objects.filter(pk=finding.pk).update(mended_on=VISIT_DAY)
    assert said(city.ward_head, ward) == []


def test_what_is_not_issued_is_told_to_those_alone_who_see_it_anyhow(city: City) -> None:
    ward, visit = city.wards[0], visited(city, inspection_of(city))
    handed(city, visit)
    found(city, visit, effect="harm")
    expected = ("One open finding of an inspection bears on this criterion (grave: 1)", True, "bad")
    assert said(city.coordinator, ward) == [expected]
    assert said(an_appraiser(city), ward) == said(city.ward_head, ward) == []
    # Somebody who reads for the city and is tied to the ward learns it no sooner than the ward.
    Tie.objects.create(
        person=city.coordinator, agency=ward, why="Từng công tác ở đó", said_by=city.coordinator
    )
    assert said(city.coordinator, ward) == []


def test_severities_are_counted_the_gravest_first_and_unmapped_duties_left_out(city: City) -> None:
    visit = whole_way(city)[0]
    again = visited(city, inspection_of(city, "KT-2026-002"), code="P02", not_met=("A1", "A4", "C1"))
    handed(city, again)
    for duty, effect in (("A1", "harm"), ("A4", "none"), ("C1", "none")):
        found(city, again, duty=duty, effect=effect)
    assert visit.place.agency_id == city.wards[0].pk
    [(words, opens, kind)] = said(city.coordinator, city.wards[0])
    assert words == (
        "3 open findings of inspections bear on this criterion (grave: 1, to be mended: 1, reminder: 1)"
    )
    assert (opens, kind) == (True, "bad")


def test_a_list_of_the_citys_own_says_on_what_its_duties_bear(city: City) -> None:
    bring(city)
    visit = visited(city, inspection_of(city))
    type(visit.inspection).objects.update(checklist="city-duties@2026")
    visit.inspection.refresh_from_db()
    handed(city, visit)
    found(city, visit)
    assert [one for one, *_ in said(city.coordinator, city.wards[0], "city-set", "1.1")] == [ONE]
    assert said(city.coordinator, city.wards[0]) == []
