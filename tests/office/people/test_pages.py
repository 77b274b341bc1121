"""The pages about people and accounts in a browser: nothing to complain of, and they work without script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from chiso.office.api.services import make_token
from chiso.office.people import services
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.browsing import SCHEMES, WIDTHS, Scheme, Visitor, needs_browser, visit
from tests.office.making import PASSWORD, appoint, make_agency, make_person, stand_in
from tests.office.signing import code_of, enrol

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
]


def make_people() -> tuple[Person, Person, list[str]]:
    """An administrator with every role, an officer of a long-named agency, and the pages to look at."""
    long = (
        "Ban Quản lý dự án đầu tư xây dựng công trình hạ tầng kỹ thuật và nông nghiệp thành phố Hà Nội "
        "trực thuộc Ủy ban nhân dân thành phố"
    )
    agency = make_agency(long)
    administrator = make_person("Trần Thị Quản Trị", username="tran.quan.tri")
    for role in (Role.ACCOUNT_ADMINISTRATOR, Role.COORDINATOR):
        appoint(administrator, role)
    officer = make_person("Nguyễn Thị Minh Hà", username="nguyen.minh.ha")
    held = appoint(officer, Role.AGENCY_HEAD, agency, nodes=["par-index:2", "par-index:3.1"])
    stand_in(held, administrator)
    services.invite(actor=administrator, full_name="Hoàng Thị Mới", role="auditor", email="moi@example.vn")
    today = timezone.localdate()
    make_token(actor=administrator, name="báo cáo đêm", scopes=["campaigns:read"], days=9)
    team = services.form_team(
        actor=administrator,
        name="Đoàn kiểm tra liên ngành số 1",
        purpose="Kiểm tra kỷ luật, kỷ cương hành chính",
        leading=[agency],
        valid_from=today,
        valid_to=today + timedelta(days=30),
    )
    services.add_member(actor=administrator, team=team, person=officer, leads=True)
    paths = [
        "/tai-khoan/", "/tai-khoan/mat-khau/", "/tai-khoan/phien/", "/tai-khoan/quyen/",
        "/tai-khoan/uy-quyen/", "/nguoi-dung/", "/nguoi-dung/moi/", "/nguoi-dung/loi-moi/",
        "/nguoi-dung/nhom/", "/nguoi-dung/nhom/moi/", f"/nguoi-dung/nhom/{team.key}/",
        f"/nguoi-dung/nhom/{team.key}/sua/", f"/nguoi-dung/{officer.key}/",
        f"/nguoi-dung/{officer.key}/bo-nhiem/", f"/nguoi-dung/{officer.key}/uy-quyen/",
        f"/nguoi-dung/{officer.key}/duong-vao/", f"/nguoi-dung/{officer.key}/thoi-viec/",
        f"/nguoi-dung/bo-nhiem/{held.key}/sua/", f"/nguoi-dung/bo-nhiem/{held.key}/ket-thuc/",
        "/so-cai/",
    ]  # fmt: skip
    return administrator, officer, paths


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), list(zip(WIDTHS, SCHEMES, strict=True)))
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    live_server: Any, chromium: Browser, width: int, scheme: Scheme
) -> None:
    administrator, _, paths = make_people()
    with visit(chromium, live_server, administrator, width=width, scheme=scheme) as visitor:
        for path in paths:
            status = visitor.open(path)
            visitor.photograph(f"{_name(path)}-{width}-{scheme}")
            assert (path, status in (200, 403), visitor.complaints()) == (path, True, [])


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), list(zip(WIDTHS, SCHEMES, strict=True)))
def test_axe_finds_nothing_on_the_way_in(
    live_server: Any, chromium: Browser, width: int, scheme: Scheme
) -> None:
    person = make_person("Nguyễn Thị Minh Hà", username="nguyen.minh.ha")
    with visit(chromium, live_server, width=width, scheme=scheme) as visitor:
        for name in _first_sign_in(visitor, person):
            visitor.photograph(f"way-in-{name}-{width}-{scheme}")
            assert (name, visitor.complaints()) == (name, [])


def test_the_way_in_works_without_script(live_server: Any, chromium: Browser) -> None:
    person = make_person("Nguyễn Thị Minh Hà", username="nguyen.minh.ha")
    with visit(chromium, live_server, script=False) as visitor:
        assert list(_first_sign_in(visitor, person))[-1] == "recovery codes"
        visitor.page.get_by_role("link", name="Về việc của tôi").click()
        assert visitor.page.locator("h1").inner_text() == "Không có việc nào đang chờ bạn"
        visitor.page.get_by_role("button", name="Đăng xuất").click()
        assert visitor.page.locator("h1").inner_text() == "Đăng nhập"


def test_a_code_asked_once_more_keeps_what_was_typed(live_server: Any, chromium: Browser) -> None:
    """As the head of an agency would meet it: no script, the code was given more than ten minutes ago."""
    administrator, officer, _ = make_people()
    secret = enrol(administrator)
    with visit(chromium, live_server, administrator, script=False) as visitor:
        visitor.open(f"/nguoi-dung/{officer.key}/bo-nhiem/")
        visitor.page.get_by_label("Vai trò").select_option("auditor")
        _forget_proof()
        visitor.page.get_by_role("button", name="Giao vai trò").click()
        assert visitor.page.locator("h1").inner_text() == "Xác nhận bằng mã"
        visitor.page.get_by_label("Mã xác thực").fill(code_of(secret))
        visitor.page.get_by_role("button", name="Xác nhận và tiếp tục").click()
        assert visitor.page.locator("h1").inner_text() == "Nguyễn Thị Minh Hà"
        assert "Kiểm toán viên, toàn Thành phố" in visitor.page.content()


def _forget_proof() -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    from chiso.office.people.signing import PROVED_AT

    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session[PROVED_AT] = 0
        session.save()


def _first_sign_in(visitor: Visitor, person: Person) -> Any:
    """From the sign-in page to the recovery codes; names each page as it stands."""
    page = visitor.page
    visitor.open("/tai-khoan/dang-nhap/")
    yield "sign-in"
    page.get_by_label("Tên đăng nhập").fill(person.username)
    page.get_by_label("Mật khẩu").fill("not the password")
    page.get_by_role("button", name="Tiếp tục").click()
    yield "sign-in, wrong"
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    yield "set up"
    shown = page.locator("main").inner_html()
    secret = "".join(re.findall(r'<code class="anywhere">([A-Z2-7 ]+)</code>', shown)[0].split())
    page.get_by_label("Mã xác thực").fill("12345")
    page.get_by_role("button", name="Cài và đăng nhập").click()
    yield "set up, wrong"
    page.get_by_label("Mã xác thực").fill(code_of(secret))
    page.get_by_role("button", name="Cài và đăng nhập").click()
    yield "recovery codes"


def _name(path: str) -> str:
    return re.sub(r"/[23456789a-z]{12}/", "/x/", path).strip("/").replace("/", "-") or "home"
