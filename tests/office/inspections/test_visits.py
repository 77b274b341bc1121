"""The calendar of visits: days, notices, other teams, a second look; who sees which visit from when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound
from chiso.office.inspections.access import inspection_for, visit_for, visits_for
from chiso.office.inspections.models import Inspection, Tie, Visit, VisitMove
from chiso.office.inspections.services.drawing import close_inspection
from chiso.office.inspections.services.teams import end_tie, say_tie
from chiso.office.inspections.services.visits import (
    Move,
    announce_visits,
    arrange_again,
    move_visit,
    plan_days,
)
from chiso.office.ledger.models import Entry
from chiso.office.notices.models import Notice
from chiso.office.people.holdings import remembering
from chiso.office.people.models import Person, Team, TeamMember
from tests.office.inspections.making import (
    FIRST,
    LAST,
    TODAY,
    City,
    announced,
    drawn,
    fresh,
    made_visits,
    make_city,
    moved,
    on,
    opened,
    planned,
    visit_of,
)

pytestmark = pytest.mark.django_db


def codes(refused: Any) -> list[str]:
    return sorted(problem.code for problem in refused.value.problems)


def seen_by(person: Person, inspection: Inspection) -> set[int]:
    return set(visits_for(person).filter(inspection=inspection).values_list("pk", flat=True))


def test_each_team_goes_to_one_place_a_day_on_working_days_of_the_inspection() -> None:
    city = make_city()
    made = planned(city)
    visits = list(made.visits.all())
    assert all(visit.planned_on for visit in visits)
    days = [(visit.team_id, visit.planned_on) for visit in visits]
    assert len(set(days)) == len(days)
    assert all(FIRST <= day <= LAST and day.weekday() < 5 for _, day in days if day)
    # Once more there is nothing to plan, and what stands stays.
    with on(TODAY):
        assert plan_days(actor=city.coordinator, inspection=made, expected_version=made.version) == 0
    assert sorted((visit.team_id, visit.planned_on) for visit in made.visits.all()) == sorted(days)


def test_what_does_not_fit_before_the_last_day_stays_without() -> None:
    city = make_city()
    # Three visits a team, one working day: the first of each.
    made = planned(city, closes_on=FIRST)
    assert sorted(str(visit.planned_on) for visit in made.visits.all()) == [str(FIRST)] * 2 + ["None"] * 4


def test_an_agency_sees_a_visit_from_its_announcement_and_no_other() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made, place__code="P01")
    assert (visit.is_announced, visit.place.agency) == (True, city.wards[0])
    with pytest.raises(NotFound):
        visit_for(city.ward_officer, visit.key)
    with pytest.raises(NotFound):
        inspection_for(city.ward_officer, made.key)
    with on(TODAY):
        announce_visits(
            actor=city.coordinator, inspection=made, visits=[visit], expected_version=made.version
        )
    assert seen_by(city.ward_officer, made) == seen_by(city.ward_head, made) == {visit.pk}
    assert inspection_for(city.ward_officer, made.key) == made
    assert seen_by(city.other_officer, made) == set()
    told = set(Notice.objects.filter(kind="inspections.announced").values_list("person", flat=True))
    assert told == {city.ward_head.pk, city.ward_officer.pk}


def test_a_visit_without_notice_is_not_announced_and_seen_once_its_record_is_handed_over() -> None:
    city = make_city()
    made = planned(city)
    Visit.objects.filter(inspection=made, place__code="P01").update(is_announced=False)
    visit = visit_of(made, place__code="P01")
    with on(TODAY), pytest.raises(Incomplete) as refused:
        announce_visits(
            actor=city.coordinator, inspection=made, visits=[visit], expected_version=made.version
        )
    assert codes(refused) == ["CH-8677"]
    assert seen_by(city.ward_head, made) == set()
    Visit.objects.filter(pk=visit.pk).update(handed_over_at=timezone.now())
    assert seen_by(city.ward_head, made) == {visit.pk}


def test_members_see_the_visits_of_their_own_team_once_they_are_drawn() -> None:
    city = make_city()
    made = drawn(city)
    for person, team in ((city.inspectors[0], city.teams[0]), (city.inspectors[2], city.teams[1])):
        own = set(made.visits.filter(team=team).values_list("pk", flat=True))
        assert own
        assert seen_by(person, made) == own
    # Who left the team sees nothing any more.
    TeamMember.objects.filter(person=city.inspectors[0]).delete()
    assert seen_by(city.inspectors[0], made) == set()


def test_the_auditor_and_the_statistician_see_no_visit_before_the_draw_is_opened() -> None:
    city = make_city()
    made = announced(city)
    assert seen_by(city.auditor, made) == seen_by(city.statistician, made) == set()
    with pytest.raises(NotFound):
        inspection_for(city.auditor, made.key)
    after = opened(city)
    assert len(seen_by(city.auditor, after)) == 6
    # The frame is the statistician's business, the list is not.
    assert inspection_for(city.statistician, after.key) == after
    assert seen_by(city.statistician, after) == set()


def test_notice_leaves_the_working_days_of_the_kind() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made, place__code="P01")
    # Notice of a check is 3 working days: from Friday 5 June the first day is Wednesday 10 June.
    Visit.objects.filter(pk=visit.pk).update(planned_on=date(2026, 6, 9))
    with on(date(2026, 6, 5)):
        with pytest.raises(Incomplete) as refused:
            announce_visits(
                actor=city.coordinator, inspection=made, visits=[visit], expected_version=made.version
            )
        assert codes(refused) == ["CH-8672"]
        Visit.objects.filter(pk=visit.pk).update(planned_on=date(2026, 6, 10))
        announce_visits(
            actor=city.coordinator, inspection=made, visits=[visit], expected_version=made.version
        )
    with on(date(2026, 6, 5)), pytest.raises(Incomplete) as again:
        announce_visits(
            actor=city.coordinator,
            inspection=fresh(made),
            visits=[visit],
            expected_version=fresh(made).version,
        )
    assert codes(again) == ["CH-8677"]


def test_another_team_or_day_needs_a_reason_which_stays() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made, team=city.teams[0])
    with on(TODAY):
        with pytest.raises(Incomplete) as refused:
            moved(city, visit, team=city.teams[1], reason=" ")
        assert codes(refused) == ["CH-8651"]
        moved(city, visit, team=city.teams[1], reason="Đoàn 1 có việc đột xuất")
    kept = VisitMove.objects.get()
    assert (kept.from_team, kept.to_team, kept.reason) == (
        city.teams[0],
        city.teams[1],
        "Đoàn 1 có việc đột xuất",
    )
    assert Visit.objects.get(pk=visit.pk).team == city.teams[1]
    assert Notice.objects.filter(kind="inspections.given").count() == 2
    assert Entry.objects.filter(verb="visit_moved").count() == 1


def test_an_agency_that_knows_of_its_visit_is_told_of_another_day_and_of_nothing_else() -> None:
    city = make_city()
    made = announced(city)
    visit = visit_of(made, place__code="P01")
    told = Notice.objects.filter(kind="inspections.announced", person=city.ward_head)
    with on(TODAY):
        assert told.count() == 1
        moved(city, visit, planned_on=LAST)
        assert told.order_by("-pk")[0].facts["day"] == "30/06/2026"
        assert told.count() == 2
        moved(city, visit_of(made, place__code="P01"), goes_again=True)
    assert told.count() == 2


def test_an_announced_visit_is_not_moved_to_no_day_nor_sooner_than_its_notice() -> None:
    city = make_city()
    made = announced(city)
    visit = visit_of(made, place__code="P01")
    Visit.objects.filter(pk=visit.pk).update(planned_on=date(2026, 6, 12))
    visit = visit_of(made, pk=visit.pk)
    # On Monday 8 June the notice of 3 working days leads to Thursday 11 June.
    with on(date(2026, 6, 8)):
        for day in (None, date(2026, 6, 10)):
            with pytest.raises(Incomplete) as refused:
                moved(city, visit, planned_on=day)
            assert codes(refused) == ["CH-8672"]
        moved(city, visit, planned_on=date(2026, 6, 11))
    # On the day itself it may still be put off by a day.
    with on(date(2026, 6, 11)):
        moved(city, visit_of(made, pk=visit.pk), planned_on=date(2026, 6, 12))


def test_no_hand_sends_somebody_where_they_are_tied() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made, team=city.teams[0])
    tied = city.inspectors[3]
    with on(TODAY):
        tie = say_tie(
            actor=tied, person=tied, agency=visit.place.agency, place=visit.place.code, why="Có người nhà"
        )
        with pytest.raises(Incomplete) as refused:
            moved(city, visit, team=city.teams[1])
        assert codes(refused) == ["CH-8669"]
        end_tie(actor=city.coordinator, tie=tie)
        moved(city, visit, team=city.teams[1])


def test_a_visit_by_somebody_who_was_tied_since_the_draw_is_not_announced() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made, team__isnull=False, is_announced=True)
    assert visit.team is not None
    person = visit.team.members.order_by("pk")[0]

    def announce() -> int:
        current = fresh(made)
        return announce_visits(
            actor=city.coordinator, inspection=current, visits=[visit], expected_version=current.version
        )

    with on(TODAY):
        say_tie(actor=city.coordinator, person=person, agency=visit.place.agency, why="Có người nhà")
        with pytest.raises(Incomplete) as twice:
            say_tie(actor=city.coordinator, person=person, agency=visit.place.agency, why="Lần nữa")
        assert codes(twice) == ["CH-8676"]
        with pytest.raises(Incomplete) as refused:
            announce()
        assert codes(refused) == ["CH-8669"]
        # Tied to another place of the agency, they may go to this one.
        Tie.objects.update(place="khác")
        assert announce() == 1


def test_the_team_that_was_there_last_goes_again_only_for_a_reason() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made, team=city.teams[0])
    visit.place.last_team = city.teams[1].name
    visit.place.save()
    with on(TODAY):
        with pytest.raises(Incomplete) as refused:
            moved(city, visit, team=city.teams[1])
        assert codes(refused) == ["CH-8670"]
        moved(city, visit, team=city.teams[1], goes_again=True, reason="Đoàn kia nghỉ")
    assert Visit.objects.get(pk=visit.pk).team == city.teams[1]


@pytest.mark.parametrize(
    "day",
    [FIRST - timedelta(days=3), date(2026, 6, 13), LAST + timedelta(days=1)],
    ids=["before", "Saturday", "after"],
)
def test_a_visit_has_a_working_day_of_the_inspection(day: date) -> None:
    city = make_city()
    made = drawn(city)
    with on(TODAY), pytest.raises(Incomplete) as refused:
        moved(city, visit_of(made), planned_on=day)
    assert codes(refused) == ["CH-8668"]


def test_a_team_of_another_inspection_and_a_visit_that_has_begun_are_refused() -> None:
    city = make_city()
    made = planned(city)
    stranger = Team.objects.create(name="Đoàn lạ", role="inspector", valid_from=date(2019, 1, 1))
    with on(TODAY), pytest.raises(Incomplete) as refused:
        moved(city, visit_of(made), team=stranger)
    assert codes(refused) == ["CH-8653"]
    made_visits(made)
    with on(TODAY), pytest.raises(Incomplete) as begun:
        moved(city, visit_of(made), planned_on=LAST)
    assert codes(begun) == ["CH-8671"]


def test_two_people_move_one_visit_and_the_second_is_told() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made)
    with on(TODAY):
        moved(city, visit, planned_on=LAST)
        with pytest.raises(Conflict):
            move_visit(
                actor=city.second_coordinator, visit=visit, move=Move(visit.team, LAST, "Khác"),
                expected_version=visit.version,
            )  # fmt: skip


def test_only_who_prepares_moves_plans_announces() -> None:
    city = make_city()
    made = planned(city)
    for person in (city.leader, city.inspectors[0], city.ward_head, city.auditor):
        with pytest.raises(NoRight):
            plan_days(actor=person, inspection=made, expected_version=made.version)
        with pytest.raises(NoRight):
            move_visit(
                actor=person,
                visit=visit_of(made),
                move=Move(None, None, "x"),
                expected_version=visit_of(made).version,
            )


def test_a_place_is_looked_at_again_after_its_visit_one_at_a_time() -> None:
    city = make_city()
    made = opened(city)
    visit = visit_of(made, team=city.teams[0])
    move = Move(city.teams[0], date(2026, 9, 1), "Đã báo cáo khắc phục")
    with on(date(2026, 8, 20)):
        close_inspection(
            actor=city.coordinator, inspection=made, reason="Xong", expected_version=made.version
        )
        # By the Labour Code the day before 2 September, or the one after it, is a holiday too.
        with pytest.raises(Incomplete) as holiday:
            arrange_again(actor=city.coordinator, visit=visit_of(made, pk=visit.pk), move=move)
        assert codes(holiday) == ["CH-8668"]
        move = Move(city.teams[0], date(2026, 9, 3), "Đã báo cáo khắc phục")
        again = arrange_again(actor=city.coordinator, visit=visit_of(made, pk=visit.pk), move=move)
        assert (again.again_of, again.place, again.how) == (visit, visit.place, "again")
        for of in (visit, again):
            with pytest.raises(Incomplete) as refused:
                arrange_again(actor=city.coordinator, visit=visit_of(made, pk=of.pk), move=move)
            assert codes(refused) == ["CH-8675"]


def test_a_visit_is_not_moved_once_the_inspection_was_closed_meanwhile() -> None:
    city = make_city()
    made = planned(city)
    visit = visit_of(made)
    Inspection.objects.filter(pk=made.pk).update(closed_at=timezone.now())
    # `visit` was read before, and its own version is the same.
    with on(TODAY), pytest.raises(Incomplete) as refused:
        moved(city, visit, planned_on=LAST)
    assert codes(refused) == ["CH-8674"]


def test_reading_asks_as_much_for_one_visit_as_for_many(django_assert_max_num_queries: Any) -> None:
    city: City = make_city()
    made = announced(city)
    with remembering(), django_assert_max_num_queries(8):
        assert len(list(visits_for(city.inspectors[0]).filter(inspection=made).select_related("place"))) > 1
