"""Evidence in a real browser: screens at both widths, a file in pieces over a line that breaks, no script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.files.models import Document, Upload
from chiso.office.files.services.documents import Facts, add_document, add_revision
from chiso.office.files.services.uses import link_document
from chiso.office.people.roles import Role
from tests.office.browsing import SCHEMES, WIDTHS, Scheme, needs_browser, visit
from tests.office.files.honest import docx, odt_members, pack, pdf
from tests.office.files.sending import make_document, sent
from tests.office.making import appoint, assign, make_agency, make_campaign, make_person, open_phase

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = [
    needs_browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]  # fmt: skip


@pytest.fixture
def officer() -> Any:
    person, agency = make_person("Nguyễn Thị Hà"), make_agency("Sở Y tế")
    appoint(person, Role.AGENCY_OFFICER, agency)
    return person


def furnish(officer: Any) -> Document:
    """Documents of an agency: with two files, a reference, a classified one; one of them proves something."""
    agency, campaign = officer.appointments.get().agency, make_campaign("papi@2019")
    assign(campaign, agency, "", agency)
    open_phase(campaign, "self_assessment")
    with scopes_disabled():
        make_document(officer, agency, "Kế hoạch cải cách hành chính năm 2026")
        add_document(actor=officer, agency=agency, facts=Facts(number="07/BC-SYT", secrecy="mat"))
        facts = Facts(
            number="126/BC-SYT", title="Báo cáo kết quả giải quyết thủ tục hành chính năm 2026",
            issuer="Sở Y tế Hà Nội", excerpt="Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,7 %.", page="4",
        )  # fmt: skip
        upload = sent(officer, agency, "Báo cáo TTHC 2026 (dự thảo).docx", docx())
        document = add_document(actor=officer, agency=agency, facts=facts, upload=upload)
        upload = sent(officer, agency, "Báo cáo TTHC 2026 (bản ký).pdf", pdf())
        add_revision(
            actor=officer, document=document, upload=upload, expected_version=document.version,
            note="Bản đã ký số",
        )  # fmt: skip
        for node in ("2.1", "5.2"):
            link_document(
                actor=officer, document=document, campaign=campaign, unit=agency, node=node, page="4"
            )
    return document


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), list(zip(WIDTHS, SCHEMES, strict=True)))
def test_each_screen_is_without_complaint(
    live_server: Any, chromium: Browser, officer: Any, width: int, scheme: Scheme
) -> None:
    document = furnish(officer)
    with scopes_disabled():
        revision, use = document.revisions.first(), document.uses.first()
    assert revision is not None
    assert use is not None
    addresses = {
        "list": "/tai-lieu/", "empty": "/tai-lieu/?words=khong+co", "add": "/tai-lieu/them/",
        "document": f"/tai-lieu/{document.key}/", "edit": f"/tai-lieu/{document.key}/sua/",
        "replace": f"/tai-lieu/{document.key}/ban-moi/", "link": f"/tai-lieu/{document.key}/gan/",
        "unlink": f"/tai-lieu/gan/{use.key}/go/", "preview": f"/tai-lieu/ban/{revision.key}/xem/",
    }  # fmt: skip
    with visit(chromium, live_server, officer, width=width, scheme=scheme) as visitor:
        for name, address in addresses.items():
            assert visitor.open(address) == 200, name
            visitor.photograph(f"files-{name}-{width}-{scheme}")
            assert visitor.complaints() == [], name
        assert visitor.open("/tai-lieu/them/") == 200
        # Refused: the form with its mistakes, and a marking of secrecy to be confirmed.
        data = pack(odt_members("<text:p>MẬT</text:p>"), stored=("mimetype",))
        visitor.page.set_input_files("input[type=file]", {"name": "a.odt", "mimeType": "x/y", "buffer": data})
        visitor.page.get_by_text("Đã nhận đủ tệp").wait_for()
        visitor.page.get_by_label("Ngày ban hành").fill("31/02/2026")
        visitor.page.get_by_role("button", name="Nhập tài liệu này").click()
        visitor.page.get_by_label("Ngày ban hành").fill("")
        visitor.page.get_by_label("Tên").first.fill("Báo cáo")
        visitor.page.get_by_role("button", name="Nhập tài liệu này").click()
        visitor.photograph(f"files-marking-{width}-{scheme}")
        assert "CH-7425" in visitor.page.content()
        assert visitor.complaints() == []
    administrator = make_person()
    appoint(administrator, Role.SYSTEM_ADMINISTRATOR)
    with visit(chromium, live_server, administrator, width=width, scheme=scheme) as visitor:
        assert visitor.open("/tai-lieu/kiem-tra-tep/") == 200
        visitor.photograph(f"files-storage-{width}-{scheme}")
        assert visitor.complaints() == []


def test_over_a_line_that_breaks_the_script_sends_each_piece_once(
    live_server: Any, chromium: Browser, officer: Any, tmp_path: Path
) -> None:
    path = tmp_path / "số liệu.csv"
    path.write_bytes(b"thang;so\n" + b"1;100\n" * 150_000)
    seen: list[str] = []

    def fail_twice(route: Route) -> None:
        if route.request.method == "PATCH":
            seen.append(route.request.headers["upload-offset"])
            if len(seen) in (2, 3):
                route.abort()
                return
        route.continue_()

    with visit(chromium, live_server, officer) as visitor:
        page = visitor.page
        page.route("**/tai-len/**", fail_twice)
        visitor.open("/tai-lieu/them/")
        page.set_input_files("input[type=file]", path)
        page.get_by_label("Tên").first.fill("Số liệu hồ sơ")
        page.get_by_text("Đã nhận đủ tệp").wait_for()
        page.get_by_role("button", name="Nhập tài liệu này").click()
        page.get_by_role("heading", name="Số liệu hồ sơ", level=1).wait_for()
    assert seen == ["0", "262144", "262144", "262144", "524288", "786432"]
    with scopes_disabled():
        revision = Document.objects.get().revisions.get()
        assert (revision.name, revision.content.size) == ("số liệu.csv", path.stat().st_size)


def test_a_page_that_was_closed_goes_on_where_it_stopped(
    live_server: Any, chromium: Browser, officer: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1;100\n" * 120_000)
    seen: list[str] = []
    with visit(chromium, live_server, officer) as visitor:
        page = visitor.page

        def stop_after_one(route: Route) -> None:
            if route.request.method == "PATCH" and route.request.headers["upload-offset"] != "0":
                route.abort()
            else:
                route.continue_()

        page.route("**/tai-len/**", stop_after_one)
        visitor.open("/tai-lieu/them/")
        page.set_input_files("input[type=file]", path)
        page.get_by_text("Đường truyền gián đoạn").wait_for()
        page.unroute("**/tai-len/**")
        page.on("request", lambda one: seen.append(f"{one.method} {one.headers.get('upload-offset', '')}"))
        page.reload()
        page.set_input_files("input[type=file]", path)
        page.get_by_text("Đã nhận đủ tệp").wait_for()
    assert [one for one in seen if one.startswith(("PATCH", "POST"))] == ["PATCH 262144", "PATCH 524288"]
    with scopes_disabled():
        assert [(one.offset, one.size) for one in Upload.objects.all()] == [(720_000, 720_000)]


def test_without_scripts_the_form_carries_the_file(
    live_server: Any, chromium: Browser, officer: Any, tmp_path: Path
) -> None:
    path = tmp_path / "bao cao.pdf"
    path.write_bytes(pdf())
    with visit(chromium, live_server, officer, script=False) as visitor:
        visitor.open("/tai-lieu/them/")
        visitor.page.get_by_label("Tên").first.fill("Báo cáo")
        visitor.page.set_input_files("input[type=file]", path)
        visitor.page.get_by_role("button", name="Nhập tài liệu này").click()
        visitor.page.get_by_role("link", name="bao cao.pdf", exact=True).wait_for()
        visitor.page.get_by_role("link", name=re.compile("^Xem")).click()
        visitor.page.get_by_role("img", name="Trang 1 của bao cao.pdf").wait_for()
