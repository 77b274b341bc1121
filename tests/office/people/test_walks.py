"""An official's years in the office, in a browser: invited, standing in, leaving, erased."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from chiso.office.ledger.models import Words
from chiso.office.ledger.verifying import verify_ledger
from chiso.office.people.models import Person, StandIn
from chiso.office.people.roles import Role
from tests.office.browsing import Visitor, needs_browser, visit
from tests.office.making import appoint, make_agency, make_person
from tests.office.signing import code_of, enrol

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
NAME, PASSWORD = "Hoàng Thị Mới", "bảy con chim sẻ trên mái"


def press(visitor: Visitor, button: str, **fields: str) -> None:
    """Fill in the form of the page and press its button."""
    form = visitor.page.locator("main")
    for name, value in fields.items():
        control = form.locator(f'[name="{name}"]')
        if control.first.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    form.get_by_role("button", name=button, exact=True).click()


def accept(visitor: Visitor, address: str) -> None:
    """From the link of the invitation to one's own page."""
    visitor.page.goto(address)
    press(visitor, "Mở tài khoản", username="hoang.moi", password=PASSWORD)
    shown = visitor.page.locator("main").inner_html()
    secret = "".join(re.findall(r'<code class="anywhere">([A-Z2-7 ]+)</code>', shown)[0].split())
    press(visitor, "Cài và đăng nhập", code=code_of(secret))
    assert visitor.page.url.endswith("/tai-khoan/ma-du-phong/")


def test_invited_standing_in_leaving_and_erased(live_server: Any, chromium: Browser) -> None:
    administrator, head = make_person("Lý Văn Quản"), make_person("Lê Thủ")
    health = make_agency("Sở Y tế")
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    appoint(administrator, Role.AUDITOR)
    appoint(head, Role.AGENCY_HEAD, health)
    enrol(administrator)
    with (
        visit(chromium, live_server, administrator, script=False) as office,
        visit(chromium, live_server, head, script=False) as agency,
        visit(chromium, live_server, script=False) as newcomer,
    ):
        office.open("/nguoi-dung/moi/")
        press(office, "Mời", full_name=NAME, role="agency_officer", agency=health.key)
        link = office.page.locator("main .callout code").inner_text()
        accept(newcomer, live_server.url + link[link.index("/tai-khoan/") :])
        person = Person.objects.get(username="hoang.moi")

        agency.open("/tai-khoan/uy-quyen/")
        press(
            agency, "Cử người được uỷ quyền", deputy="hoang.moi", starts_at="08:00, 01/01/2030",
            ends_at="17:00, 05/01/2030", document="12/GUQ",
        )  # fmt: skip
        assert NAME in agency.page.get_by_role("table").inner_text()
        newcomer.open("/tai-khoan/")
        assert newcomer.page.locator("h1").inner_text() == NAME

        office.open(f"/nguoi-dung/{person.key}/thoi-viec/")
        press(office, "Đóng tài khoản")
        newcomer.open("/tai-khoan/")
        assert "/tai-khoan/dang-nhap/" in newcomer.page.url, "the same minute"
        assert StandIn.objects.get().revoked_at is not None

        office.open(f"/nguoi-dung/{person.key}/")
        office.page.get_by_role("link", name="Xoá dữ liệu của người này").click()
        press(office, "Xoá dữ liệu của người này", request_number="7/PYC")
        assert NAME not in office.page.content()
        office.open("/so-cai/")
        assert "7/PYC" in office.page.content()
        assert NAME not in office.page.content()
    assert NAME not in set(Words.objects.values_list("text", flat=True))
    assert verify_ledger().is_whole
