"""A dozen criteria appraised without a mouse: Tab to the button, Enter to press it, access keys between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer
from tests.office.browsing import needs_browser, visit
from tests.office.campaigns.council.answered import BEST, write
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.walks.keyboard import press_access_key, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
# Nine of Ba Đình's, three of Hoàn Kiếm's.
DOZEN = [("ba_dinh", code) for code in BEST] + [("hoan_kiem", code) for code in ("1", "2", "6")]
CORRECTED = ("ba_dinh", "6")


def filled() -> Running:
    made = running("appraisal_1")
    for unit, code in DOZEN:
        officer = made.people["officer" if unit == "ba_dinh" else "officer_2"]
        write(made, getattr(made, unit), code, "self_assessed", BEST[code], by=officer, note="Theo sổ")
    return made


def agree_by_enter(page: Any) -> None:
    tab_to(page, "button[name=verdict][value=agree]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def correct_by_keys(page: Any) -> None:
    """To the figures by an access key, an answer by the arrows, a reason by its first letters."""
    press_access_key(page, "c")
    page.wait_for_function("location.hash === '#sua'")
    tab_to(page, "input[name='i-electronic']")
    page.keyboard.press("ArrowDown")
    tab_to(page, "select[name=reason]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".panel textarea[name=words]")
    page.keyboard.type("Bảng điện tử chưa chạy")
    with page.expect_navigation():
        press_access_key(page, "d")


def test_a_dozen_criteria_are_appraised_without_a_mouse(live_server: Any, chromium: Browser) -> None:
    made = filled()
    with visit(chromium, live_server, made.people["appraiser"]) as visitor:
        page = visitor.page
        # A press of the mouse would be a mistake of the test: the page takes none.
        page.add_init_script("addEventListener('mousedown', () => { throw new Error('a mouse'); }, true)")
        for unit, code in DOZEN:
            key = getattr(made, unit).key
            visitor.open(f"/dot-danh-gia/{made.campaign.key}/tham-dinh/{key}/{code}/")
            (correct_by_keys if (unit, code) == CORRECTED else agree_by_enter)(page)
        assert visitor.errors == []
    with scopes_disabled():
        kept = list(Answer.objects.filter(campaign=made.campaign, layer="appraised_1"))
    assert len(kept) == 12
    [corrected] = [one for one in kept if not one.agreed]
    assert (corrected.unit_id, corrected.node, corrected.words) == (
        made.ba_dinh.pk, "6", "Bảng điện tử chưa chạy",
    )  # fmt: skip
    assert {row[0]: row[2] for row in corrected.rows} == {
        "correct": "true", "posted": "true", "electronic": "false",
    }  # fmt: skip
