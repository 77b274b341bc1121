"""Results before they are published: the ranking, an agency's own result, petitions and their answers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from chiso.office.campaigns.council.agenda import agenda_of
from chiso.office.campaigns.models import Petition
from chiso.office.campaigns.results.layered import layered_results
from chiso.office.campaigns.results.own import leaves_shown
from chiso.office.campaigns.results.petitions import answer_petition, make_petition, withdraw_petition
from chiso.office.campaigns.results.simulated import simulated_rows
from chiso.office.errors import Conflict, Incomplete, NoRight, NotNow
from chiso.office.notices.models import Notice
from tests.office.campaigns.council.answered import answered
from tests.office.campaigns.making import Running, running
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def whole_city() -> Any:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return answered(running("results", "petition"))


def petition(made: Running, node: str = "6", **more: Any) -> Petition:
    options: dict[str, Any] = {
        "actor": made.people["head"], "campaign": made.campaign, "agency": made.ba_dinh,
        "unit": made.ba_dinh, "node": node, "words": "Trang thông tin có đủ thủ tục",
    }  # fmt: skip
    return make_petition(**(options | more))


def answer(made: Running, found: Petition, state: str = "accepted", **more: Any) -> Petition:
    options: dict[str, Any] = {
        "actor": made.people["secretary"],
        "words": "Có cơ sở",
        "expected_version": found.version,
    }
    return answer_petition(petition=found, state=state, **(options | more))


def test_the_ranking_shows_what_each_stage_changed(made: Running) -> None:
    rows = simulated_rows(layered_results(made.campaign))
    # By hand: Hoàn Kiếm 17, 17; Ba Đình 18, 16, which was first by its own account.
    assert [
        (row.unit.name, row.rank, row.rank_before, row.self_assessed, row.appraised, row.change)
        for row in rows
    ] == [
        ("Quận Hoàn Kiếm", 1, 2, Fraction(17), Fraction(17), Fraction(0)),
        ("Quận Ba Đình", 2, 1, Fraction(18), Fraction(16), Fraction(-2)),
    ]


def test_an_agency_reads_what_was_changed_and_why(made: Running) -> None:
    shown = leaves_shown(layered_results(made.campaign), made.ba_dinh, changed=True)
    assert [(one.leaf.code, one.self_assessed, one.decided, one.said[0].words) for one in shown] == [
        ("1", Fraction(2), Fraction(1), "Sổ ghi khác"),
        ("6", Fraction(2), Fraction(1), "Sổ ghi khác"),
    ]


def test_a_petition_goes_before_the_council_and_stands_on_the_agenda(made: Running) -> None:
    found = petition(made, "5")
    told = Notice.objects.filter(kind="campaigns.petition_made").values_list("person", flat=True)
    assert list(told) == [made.people["secretary"].pk]
    answer(made, found)
    item = next(one for one in agenda_of(layered_results(made.campaign)) if one.leaf.code == "5")
    assert (item.why, item.state) == (["petition"], "open")
    told = Notice.objects.filter(kind="campaigns.petition_answered").values_list("person", flat=True)
    assert list(told) == [made.people["head"].pk]


def test_a_petition_is_made_by_the_head_in_its_phase_about_what_the_agency_answers_for(made: Running) -> None:
    with pytest.raises(NoRight):
        petition(made, actor=made.people["officer"])
    with pytest.raises(NoRight):
        petition(made, agency=made.hoan_kiem, unit=made.hoan_kiem)
    with pytest.raises(Incomplete) as caught:
        petition(made, unit=made.hoan_kiem, words=" ")
    assert [one.code for one in caught.value.problems] == ["CH-7870", "CH-7870"]
    made.close("petition")
    with pytest.raises(NotNow):
        petition(made)


def test_there_is_one_petition_without_an_answer_for_each_criterion(made: Running) -> None:
    first = petition(made)
    with pytest.raises(Incomplete) as caught:
        petition(made)
    assert [one.code for one in caught.value.problems] == ["CH-7871"]
    withdraw_petition(actor=made.people["head"], petition=first, expected_version=first.version)
    assert petition(made).pk != first.pk


def test_an_answer_stands_and_says_why(made: Running) -> None:
    found = petition(made)
    with pytest.raises(Incomplete) as caught:
        answer(made, found, "perhaps", words="")
    assert [one.code for one in caught.value.problems] == ["CH-7873", "CH-7873"]
    with pytest.raises(Conflict):
        answer(made, found, expected_version=7)
    answer(made, found, "declined")
    found.refresh_from_db()
    with pytest.raises(Incomplete) as caught:
        answer(made, found)
    assert [one.code for one in caught.value.problems] == ["CH-7872"]


def browser(made: Running, who: str) -> Client:
    return sign_in(made.people[who], HTTP_ACCEPT_LANGUAGE="vi")


def test_an_agency_sees_its_own_result_in_its_phase_and_nothing_of_others(made: Running) -> None:
    own, other = (
        f"/dot-danh-gia/{made.campaign.key}/ket-qua/{one.key}/" for one in (made.ba_dinh, made.hoan_kiem)
    )
    page = browser(made, "head").get(own).content.decode()
    assert "Sổ ghi khác" in page
    assert "Hoàn Kiếm" not in page
    assert browser(made, "head").get(other).status_code == 404
    assert browser(made, "officer").get(f"/dot-danh-gia/{made.campaign.key}/ket-qua/").status_code == 403
    made.only("council")
    assert browser(made, "head").get(own).status_code == 403


def test_a_petition_by_the_pages_of_the_head_and_of_the_secretary(made: Running) -> None:
    base = f"/dot-danh-gia/{made.campaign.key}/kien-nghi/"
    head, secretary = browser(made, "head"), browser(made, "secretary")
    form = f"{base}gui/{made.ba_dinh.key}/"
    assert head.get(form).status_code == 200
    assert head.post(form, {"leaf": f"{made.ba_dinh.key} 6", "words": ""}).status_code == 422
    made_at = head.post(form, {"leaf": f"{made.ba_dinh.key} 6", "words": "Trang thông tin có đủ"})
    assert made_at.status_code == 303
    assert "Quận Ba Đình" in secretary.get(base).content.decode()
    page = made_at["Location"]
    assert "Trang thông tin có đủ" in secretary.get(page).content.decode()
    answered_at = secretary.post(
        page, {"state": "in_part", "answer": "Một phần có cơ sở", "expected_version": "1"}
    )
    assert answered_at.status_code == 303
    assert "Một phần có cơ sở" in head.get(page).content.decode()
    assert browser(made, "head_2").get(page).status_code == 404


def test_the_simulated_ranking_says_that_it_is_simulated(made: Running) -> None:
    page = browser(made, "secretary").get(f"/dot-danh-gia/{made.campaign.key}/ket-qua/").content.decode()
    assert "mô phỏng" in page
    assert "Số liệu minh hoạ" in page
