"""Findings by the rule, repeated ones, overrides with reasons, withdrawal; who sees them and from when."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.office.errors import Conflict, Incomplete, NoRight, NotFound
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import findings_for
from chiso.office.inspections.following.selectors import after_visit
from chiso.office.inspections.following.services import FindingGiven
from chiso.office.inspections.models import Finding, Seen, Visit
from tests.office.inspections.following.making import (
    VISIT_DAY,
    approved,
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
from tests.office.inspections.making import City, make_city, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city(2)


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return sorted(one.code for one in refused.value.problems)


def test_kind_and_article_come_from_the_checklist_and_severity_from_the_rule(city: City) -> None:
    finding = found(city, visited(city, inspection_of(city)), duty="A1", effect="burden")
    assert (finding.kind, finding.article) == ("publication", "NĐ 61/2018, điều 8.1.a")
    # By the table in `tests/inspection/test_severity.py`: publication with a burden is to be mended.
    assert (finding.by_rule, finding.severity, finding.rule) == ("to_mend", "to_mend", "severity@1")
    assert (finding.number, finding.found_on, finding.agency) == (1, VISIT_DAY, city.wards[0])
    assert finding.repeated_of is None


def test_the_same_duty_at_the_same_place_within_two_years_weighs_one_step_more(city: City) -> None:
    first = found(city, visited(city, inspection_of(city, "KT-2024-001"), day=date(2024, 6, 11)))
    other = visited(
        city, inspection_of(city, "KT-2025-001"), city.wards[1], code="P02", day=date(2025, 6, 10)
    )
    elsewhere = found(city, other)
    again = found(city, visited(city, inspection_of(city)))
    assert (elsewhere.repeated_of, elsewhere.severity) == (None, "reminder")
    assert (again.repeated_of, again.severity) == (first, "to_mend")
    # A place that bears the code of another agency's is another place.
    assert found(city, visited(city, inspection_of(city, "KT-2026-009"), city.wards[1])).repeated_of is None


def test_an_older_or_withdrawn_finding_is_not_repeated(city: City) -> None:
    found(city, visited(city, inspection_of(city, "KT-2024-001"), day=date(2024, 6, 7)))
    gone = found(city, visited(city, inspection_of(city, "KT-2025-001"), day=date(2025, 6, 10)))
    services.withdraw_finding(actor=city.coordinator, finding=gone, reason="Nhầm quầy", expected_version=1)
    again = found(city, visited(city, inspection_of(city)))
    assert (again.repeated_of, again.severity) == (None, "reminder")


def test_examples_and_real_findings_do_not_repeat_one_another(city: City) -> None:
    found(city, visited(city, inspection_of(city, "KT-2025-001", is_made_up=True), day=date(2025, 6, 10)))
    assert found(city, visited(city, inspection_of(city))).repeated_of is None


def test_who_judges_otherwise_than_the_rule_says_why(city: City) -> None:
    visit = visited(city, inspection_of(city))
    with pytest.raises(Incomplete) as refused:
        found(city, visit, severity="grave")
    assert codes(refused) == ["CH-8731"]
    finding = found(city, visit, severity="grave", severity_reason="Tái diễn nhiều năm")
    assert (finding.by_rule, finding.severity, finding.severity_reason) == (
        "reminder", "grave", "Tái diễn nhiều năm",
    )  # fmt: skip


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(city: City) -> None:
    visit = visited(city, inspection_of(city))
    Visit.objects.update(ended_at=None)
    with pytest.raises(Incomplete) as refused:
        found(city, fresh(visit), words=" ", duty="Z9", kind="weather", effect="rain", severity="mild")
    assert codes(refused) == ["CH-8721", "CH-8729", "CH-8729", "CH-8729", "CH-8730", "CH-8732"]
    assert not Finding.objects.exists()


def test_a_note_made_on_the_spot_becomes_one_finding_however_often_it_is_asked(city: City) -> None:
    visit = visited(city, inspection_of(city))
    seen = Seen.objects.create(
        record=visit.record, name="s1", by=city.inspectors[0], at=at(VISIT_DAY), code="A3",
        words="Thiếu số điện thoại", severity="reminder",
    )  # fmt: skip
    with on(VISIT_DAY, 15):
        page = after_visit(city.inspectors[0], visit, drafts=True, language="vi")
    assert (page.notes, [one.code for one in page.breaches]) == ([seen], ["A1", "D2"])
    first = found(city, visit, duty="A3", seen=seen)
    assert found(city, visit, duty="A3", seen=seen) == first
    found(city, visit, duty="D2")
    with on(VISIT_DAY, 15):
        page = after_visit(city.inspectors[0], visit, drafts=True, language="vi")
    assert (page.notes, [one.code for one in page.breaches]) == ([], ["A1"])
    assert [one.number for one in page.findings] == [1, 2]


def test_findings_are_of_the_own_team_and_two_people_at_once_are_a_conflict(city: City) -> None:
    visit = visited(city, inspection_of(city))
    finding = found(city, visit)
    with pytest.raises(NotFound):
        found(city, visit, actor=city.inspectors[2])
    with pytest.raises(NoRight):
        found(city, visit, actor=city.leader)
    given = FindingGiven(words="Khác", duty="A1")
    services.change_finding(actor=city.inspectors[1], finding=finding, given=given, expected_version=1)
    with pytest.raises(Conflict):
        services.change_finding(actor=city.inspectors[0], finding=finding, given=given, expected_version=1)


def test_a_withdrawn_finding_stays_with_its_reason_and_leaves_its_recommendations(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    finding, other = found(city, visit), found(city, visit, duty="D2")
    recommendation = recommended(city, concluded(city, visit), [finding, other])
    with pytest.raises(Incomplete) as refused:
        services.withdraw_finding(actor=city.coordinator, finding=finding, reason="", expected_version=1)
    assert codes(refused) == ["CH-8722"]
    services.withdraw_finding(
        actor=city.coordinator, finding=finding, reason="Đúng như ý kiến", expected_version=1
    )
    assert (fresh(finding).state, fresh(finding).withdrawn_for) == ("withdrawn", "Đúng như ý kiến")
    assert list(recommendation.findings.all()) == [other]
    with pytest.raises(Incomplete) as refused:
        services.withdraw_finding(actor=city.coordinator, finding=finding, reason="x", expected_version=2)
    assert codes(refused) == ["CH-8734"]


def test_what_was_approved_keeps_its_findings(city: City) -> None:
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    finding = found(city, visit)
    approved(city, concluded(city, visit))
    with pytest.raises(Incomplete) as refused:
        found(city, visit, duty="A2")
    assert codes(refused) == ["CH-8737"]
    with pytest.raises(Incomplete) as refused:
        services.withdraw_finding(actor=city.coordinator, finding=finding, reason="x", expected_version=1)
    assert codes(refused) == ["CH-8737"]


def test_an_agency_sees_its_findings_once_the_conclusion_is_issued_and_no_others(city: City) -> None:
    inspection = inspection_of(city)
    visit, other = visited(city, inspection), visited(city, inspection, city.wards[1], code="P02", team=1)
    handed(city, visit)
    finding = found(city, visit)
    found(city, other, actor=city.coordinator)
    assert not findings_for(city.ward_head).exists()
    issued(city, concluded(city, visit))
    assert findings_for(city.ward_head).get() == finding
    assert findings_for(city.ward_officer).get() == finding
    assert not findings_for(city.other_officer).exists()
    assert findings_for(city.inspectors[0]).get() == finding
    assert findings_for(city.inspectors[2]).get().visit == other
    assert not findings_for(city.auditor).exists()
    type(inspection).objects.update(opened_at=at(date(2026, 6, 20)))
    assert findings_for(city.auditor).count() == findings_for(city.leader).count() == 2
    assert not findings_for(city.statistician).exists()
