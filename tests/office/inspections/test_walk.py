"""The whole way in a browser: plan, draw, visit, record, objection, conclusion, recommendation, remediation,
another visit, report; each step by whoever does it, the record on a phone, everything else without script.

Two counters, both visited: the first is demanded, the second comes by chance, so that the draw is known.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.inspections.models import (
    Conclusion,
    Finding,
    HandingOver,
    Inspection,
    Objection,
    Recommendation,
    Record,
    Remediation,
    Visit,
)
from chiso.office.inspections.record_content import content_of
from chiso.office.ledger.models import Entry
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.people.models import Person
from chiso.office.tasks.models import Task
from tests.office.browsing import needs_browser, visit
from tests.office.campaigns.walks.walking import Walk
from tests.office.inspections.making import City, fresh, make_city, table_of
from tests.office.inspections.phone.handling import (
    answer,
    begin,
    draw_signature,
    open_visit,
    phone_of,
    write_note,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser, pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(databases="__all__", transaction=True),
]  # fmt: skip
SEEN = "Bảng niêm yết thiếu mức phí"


def at(name: str, row: Any, *more: str) -> str:
    return reverse(f"inspections:{name}", args=[row.key, *more])


def press(walk: Walk, button: str, **fields: str) -> None:
    """Press a button by its English name."""
    walk.press(text(button).in_language("vi"), **fields)


def does(walk: Walk, person: Person, address: str, button: str, **fields: str) -> None:
    """Somebody opens a page, fills its form in and presses its button."""
    walk.sit(person)
    walk.open(address)
    press(walk, button, **fields)


def is_shut(walk: Walk, person: Person, *addresses: str) -> bool:
    """Whether none of these pages is there for this person."""
    walk.sit(person)
    asked = walk.page.request
    return {asked.get(f"{walk.visitor.address}{address}").status for address in addresses} == {404}


def plan(walk: Walk, city: City) -> Inspection:
    """By the coordinator, from nothing to the sealed seed."""
    today = timezone.localdate()
    does(
        walk, city.coordinator, reverse("inspections:begin"), "Begin it", kind="check",
        title="Kiểm tra một cửa về đất đai", focus="Đất đai", opens_on=f"{today:%d/%m/%Y}",
        closes_on=f"{today + timedelta(days=30):%d/%m/%Y}", led_by=city.home_affairs.key,
        led_with=city.environment.key,
    )  # fmt: skip
    made = Inspection.objects.get()
    walk.open(at("take-frame", made))
    walk.give_file("khung.csv", table_of(city))
    press(walk, "Take this table")
    walk.open(at("settings", made))
    press(
        walk, "Save the plan", visits="2", days="4", days_a_visit="1", random_share="1",
        unannounced_share="0",
    )  # fmt: skip
    walk.open(at("teams", made))
    press(walk, "Save the teams", **{f"days_{team.key}": "2" for team in city.teams})
    walk.open(at("seal", made))
    press(walk, "Seal and hand in")
    assert walk.visitor.open(at("decide", made)) == 403, "nobody approves what they prepared"
    return fresh(made)


def approve_and_draw(walk: Walk, city: City, made: Inspection) -> tuple[Visit, Visit]:
    """Approved by a leader, drawn, put into the calendar, announced; what the draw made of both counters."""
    walk.sit(city.leader)
    walk.open(at("decide", made))
    approving = text("Approve {number}", number=made.number).in_language("vi")
    walk.page.get_by_role("button", name=approving, exact=True).click()
    walk.prove(city.leader)
    assert fresh(made).state == "approved"
    does(
        walk, city.coordinator, at("decision", made), "Enter the decision", number="12/QĐ-UBND",
        day=f"{timezone.localdate():%d/%m/%Y}",
    )  # fmt: skip
    walk.open(at("draw", made))
    press(walk, "Draw now")
    assert is_shut(walk, city.auditor, at("inspection", made), at("folder", made))
    walk.sit(city.coordinator)
    assert walk.visitor.open(at("folder", made)) == 404, "the seed is sealed"
    walk.open(at("calendar", made))
    press(walk, "Give days to visits that have none")
    first = Visit.objects.select_related("place", "team").get(place__code="P01")
    second = Visit.objects.select_related("place", "team").get(place__code="P02")
    assert (first.how, second.how) == ("demanded", "random")
    assert is_shut(walk, city.ward_officer, at("visit", first))
    walk.sit(city.coordinator)
    walk.open(at("calendar", made))
    walk.page.check(f"[name=visits][value='{first.key}']")
    press(walk, "Announce the chosen visits")
    walk.sit(city.ward_officer)
    walk.open(at("visit", first))
    assert is_shut(walk, city.ward_officer, at("visit", second), at("record", first))
    assert is_shut(walk, city.other_officer, at("visit", first), at("visit", second))
    return first, second


def inspector_of(city: City, made: Visit) -> Person:
    return city.inspectors[0 if made.team == city.teams[0] else 2]


def go_with_the_phone(chromium: Browser, live_server: Any, inspector: Person, made: Visit) -> None:
    """A duty that is not met, a finding, both signatures; sent once the visit is over."""
    with phone_of(chromium, live_server, inspector) as visitor:
        page = visitor.page
        open_visit(page, made)
        begin(page)
        answer(page, "A1", "Không")
        page.get_by_role("button", name="Thêm phát hiện").click()
        write_note(page, "Phát hiện 1: điều đã thấy", SEEN)
        for who, name in (
            ("Đoàn kiểm tra", "Họ tên người ký của đoàn"),
            ("Bên được kiểm tra", "Họ tên người ký của bên được kiểm tra"),
        ):
            page.get_by_label(name).fill("Nguyễn Văn Ký")
            page.get_by_label(name).press("Tab")
            draw_signature(page)
            page.get_by_role("button", name=f"Ký: {who}").click()
            page.get_by_label(name).wait_for(state="detached")
        page.get_by_role("button", name="Kết thúc lượt kiểm tra").click()
        page.get_by_text("Đã gửi hết").wait_for()
        page.get_by_text("Biên bản đã chốt").wait_for()


def go_with_paper(walk: Walk, inspector: Person, made: Visit) -> None:
    """All in order at A1, entered by form from the paper that both sides signed."""
    does(walk, inspector, at("write-record", made), "Save the record", answer_A1="yes")
    walk.open(at("end-record", made))
    press(
        walk, "End the visit", inspector_name="Lê Thị Đoàn", official_name="Trần Văn Cửa",
        official_how="on_paper",
    )  # fmt: skip


def hand_over_and_object(walk: Walk, city: City, made: Visit) -> Finding:
    """By the team; the head of the agency objects, is answered, and receives the record."""
    does(walk, inspector_of(city, made), at("after-visit", made), "Hand the record over")
    walk.open(at("after-visit", made))
    walk.page.get_by_role("link", name=text("Make it a finding").in_language("vi")).last.click()
    press(
        walk, "Enter the finding", words=SEEN, duty="A1", effect="burden",
        position="Trưởng bộ phận một cửa",
    )  # fmt: skip
    finding, handed = Finding.objects.get(), HandingOver.objects.get()
    assert (finding.duty, finding.severity) == ("A1", "to_mend")
    assert is_shut(walk, city.ward_head, at("finding", finding))
    walk.open(at("record", made))
    does(walk, city.ward_head, at("object", handed), "Send the objection", words="Đã niêm yết từ tháng trước")
    does(
        walk, city.coordinator, at("answer-objection", Objection.objects.get()), "Answer",
        decision="refused", answer="Ảnh chụp lúc 8:21 cho thấy bảng cũ",
    )  # fmt: skip
    does(walk, city.ward_head, at("receive-record", handed), "Confirm the receipt", agrees="")
    return finding


def conclude(walk: Walk, city: City, made: Visit, finding: Finding) -> Conclusion:
    """Written by the coordinator, approved by a leader, issued; the recommendation becomes a task."""
    today = timezone.localdate()
    walk.sit(city.coordinator)
    walk.open(at("outcome", made.inspection))
    with walk.page.expect_navigation():
        walk.page.locator(f"form:has([name=agency][value='{city.wards[0].key}']) button").click()
    conclusion = Conclusion.objects.get()
    walk.open(at("change-conclusion", conclusion))
    press(walk, "Save", words="Cơ bản đúng, còn một điểm phải khắc phục")
    handing_in = text("Hand it in to be approved").in_language("vi")
    with walk.page.expect_navigation() as refused:
        walk.page.get_by_role("button", name=handing_in, exact=True).click()
    # The finding has no recommendation yet, and the page says so.
    assert (refused.value.status, "CH-8740" in walk.page.content()) == (422, True)
    walk.open(at("recommend", conclusion))
    walk.page.check(f"input[name=findings][value='{finding.key}']")
    press(
        walk, "Save the recommendation", words="Niêm yết đủ phí, lệ phí",
        deadline=f"{today + timedelta(days=30):%d/%m/%Y}",
    )  # fmt: skip
    walk.open(at("conclusion", conclusion))
    press(walk, "Hand it in to be approved")
    assert is_shut(walk, city.ward_head, at("conclusion", conclusion))
    does(walk, city.leader, at("decide-conclusion", conclusion), "Decide", decision="approve")
    does(
        walk, city.coordinator, at("issue-conclusion", conclusion), "Issue it", number="12/KL-SNV",
        issued_on=f"{today:%d/%m/%Y}",
    )  # fmt: skip
    task = Task.objects.get()
    assert (task.owner, task.title) == (city.wards[0], "Niêm yết đủ phí, lệ phí")
    does(walk, city.ward_head, at("conclusion", conclusion), "Confirm the receipt")
    return conclusion


def mend_and_look_again(walk: Walk, city: City, made: Visit) -> None:
    """Reported by an officer of the agency, seen by another visit, recorded by its team."""
    recommendation = Recommendation.objects.get()
    does(walk, city.ward_officer, at("remedy", recommendation), "Report it as mended", words="Đã niêm yết đủ")
    does(walk, city.coordinator, at("look-again", made), "Arrange it", reason="Xem việc niêm yết")
    again = Visit.objects.select_related("team").get(again_of=made)
    inspector = inspector_of(city, again)
    go_with_paper(walk, inspector, again)
    does(
        walk, inspector, at("check-remediation", Remediation.objects.get()), "Record what the visit saw",
        revisit=again.key, decision="mended",
    )  # fmt: skip


def test_from_the_plan_to_the_report_each_role_does_its_part(live_server: Any, chromium: Browser) -> None:
    city = make_city(2)
    with visit(chromium, live_server, script=False) as visitor:
        walk = Walk(visitor)
        made = plan(walk, city)
        first, second = approve_and_draw(walk, city, made)
        go_with_the_phone(chromium, live_server, inspector_of(city, first), first)
        record = Record.objects.get(visit=first)
        assert record.state == "signed"
        assert record.digest == content_of(Visit.objects.get(pk=first.pk), record).digest
        go_with_paper(walk, inspector_of(city, second), second)
        does(walk, city.coordinator, at("open", made), "Open it now")
        walk.sit(city.auditor)
        assert walk.fetch(at("folder", made)).startswith(b"PK")

        finding = hand_over_and_object(walk, city, first)
        conclusion = conclude(walk, city, first, finding)
        others = (at("finding", finding), at("conclusion", conclusion), at("after-visit", first))
        assert is_shut(walk, city.other_officer, *others, at("record", first))
        mend_and_look_again(walk, city, first)
        finding.refresh_from_db()
        assert (finding.state, finding.mended_on) == ("mended", timezone.localdate())

        walk.sit(city.ward_head)
        assert walk.fetch(at("record-paper", first, "docx")).startswith(b"PK")
        assert walk.fetch(at("conclusion-paper", conclusion, "pdf")).startswith(b"%PDF-")
        walk.sit(city.statistician)
        walk.open(reverse("inspections:report"))
        assert "1 đã khắc phục" in walk.said()
    verbs = Entry.objects.filter(chain__name=f"inspections/{made.number}", outcome="done")
    told = list(verbs.order_by("sequence").values_list("verb", flat=True))
    assert list(dict.fromkeys(told)) == [
        "frame_taken", "inspection_changed", "inspection_teams_set", "seed_sealed", "inspection_approved",
        "decision_entered", "visits_drawn", "visits_planned", "visits_announced", "record_written",
        "record_signed", "record_entered", "draw_opened", "record_handed_over", "finding_entered",
        "record_objected", "objection_answered", "record_received", "conclusion_begun", "conclusion_changed",
        "recommendation_entered", "conclusion_handed_in", "conclusion_approved", "conclusion_issued",
        "conclusion_received", "remediation_reported", "visit_arranged_again", "remediation_checked",
    ]  # fmt: skip
    assert verify_ledger().is_whole
