"""What a visit finds that looks again after the conclusion was issued: a conclusion that supplements it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from chiso.office.errors import Incomplete
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import conclusions_for, findings_for
from chiso.office.inspections.following.content import findings_of, sha256_of
from chiso.office.inspections.following.documents import conclusion_letter, name_of_file
from chiso.office.inspections.following.services import FindingGiven, RecommendationGiven
from chiso.office.inspections.models import Conclusion, Finding, Visit
from chiso.office.tasks.models import Directive, Task
from tests.office.inspections.following.making import (
    approved,
    concluded,
    found,
    fresh,
    handed,
    handed_in,
    inspection_of,
    objected,
    visited,
    whole_way,
)
from tests.office.inspections.making import City, make_city, on
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db

LOOKED_AGAIN = date(2026, 7, 14)
AFTER_THE_TERM = date(2026, 7, 22)


@pytest.fixture
def city() -> City:
    return make_city(2)


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return sorted(one.code for one in refused.value.problems)


def found_again(city: City, visit: Visit, **changes: Any) -> Finding:
    given = FindingGiven(**{"words": "Thu thêm phí ngoài quy định", "duty": "D2"} | changes)
    with on(LOOKED_AGAIN, 15):
        return services.enter_finding(actor=city.inspectors[0], visit=visit, given=given)


def begun(city: City, visit: Visit) -> Conclusion:
    with on(AFTER_THE_TERM):
        return services.begin_conclusion(
            actor=city.coordinator, inspection=visit.inspection, agency=visit.place.agency
        )


def test_the_whole_way_of_a_supplement(city: City) -> None:
    visit, old, first, _ = whole_way(city)
    stood = first.approved_sha256
    again = visited(city, visit.inspection, day=LOOKED_AGAIN, again_of=visit)
    new = found_again(city, again)
    assert (new.supplement, new.number, old.supplement) == (1, 2, 0)
    # The agency reads it once the supplement is issued, though the first conclusion is issued long since.
    assert list(findings_for(city.ward_officer)) == [old]
    with pytest.raises(Incomplete) as refused:
        begun(city, again)
    assert codes(refused) == ["CH-8736"]
    handing_over = handed(city, again, LOOKED_AGAIN)
    # It may object to this record, which the first conclusion did not know.
    objection = objected(city, handing_over, LOOKED_AGAIN)
    supplement = begun(city, again)
    assert (supplement.supplement, begun(city, again)) == (1, supplement)
    assert (findings_of(first), findings_of(supplement)) == ([old], [new])
    with on(AFTER_THE_TERM):
        services.answer_objection(
            actor=city.coordinator, objection=objection, decision="refused", answer="Có biên lai",
            expected_version=1,
        )  # fmt: skip
        services.change_conclusion(
            actor=city.coordinator, conclusion=supplement, words="Còn thu thêm phí", expected_version=1
        )
        version = fresh(supplement).version
        services.recommend(
            actor=city.coordinator, conclusion=supplement, expected_version=version,
            given=RecommendationGiven("Trả lại phí", city.wards[0], date(2026, 8, 31), [new]),
        )  # fmt: skip
        services.hand_in_conclusion(
            actor=city.coordinator, conclusion=supplement, expected_version=fresh(supplement).version
        )
        services.approve_conclusion(
            actor=city.leader, conclusion=supplement, expected_version=fresh(supplement).version
        )
        services.issue_conclusion(
            actor=city.coordinator, conclusion=supplement, number="15/KL-SNV", issued_on=AFTER_THE_TERM,
            expected_version=fresh(supplement).version,
        )  # fmt: skip
    assert set(findings_for(city.ward_officer)) == {old, new}
    assert [one.number for one in conclusions_for(city.ward_head)] == ["12/KL-SNV", "15/KL-SNV"]
    assert Task.objects.filter(title="Trả lại phí").exists()
    # What was issued first says what it said.
    assert sha256_of(fresh(first)) == stood == fresh(first).approved_sha256
    title = Directive.objects.get(number="15/KL-SNV").title
    assert title == "Kết luận bổ sung 1 đối với Phường 01, KT-2026-001"
    letter = conclusion_letter(fresh(supplement))
    assert letter.kind == "Kết luận bổ sung"
    assert "Bổ sung Kết luận số 12/KL-SNV ngày 17/06/2026" in str(letter.body)
    assert name_of_file(supplement, "pdf") == "ket-luan-bo-sung-1-kt-2026-001-phuong-01.pdf"


def test_what_the_first_record_shows_has_no_place_in_a_supplement(city: City) -> None:
    visit, *_ = whole_way(city)
    with pytest.raises(Incomplete) as refused:
        found(city, fresh(visit), duty="D2")
    assert codes(refused) == ["CH-8737"]
    with pytest.raises(Incomplete) as refused:
        begun(city, visit)
    assert codes(refused) == ["CH-8736"]


def test_while_a_conclusion_is_approved_and_not_issued_nothing_is_added_to_it(city: City) -> None:
    """It may still be sent back; then what was found later belongs to it."""
    visit = visited(city, inspection_of(city))
    handed(city, visit)
    conclusion = approved(city, concluded(city, visit))
    second = visited(city, visit.inspection, code="P02", day=LOOKED_AGAIN)
    with pytest.raises(Incomplete) as refused:
        found_again(city, second)
    assert codes(refused) == ["CH-8737"]
    services.send_conclusion_back(
        actor=city.leader, conclusion=conclusion, reason="Còn một điểm", expected_version=conclusion.version
    )
    assert found_again(city, second).supplement == 0
    with pytest.raises(Incomplete) as refused:
        handed_in(city, conclusion)
    # Its record is not handed over: the agency could not object.
    assert "CH-8740" in codes(refused)


def test_an_unapproved_supplement_is_taken_back_by_a_change_of_its_findings_alone(city: City) -> None:
    visit, old, first, _ = whole_way(city)
    again = visited(city, visit.inspection, day=LOOKED_AGAIN, again_of=visit)
    new = found_again(city, again)
    handed(city, again, LOOKED_AGAIN)
    supplement = begun(city, again)
    Conclusion.objects.filter(pk=supplement.pk).update(handed_in_at="2026-07-22T09:00+07:00")
    services.withdraw_finding(
        actor=city.second_coordinator, finding=new, reason="Nhầm quầy", expected_version=1
    )
    assert fresh(supplement).handed_in_at is None
    assert fresh(first).handed_in_at is not None
    assert city.second_coordinator in fresh(supplement).preparers.all()
    with pytest.raises(Incomplete) as refused:
        services.withdraw_finding(actor=city.coordinator, finding=old, reason="x", expected_version=1)
    assert codes(refused) == ["CH-8737"]


def test_the_outcome_offers_a_supplement_once_a_later_record_was_handed_over(city: City) -> None:
    visit, *_ = whole_way(city)
    client = sign_in(city.coordinator)
    address = reverse("inspections:outcome", args=[visit.inspection.key])
    offer = "Bắt đầu kết luận bổ sung"
    assert offer not in client.get(address).content.decode()
    again = visited(city, visit.inspection, day=LOOKED_AGAIN, again_of=visit)
    handed(city, again, LOOKED_AGAIN)
    assert offer in client.get(address).content.decode()
    answer = client.post(
        reverse("inspections:begin-conclusion", args=[visit.inspection.key]), {"agency": city.wards[0].key}
    )
    made = Conclusion.objects.get(supplement=1)
    assert answer["Location"] == reverse("inspections:conclusion", args=[made.key])
    page = client.get(answer["Location"]).content.decode()
    assert "<h1>Kết luận bổ sung 1 đối với Phường 01</h1>" in page
    for name in ("change-conclusion", "recommend"):
        page = client.get(reverse(f"inspections:{name}", args=[made.key])).content.decode()
        assert ">Kết luận bổ sung 1 đối với Phường 01</a>" in page
    told = client.get(address).content.decode()
    assert offer not in told
    assert "Bản bổ sung 1" in told
