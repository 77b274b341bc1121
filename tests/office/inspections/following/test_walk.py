"""From a signed record to the report in a browser without JavaScript, each step by whoever does it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from chiso.office.inspections.models import (
    Conclusion,
    Finding,
    HandingOver,
    Objection,
    Record,
    Remediation,
    Visit,
)
from chiso.office.ledger.models import Entry
from chiso.office.tasks.models import Task
from tests.office.browsing import Visitor, needs_browser, visit
from tests.office.inspections.following.making import inspection_of, visited
from tests.office.inspections.making import make_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [needs_browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def at(name: str, row: Any) -> str:
    return reverse(f"inspections:{name}", args=[row.key])


def press(visitor: Visitor, button: str) -> None:
    """Press a button and see that the page was not refused."""
    visitor.page.get_by_role("button", name=button, exact=True).first.click()
    assert not visitor.page.locator(".error-summary").count(), visitor.page.content()


def test_from_the_record_to_the_report_each_role_does_its_part(live_server: Any, chromium: Browser) -> None:
    city = make_city(2)
    today = timezone.localdate()
    first = visited(city, inspection_of(city), day=today)
    with visit(chromium, live_server, city.inspectors[0], script=False) as team:
        team.open(at("after-visit", first))
        press(team, "Bàn giao biên bản")
        team.page.get_by_role("link", name="Ghi thành phát hiện").first.click()
        team.page.fill("[name=words]", "Bảng niêm yết thiếu mức phí")
        team.page.check("input[name=effect][value=burden]")
        team.page.fill("[name=position]", "Trưởng bộ phận một cửa")
        press(team, "Ghi phát hiện")
    finding, handed = Finding.objects.get(), HandingOver.objects.get()
    assert (finding.duty, finding.severity) == ("A1", "to_mend")

    with visit(chromium, live_server, city.ward_head, script=False) as head:
        assert head.open(at("finding", finding)) == 404
        head.open(at("after-visit", first))
        head.page.get_by_role("link", name="Gửi ý kiến không đồng ý với biên bản").click()
        head.page.fill("[name=words]", "Đã niêm yết từ tháng trước")
        press(head, "Gửi ý kiến")
    with visit(chromium, live_server, city.coordinator, script=False) as coordinator:
        coordinator.open(at("answer-objection", Objection.objects.get()))
        coordinator.page.check("input[name=decision][value=refused]")
        coordinator.page.fill("[name=answer]", "Ảnh chụp lúc 8:21 cho thấy bảng cũ")
        press(coordinator, "Trả lời")
    with visit(chromium, live_server, city.ward_head, script=False) as head:
        head.open(at("receive-record", handed))
        head.page.check("[name=agrees]")
        press(head, "Xác nhận đã nhận")

    with visit(chromium, live_server, city.coordinator, script=False) as coordinator:
        coordinator.open(at("outcome", first.inspection))
        coordinator.page.get_by_role("button", name="Bắt đầu kết luận").click()
        conclusion = Conclusion.objects.get()
        coordinator.open(at("change-conclusion", conclusion))
        coordinator.page.fill("[name=words]", "Cơ bản đúng, còn một điểm phải khắc phục")
        press(coordinator, "Lưu")
        coordinator.page.get_by_role("button", name="Trình phê duyệt").click()
        # The finding has no recommendation yet, and the page says so.
        assert "CH-8740" in coordinator.page.content()
        coordinator.open(at("recommend", conclusion))
        coordinator.page.fill("[name=words]", "Niêm yết đủ phí, lệ phí")
        coordinator.page.fill("[name=deadline]", f"{today + timedelta(days=30):%d/%m/%Y}")
        coordinator.page.check(f"input[name=findings][value='{finding.key}']")
        press(coordinator, "Lưu kiến nghị")
        press(coordinator, "Trình phê duyệt")
    with visit(chromium, live_server, city.leader, script=False) as leader:
        leader.open(at("decide-conclusion", conclusion))
        leader.page.check("input[name=decision][value=approve]")
        press(leader, "Quyết định")
    with visit(chromium, live_server, city.coordinator, script=False) as coordinator:
        coordinator.open(at("issue-conclusion", conclusion))
        coordinator.page.fill("[name=number]", "12/KL-SNV")
        coordinator.page.fill("[name=issued_on]", f"{today:%d/%m/%Y}")
        press(coordinator, "Ban hành")
    task = Task.objects.get()
    assert (task.owner, task.title) == (city.wards[0], "Niêm yết đủ phí, lệ phí")

    with visit(chromium, live_server, city.ward_head, script=False) as head:
        assert head.open(at("finding", finding)) == 200
        head.open(at("conclusion", conclusion))
        press(head, "Xác nhận đã nhận")
    with visit(chromium, live_server, city.ward_officer, script=False) as officer:
        officer.open(at("conclusion", conclusion))
        officer.page.get_by_role("link", name="Báo việc đã khắc phục").click()
        officer.page.fill("[name=words]", "Đã niêm yết đủ")
        press(officer, "Báo đã khắc phục")
    with visit(chromium, live_server, city.other_officer, script=False) as other:
        for address in (at("finding", finding), at("conclusion", conclusion), at("after-visit", first)):
            assert other.open(address) == 404

    with visit(chromium, live_server, city.coordinator, script=False) as coordinator:
        coordinator.open(at("look-again", first))
        coordinator.page.fill("[name=reason]", "Xem việc niêm yết")
        press(coordinator, "Sắp xếp")
    again = Visit.objects.get(again_of=first)
    now = timezone.now()
    Visit.objects.filter(pk=again.pk).update(begun_at=now, ended_at=now)
    Record.objects.create(
        visit=again, checklist=again.inspection.checklist, state="signed", digest="cd" * 32, signed_at=now
    )
    said = Remediation.objects.get()
    with visit(chromium, live_server, city.inspectors[0], script=False) as team:
        team.open(at("check-remediation", said))
        team.page.check(f"input[name=revisit][value='{again.key}']")
        team.page.check("input[name=decision][value=mended]")
        press(team, "Ghi điều lượt kiểm tra đã thấy")
    finding.refresh_from_db()
    assert (finding.state, finding.mended_on) == ("mended", today)

    with visit(chromium, live_server, city.statistician, width=360) as statistician:
        statistician.open(reverse("inspections:report"))
        assert "1 đã khắc phục" in statistician.page.inner_text(".lead")
        assert statistician.complaints() == []
    verbs = Entry.objects.filter(chain__name=f"inspections/{first.inspection.number}", outcome="done")
    assert list(verbs.order_by("sequence").values_list("verb", flat=True)) == [
        "record_handed_over", "finding_entered", "record_objected", "objection_answered", "record_received",
        "conclusion_begun", "conclusion_changed", "recommendation_entered", "conclusion_handed_in",
        "conclusion_approved", "conclusion_issued", "conclusion_received", "remediation_reported",
        "visit_arranged_again", "remediation_checked",
    ]  # fmt: skip
