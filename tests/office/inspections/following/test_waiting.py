"""Steps that nobody asks for wait for whoever takes them: to hand over, to conclude, to open the seed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chiso.office.inspections.following.waiting import rows_behind as rows_after
from chiso.office.inspections.following.waiting import what_waits as what_waits_after
from chiso.office.inspections.models import HandingOver, Inspection, Tie
from chiso.office.inspections.waiting import rows_behind, what_waits
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from tests.office.inspections.following.making import (
    AFTERWARDS,
    LAST_DAY,
    VISIT_DAY,
    at,
    concluded,
    found,
    handed,
    inspection_of,
    issued,
    recommended,
    visited,
)
from tests.office.inspections.making import LAST, City, drawn, made_visits, make_city
from tests.office.making import appoint

pytestmark = pytest.mark.django_db

HAND_OVER, CONCLUDE, OPEN = "Hand over the record", "Prepare the conclusion", "Open the sealed seed"


@pytest.fixture
def city() -> City:
    return make_city(2)


def waiting(person: Person, day: date = VISIT_DAY) -> list[str]:
    """What waits of these three steps; nothing may wait that is not among the rows."""
    reader = Reader(person, holdings(person), at(day, 16), "en")
    told = [*what_waits(reader), *what_waits_after(reader)]
    has_rows = any(rows.exists() for of in (rows_behind, rows_after) for rows in of(reader))
    assert has_rows == bool(told)
    titles = [str(one.title.in_language("en")) for one in told if not isinstance(one.title, str)]
    return [title for title in titles if title.startswith((HAND_OVER, CONCLUDE, OPEN))]


def test_a_signed_record_waits_for_its_team_and_the_coordinator_until_it_is_handed_over(city: City) -> None:
    inspection = inspection_of(city)
    visit = visited(city, inspection)
    visited(city, inspection, city.wards[1], code="P02", team=1)
    first, second = (f"{HAND_OVER} of Một cửa {ward.name}" for ward in city.wards)
    whole = [first, second, f"{OPEN}: {inspection.title}"]
    assert sorted(waiting(city.coordinator)) == whole
    assert (waiting(city.inspectors[0]), waiting(city.inspectors[2])) == ([first], [second])
    for nobody in (city.leader, city.auditor, city.statistician, city.ward_head, city.ward_officer):
        assert waiting(nobody) == []
    # Nor what is signed about an agency to which the coordinator is tied.
    tie = Tie.objects.create(
        person=city.coordinator, agency=city.wards[0], why="Vợ làm ở đó", said_by=city.coordinator
    )
    assert first not in waiting(city.coordinator)
    tie.delete()
    visit.record.state = "open"
    visit.record.save()
    assert waiting(city.inspectors[0]) == []
    visit.record.state = "signed"
    visit.record.save()
    handed(city, visit)
    assert waiting(city.inspectors[0]) == []
    assert first not in waiting(city.coordinator)


def test_a_conclusion_is_due_when_no_term_runs_until_one_is_begun_and_again_for_a_later_record(
    city: City,
) -> None:
    visit = visited(city, inspection_of(city, opened_at=at(LAST)))
    handed(city, visit)
    due = [f"{CONCLUDE} for Phường 01"]
    assert waiting(city.coordinator, LAST_DAY) == []
    assert waiting(city.coordinator, AFTERWARDS) == waiting(city.second_coordinator, AFTERWARDS) == due
    for nobody in (city.leader, city.auditor, city.inspectors[0], city.ward_head):
        assert waiting(nobody, AFTERWARDS) == []
    # Nothing is to be waited for where the head agrees.
    HandingOver.objects.update(agrees=True)
    assert waiting(city.coordinator, LAST_DAY) == due
    # A second record whose term still runs: one conclusion for both.
    later = visited(city, visit.inspection, code="P02", day=date(2026, 6, 11))
    handed(city, later, day=date(2026, 6, 11))
    assert waiting(city.coordinator, AFTERWARDS) == []
    over = date(2026, 7, 10)
    assert waiting(city.coordinator, over) == due
    appoint(city.second_coordinator, Role.AGENCY_OFFICER, city.wards[0], valid_from=date(2019, 1, 1))
    assert waiting(city.second_coordinator, over) == []
    finding = found(city, visit)
    conclusion = concluded(city, visit)
    assert waiting(city.coordinator, over) == []
    recommended(city, conclusion, [finding])
    HandingOver.objects.update(agrees=True)
    issued(city, conclusion)
    assert waiting(city.coordinator, over) == []
    last = visited(city, visit.inspection, code="P03", day=date(2026, 6, 25))
    handed(city, last, day=date(2026, 6, 25))
    assert waiting(city.coordinator, date(2026, 6, 26)) == []
    assert waiting(city.coordinator, over) == due


def test_a_seed_waits_to_be_opened_once_every_visit_is_over_or_the_last_day_is(city: City) -> None:
    made = drawn(city)
    assert waiting(city.coordinator, LAST) == []
    opening = [f"{OPEN}: {made.title}"]
    assert waiting(city.coordinator, date(2026, 7, 1)) == opening
    made_visits(made)
    assert waiting(city.coordinator, LAST) == opening
    assert waiting(city.leader, LAST) == waiting(city.inspectors[0], LAST) == []
    Inspection.objects.update(opened_at=at(LAST))
    assert waiting(city.coordinator, date(2026, 7, 1)) == []


def test_what_waits_costs_the_same_for_one_and_for_two(city: City) -> None:
    inspection = inspection_of(city)
    counts = []
    for number, ward in enumerate(city.wards, start=1):
        handed(city, visited(city, inspection, ward, code=f"P{number}"))
        visited(city, inspection, ward, code=f"Q{number}")
        with CaptureQueriesContext(connection) as asked:
            assert len(waiting(city.coordinator, AFTERWARDS)) == 1 + 2 * number
        counts.append(len(asked))
    assert counts[0] == counts[1]
