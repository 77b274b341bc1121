"""A round from the statistician's folder to points, in a browser: taken in, read, handed over, withdrawn."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chiso.office.campaigns.scoring import result_of
from tests.office.browsing import WIDTHS, Visitor, needs_browser, visit
from tests.office.campaigns.making import Running
from tests.office.surveys.making import LEAF, NAME, ROWS, brought, campaign, estimate, suppressed

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
DISTRICTS = (estimate("quan-ba-dinh", 0.84), suppressed("quan-hoan-kiem"))
PARTS = tuple(
    estimate(uid, value, code="II") for uid, value in (("quan-ba-dinh", 0.7), ("quan-hoan-kiem", 0.66))
)


def folder_of_files(folder: Path) -> tuple[Path, Path, Path]:
    """What the command left: one folder whose files are sound, and a table with a mistake."""
    given = brought((*ROWS[:1], *DISTRICTS, *PARTS))
    sound, record, wrong = folder / "estimates.csv", folder / "index.json", folder / "wrong.csv"
    sound.write_bytes(given.estimates.content)
    record.write_bytes(given.record.content)
    wrong.write_bytes(given.estimates.content.replace(b",0.84,", b",0.9999,"))
    return sound, record, wrong


def take_in(visitor: Visitor, table: Path, record: Path) -> None:
    page = visitor.page
    page.get_by_label("Tên đợt điều tra").fill(NAME)
    page.get_by_label("Bảng ước lượng (estimates.csv)").set_input_files(table)
    page.get_by_label("Hồ sơ cách tính").set_input_files(record)
    page.get_by_role("button", name="Nhận đợt điều tra").click()


def choice_of(page: Page, leaf: str) -> Locator:
    """Where the estimate for a criterion is chosen: its label begins with the code."""
    return page.get_by_label(re.compile(rf"^{re.escape(leaf)} "))


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_a_round_becomes_points(live_server: Any, chromium: Any, tmp_path: Path, width: int) -> None:
    made = campaign()
    sound, record, wrong = folder_of_files(tmp_path)
    with visit(chromium, live_server, made.people["statistician"], width=width) as visitor:
        page = visitor.page
        assert visitor.open("/dieu-tra/") == 200
        assert visitor.complaints() == []
        page.get_by_role("link", name="Nhận đợt điều tra đã xong").click()
        take_in(visitor, wrong, record)
        page.get_by_text("CH-7926").wait_for()
        assert visitor.complaints() == []
        visitor.photograph(f"dieu-tra-sai-{width}")
        take_in(visitor, sound, record)
        page.get_by_role("heading", name="Ước lượng, bản 1").wait_for()
        page.get_by_label("Chỉ tiêu ước lượng").select_option("II")
        page.get_by_role("button", name="Lọc").click()
        page.get_by_text("70,0\u00a0%").first.wait_for()
        assert visitor.complaints() == []
        visitor.photograph(f"dieu-tra-uoc-luong-{width}")
    hand_over(live_server, chromium, made, width)


def hand_over(live_server: Any, chromium: Any, made: Running, width: int) -> None:
    with visit(chromium, live_server, made.people["coordinator"], width=width) as visitor:
        page = visitor.page
        visitor.open(f"/dot-danh-gia/{made.campaign.key}/so-lieu/")
        page.get_by_role("link", name="Các đợt điều tra: ước lượng được đưa vào từ đó").click()
        page.get_by_role("link", name=NAME).click()
        assert visitor.complaints() == []
        visitor.photograph(f"dieu-tra-dot-{width}")
        page.get_by_role("main").get_by_role("link", name=made.campaign.title).click()
        choice_of(page, LEAF).select_option("1 index")
        choice_of(page, "8.2").select_option("1 II")
        assert visitor.complaints() == []
        visitor.photograph(f"dieu-tra-chon-{width}")
        page.get_by_role("button", name="Xem những gì sẽ thay đổi").click()
        page.get_by_role("heading", name="Việc đưa vào sẽ thay đổi gì").wait_for()
        # Six points at a share of 1: 6 × 0.84; a district gets no figure, and its reason is told.
        assert page.get_by_text("5,04").count() >= 1
        assert page.get_by_text("Quận Hoàn Kiếm: dưới 30 người trả lời").count() == 1
        assert visitor.complaints() == []
        visitor.photograph(f"dieu-tra-xem-truoc-{width}")
        page.get_by_role("button", name="Đưa vào 2 tiêu chí").click()
        page.get_by_text("Số liệu này đang được tính trong đợt đánh giá.").wait_for()
        assert visitor.complaints() == []
        visitor.photograph(f"dieu-tra-da-dua-{width}")
        result = result_of(made.participants)
        assert result.node("quan-ba-dinh", LEAF).points == Fraction("5.04")
        assert result.node("quan-hoan-kiem", "8.2").points == Fraction("1.98")
        page.get_by_role("button", name="Rút số liệu này").click()
        page.locator(".error-summary").wait_for()
        assert visitor.complaints() == []
        page.get_by_label("Lý do rút").fill("Sai trọng số của quận Ba Đình")
        page.get_by_role("button", name="Rút số liệu này").click()
        page.get_by_text("Đã rút: số liệu trước đó có hiệu lực trở lại.").wait_for()
        assert visitor.complaints() == []
        visitor.photograph(f"dieu-tra-da-rut-{width}")


@pytest.mark.slow
def test_the_walk_needs_no_javascript(live_server: Any, chromium: Any, tmp_path: Path) -> None:
    made = campaign()
    sound, record, _ = folder_of_files(tmp_path)
    with visit(chromium, live_server, made.people["statistician"], script=False) as visitor:
        visitor.open("/dieu-tra/moi/")
        take_in(visitor, sound, record)
        visitor.page.get_by_role("heading", name="Ước lượng, bản 1").wait_for()
    with visit(chromium, live_server, made.people["coordinator"], script=False, language="en") as visitor:
        page = visitor.page
        visitor.open("/dieu-tra/")
        page.get_by_role("link", name=NAME).click()
        page.get_by_role("main").get_by_role("link", name=made.campaign.title).click()
        choice_of(page, LEAF).select_option("1 index")
        page.get_by_role("button", name="See what would change").click()
        page.get_by_role("button", name="Hand over to one criterion").click()
        page.get_by_text("These figures count in the campaign.").wait_for()
