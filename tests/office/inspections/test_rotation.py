"""Who was at a place last is known by the people, whatever their team is called now."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chiso.office.errors import Incomplete
from chiso.office.inspections.content import files_of
from chiso.office.inspections.models import Inspection, Place, Visit
from chiso.office.inspections.services.drawing import draw
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Team, TeamMember
from tests.office.inspections.following.making import at
from tests.office.inspections.making import (
    TODAY,
    City,
    approved,
    begun,
    fresh,
    make_city,
    moved,
    on,
    planned,
    visit_of,
)

pytestmark = pytest.mark.django_db


def was_there(inspection: Inspection, agency: Agency, code: str, team: Team, day: date) -> None:
    """A visit of that place on that day, in an inspection of before."""
    place = Place.objects.create(inspection=inspection, code=code, name="Một cửa", agency=agency)
    Visit.objects.create(inspection=inspection, place=place, how="random", ended_at=at(day), team=team)


def refused(city: City, visit: Visit) -> list[str]:
    """The codes with which the visit is not given to the second team without a reason."""
    try:
        moved(city, visit_of(visit.inspection, pk=visit.pk), team=city.teams[1], reason="")
    except Incomplete as found:
        return sorted(one.code for one in found.problems)
    return []


def test_the_same_people_under_another_name_were_there_last_all_the_same() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made, team=city.teams[0])
    former = Team.objects.create(name="Đoàn cũ", role="inspector", valid_from=date(2019, 1, 1))
    was_there(begun(city), visit.place.agency, visit.place.code, former, date(2026, 4, 20))
    # It needs a reason in any case, since one team replaces another.
    with on(TODAY):
        assert refused(city, visit) == ["CH-8651"]
        TeamMember.objects.create(team=former, person=city.inspectors[0])
        assert refused(city, visit) == ["CH-8651"]
        TeamMember.objects.create(team=former, person=city.inspectors[2])
        assert refused(city, visit) == ["CH-8651", "CH-8670"]
        # A table that tells of a later visit is believed: then the name of the team is all there is.
        later = Place.objects.filter(pk=visit.place_id)
        later.update(last_visit=date(2026, 5, 20), last_team="Đoàn khác")
        assert refused(city, visit) == ["CH-8651"]
        later.update(last_team=city.teams[1].name)
        assert refused(city, visit) == ["CH-8651", "CH-8670"]


def test_a_draw_goes_by_who_was_there_last_when_its_seed_was_sealed() -> None:
    city = make_city(4)
    earlier = begun(city)
    was_there(earlier, city.wards[0], "P01", city.teams[1], TODAY - timedelta(days=1))
    # An exercise knows of exercises alone.
    was_there(begun_exercise(city), city.wards[2], "P03", city.teams[1], TODAY - timedelta(days=1))
    made = approved(city)
    # Somebody goes somewhere else meanwhile: what was approved is drawn all the same.
    was_there(earlier, city.wards[1], "P02", city.teams[1], TODAY + timedelta(days=1))
    frame, _ = files_of(fresh(made)).read()
    known = {one.place: one.last_members for one in frame.offices if one.last_members}
    assert known == {"P01": frozenset(person.key for person in city.inspectors[2:])}
    with on(TODAY):
        draw(actor=city.coordinator, inspection=made, expected_version=made.version)
    assert visit_of(fresh(made), place__code="P01").team == city.teams[0]


def begun_exercise(city: City) -> Inspection:
    made = begun(city)
    Inspection.objects.filter(pk=made.pk).update(is_made_up=True)
    return made
