"""Each role comes in by a browser, with password and code, meets its own way through the office, and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chiso.office.people.roles import Role
from tests.office.browsing import needs_browser, visit
from tests.office.making import PASSWORD
from tests.office.routes_samples import make_world
from tests.office.signing import code_of, enrol

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
OK = 200


def come_in(page: Page, username: str, secret: str) -> None:
    page.fill('main [name="username"]', username)
    page.fill('main [name="password"]', PASSWORD)
    page.locator("main").get_by_role("button", name="Tiếp tục", exact=True).click()
    page.fill('main [name="code"]', code_of(secret))
    page.locator("main").get_by_role("button", name="Đăng nhập", exact=True).click()


def test_each_role_signs_in_goes_everywhere_its_navigation_leads_and_signs_out(
    live_server: Any, chromium: Browser
) -> None:
    people = make_world().people
    led_to: dict[str, set[str]] = {}
    opened: set[str] = set()
    for role in Role:
        person = people[role.value]
        secret = enrol(person)
        with visit(chromium, live_server, script=False) as visitor:
            visitor.open("/")
            come_in(visitor.page, person.username, secret)
            assert person.full_name in visitor.page.locator("header").first.inner_text(), role
            links = visitor.page.locator("header nav a, nav[aria-label] a").evaluate_all(
                "all => all.map(one => one.getAttribute('href'))"
            )
            led_to[role.value] = {link for link in links if link.startswith("/")}
            # Who may open what, each page for each role, the access table holds; here each page once.
            for link in sorted(led_to[role.value] - opened):
                assert visitor.open(link) == OK, (role, link)
                assert visitor.page.locator("h1").count() == 1, (role, link)
            opened |= led_to[role.value]
            visitor.page.get_by_role("button", name="Đăng xuất").click()
            visitor.open("/")
            assert "/tai-khoan/dang-nhap/" in visitor.page.url, role
    # Accounts are for who keeps them and for who reads all, not for who assesses (roles-and-rights.md).
    assert "/nguoi-dung/" in led_to["account_administrator"]
    assert "/nguoi-dung/" not in led_to["agency_officer"]
