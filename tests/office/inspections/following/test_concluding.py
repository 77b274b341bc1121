"""Conclusions: prepared by one, approved by another as it stands, issued with tasks, received by the head."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import conclusions_for
from chiso.office.inspections.following.content import sha256_of
from chiso.office.inspections.models import Finding, Recommendation
from chiso.office.notices.models import Notice
from chiso.office.people.roles import Role
from chiso.office.tasks.models import Directive, Task
from tests.office.inspections.following.making import (
    AFTERWARDS,
    DEADLINE,
    LAST_DAY,
    VISIT_DAY,
    approved,
    concluded,
    found,
    fresh,
    handed,
    handed_in,
    inspection_of,
    issued,
    objected,
    recommended,
    visited,
    whole_way,
)
from tests.office.inspections.making import City, make_city, on
from tests.office.making import appoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city(2)


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return sorted(one.code for one in refused.value.problems)


def test_a_conclusion_needs_a_record_that_was_handed_over_and_is_begun_once(city: City) -> None:
    visit = visited(city, inspection_of(city))
    with pytest.raises(Incomplete) as refused:
        concluded(city, visit)
    assert codes(refused) == ["CH-8736"]
    handed(city, visit)
    assert concluded(city, visit).pk == services.begin_conclusion(
        actor=city.second_coordinator, inspection=visit.inspection, agency=visit.place.agency
    ).pk  # fmt: skip


def test_it_waits_for_the_term_unless_the_head_agrees(city: City) -> None:
    visit = visited(city, inspection_of(city))
    made = handed(city, visit)
    with on(LAST_DAY):
        conclusion = services.begin_conclusion(
            actor=city.coordinator, inspection=visit.inspection, agency=visit.place.agency
        )
        conclusion = services.change_conclusion(
            actor=city.coordinator, conclusion=conclusion, words="Tốt", expected_version=1
        )
        with pytest.raises(Incomplete) as refused:
            services.hand_in_conclusion(actor=city.coordinator, conclusion=conclusion, expected_version=2)
        assert codes(refused) == ["CH-8735"]
        services.receive_record(actor=city.ward_head, handing_over=made, agrees=True, expected_version=1)
        services.hand_in_conclusion(actor=city.coordinator, conclusion=conclusion, expected_version=2)


def test_it_waits_for_the_answer_to_every_objection(city: City) -> None:
    visit = visited(city, inspection_of(city))
    objection = objected(city, handed(city, visit))
    conclusion = concluded(city, visit)
    with pytest.raises(Incomplete) as refused:
        handed_in(city, conclusion)
    assert codes(refused) == ["CH-8735"]
    services.answer_objection(
        actor=city.coordinator, objection=objection, decision="refused", answer="Ảnh chụp lúc 8:21",
        expected_version=1,
    )  # fmt: skip
    assert handed_in(city, conclusion).handed_in_at is not None


def test_everything_that_stands_against_it_is_said_at_once(city: City) -> None:
    visit = visited(city, inspection_of(city))
    objected(city, handed(city, visit))
    found(city, visit, effect="burden")
    found(city, visit, duty="A2")
    conclusion = services.begin_conclusion(
        actor=city.coordinator, inspection=visit.inspection, agency=visit.place.agency
    )
    with pytest.raises(Incomplete) as refused:
        handed_in(city, conclusion)
    # The reminder (the second finding) needs no recommendation.
    assert codes(refused) == ["CH-8721", "CH-8735", "CH-8740"]
    assert "1." in next(
        one.expected.in_language("en") for one in refused.value.problems if one.code == "CH-8740"
    )


def test_who_had_a_hand_in_it_does_not_approve_it_even_as_a_leader(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    appoint(city.coordinator, Role.CITY_LEADER)
    appoint(city.second_coordinator, Role.CITY_LEADER)
    conclusion = concluded(city, visit)
    recommended(city, conclusion, [found(city, visit)])
    with on(AFTERWARDS):
        services.change_conclusion(
            actor=city.second_coordinator, conclusion=conclusion, words="Khá",
            expected_version=fresh(conclusion).version,
        )  # fmt: skip
    handed_in(city, conclusion)
    for barred in (city.coordinator, city.second_coordinator):
        with pytest.raises(NoRight):
            services.approve_conclusion(
                actor=barred, conclusion=conclusion, expected_version=fresh(conclusion).version
            )
    services.approve_conclusion(
        actor=city.leader, conclusion=conclusion, expected_version=fresh(conclusion).version
    )


def test_an_approval_names_the_hash_of_what_it_approves(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    finding = found(city, visit)
    conclusion = concluded(city, visit)
    recommendation = recommended(city, conclusion, [finding])
    conclusion = approved(city, conclusion)
    before = sha256_of(fresh(conclusion))
    assert conclusion.approved_sha256 == before
    hashes = {before}
    for row, change in (
        (conclusion, {"words": "Khác"}), (finding, {"severity": "grave"}), (finding, {"words": "Khác"}),
        (recommendation, {"deadline": date(2026, 8, 31)}),
    ):  # fmt: skip
        type(row).objects.filter(pk=row.pk).update(**change)
        hashes.add(sha256_of(fresh(conclusion)))
    assert len(hashes) == 5


def test_what_was_changed_behind_an_approval_is_not_issued(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    finding = found(city, visit)
    conclusion = approved(city, concluded(city, visit))
    Finding.objects.filter(pk=finding.pk).update(words="Đã bị sửa ngoài hệ thống")
    with pytest.raises(Incomplete) as refused:
        services.issue_conclusion(
            actor=city.coordinator, conclusion=conclusion, number="1/KL", issued_on=AFTERWARDS,
            expected_version=fresh(conclusion).version,
        )  # fmt: skip
    assert codes(refused) == ["CH-8738"]
    assert not Task.objects.exists()


def test_a_change_takes_it_back_from_who_is_to_approve(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    conclusion = concluded(city, visit)
    seen = handed_in(city, conclusion).version
    recommended(city, conclusion, [found(city, visit)])
    with pytest.raises(Conflict):
        services.approve_conclusion(actor=city.leader, conclusion=conclusion, expected_version=seen)
    with pytest.raises(Incomplete) as refused:
        services.approve_conclusion(
            actor=city.leader, conclusion=conclusion, expected_version=fresh(conclusion).version
        )
    assert codes(refused) == ["CH-8727"]


def test_sent_back_with_a_reason_it_can_be_changed_and_approved_anew(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    conclusion = approved(city, concluded(city, visit))
    with pytest.raises(Incomplete) as refused:
        recommended(city, conclusion, [])
    assert codes(refused) == ["CH-8737"]
    with pytest.raises(Incomplete) as refused:
        services.send_conclusion_back(
            actor=city.leader, conclusion=conclusion, reason="", expected_version=fresh(conclusion).version
        )
    assert codes(refused) == ["CH-8722"]
    services.send_conclusion_back(
        actor=city.leader, conclusion=conclusion, reason="Thiếu căn cứ",
        expected_version=fresh(conclusion).version,
    )  # fmt: skip
    assert (fresh(conclusion).approved_at, fresh(conclusion).approved_sha256) == (None, "")
    approved(city, concluded(city, visit, words="Bổ sung căn cứ"))


def test_a_recommendation_is_about_findings_of_the_agency_and_a_day_to_come(city: City) -> None:
    inspection = inspection_of(city)
    visit, other = visited(city, inspection), visited(city, inspection, city.wards[1], code="P02", team=1)
    handed(city, visit)
    conclusion = concluded(city, visit)
    foreign = found(city, other, actor=city.coordinator)
    with pytest.raises(Incomplete) as refused:
        recommended(city, conclusion, [foreign], words="", deadline=date(2026, 6, 16))
    assert codes(refused) == ["CH-8721", "CH-8739", "CH-8741"]


def test_a_recommendation_is_about_one_place_since_one_visit_says_whether_it_was_followed(city: City) -> None:
    inspection = inspection_of(city)
    visit, second = visited(city, inspection), visited(city, inspection, code="P02")
    handed(city, visit)
    handed(city, second)
    conclusion = concluded(city, visit)
    here, there = found(city, visit), found(city, second)
    with pytest.raises(Incomplete) as refused:
        recommended(city, conclusion, [here, there])
    assert codes(refused) == ["CH-8751"]
    assert [recommended(city, conclusion, [one]).number for one in (here, there)] == [1, 2]


def test_recommendations_are_changed_and_dropped_until_the_approval(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    conclusion, finding = concluded(city, visit), found(city, visit)
    one = recommended(city, conclusion, [finding])
    given = services.RecommendationGiven("Niêm yết lại", city.wards[0], DEADLINE, [finding])
    with on(AFTERWARDS):
        services.change_recommendation(
            actor=city.coordinator, recommendation=one, given=given, expected_version=1
        )
        with pytest.raises(Conflict):
            services.change_recommendation(
                actor=city.coordinator, recommendation=one, given=given, expected_version=1
            )
        services.drop_recommendation(actor=city.coordinator, recommendation=one, expected_version=2)
    assert not Recommendation.objects.exists()


def test_issued_it_is_a_directive_and_each_recommendation_one_task(city: City) -> None:
    _, finding, conclusion, recommendation = whole_way(city)
    task = Task.objects.get()
    assert recommendation.task == task
    assert (task.title, task.owner, task.deadline) == ("Niêm yết đủ phí, lệ phí", city.wards[0], DEADLINE)
    assert task.origin == f"inspections.recommendation/{recommendation.key}"
    directive = Directive.objects.get()
    assert (directive.kind, directive.number, directive.issued_on) == ("finding", "12/KL-SNV", AFTERWARDS)
    assert task.directive == directive
    with pytest.raises(Incomplete) as refused:
        services.issue_conclusion(
            actor=city.coordinator, conclusion=conclusion, number="13/KL", issued_on=AFTERWARDS,
            expected_version=conclusion.version,
        )  # fmt: skip
    assert codes(refused) == ["CH-8738"]
    assert Task.objects.count() == 1
    assert finding.state == "open"


def test_number_and_a_day_that_has_come_are_needed(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    conclusion = approved(city, concluded(city, visit))
    with on(VISIT_DAY), pytest.raises(Incomplete) as refused:
        services.issue_conclusion(
            actor=city.coordinator, conclusion=conclusion, number=" ", issued_on=AFTERWARDS,
            expected_version=fresh(conclusion).version,
        )  # fmt: skip
    assert codes(refused) == ["CH-8721", "CH-8742"]


def test_the_agency_sees_and_receives_it_once_it_is_issued(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    conclusion = concluded(city, visit)
    assert not conclusions_for(city.ward_head).exists()
    issued(city, conclusion)
    assert conclusions_for(city.ward_head).get() == conclusion
    assert not conclusions_for(city.other_officer).exists()
    version = fresh(conclusion).version
    with pytest.raises(NoRight):
        services.receive_conclusion(actor=city.ward_officer, conclusion=conclusion, expected_version=version)
    services.receive_conclusion(actor=city.ward_head, conclusion=conclusion, expected_version=version)
    with pytest.raises(Incomplete) as refused:
        services.receive_conclusion(actor=city.ward_head, conclusion=conclusion, expected_version=version + 1)
    assert codes(refused) == ["CH-8724"]


def test_a_changed_finding_takes_it_back_too_and_who_changed_it_does_not_approve(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    finding = found(city, visit)
    conclusion = concluded(city, visit)
    seen = handed_in(city, conclusion).version
    appoint(city.second_coordinator, Role.CITY_LEADER)
    with on(AFTERWARDS):
        services.change_finding(
            actor=city.second_coordinator, finding=finding, given=services.FindingGiven("Thiếu phí", "A1"),
            expected_version=1,
        )  # fmt: skip
    assert fresh(conclusion).handed_in_at is None
    with pytest.raises(Conflict):
        services.approve_conclusion(actor=city.leader, conclusion=conclusion, expected_version=seen)
    handed_in(city, conclusion)
    with pytest.raises(NoRight):
        services.approve_conclusion(
            actor=city.second_coordinator, conclusion=conclusion, expected_version=fresh(conclusion).version
        )


def test_who_entered_a_finding_does_not_approve_nor_does_a_leader_of_the_agency(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    found(city, visit)
    conclusion = handed_in(city, concluded(city, visit))
    for person in (city.inspectors[0], city.ward_head):
        appoint(person, Role.CITY_LEADER)
        with pytest.raises(NoRight):
            services.approve_conclusion(
                actor=person, conclusion=conclusion, expected_version=fresh(conclusion).version
            )


def test_findings_of_a_visit_whose_record_the_agency_has_not_got_are_not_concluded_on(city: City) -> None:
    inspection = inspection_of(city)
    visit, second = visited(city, inspection), visited(city, inspection, code="P02")
    handed(city, visit)
    found(city, second)
    conclusion = concluded(city, visit)
    with pytest.raises(Incomplete) as refused:
        handed_in(city, conclusion)
    assert codes(refused) == ["CH-8735"]
    handed(city, second)
    assert handed_in(city, conclusion).handed_in_at is not None


def test_who_prepared_it_is_told_when_it_is_sent_back(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    conclusion = concluded(city, visit)
    found(city, visit)
    handed_in(city, conclusion)
    services.send_conclusion_back(
        actor=city.leader, conclusion=conclusion, reason="Thiếu căn cứ",
        expected_version=fresh(conclusion).version,
    )  # fmt: skip
    told = Notice.objects.filter(kind="inspections.conclusion_sent_back")
    # The inspector who entered a finding had a hand in it, and does not read the conclusion.
    assert [one.person for one in told] == [city.coordinator]
