"""Districts that assess themselves, whole: from the opening of a campaign to an edition that supersedes.

By Thông tư 01/2018/TT-VPCP a case a day early gives 2 points and one on the day 1 (13.1); of the three
ways of publication all give 2, two give 1 (13.6). Hence, by hand: Ba Đình gives itself 9 × 2 = 18; the
appraiser takes one point at 6, the council gives it back; Hoàn Kiếm has 17 (one case on the day). The
first edition says 18 and 17; the error that is found afterwards takes a point from Ba Đình at 1: 17.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer, Campaign, Edition, Petition, Question, Session, Submission
from chiso.office.ledger.verifying import verify_ledger
from chiso.verbs import verify
from tests.office.browsing import needs_browser
from tests.office.campaigns.council.answered import BEST, ON_THE_DAY, write
from tests.office.campaigns.making import FRAMEWORK, Running, running
from tests.office.campaigns.publishing.steps import city_key
from tests.office.campaigns.walks.typed import TYPED
from tests.office.campaigns.walks.walking import (
    Walk,
    base_of,
    bring_into_force,
    calendar_fields,
    come_to,
    points_in,
    prepare,
    words_of_site,
)

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]

SESSION = {
    "held_on": "21/12/2020", "began": "08:30", "place": "Phòng họp số 2",
    "chair": "Nguyễn Văn Chủ, Phó Chủ tịch", "present": "Trần Thị A, Giám đốc Sở Tư pháp",
}  # fmt: skip
VOTE = {"votes_for": "5", "votes_against": "1", "abstained": "0"}
UNTIL = "17:00, 31/12/2099"


@dataclass
class Districts:
    """The walk, the people, and the campaign that they open."""

    walk: Walk
    made: Running
    campaign: Campaign

    @property
    def base(self) -> str:
        return base_of(self.campaign)

    @property
    def unit(self) -> str:
        return self.made.ba_dinh.key

    def sit(self, who: str) -> None:
        self.walk.sit(self.made.people[who])

    def open(self, path: str) -> None:
        self.walk.open(f"{self.base}{path}")

    def come_to(self, kind: str) -> None:
        come_to(self.campaign, kind)


def set_up(walk: Walk) -> Districts:
    """The coordinator opens the campaign, lays the calendar, says who answers for what."""
    made = running()
    walk.sit(made.people["coordinator"])
    walk.open("/dot-danh-gia/mo/")
    walk.press(
        "Mở đợt", title="Một cửa các quận năm 2020, đợt chính", kind="units", period="2020",
        framework=FRAMEWORK, lateness="refused", is_sample="on", remark="Số liệu minh hoạ của hai quận",
    )  # fmt: skip
    campaign = Campaign.objects.exclude(pk=made.campaign.pk).get()
    walk.open(f"{base_of(campaign)}lich/")
    walk.press("Lưu", **calendar_fields())
    walk.open(f"{base_of(campaign)}phan-cong/")
    rows = "".join(f"{uid},,{uid},so-noi-vu\n" for uid in ("quan-ba-dinh", "quan-hoan-kiem"))
    walk.give_file("phan-cong.csv", f"unit,node,responsible,appraising\n{rows}".encode())
    walk.press("Thay bảng phân công")
    assert "Số dòng phân công: 2" in walk.page.inner_text("body")
    made.campaign = campaign
    return Districts(walk, made, campaign)


def answer_and_submit(at: Districts) -> None:
    """The officer enters nine leaves and a reference; the head approves and hands in."""
    walk = at.walk
    at.come_to("self_assessment")
    at.sit("officer")
    leaf = f"tu-danh-gia/{at.unit}/{at.unit}"
    at.open(f"{leaf}/1/")
    for code, fields in TYPED.items():
        last = code == "9"
        button = "Lưu" if last else f"Lưu và sang {int(code) + 1}"
        walk.press(button, **fields, note="Theo sổ theo dõi hồ sơ một cửa")
    at.open(f"{leaf}/6/tai-lieu/")
    walk.press(
        "Nhập và dùng tài liệu này", number="126/BC-UBND", issued_on="20/12/2020",
        issuer="UBND quận Ba Đình", title="Báo cáo một cửa năm 2020",
    )  # fmt: skip
    assert "126/BC-UBND" in walk.said()
    walk.hand_in(f"{at.base}nop/{at.unit}/", at.made.people["head"])
    neighbour_answers(at)


def neighbour_answers(at: Districts) -> None:
    """Hoàn Kiếm beside it, agreed with as it stands: 17 points."""
    people = at.made.people
    for code, rows in BEST.items():
        given = ON_THE_DAY if code == "2" else rows
        write(
            at.made, at.made.hoan_kiem, code, "self_assessed", given, by=people["officer_2"], note="Theo sổ"
        )
        write(at.made, at.made.hoan_kiem, code, "appraised_1", given, by=people["appraiser"], agreed=True)
    with scopes_disabled():
        submission, _ = Submission.objects.get_or_create(campaign=at.campaign, agency=at.made.hoan_kiem)
        Submission.objects.filter(pk=submission.pk).update(state="complete")


def check_completeness(at: Districts) -> None:
    at.come_to("completeness")
    at.sit("coordinator")
    at.open("tra-lai/")
    at.walk.page.get_by_role("button", name="Đầy đủ Quận Ba Đình").click()
    with scopes_disabled():
        assert Submission.objects.get(campaign=at.campaign, agency=at.made.ba_dinh).state == "complete"


def appraise(at: Districts) -> None:
    """Agree with eight, correct one, ask about it; hear the agency, and end the thread."""
    walk = at.walk
    at.come_to("appraisal_1")
    at.sit("appraiser")
    for code in TYPED:
        at.open(f"tham-dinh/{at.unit}/{code}/")
        if code == "6":
            reason = {"reason": "not_proved", "words": "Báo cáo không nói tới bảng điện tử"}
            walk.press("Lưu bản sửa, sang tiếp", **{"i-electronic": "false"}, **reason)
        else:
            walk.press("Đồng ý, sang tiếp")
    at.open(f"tham-dinh/{at.unit}/6/")
    walk.page.get_by_text("Yêu cầu cơ quan giải trình").click()
    walk.press("Gửi yêu cầu", words="Bảng điện tử đặt ở đâu?")
    question = Question.objects.get(campaign=at.campaign)
    at.come_to("explanation")
    at.sit("officer")
    at.open(f"giai-trinh/{question.key}/")
    walk.press("Gửi giải trình", words="Ở sảnh trụ sở, từ tháng 3 năm 2020.")
    at.sit("appraiser")
    at.open(f"giai-trinh/{question.key}/")
    assert "từ tháng 3 năm 2020" in walk.said()
    walk.page.get_by_role("button", name="Chấp nhận giải trình").click()
    question.refresh_from_db()
    assert question.accepted


def rule(at: Districts) -> None:
    """The secretary writes that the point at 6 counts; a member approves the minutes."""
    walk = at.walk
    at.come_to("council")
    at.sit("secretary")
    at.open("hoi-dong/phien-moi/")
    walk.press("Lưu nội dung ghi", **SESSION)
    session = Session.objects.get(campaign=at.campaign)
    at.open(f"hoi-dong/phien/{session.key}/{at.unit}/6/")
    walk.page.locator('[name=outcome][value="change"]').check()
    if not walk.page.locator('[name="i-electronic"]').first.is_visible():
        walk.page.get_by_text("Số liệu thay thế", exact=True).last.click()
    given = {"i-correct": "true", "i-posted": "true", "i-electronic": "true"}
    words = {"reason": "council_evidence_shows", "words": "Hội đồng đã xem bảng điện tử tại sảnh"}
    walk.press("Ghi kết luận", **given, **words, **VOTE)
    walk.press("Trình biên bản cho các thành viên")
    at.sit("member")
    at.open(f"hoi-dong/phien/{session.key}/thong-qua/")
    walk.press("Thông qua biên bản")
    with scopes_disabled():
        assert Answer.objects.get(campaign=at.campaign, layer="council").node == "6"


def hear_petition(at: Districts) -> None:
    """The agency sees its result, asks once more; the secretary answers."""
    walk = at.walk
    at.come_to("results")
    at.sit("head")
    at.open(f"ket-qua/{at.unit}/")
    shown = walk.said()
    assert "18" in shown
    assert "Hội đồng đã xem bảng điện tử tại sảnh" in shown
    at.come_to("petition")
    at.open(f"kien-nghi/gui/{at.unit}/")
    walk.press("Gửi kiến nghị", leaf=f"{at.unit} 1", words="Đề nghị tính cả hồ sơ tháng 12.")
    petition = Petition.objects.get(campaign=at.campaign)
    at.sit("secretary")
    at.open(f"kien-nghi/{petition.key}/")
    walk.press("Trả lời kiến nghị", state="declined", answer="Hồ sơ tháng 12 đã được tính.")
    at.sit("head")
    at.open(f"kien-nghi/{petition.key}/")
    assert "Hồ sơ tháng 12 đã được tính." in walk.said()


def mend(at: Districts) -> None:
    """The year is opened again, one leaf of it too; the appraiser corrects that leaf."""
    walk = at.walk
    coordinator = at.made.people["coordinator"]
    at.sit("coordinator")
    walk.open_with_code(coordinator, f"{at.base}ngoai-le/mo-lai-nam/")
    until = timezone.localtime() + timedelta(days=3)
    walk.press("Mở lại đợt đã công bố", until=until.strftime("%H:%M, %d/%m/%Y"), reason="Sót một sổ gốc")
    at.open("ngoai-le/mo-lai/")
    walk.press(
        "Mở lại một phần", agency=at.unit, node="1", phase="appraisal_1",
        until=(until - timedelta(days=1)).strftime("%H:%M, %d/%m/%Y"), reason="Sổ gốc ghi khác",
    )  # fmt: skip
    at.sit("appraiser")
    at.open(f"tham-dinh/{at.unit}/1/")
    reason = {"reason": "figure_differs", "words": "Sổ gốc ghi đúng ngày"}
    walk.press("Lưu bản sửa, sang tiếp", **{"c-0-days_beyond_limit": "0"}, **reason)


def test_districts_from_the_opening_of_a_campaign_to_an_edition_that_supersedes(
    walk: Walk, tmp_path: Path
) -> None:
    key = city_key(tmp_path)
    at = set_up(walk)
    answer_and_submit(at)
    check_completeness(at)
    appraise(at)
    rule(at)
    hear_petition(at)
    at.come_to("decision")
    first = prepare(walk, at.made.people["coordinator"], at.campaign)
    at.come_to("publication")
    bundles = [tmp_path / "first.zip", tmp_path / "second.zip"]
    bundles[0].write_bytes(bring_into_force(walk, first, at.made.people, key, "12/QĐ-UBND"))
    assert verify(bundles[0], trusted=[key.with_suffix(".pub")]).differences == ()
    assert points_in(bundles[0]) == {"Quận Ba Đình": "18", "Quận Hoàn Kiếm": "17"}
    assert ("Quận Ba Đình" in words_of_site(), "12/QĐ-UBND" in words_of_site()) == (True, True)
    mend(at)
    second = prepare(
        walk, at.made.people["coordinator"], at.campaign, status="corrected", reason="Sót một sổ gốc"
    )
    bundles[1].write_bytes(bring_into_force(walk, second, at.made.people, key, "34/QĐ-UBND"))
    found = verify(bundles[1], others=[bundles[0]], trusted=[key.with_suffix(".pub")])
    assert found.differences == ()
    assert points_in(bundles[1]) == {"Quận Ba Đình": "17", "Quận Hoàn Kiếm": "17"}
    site = words_of_site()
    assert [said in site for said in ("12/QĐ-UBND", "34/QĐ-UBND", "Sót một sổ gốc")] == [True] * 3
    walk.sit(at.made.people["auditor"])
    at.open("cong-bo/")
    shown = walk.said()
    assert ("12/QĐ-UBND" in shown, "34/QĐ-UBND" in shown, "đã có bản thay" in shown) == (True, True, True)
    assert Edition.objects.filter(campaign=at.campaign, state="published").count() == 2
    assert verify_ledger().is_whole
