"""Who holds a post in an inspected agency, or is tied to it, knows no sooner of a visit than it does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from chiso.office.errors import NoRight, NotFound
from chiso.office.inspections.access import record_for, visit_for, visits_for
from chiso.office.inspections.content import ties_by_place
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import conclusions_for, findings_for
from chiso.office.inspections.following.sealing import Named
from chiso.office.inspections.following.selectors import outcomes_of
from chiso.office.inspections.following.services import LetterGiven
from chiso.office.inspections.interests import interests_of, without_interest
from chiso.office.inspections.models import Tie, Visit
from chiso.office.inspections.services.syncing import Change, take_changes
from chiso.office.inspections.services.teams import is_tied, say_tie
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Appointment, Person, StandIn
from chiso.office.people.roles import Role
from tests.office.inspections.following.making import concluded, found, handed, inspection_of, visited
from tests.office.inspections.making import City, announced, make_city, on, planned, visit_of
from tests.office.making import appoint
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def city() -> City:
    return make_city(4)


def stand_in(person: Person, appointment: Appointment, *, days: int = 30) -> StandIn:
    now = timezone.now()
    return StandIn.objects.create(
        appointment=appointment, deputy=person, starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=days), document="12/GUQ", given_by=appointment.person,
    )  # fmt: skip


def officer_of(city: City, person: Person, agency: Agency) -> None:
    appoint(person, Role.AGENCY_OFFICER, agency, valid_from=date(2019, 1, 1))


def deputy_of(city: City, person: Person, agency: Agency) -> None:
    stand_in(person, Appointment.objects.get(person=city.ward_head, agency=agency))


def tied_to(city: City, person: Person, agency: Agency) -> None:
    Tie.objects.create(person=person, agency=agency, why="Vợ làm ở đó", said_by=person)


def tied_to_the_place(city: City, person: Person, agency: Agency) -> None:
    Tie.objects.create(person=person, agency=agency, place="P01", why="Em làm ở đó", said_by=person)


@pytest.mark.parametrize("interest", [officer_of, deputy_of, tied_to, tied_to_the_place])
def test_a_coordinator_with_an_interest_sees_a_visit_when_the_agency_does(city: City, interest: Any) -> None:
    made = planned(city)
    visit = visit_of(made, place__code="P01")
    Visit.objects.filter(pk=visit.pk).update(is_announced=False)
    everything = set(made.visits.values_list("pk", flat=True))
    interest(city, city.coordinator, city.wards[0])
    assert set(visits_for(city.coordinator)) == set(made.visits.exclude(place__agency=city.wards[0]))
    assert set(visits_for(city.second_coordinator).values_list("pk", flat=True)) == everything
    with pytest.raises(NotFound):
        visit_for(city.coordinator, visit.key)
    client = sign_in(city.coordinator)
    for name in ("visit", "move", "after-visit", "record"):
        assert client.get(reverse(f"inspections:{name}", args=[visit.key])).status_code == 404
    calendar = client.get(reverse("inspections:calendar", args=[made.key])).content.decode()
    assert (visit.key in calendar, visit.place.name in calendar) == (False, False)
    Visit.objects.filter(pk=visit.pk).update(handed_over_at=timezone.now())
    assert visit_for(city.coordinator, visit.key) == visit


@pytest.mark.parametrize("interest", [officer_of, deputy_of, tied_to, tied_to_the_place])
@pytest.mark.parametrize("who", ["coordinator", "ward_head"])
def test_what_waits_leaves_out_the_same_visits(city: City, interest: Any, who: str) -> None:
    """Within one question, or asked beforehand."""
    planned(city)
    person: Person = getattr(city, who)
    interest(city, person, city.wards[0])
    left = set(Visit.objects.filter(~interests_of(person).visits()))
    assert set(Visit.objects.filter(without_interest(person))) == left
    assert 0 < len(left) < Visit.objects.count()


def test_who_has_an_interest_announces_no_visit_that_they_do_not_see(city: City) -> None:
    made = planned(city)
    visit = visit_of(made, place__code="P01")
    officer_of(city, city.coordinator, city.wards[0])
    with on(date(2026, 6, 1)):
        answer = sign_in(city.coordinator).post(
            reverse("inspections:announce", args=[made.key]),
            {"visits": [visit.key], "expected_version": made.version},
        )
    assert answer.status_code != 302
    assert Visit.objects.get(pk=visit.pk).announced_at is None


def test_a_post_elsewhere_or_one_that_ended_keeps_nothing_back(city: City) -> None:
    made = planned(city)
    officer_of(city, city.coordinator, city.home_affairs)
    appoint(
        city.coordinator, Role.AGENCY_HEAD, city.wards[0], valid_from=date(2019, 1, 1),
        valid_to=date(2020, 1, 1),
    )  # fmt: skip
    assert visits_for(city.coordinator).filter(inspection=made).count() == made.visits.count()


def test_an_auditor_and_a_leader_of_an_inspected_agency_wait_as_well(city: City) -> None:
    made = planned(city)
    visit = visit_of(made, place__code="P01")
    made.opened_at = timezone.now()
    made.save()
    for person in (city.leader, city.auditor):
        assert visit in visits_for(person)
        officer_of(city, person, city.wards[0])
        assert visit not in visits_for(person)


def test_the_record_of_an_announced_visit_is_read_once_it_was_handed_over(city: City) -> None:
    visit = visited(city, inspection_of(city))
    Visit.objects.filter(pk=visit.pk).update(is_announced=True, announced_at=timezone.now())
    assert record_for(city.coordinator, visit.key)[1] is not None
    officer_of(city, city.coordinator, city.wards[0])
    assert visit_for(city.coordinator, visit.key) == visit
    with pytest.raises(NotFound):
        record_for(city.coordinator, visit.key)
    handed(city, visit)
    assert record_for(city.coordinator, visit.key)[1] is not None


def test_findings_and_conclusions_are_read_once_the_agency_has_them(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    finding, conclusion = found(city, visit), concluded(city, visit)
    assert list(findings_for(city.leader)) == [finding]
    for person in (city.leader, city.second_coordinator):
        officer_of(city, person, city.wards[0])
        assert not findings_for(person).exists()
        assert not conclusions_for(person).exists()
        (row,) = outcomes_of(person, visit.inspection)
        assert (row.visits, row.findings, row.conclusions) == (1, 0, [])
    (row,) = outcomes_of(city.coordinator, visit.inspection)
    assert (row.visits, row.findings, row.conclusions) == (1, 1, [conclusion])


def test_who_wrote_about_an_agency_is_not_read_by_those_who_hold_a_post_in_it(city: City) -> None:
    given = LetterGiven(
        date(2026, 1, 5), "denunciation", city.wards[0], about="Thu thêm phí", author=Named("Lê Thị Minh Hoạ")
    )
    letter = services.enter_letter(actor=city.second_coordinator, given=given)
    assert services.read_author(actor=city.coordinator, letter=letter).name == "Lê Thị Minh Hoạ"
    officer_of(city, city.coordinator, city.wards[0])
    with pytest.raises(NoRight):
        services.read_author(actor=city.coordinator, letter=letter)
    with pytest.raises(NoRight):
        services.erase_author(actor=city.coordinator, letter=letter, request="01/YC")
    client = sign_in(city.coordinator)
    page = client.get(reverse("inspections:letter", args=[letter.key])).content.decode()
    assert reverse("inspections:read-author", args=[letter.key]) not in page
    # Of another agency they go on reading it.
    other = services.enter_letter(
        actor=city.coordinator,
        given=LetterGiven(date(2026, 1, 5), "complaint", city.wards[1], about="Chậm", author=Named("A")),
    )
    assert services.read_author(actor=city.coordinator, letter=other).name == "A"


def test_a_member_who_stands_in_at_an_agency_is_tied_to_it_for_that_time(city: City) -> None:
    made = planned(city)
    place = made.places.get(code="P01")
    member, team = city.inspectors[0], city.teams[0]
    assert not is_tied(team, place)
    given = stand_in(member, Appointment.objects.get(person=city.ward_head))
    assert ties_by_place([place], [member]) == {"P01": {member.key}}
    assert is_tied(team, place)
    # Neither before it begins, nor once it is over or was revoked, nor where the appointment has ended.
    for name, value in (
        ("starts_at", timezone.now() + timedelta(hours=1)),
        ("ends_at", timezone.now() - timedelta(hours=1)),
        ("revoked_at", timezone.now()),
    ):
        before = getattr(given, name)
        StandIn.objects.filter(pk=given.pk).update(**{name: value})
        assert not is_tied(team, place)
        StandIn.objects.filter(pk=given.pk).update(**{name: before})
    Appointment.objects.filter(pk=given.appointment_id).update(valid_to=date(2020, 1, 1))
    assert not is_tied(team, place)


def test_a_visit_is_not_begun_by_a_member_who_stands_in_at_its_agency(city: City) -> None:
    visit = visit_of(announced(city), place__code="P01")
    team = visit.team
    assert team is not None
    member = team.members.first()
    assert member is not None
    stand_in(member, Appointment.objects.get(person=city.ward_head))
    change = Change(1, "answer", "A1", {"answer": "yes", "note": ""}, 0, datetime.now().astimezone())
    (answer,) = take_changes(actor=member, visit=visit, device="a", changes=[change])
    assert answer.state == "locked"


def test_who_stands_in_for_an_inspector_goes_with_no_team_of_theirs(city: City) -> None:
    """A team is of its members: whoever is to go for one is taken into it, and their ties are looked at."""
    made = planned(city)
    absent, deputy = city.inspectors[0], city.ward_officer
    appointment = appoint(absent, Role.INSPECTOR, None, valid_from=date(2019, 1, 1))
    stand_in(deputy, appointment)
    visit = visit_of(made, team=city.teams[0])
    assert visit in visits_for(absent)
    assert visit not in visits_for(deputy)
    change = Change(1, "answer", "A1", {"answer": "yes", "note": ""}, 0, datetime.now().astimezone())
    with pytest.raises(NotFound):
        take_changes(actor=deputy, visit=visit, device="a", changes=[change])


def test_a_tie_that_is_said_hides_the_visit_at_once(city: City) -> None:
    made = planned(city)
    visit = visit_of(made, place__code="P01")
    assert visit in visits_for(city.coordinator)
    say_tie(actor=city.coordinator, person=city.coordinator, agency=city.wards[0], why="Anh làm ở đó")
    assert visit not in visits_for(city.coordinator)
