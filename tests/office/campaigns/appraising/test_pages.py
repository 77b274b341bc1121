"""The pages of appraising as appraisers, agencies and coordinators meet them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer, Question
from chiso.office.people.roles import Role
from tests.office.campaigns.appraising.stage import NODE, appraise, page_of, say, share, signed_in
from tests.office.campaigns.making import Running, running
from tests.office.making import appoint, assign, make_agency, make_person

pytestmark = pytest.mark.django_db
CORRECTED = replace(share(1, 4), reason="figure_differs", words="Bảng ghi 1.")


@pytest.fixture
def made() -> Running:
    found = running("appraisal_1", "explanation")
    say(found, found.ba_dinh, share(4, 4))
    say(found, found.hoan_kiem, share(4, 4), by="officer_2")
    return found


def queue(made: Running, rest: str = "") -> str:
    return f"/dot-danh-gia/{made.campaign.key}/tham-dinh/{rest}"


def leaf(made: Running, unit: Any, node: str = NODE) -> str:
    return queue(made, f"{unit.key}/{node}/")


def corrected(numerator: str, denominator: str, **more: str) -> dict[str, str]:
    return {
        "verdict": "correct",
        "expected_version": "0",
        "seen_version": "1",
        "status": "given",
        "i-whole_share-numerator": numerator,
        "i-whole_share-denominator": denominator,
        "i-reception_share-numerator": "4",
        "i-reception_share-denominator": "4",
        "reason": "figure_differs",
        "words": "Bảng ghi 1.",
    } | more


def judged(made: Running) -> list[Answer]:
    with scopes_disabled():
        return list(Answer.objects.filter(campaign=made.campaign, layer="appraised_1").order_by("pk"))


def test_the_queue_counts_by_criterion_and_by_agency(made: Running) -> None:
    client = signed_in(made.people["appraiser"])
    page = page_of(client.get(queue(made)))
    leaves = len(made.participants.leaves)
    assert f"Còn {leaves} trên {leaves} mục" in page
    assert queue(made, f"tieu-chi/{NODE}/") in page
    appraise(made, made.ba_dinh)
    assert f"Còn {leaves - 1} trên {leaves}" in page_of(client.get(queue(made)))
    by_agency = page_of(client.get(queue(made, "?theo=co-quan")))
    assert queue(made, f"co-quan/{made.ba_dinh.key}/") in by_agency
    listed = page_of(client.get(queue(made, f"tieu-chi/{NODE}/?trang-thai=agreed")))
    assert leaf(made, made.ba_dinh) in listed
    assert f'"{leaf(made, made.hoan_kiem)}?theo=tieu-chi">Quận' not in listed


def test_agreeing_leads_to_the_next_leaf_and_says_what_was_saved(made: Running) -> None:
    client = signed_in(made.people["appraiser"])
    answer = client.post(
        leaf(made, made.ba_dinh), {"verdict": "agree", "expected_version": "0", "seen_version": "1"}
    )
    assert answer.status_code == 303
    assert answer["Location"] == f"{leaf(made, made.hoan_kiem)}?theo=tieu-chi"
    page = page_of(client.get(answer["Location"]))
    assert "Quận Ba Đình" in page
    assert "Điểm: 2" in page
    answer = client.post(
        answer["Location"], {"verdict": "agree", "expected_version": "0", "seen_version": "1"}
    )
    assert answer["Location"] == queue(made, f"tieu-chi/{NODE}/")


def test_a_correction_is_typed_as_the_agency_types_it(made: Running) -> None:
    client = signed_in(made.people["appraiser"])
    preview = client.post(leaf(made, made.ba_dinh), corrected("1", "4", verdict="preview"))
    assert preview.status_code == 200
    assert judged(made) == []
    assert "1 <small>/ 2" in page_of(preview)
    saved = client.post(leaf(made, made.ba_dinh), corrected("1", "4"))
    assert saved.status_code == 303
    [kept] = judged(made)
    assert kept.rows[0] == ["whole_share", "", "", "1", "4", ""]
    page = page_of(client.get(leaf(made, made.ba_dinh)))
    assert "Bảng ghi 1." in page
    assert "Vũ Thị Lan" in page


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(made: Running) -> None:
    client = signed_in(made.people["appraiser"])
    answer = client.post(leaf(made, made.ba_dinh), corrected("năm", "4", reason=""))
    page = page_of(answer)
    assert answer.status_code == 422
    assert 'value="năm"' in page
    assert "CH-1126" in page
    assert judged(made) == []
    answer = client.post(leaf(made, made.ba_dinh), corrected("1", "4", reason=""))
    assert answer.status_code == 422
    assert "CH-7845" in page_of(answer)


def test_two_appraisers_get_the_page_of_the_conflict(made: Running) -> None:
    signed_in(made.people["appraiser_2"]).post(leaf(made, made.ba_dinh), corrected("1", "4"))
    answer = signed_in(made.people["appraiser"]).post(leaf(made, made.ba_dinh), corrected("2", "4"))
    page = page_of(answer)
    assert answer.status_code == 409
    assert "Hoàng Văn Nam" in page
    assert 'value="2"' in page


def test_a_blind_leaf_shows_nothing_of_the_other(made: Running) -> None:
    made.campaign.twice = 100
    made.campaign.save()
    signed_in(made.people["appraiser"]).post(leaf(made, made.ba_dinh), corrected("1", "4"))
    other = signed_in(made.people["appraiser_2"])
    for address in (leaf(made, made.ba_dinh), queue(made, f"tieu-chi/{NODE}/"), queue(made, "thong-nhat/"),
                    queue(made, "dong-deu/")):  # fmt: skip
        page = page_of(other.get(address))
        assert "Bảng ghi 1." not in page
        assert "Vũ Thị Lan" not in page
    given = {"verdict": "agree", "expected_version": "0", "seen_version": "1"}
    assert other.post(leaf(made, made.ba_dinh), given).status_code == 303
    page = page_of(other.get(leaf(made, made.ba_dinh)))
    assert "Bảng ghi 1." in page
    assert "Vũ Thị Lan" in page
    agreement = page_of(other.get(queue(made, "thong-nhat/")))
    assert "Quá ít để nói" in agreement
    assert leaf(made, made.ba_dinh) in agreement


def test_who_does_not_appraise_there_finds_nothing(made: Running) -> None:
    stranger = make_person("Người sở khác")
    appoint(stranger, Role.APPRAISER, make_agency("Sở Tư pháp"))
    assert signed_in(stranger).get(leaf(made, made.ba_dinh)).status_code == 404
    assert "Quận Ba Đình" not in page_of(signed_in(stranger).get(queue(made)))
    for who in ("officer", "head", "member", "statistician"):
        assert signed_in(made.people[who]).get(queue(made)).status_code == 403
        assert signed_in(made.people[who]).get(leaf(made, made.ba_dinh)).status_code == 403
    made.close("appraisal_1")
    made.close("explanation")
    client = signed_in(made.people["appraiser"])
    assert client.get(leaf(made, made.ba_dinh)).status_code == 403
    assert "Quận Ba Đình" not in page_of(client.get(queue(made)))


def test_who_watches_reads_and_does_not_write(made: Running) -> None:
    appraise(made, made.ba_dinh, CORRECTED)
    client = signed_in(made.people["auditor"])
    page = page_of(client.get(leaf(made, made.ba_dinh)))
    assert "Bảng ghi 1." in page
    assert 'value="agree"' not in page
    given = {"verdict": "agree", "expected_version": "1", "seen_version": "1"}
    assert client.post(leaf(made, made.ba_dinh), given).status_code == 403


def test_a_thread_from_the_question_to_its_end(made: Running) -> None:
    appraiser, officer = signed_in(made.people["appraiser"]), signed_in(made.people["officer"])
    made.campaign.phases.filter(kind="explanation").update(closes_at=timezone.now() + timedelta(days=14))
    until = timezone.localtime(timezone.now() + timedelta(days=10)).strftime("17:00, %d/%m/%Y")
    wrong = appraiser.post(leaf(made, made.ba_dinh) + "hoi/", {"words": "", "answer_until": until})
    assert wrong.status_code == 422
    appraiser.post(
        leaf(made, made.ba_dinh) + "hoi/", {"words": "Hai thủ tục còn lại?", "answer_until": until}
    )
    with scopes_disabled():
        question = Question.objects.get()
    address = f"/dot-danh-gia/{made.campaign.key}/giai-trinh/{question.key}/"
    assert "Hai thủ tục còn lại?" in page_of(officer.get(address))
    assert "Hai thủ tục" not in page_of(signed_in(made.people["officer_2"]).get(address))
    assert signed_in(made.people["officer_2"]).get(address).status_code == 404
    assert officer.post(address, {"words": "Ở phường."}).status_code == 303
    page = page_of(appraiser.get(leaf(made, made.ba_dinh)))
    assert "Ở phường." in page
    assert officer.post(address, {"decision": "accept", "expected_version": "1"}).status_code == 403
    assert appraiser.post(address, {"decision": "accept", "expected_version": "1"}).status_code == 303
    listed = page_of(officer.get(f"/dot-danh-gia/{made.campaign.key}/giai-trinh/"))
    assert address in listed


def _queries(made: Running) -> dict[str, int]:
    """How many queries each page of the appraiser asks."""
    client = signed_in(made.people["appraiser"])
    pages = {
        "queue": "",
        "by agency": "?theo=co-quan",
        "criterion": f"tieu-chi/{NODE}/",
        "agency": f"co-quan/{made.ba_dinh.key}/",
        "leaf": f"{made.ba_dinh.key}/{NODE}/",
        "agreement": "thong-nhat/",
        "evenness": "dong-deu/",
    }
    counts = {}
    for name, rest in pages.items():
        with CaptureQueriesContext(connection) as kept:
            assert client.get(queue(made, rest)).status_code == 200
        counts[name] = len(kept)
    return counts


def test_pages_ask_as_much_for_five_agencies_as_for_two(made: Running) -> None:
    _queries(made)
    before = _queries(made)
    for _ in range(3):
        unit = make_agency(kind="quan", level="district")
        assign(made.campaign, unit, "", unit, made.home_affairs)
        say(made, unit, share(4, 4))
        appraise(made, unit, CORRECTED)
        appraise(made, unit, node="6", seen=0)
    assert _queries(made) == before


def test_one_document_judged_differently_is_shown_and_small_numbers_say_nothing(made: Running) -> None:
    appraise(made, made.ba_dinh)
    appraise(made, made.hoan_kiem, CORRECTED, by="appraiser_2")
    page = page_of(signed_in(made.people["coordinator"]).get(queue(made, "dong-deu/")))
    assert "quá ít để nói" in page.lower()
    assert "Không có tài liệu nào" in page


def test_working_out_the_points_keeps_what_was_typed_and_gives_room_for_more_cases(made: Running) -> None:
    client = signed_in(made.people["appraiser"])
    given = {
        "verdict": "preview",
        "expected_version": "0",
        "seen_version": "0",
        "status": "given",
        "reason": "no_evidence",
        "words": "Thiếu sổ theo dõi.",
        **{f"c-{number}": f"Hồ sơ {number}" for number in range(3)},
        **{f"c-{number}-days_beyond_limit": str(number) for number in range(3)},
    }
    page = page_of(client.post(leaf(made, made.ba_dinh, "1"), given))
    assert 'value="Hồ sơ 2"' in page
    assert "Thiếu sổ theo dõi." in page
    assert 'name="c-5"' in page
    # Two of three files took longer than they may: 0 points each, the one in time 1; a third, rounded 0.3.
    assert "0,3 <small>/ 2" in page
    assert judged(made) == []
