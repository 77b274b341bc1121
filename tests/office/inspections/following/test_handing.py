"""The record handed over, objections within the term, answers; who may, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound
from chiso.office.inspections.access import visits_for
from chiso.office.inspections.following import services
from chiso.office.inspections.models import HandingOver, Objection, Record
from chiso.office.ledger.models import Entry
from chiso.office.notices.models import Notice
from chiso.office.people.roles import Role
from tests.office.inspections.following.making import (
    AFTERWARDS,
    LAST_DAY,
    VISIT_DAY,
    fresh,
    handed,
    inspection_of,
    objected,
    visited,
)
from tests.office.inspections.making import City, make_city, on
from tests.office.making import appoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city(2)


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_a_signed_record_goes_to_the_agency_which_sees_the_visit_from_then_on(city: City) -> None:
    visit = visited(city, inspection_of(city))
    assert not visits_for(city.ward_head).exists()
    made = handed(city, visit)
    # Five working days after Tuesday, 9 June 2026, counted in a calendar: Tuesday, 16 June.
    assert made.last_day == LAST_DAY
    assert made.record_sha256 == "ab" * 32
    assert made.number == "KT-2026-001/BB-1"
    assert visits_for(city.ward_head).get() == visit
    assert not visits_for(city.other_officer).exists()
    assert Notice.objects.filter(kind="inspections.handed_over", person=city.ward_head).count() == 1


def test_an_unsigned_record_is_not_handed_over_and_a_signed_one_once(city: City) -> None:
    visit = visited(city, inspection_of(city))
    Record.objects.update(state="open")
    with pytest.raises(Incomplete) as refused:
        handed(city, visit)
    assert codes(refused) == ["CH-8723"]
    Record.objects.update(state="signed")
    handed(city, visit)
    with pytest.raises(Incomplete) as refused:
        handed(city, visit)
    assert codes(refused) == ["CH-8724"]
    assert HandingOver.objects.count() == 1


def test_another_team_does_not_find_the_visit_and_an_agency_may_not_hand_over(city: City) -> None:
    visit = visited(city, inspection_of(city))
    with pytest.raises(NotFound):
        services.hand_over_record(actor=city.inspectors[2], visit=visit, expected_version=1)
    with pytest.raises(NoRight):
        services.hand_over_record(actor=city.ward_head, visit=visit, expected_version=1)


def test_nobody_hands_a_record_over_to_an_agency_of_their_own(city: City) -> None:
    visit = visited(city, inspection_of(city))
    appoint(city.coordinator, Role.AGENCY_OFFICER, city.wards[0])
    with pytest.raises(NoRight):
        services.hand_over_record(actor=city.coordinator, visit=visit, expected_version=1)


def test_the_head_receives_once_and_two_at_once_are_a_conflict(city: City) -> None:
    made = handed(city, visited(city, inspection_of(city)))
    with pytest.raises(NoRight):
        services.receive_record(actor=city.ward_officer, handing_over=made, expected_version=1)
    with on(VISIT_DAY, 15):
        received = services.receive_record(actor=city.ward_head, handing_over=made, expected_version=1)
    assert received.received_by == city.ward_head
    with pytest.raises(Conflict):
        services.receive_record(actor=city.ward_head, handing_over=made, expected_version=1)
    with pytest.raises(Incomplete) as refused:
        services.receive_record(actor=city.ward_head, handing_over=made, expected_version=2)
    assert codes(refused) == ["CH-8724"]


def test_an_objection_is_taken_on_the_last_day_and_not_on_the_next(city: City) -> None:
    made = handed(city, visited(city, inspection_of(city)))
    with pytest.raises(Incomplete) as refused:
        objected(city, made, AFTERWARDS)
    assert codes(refused) == ["CH-8725"]
    objected(city, made, LAST_DAY)
    assert Objection.objects.get().by == city.ward_head
    assert Notice.objects.filter(kind="inspections.objected", person=city.coordinator).exists()
    assert Notice.objects.filter(kind="inspections.objected", person=city.inspectors[1]).exists()


def test_a_late_objection_is_taken_where_the_term_was_extended_with_a_reason(city: City) -> None:
    made = handed(city, visited(city, inspection_of(city)))
    with on(AFTERWARDS), pytest.raises(Incomplete) as refused:
        services.extend_term(
            actor=city.coordinator, handing_over=made, new_last_day=LAST_DAY, reason=" ",
            expected_version=fresh(made).version,
        )  # fmt: skip
    assert codes(refused) == ["CH-8722", "CH-8728"]
    with on(AFTERWARDS):
        services.extend_term(
            actor=city.coordinator, handing_over=made, new_last_day=date(2026, 6, 20), reason="Mưa bão",
            expected_version=fresh(made).version,
        )  # fmt: skip
    objected(city, made, date(2026, 6, 20))
    kept = made.extensions.get()
    assert (kept.old_last_day, kept.new_last_day, kept.reason) == (LAST_DAY, date(2026, 6, 20), "Mưa bão")


def test_one_objection_waits_at_a_time_and_each_answer_has_its_reasons(city: City) -> None:
    made = handed(city, visited(city, inspection_of(city)))
    objection = objected(city, made)
    with pytest.raises(Incomplete) as refused:
        objected(city, made)
    assert codes(refused) == ["CH-8726"]
    with pytest.raises(Incomplete) as refused:
        services.answer_objection(
            actor=city.coordinator, objection=objection, decision="perhaps", answer="", expected_version=1
        )
    assert codes(refused) == ["CH-8722", "CH-8729"]
    with pytest.raises(NoRight):
        services.answer_objection(
            actor=city.inspectors[0], objection=objection, decision="refused", answer="x", expected_version=1
        )
    services.answer_objection(
        actor=city.coordinator, objection=objection, decision="partly", answer="Phần phí đúng",
        expected_version=1,
    )  # fmt: skip
    assert Notice.objects.filter(kind="inspections.answered", person=city.ward_head).exists()
    with pytest.raises(Incomplete) as refused:
        services.answer_objection(
            actor=city.coordinator, objection=objection, decision="refused", answer="x", expected_version=2
        )
    assert codes(refused) == ["CH-8727"]
    assert objected(city, made).pk != objection.pk


def test_every_step_stands_in_the_chain_of_the_inspection(city: City) -> None:
    made = handed(city, visited(city, inspection_of(city)))
    with on(VISIT_DAY, 15):
        services.receive_record(actor=city.ward_head, handing_over=made, agrees=True, expected_version=1)
    objected(city, made)
    verbs = Entry.objects.filter(chain__name="inspections/KT-2026-001").values_list("verb", flat=True)
    assert list(verbs) == ["record_handed_over", "record_received", "record_objected"]
