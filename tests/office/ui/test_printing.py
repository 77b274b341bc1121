"""Office pages on paper: A4, what is only for the screen left out, heads of tables on every sheet."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from django.urls import reverse

from chiso.language import text
from chiso.office.people.roles import Role
from chiso.office.ui import tasks
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task
from tests.office.browsing import needs_browser, visit
from tests.office.making import assign, make_agency
from tests.office.routes_samples import World, make_world, samples_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    needs_browser,
    pytest.mark.slow,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
A4 = (595, 842)  # points, ISO 216
ONLY_ON_SCREEN = ("Đăng xuất", "Tài khoản\r\n", "Hướng dẫn cho trang này", "Lọc")


def _tasks(_reader: Reader) -> list[Task]:
    return [
        Task(
            f"Hoàn thành tự đánh giá tiêu chí 3.{number}",
            "Thiếu tài liệu kiểm chứng.",
            None,
            "/",
            text("Open"),
        )
        for number in range(1, 4)
    ]


def _sheets(live_server: Any, chromium: Browser, world: World, role: Role, address: str) -> list[str]:
    """The text of each sheet that the page prints; sizes are looked at here."""
    with visit(chromium, live_server, world.people[role]) as visitor:
        assert visitor.open(address) == 200
        printed = visitor.page.pdf(prefer_css_page_size=True, print_background=False)
    document = pypdfium2.PdfDocument(io.BytesIO(printed))
    found = []
    for number, sheet in enumerate(document, start=1):
        assert tuple(round(side) for side in sheet.get_size()) == A4
        found.append(sheet.get_textpage().get_text_range())
        folder = os.environ.get("CHISO_PICTURES")
        if folder:
            name = address.strip("/").split("/")[0] or "home"
            sheet.render(scale=1.5).to_pil().save(f"{folder}/sheet-{name}-{number}.png")
    for words in ONLY_ON_SCREEN:
        assert words not in "".join(found)
    return found


def test_the_page_of_what_waits_prints_on_one_sheet(
    live_server: Any, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_PROVIDERS", [_tasks])
    sheets = _sheets(live_server, chromium, make_world(), Role.AGENCY_OFFICER, "/")
    assert len(sheets) == 1
    assert all(f"tiêu chí 3.{number}" in sheets[0] for number in (1, 2, 3))


def test_a_campaign_prints_every_assignment_under_the_heads_of_its_table(
    live_server: Any, chromium: Browser
) -> None:
    world = make_world()
    units = [make_agency(f"Phường thứ {number}") for number in range(1, 46)]
    for unit in units:
        assign(world.campaign, unit, "1", unit, world.own)
    address = reverse("campaigns:schedule", args=[world.campaign.key])
    sheets = _sheets(live_server, chromium, world, Role.COORDINATOR, address)
    assert len(sheets) in (2, 3)
    together = "".join(sheets)
    assert all(f"Phường thứ {number}" in together for number in (1, 20, 45))
    with_rows = [sheet for sheet in sheets if "Phường thứ" in sheet]
    assert len(with_rows) > 1
    assert all("Cơ quan chịu trách nhiệm" in sheet for sheet in with_rows)
    assert "Thêm giai đoạn" not in together


@pytest.mark.parametrize(
    ("route", "said"), [("organisation:agency", "Đầu mối liên hệ"), ("files:document", "so-do.png")]
)
def test_an_agency_and_a_document_print_on_one_sheet(
    live_server: Any, chromium: Browser, route: str, said: str
) -> None:
    world = make_world()
    address = reverse(route, kwargs=dict(samples_of(world)[route]["own"]))
    sheets = _sheets(live_server, chromium, world, Role.AGENCY_OFFICER, address)
    assert len(sheets) == 1
    assert said in sheets[0]
    assert "Sở Tư pháp" in sheets[0]
