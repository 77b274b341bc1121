"""Submission and workbooks in a real browser: every screen at both widths, axe silent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Receipt, Submission, Workbook
from chiso.office.campaigns.submitting.returning import return_for_supplement
from chiso.office.campaigns.submitting.steps import approve, hand_up
from tests.office.browsing import WIDTHS, Visitor, needs_browser, visit
from tests.office.campaigns.making import Running, by_case, published, running
from tests.office.campaigns.workbooks.editing import formula, words
from tests.office.campaigns.workbooks.taking import bring, take

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]  # fmt: skip


def save(made: Running, node: str, given: Any, version: int = 0) -> None:
    save_answer(
        actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node=node, given=given,
        expected_version=version,
    )  # fmt: skip


def step(made: Running, do: Any, who: str = "head", **more: Any) -> Any:
    version = Submission.objects.get(agency=made.ba_dinh).version
    return do(
        actor=made.people[who], campaign=made.campaign, agency=made.ba_dinh, expected_version=version, **more
    )


def look(visitor: Visitor, path: str, name: str) -> None:
    assert visitor.open(path) in (200, 422), visitor.page.content()
    visitor.photograph(f"{name}-{visitor.width}")
    assert visitor.complaints() == [], name


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_the_screens_of_submission(live_server: Any, chromium: Browser, width: int) -> None:
    made = running("self_assessment")
    start = f"/dot-danh-gia/{made.campaign.key}"
    here = f"{start}/nop/{made.ba_dinh.key}/"
    people = made.people
    with scopes_disabled():
        save(made, "6", published(note="Như biên bản kiểm tra ngày 12/11/2020"))
    with visit(chromium, live_server, people["officer"], width=width) as visitor:
        look(visitor, here, "nop-dang-nhap")
    with scopes_disabled():
        step(made, hand_up, "officer")
    with visit(chromium, live_server, people["head"], width=width) as visitor:
        look(visitor, here, "nop-thu-truong")
        look(visitor, f"{here}gui-lai/", "nop-gui-lai")
        with scopes_disabled():
            step(made, approve)
        look(visitor, f"{here}gui-di/", "nop-xac-nhan")
        visitor.page.get_by_label("Tôi nộp dù còn 8 tiêu chí thiếu").check()
        visitor.page.get_by_role("button", name="Nộp 9 tiêu chí").click()
        visitor.photograph(f"bien-nhan-{width}")
        assert visitor.complaints() == []
        look(visitor, f"{here}rut-lai/", "nop-rut-lai")
    made.close("self_assessment")
    made.open("completeness", hours=72)
    with visit(chromium, live_server, people["coordinator"], width=width) as visitor:
        look(visitor, f"{start}/tra-lai/", "danh-sach-nop")
        look(visitor, f"{start}/tra-lai/{made.ba_dinh.key}/", "tra-lai")
    with scopes_disabled():
        until = timezone.now() + timedelta(days=1)
        step(
            made,
            return_for_supplement,
            "coordinator",
            reason="Thiếu ảnh bảng niêm yết ở tiêu chí 6.",
            until=until,
        )
        save(made, "6", published(note="Kèm ảnh"), version=1)
        receipt = Receipt.objects.get()
    with visit(chromium, live_server, people["officer"], width=width) as visitor:
        look(visitor, here, "nop-bi-tra-lai")
        look(visitor, f"{start}/bien-nhan/{receipt.key}/", "bien-nhan-da-doi")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_screens_of_workbooks(live_server: Any, chromium: Browser, width: int, tmp_path: Any) -> None:
    made = running("self_assessment")
    here = f"/dot-danh-gia/{made.campaign.key}/so-lam-viec/{made.ba_dinh.key}/"
    with scopes_disabled():
        save(made, "6", published())
        save(made, "1", by_case("1", "2"))
        book = take(made)
        save(made, "6", published(posted="không", note="Bảng niêm yết đang sửa"), version=1)
        filled = book.type(
            {
                book.cell("6", "note"): words("Đủ cả ba hình thức"),
                book.cell("1", "value", 1): words("3,5"),
                book.cell("8", "note"): words("Không có phản ánh"),
            }
        )
        bring(made, filled)
        key = Workbook.objects.get().key
    spoilt = tmp_path / "so.xlsx"
    spoilt.write_bytes(
        book.type(
            {book.cell("6", "value"): formula("A1"), book.cell("1", "value"): formula("SUM(F7:F9)", "3")}
        ).content
    )
    with visit(chromium, live_server, made.people["officer"], width=width) as visitor:
        look(visitor, here, "so-lam-viec")
        look(visitor, f"{here}{key}/", "so-lam-viec-thay-doi")
        visitor.open(here)
        visitor.page.set_input_files("input[type=file]", spoilt)
        visitor.page.get_by_role("button", name="Xem thay đổi").click()
        visitor.photograph(f"so-lam-viec-loi-{width}")
        # The answer is a 422, of which the browser's console tells.
        assert [one for one in visitor.complaints() if "422" not in str(one)] == []
