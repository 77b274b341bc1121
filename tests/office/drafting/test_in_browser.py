"""A draft in a real browser: one group is written from nothing by keyboard, and the screens are sound."""

from __future__ import annotations

from typing import Any

import pytest

from chiso.frameworks.loader import framework_from_tree
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.models import Draft
from tests.office.browsing import SCHEMES, WIDTHS, needs_browser, visit
from tests.office.drafting.drafts import make_draft, make_drafter, row, shape_of, small_draft

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]


def test_a_criterion_is_written_tried_and_moved_by_keyboard(live_server: Any, chromium: Any) -> None:
    person = make_drafter()
    with visit(chromium, live_server, person) as visitor:
        page = visitor.page
        visitor.open("/bo-tieu-chi/moi/empty/")
        page.get_by_label("Tên tiếng Việt").fill("Bộ gõ tay")
        page.get_by_label("Tên tiếng Anh").fill("Typed by hand")
        page.get_by_label("Mã bộ").fill("bo-go-tay")
        page.get_by_label("Phiên bản của bộ").fill("2027")
        page.get_by_role("button", name="Lập dự thảo").click()
        page.get_by_role("button", name="Thêm vào cuối").click()
        # The criterion: share of files in time, 2 points above 90 %, 1 from 70 %, else none.
        page.get_by_label("Tên (tiếng Việt)").first.fill("Hồ sơ đúng hạn")
        page.get_by_label("Tên (tiếng Anh)").first.fill("Files in time")
        page.get_by_label("Điểm tối đa", exact=True).fill("100")
        page.locator("[name='inputs.0._name']").fill("in_time")
        page.locator("[name='inputs.0.value.type']").select_option("ratio")
        page.locator("[name='rule.kind']").select_option("steps@1")
        page.get_by_role("button", name="Hiện các ô của cách này").click()
        for number, (bound, figure, points) in enumerate(
            [("above", "0,9", "100"), ("at_least", "0,7", "50"), ("below", "0,7", "0")]
        ):
            if number:
                page.get_by_role("button", name="Thêm một dòng Các bậc").click()
            page.locator(f"[name='rule.steps.{number}.{bound}']").fill(figure)
            page.locator(f"[name='rule.steps.{number}.points']").fill(points)
        page.locator("[name='rule.steps.1.at_most']").fill("0,9")
        page.get_by_role("button", name="Xem thử").click()
        assert "above 0.9: 100 points." in page.locator("main").inner_text()
        page.locator("[name='thu-in_time']").fill("3/4")
        page.get_by_role("button", name="Chấm thử").click()
        assert "50 điểm" in page.get_by_role("status").inner_text()
        page.get_by_role("button", name="Lưu", exact=True).last.click()
        page.get_by_role("link", name="Bộ gõ tay").click()
        page.get_by_role("button", name="Thêm sau mục này").click()
        page.get_by_role("link", name="Quay lại, không lưu").click()
        # The new one is chosen: Alt and the arrows move it up, down again, and into the first.
        page.locator(".draft-tree tbody tr:nth-child(2) input:focus").wait_for()
        page.keyboard.press("Alt+ArrowUp")
        page.locator(".draft-tree tbody tr:nth-child(1).own input:focus").wait_for()
        page.keyboard.press("Alt+ArrowDown")
        page.locator(".draft-tree tbody tr:nth-child(2).own input:focus").wait_for()
        page.keyboard.press("Alt+ArrowRight")
        page.locator(".draft-tree .own:has(.deep-2) input:focus").wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**/tieu-chi/**")
        page.get_by_role("link", name="Xóa").click()
        page.get_by_role("button", name="Xóa").click()
        page.wait_for_url("**/bo-tieu-chi/*/")
        assert visitor.errors == []
    draft = Draft.objects.get()
    assert shape_of(draft) == ["1"]
    rule: Any = row(draft, "1").content["rule"]
    assert rule["steps"][1] == {"at_least": "0.7", "at_most": "0.9", "points": "50"}
    framework = framework_from_tree(document_of(draft), name="x")
    assert framework.leaves[0].title.en == "Files in time"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_screens_of_a_draft_have_no_complaint(live_server: Any, chromium: Any, language: str) -> None:
    person = make_drafter()
    made, small = make_draft(person), small_draft(person)
    leaf, group = row(made, "A.4"), row(small, "1")
    addresses = [
        "/bo-tieu-chi/",
        f"/bo-tieu-chi/{small.key}/?chon={group.key}",
        f"/bo-tieu-chi/{made.key}/tieu-chi/{leaf.key}/",
        f"/bo-tieu-chi/{made.key}/khung/",
    ]
    for width, scheme in zip(WIDTHS, SCHEMES, strict=True):
        with visit(chromium, live_server, person, width=width, scheme=scheme, language=language) as visitor:
            for address in addresses:
                assert visitor.open(address) == 200
                assert visitor.complaints() == [], address
