"""Home, ranking and unit as a screen reader tells them: kept as text, and read by an editor."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.portal.browsing import BROWSERS
from tests.portal.reading_order import PAGES, SNAPSHOTS, read_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.xdist_group("portal in a browser")]
RENEW = "renew with: .venv/bin/python -m tests.portal.reading_order"


@pytest.fixture(scope="module")
def read(full_site_served: str, started: Browser) -> dict[str, str]:
    return {name: read_page(started, full_site_served + address) for name, address in PAGES.items()}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_in_its_order_what_the_editor_has_read(read: dict[str, str], name: str) -> None:
    kept = (SNAPSHOTS / f"{name}.txt").read_text("utf-8")
    assert read[name].splitlines() == kept.splitlines(), RENEW


@pytest.mark.parametrize("name", PAGES)
def test_the_order_is_that_of_a_page(read: dict[str, str], name: str) -> None:
    """The way past the frame first, then the frame, where one is, the page, and what is below each page."""
    lines = [line.strip() for line in read[name].splitlines()]
    assert lines[1] == "[Đến nội dung chính]"
    frame = [line for line in lines if line in ("đầu trang", "phần chính", "chân trang")]
    assert frame == ["đầu trang", "phần chính", "chân trang"]
    titles = [line for line in lines if line.startswith("tiêu đề cấp ")]
    assert [title for title in titles if "cấp 1" in title] == titles[:1]
    levels = [int(title.split()[3].rstrip(":")) for title in titles]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_told_without_a_name(read: dict[str, str], name: str) -> None:
    assert re.findall(r"\[\]", read[name]) == []
    assert re.findall(r"^ *(?:ảnh|nút|ô nhập|ô tìm kiếm|bảng|vùng):?$", read[name], re.MULTILINE) == []


def test_the_snapshots_are_those_of_the_pages() -> None:
    assert sorted(path.name for path in Path(SNAPSHOTS).iterdir()) == sorted(f"{name}.txt" for name in PAGES)
