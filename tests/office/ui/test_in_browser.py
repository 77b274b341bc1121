"""The pages of every app in a real browser: axe, keyboard, focus, without JavaScript."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from chiso.language import text
from chiso.office.ledger.work import unit_of_work
from chiso.office.notices import kinds
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.models import Notice
from chiso.office.notices.services import tell
from chiso.office.organisation.models import ContactPoint
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.records import save_next
from chiso.office.ui import tasks
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task
from tests.office.browsing import SCHEMES, WIDTHS, Scheme, needs_browser, visit
from tests.office.making import appoint, make_agency, make_person
from tests.office.ui.test_refusals import urlpatterns

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["urlpatterns"]
pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
    # Beside the office, addresses that refuse in every way.
    pytest.mark.urls("tests.office.ui.test_refusals"),
]


def _say(facts: Facts) -> Said:
    title = text("{name},", name=f"Người thẩm định hỏi về tiêu chí {facts['node']}")
    return Said(title, "Hạn trả lời 19/12/2026.", text("Open"))


def _tasks(reader: Reader) -> list[Task]:
    def due(**left: int) -> datetime:
        return reader.at + timedelta(**left)

    late = (timezone.localdate(reader.at)) - timedelta(days=3)
    return [
        Task("Hoàn thành và nộp tự đánh giá năm 2026", "Thiếu: 3.1, 3.4, 3.7 (tài liệu kiểm chứng), 5.2.",
             due(minutes=48), "/thong-bao/", text("Open")),
        Task("Báo cáo nhiệm vụ KH-07: rút ngắn thời gian cấp giấy chứng nhận", "Người giao: Sở Nội vụ.",
             late, "/thong-bao/", text("Open")),
        Task("Trả lời kiến nghị sau kiểm tra ngày 03/12", "Một kiến nghị chưa khắc phục.",
             due(days=3), "/thong-bao/", text("Open")),
        Task("Góp số liệu cho báo cáo giao ban", "Hai mục.", None, "/thong-bao/", text("Open")),
    ]  # fmt: skip


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(kinds, "_KINDS", {})
    monkeypatch.setattr(tasks, "_PROVIDERS", [_tasks])
    declare_kind("explanation.asked", _say)
    person = make_person("Nguyễn Thị Minh Hà")
    appoint(person, Role.AGENCY_OFFICER, make_agency("Sở Nông nghiệp và Môi trường"))
    with unit_of_work("organisation", actor=None) as work:
        for node in ("3.2", "3.4", "5.2"):
            tell(work, [person], "explanation.asked", {"node": node}, address="/tro-giup/")
        work.record("attempted", None, facts={"action": "ask"})
    return person


PAGES = [
    ("/", 200, "home"),
    ("/thong-bao/", 200, "notices"),
    ("/thong-bao/?xem=tat-ca", 200, "notices-all"),
    ("/thong-bao/cach-nhan/", 200, "choices"),
    ("/tro-giup/", 200, "help"),
    ("/tro-giup/thong-bao/", 200, "help-topic"),
    ("/bang/", 422, "problems"),
    ("/khong-thay/", 404, "not-found"),
    ("/chua-mo/", 403, "not-now"),
    ("/qua-nhieu/", 429, "too-often"),
    ("/loi/", 500, "fault"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), list(zip(WIDTHS, SCHEMES, strict=True)))
def test_axe_finds_nothing_on_any_page(
    live_server: Any, chromium: Browser, officer: Person, width: int, scheme: Scheme
) -> None:
    found = []
    with visit(chromium, live_server, officer, width=width, scheme=scheme) as visitor:
        for path, status, name in PAGES:
            assert (path, visitor.open(path)) == (path, status)
            visitor.photograph(f"{name}-{width}-{scheme}")
            found += [(path, one) for one in visitor.complaints()]
    with visit(chromium, live_server, width=width, scheme=scheme) as stranger:
        stranger.open("/tro-giup/")
        stranger.photograph(f"stranger-{width}-{scheme}")
        found += stranger.complaints()
    assert found == []


@pytest.fixture
def contact(officer: Person) -> ContactPoint:
    agency = officer.appointments.get().agency
    assert agency is not None
    return ContactPoint.objects.create(
        agency=agency, matter="Cải cách hành chính", name="Hà", telephone="024 1111"
    )


def _save_meanwhile(contact: ContactPoint) -> None:
    other = make_person("Trần Văn Bình")
    with unit_of_work("organisation", actor=other) as work:
        contact.telephone = "024 3333"
        save_next(contact)
        work.record("contact_changed", contact)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False])
def test_a_conflict_is_settled_on_its_page_with_and_without_javascript(
    live_server: Any, chromium: Browser, officer: Person, contact: ContactPoint, width: int, script: bool
) -> None:
    with visit(chromium, live_server, officer, width=width, script=script) as visitor:
        page = visitor.page
        visitor.open(f"/co-quan/dau-moi/{contact.key}/")
        page.locator('input[name="telephone"]').fill("024 2222")
        page.locator('input[name="name"]').fill("Minh Hà")
        _save_meanwhile(contact)
        page.locator("main form button.button").first.click()
        page.get_by_role("heading", level=1, name="Cùng một chỗ có hai bản").wait_for()
        visitor.photograph(f"conflict-{width}-{script}")
        if script:
            assert visitor.complaints() == []
            assert "flash" in str(page.evaluate("document.activeElement.className"))
        page.locator('input[name="_choose_telephone"][value="stands"]').check()
        page.get_by_role("button", name="Lưu những gì đã chọn").click()
        page.wait_for_url("**/co-quan/**")
    contact.refresh_from_db()
    assert (contact.name, contact.telephone) == ("Minh Hà", "024 3333")


def _focus(page: Page) -> str:
    said = page.evaluate(
        "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()"
    )
    return " ".join(str(said).split())


def test_the_keyboard_walks_in_the_order_of_reading_and_skips_to_the_content(
    live_server: Any, chromium: Browser, officer: Person
) -> None:
    with visit(chromium, live_server, officer) as visitor:
        visitor.open("/")
        walked = []
        for _ in range(9):
            visitor.page.keyboard.press("Tab")
            walked.append(_focus(visitor.page))
            outline = visitor.page.evaluate("getComputedStyle(document.activeElement).outline")
            assert "solid 3px" in outline, walked
        assert walked[0] == "Đến nội dung chính"
        assert walked[1].startswith("chiso")
        assert walked[2] == "Tài khoản"
        assert walked[3].startswith("Thông báo")
        assert walked[4:6] == ["English", "Đăng xuất"]
        assert walked[6].startswith("Việc của tôi 4")
        visitor.open("/")
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.press("Enter")
        assert visitor.page.evaluate("document.activeElement.id") == "noi-dung"
        visitor.page.keyboard.press("Tab")
        # Late comes first.
        assert _focus(visitor.page).startswith("Báo cáo nhiệm vụ KH-07")


@pytest.mark.slow
def test_every_control_is_large_enough_on_a_phone(
    live_server: Any, chromium: Browser, officer: Person
) -> None:
    with visit(chromium, live_server, officer, width=360) as visitor:
        for path in ("/", "/thong-bao/", "/thong-bao/cach-nhan/"):
            visitor.open(path)
            small = visitor.page.evaluate(
                """[...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
                .filter(one => !one.matches(".skip") && one.getClientRects().length)
                .map(one => [one.textContent.trim(), (one.closest("label") || one).getBoundingClientRect()])
                .map(([words, place]) => [words, place.height])
                .filter(([, height]) => height < 24)"""
            )
            assert (path, small) == (path, [])


@pytest.mark.parametrize("script", [True, False])
def test_marking_as_read_works_with_and_without_javascript(
    live_server: Any, chromium: Browser, officer: Person, script: bool
) -> None:
    with visit(chromium, live_server, officer, script=script) as visitor:
        page = visitor.page
        visitor.open("/thong-bao/")
        requests: list[str] = []
        page.on("request", lambda one: requests.append(one.headers.get("hx-request", "")))
        page.get_by_role("button", name="Đánh dấu đã đọc").first.click()
        page.get_by_text("Còn 2 thông báo chưa đọc.").wait_for()
        assert ("true" in requests) is script
        assert page.locator("#dau-trang .account .count").inner_text() == "2"
        if script:
            # The focus is not lost with the part that was replaced.
            assert page.evaluate("document.activeElement.tagName") == "H1"
            assert visitor.complaints() == []
    assert Notice.objects.filter(read_at=None).count() == 2


def test_after_a_failed_post_the_summary_has_the_focus_without_javascript_too(
    live_server: Any, chromium: Browser, officer: Person, contact: ContactPoint
) -> None:
    for script in (True, False):
        with visit(chromium, live_server, officer, script=script) as visitor:
            visitor.open(f"/co-quan/dau-moi/{contact.key}/")
            visitor.page.locator('input[name="matter"]').fill("")
            visitor.page.locator("main form button.button").first.click()
            summary = visitor.page.locator(".error-summary")
            summary.wait_for()
            if script:
                assert "error-summary" in visitor.page.evaluate("document.activeElement.className")
            link = summary.get_by_role("link").first
            anchor = link.get_attribute("href") or ""
            link.click()
            assert visitor.page.locator(anchor).get_attribute("aria-invalid") == "true"


def test_the_language_is_changed_without_javascript(
    live_server: Any, chromium: Browser, officer: Person
) -> None:
    with visit(chromium, live_server, officer, script=False) as visitor:
        visitor.open("/thong-bao/")
        visitor.page.get_by_role("button", name="English").click()
        visitor.page.get_by_role("heading", level=1, name="Notices").wait_for()
        assert visitor.page.url.endswith("/thong-bao/")
