"""Appraising in a real browser: by keyboard alone, without JavaScript, on a phone and a desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.appraising.twice import is_drawn
from chiso.office.campaigns.models import Answer, Question, Reply
from chiso.office.people.roles import Role
from tests.office.browsing import WIDTHS, needs_browser, visit
from tests.office.campaigns.appraising.stage import NODE, appraise, say, share
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.sheets.test_sheets import bring
from tests.office.making import appoint, assign, make_agency

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
KEY = "thamdinhmaua"
CORRECTED = replace(share(1, 4), reason="figure_differs", words="Bảng ở trang 3 ghi 1.")


def _press(page: Page, letter: str) -> None:
    """Press the access key of a letter (Alt). Playwright's own keyboard leaves out the letter that the
    browser looks for."""
    session = page.context.new_cdp_session(page)
    key = {
        "modifiers": 1,
        "key": letter,
        "code": f"Key{letter.upper()}",
        "text": letter,
        "unmodifiedText": letter,
    }
    code = {"windowsVirtualKeyCode": ord(letter.upper())}
    for kind in ("keyDown", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": kind, **key, **code})
    session.detach()


def _filled() -> Running:
    made = running("appraisal_1", "explanation")
    made.campaign.phases.filter(kind="explanation").update(closes_at=timezone.now() + timedelta(days=10))
    made.campaign.twice = 30
    # Which leaves are drawn follows from the key: with this one neither district's in question is.
    made.campaign.key = KEY
    made.campaign.save()
    assert not any(is_drawn(made.campaign, one.uid, NODE) for one in (made.ba_dinh, made.hoan_kiem))
    say(made, made.ba_dinh, replace(share(4, 4), note="Theo báo cáo năm."))
    say(made, made.hoan_kiem, share(4, 4), by="officer_2")
    return made


@pytest.mark.slow
def test_a_hundred_leaves_are_appraised_by_keyboard_alone(live_server: Any, chromium: Browser) -> None:
    made = running("appraisal_1")
    units = [made.ba_dinh, made.hoan_kiem]
    # Nine criteria a district: 108 leaves.
    for _ in range(10):
        unit = make_agency(kind="quan", level="district")
        assign(made.campaign, unit, "", unit, made.home_affairs)
        units.append(unit)
    for unit in units:
        say(made, unit, share(4, 4))
    with visit(chromium, live_server, made.people["appraiser"]) as visitor:
        visitor.open(f"/dot-danh-gia/{made.campaign.key}/tham-dinh/")
        for _ in range(9):
            # From the queue, what is left to the first of the next criterion.
            _press(visitor.page, "n")
            visitor.page.wait_for_selector("button[accesskey=s]")
            for _ in units:
                with visitor.page.expect_navigation():
                    _press(visitor.page, "s")
            visitor.open(f"/dot-danh-gia/{made.campaign.key}/tham-dinh/")
        assert "Đã xong cả 108" in visitor.page.inner_text("main")
    with scopes_disabled():
        assert Answer.objects.filter(campaign=made.campaign, layer="appraised_1", agreed=True).count() == 108


def test_a_correction_needs_no_mouse_and_enter_decides_nothing(live_server: Any, chromium: Browser) -> None:
    made = _filled()
    address = f"/dot-danh-gia/{made.campaign.key}/tham-dinh/{made.ba_dinh.key}/{NODE}/"
    with visit(chromium, live_server, made.people["appraiser"]) as visitor:
        visitor.open(address)
        _press(visitor.page, "c")
        visitor.page.wait_for_function("location.hash === '#sua'")
        # Past the three answers that may be given: radios are one stop.
        for key in ("Tab", "Tab", "Control+a", "1"):
            visitor.page.keyboard.press(key)
        assert visitor.page.input_value("#id_i-whole_share-numerator") == "1"
        with visitor.page.expect_navigation():
            visitor.page.press("#id_i-whole_share-numerator", "Enter")
        assert "1 / 2" in " ".join(visitor.page.inner_text(".three-scores .current").split())
        with scopes_disabled():
            assert not Answer.objects.filter(layer="appraised_1").exists()
        visitor.page.select_option("#id_reason", "figure_differs")
        with visitor.page.expect_navigation():
            _press(visitor.page, "d")
    with scopes_disabled():
        [kept] = Answer.objects.filter(layer="appraised_1")
    assert (kept.agreed, kept.rows[0][3]) == (False, "1")


def test_the_same_without_javascript(live_server: Any, chromium: Browser) -> None:
    made = _filled()
    address = f"/dot-danh-gia/{made.campaign.key}/tham-dinh/{made.ba_dinh.key}/{NODE}/"
    with visit(chromium, live_server, made.people["appraiser"], script=False) as visitor:
        visitor.open(address)
        visitor.page.get_by_role("button", name="Đồng ý, sang tiếp").click()
        assert "Quận Hoàn Kiếm" in visitor.page.inner_text("h1 + p")
    with scopes_disabled():
        assert Answer.objects.get(layer="appraised_1").agreed


@pytest.mark.slow
def test_axe_finds_nothing_on_the_screens_of_appraising(live_server: Any, chromium: Browser) -> None:
    made = _filled()
    with scopes_disabled():
        question = Question.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node=NODE, agency=made.ba_dinh,
            asked_by=made.people["appraiser"], words="Hai thủ tục còn lại ở đâu?",
            answer_until=timezone.now() + timedelta(days=3),
        )  # fmt: skip
        Reply.objects.create(question=question, by=made.people["officer"], words="Ở bộ phận một cửa phường.")
    appraise(made, made.ba_dinh, CORRECTED)
    appraise(made, made.hoan_kiem)
    appraise(made, made.hoan_kiem, by="appraiser_2", expected=1)
    root = f"/dot-danh-gia/{made.campaign.key}"
    pages = {
        "queue": f"{root}/tham-dinh/",
        "agency": f"{root}/tham-dinh/co-quan/{made.ba_dinh.key}/",
        "criterion": f"{root}/tham-dinh/tieu-chi/{NODE}/",
        "leaf": f"{root}/tham-dinh/{made.ba_dinh.key}/{NODE}/",
        "leaf-cases": f"{root}/tham-dinh/{made.ba_dinh.key}/1/",
        "agreement": f"{root}/tham-dinh/thong-nhat/",
        "evenness": f"{root}/tham-dinh/dong-deu/",
        "questions": f"{root}/giai-trinh/",
        "question": f"{root}/giai-trinh/{question.key}/",
    }
    # Figures from elsewhere, as who brings them sees them.
    appoint(made.people["appraiser"], Role.STATISTICIAN)
    sheet = bring(made)
    pages |= {
        "sheets": f"{root}/so-lieu/",
        "sheets-of-criterion": f"{root}/so-lieu/{NODE}/",
        "sheet": f"{root}/so-lieu/ban/{sheet.key}/",
    }
    found = []
    for width in WIDTHS:
        with visit(chromium, live_server, made.people["appraiser"], width=width) as visitor:
            for name, address in pages.items():
                assert visitor.open(address) == 200, name
                for closed in visitor.page.query_selector_all("details:not([open]) > summary"):
                    closed.click()
                found += [(name, width, one) for one in visitor.complaints()]
                visitor.photograph(f"{name}-{width}")
    assert found == []
