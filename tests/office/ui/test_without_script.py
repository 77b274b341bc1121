"""What the office is for, in a browser that runs no script: each task from its first page to its last."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Campaign
from chiso.office.files import storage
from chiso.office.files.models import Document
from chiso.office.organisation.models import ContactPoint
from chiso.office.people.models import Invitation, StandIn, Team
from chiso.office.people.roles import Role
from tests.office.browsing import needs_browser, visit
from tests.office.files.honest import png
from tests.office.making import PASSWORD, appoint, assign, make_agency, make_campaign, make_person, open_phase
from tests.office.signing import code_of, enrol

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]


def _send(page: Page, button: str, **fields: str) -> None:
    """Fill fields of the page's form by their names, and press a button."""
    for name, value in fields.items():
        control = page.locator(f'main [name="{name}"]')
        if control.first.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        elif control.first.get_attribute("type") == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        else:
            control.fill(value)
    page.locator("main").get_by_role("button", name=button, exact=True).click()


def test_signing_in_by_password_and_code_and_out_again(live_server: Any, chromium: Browser) -> None:
    person = make_person("Lê Thu Hà", username="ha")
    secret = enrol(person)
    with visit(chromium, live_server, script=False) as visitor:
        page = visitor.page
        visitor.open("/thong-bao/")
        _send(page, "Tiếp tục", username="ha", password="sai")
        assert page.get_by_role("alert").is_visible()
        _send(page, "Tiếp tục", username="ha", password=PASSWORD)
        _send(page, "Đăng nhập", code=code_of(secret))
        assert page.url.endswith("/thong-bao/")
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Sign out").click()
        assert visitor.open("/") == 200
        assert "/tai-khoan/dang-nhap/" in page.url


def test_a_campaign_its_calendar_and_who_answers_for_what(
    live_server: Any, chromium: Browser, tmp_path: Path
) -> None:
    coordinator = make_person("Nguyễn Thị Minh")
    appoint(coordinator, Role.COORDINATOR)
    health, justice = make_agency("Sở Y tế", uid="so-y-te"), make_agency("Sở Tư pháp", uid="so-tu-phap")
    table = tmp_path / "phan-cong.csv"
    table.write_text("unit,node,responsible,appraising\nso-y-te,,so-y-te,so-tu-phap\n", encoding="utf-8")
    with visit(chromium, live_server, coordinator, script=False) as visitor:
        page = visitor.page
        visitor.open("/dot-danh-gia/")
        page.get_by_role("link", name="Mở đợt đánh giá").click()
        _send(
            page, "Mở đợt", title="Đánh giá 2026", kind="units", period="2026",
            framework="par-index-province@2022",
        )  # fmt: skip
        page.get_by_role("link", name="Thêm giai đoạn").click()
        _send(
            page, "Lưu", kind="self_assessment", opens_at="08:00, 01/12/2026", closes_at="08:00, 01/11/2026"
        )
        assert page.get_by_role("heading", level=1, name="Thêm giai đoạn").is_visible()
        _send(page, "Lưu", closes_at="17:00, 15/12/2026")
        page.get_by_role("link", name="Nhập bảng phân công").click()
        page.set_input_files('input[type="file"]', str(table))
        _send(page, "Thay bảng phân công")
        assert page.get_by_role("status").inner_text() == "Số dòng phân công: 1."
    campaign = Campaign.objects.get()
    phase = campaign.phases.get()
    assert (phase.kind, phase.closes_at.isoformat()) == ("self_assessment", "2026-12-15T10:00:00+00:00")
    assert [(one.unit, one.appraising) for one in campaign.assignments.all()] == [(health, justice)]


def test_a_document_with_its_file_beside_a_criterion(
    live_server: Any, chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "home", lambda: tmp_path)
    picture = tmp_path / "so-do.png"
    picture.write_bytes(png())
    officer, health = make_person("Trần Văn Bình"), make_agency("Sở Y tế")
    appoint(officer, Role.AGENCY_OFFICER, health)
    campaign = make_campaign("papi@2019")
    assign(campaign, health, "", health)
    open_phase(campaign, "self_assessment")
    with visit(chromium, live_server, officer, script=False) as visitor:
        page = visitor.page
        visitor.open("/tai-lieu/")
        page.get_by_role("link", name="Nhập tài liệu", exact=True).click()
        page.set_input_files('input[type="file"]', str(picture))
        _send(page, "Nhập tài liệu này", number="12/BC-SYT", title="Sơ đồ quy trình", issued_on="21/12/2026")
        assert page.get_by_role("link", name="so-do.png").first.is_visible()
        page.get_by_role("link", name="Gắn với tiêu chí").click()
        _send(page, "Gắn vào tiêu chí", node="99")
        assert page.get_by_role("alert").is_visible()
        _send(page, "Gắn vào tiêu chí", node="2.1")
        assert "2.1" in page.get_by_role("table").inner_text()
        page.get_by_role("link", name=re.compile("^Xem")).click()
        page.wait_for_load_state("load")
        drawn = page.locator("main img").first
        assert drawn.evaluate("one => one.complete && one.naturalWidth") > 0
    with scopes_disabled():
        document = Document.objects.get()
        assert document.number == "12/BC-SYT"
        assert [one.node for one in document.uses.all()] == ["2.1"]


def test_an_invitation_a_stand_in_a_team_and_a_contact_point(live_server: Any, chromium: Browser) -> None:
    administrator, coordinator, head = (
        make_person("Lý Văn Quản"),
        make_person("Vũ Điều"),
        make_person("Lê Thủ"),
    )
    health = make_agency("Sở Y tế")
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    appoint(coordinator, Role.COORDINATOR)
    appoint(head, Role.AGENCY_HEAD, health)
    make_person("Tạ Phó", username="pho")
    secret = enrol(administrator)
    with visit(chromium, live_server, administrator, script=False) as visitor:
        page = visitor.page
        visitor.open("/nguoi-dung/")
        page.get_by_role("link", name="Mời cán bộ").click()
        if page.locator('[name="step_up_code"]').count():
            page.locator('[name="step_up_code"]').fill(code_of(secret))
            page.locator("main form button.button").first.click()
        _send(page, "Mời", full_name="Hoàng Thị Mới", role="statistician")
        assert "/tai-khoan/loi-moi/" in page.locator("main .callout code").inner_text()
    with visit(chromium, live_server, head, script=False) as visitor:
        page = visitor.page
        visitor.open("/tai-khoan/uy-quyen/")
        _send(
            page, "Cử người được uỷ quyền", deputy="pho", starts_at="08:00, 01/12/2026",
            ends_at="17:00, 05/12/2026", document="12/GUQ",
        )  # fmt: skip
        assert "Tạ Phó" in page.get_by_role("table").inner_text()
        visitor.open(f"/co-quan/{health.key}/")
        page.get_by_role("link", name="Thêm đầu mối liên hệ").click()
        _send(page, "Lưu", matter="Cải cách hành chính", name="Hà", telephone="024 1111")
    with visit(chromium, live_server, coordinator, script=False) as visitor:
        visitor.open("/nguoi-dung/nhom/moi/")
        visitor.page.locator('[name="leading"]').first.check()
        _send(visitor.page, "Lập tổ", name="Tổ kiểm tra số 1", valid_from="01/12/2026")
    assert Invitation.objects.get().full_name == "Hoàng Thị Mới"
    assert StandIn.objects.get().deputy.username == "pho"
    assert ContactPoint.objects.get().telephone == "024 1111"
    assert Team.objects.get().name == "Tổ kiểm tra số 1"
