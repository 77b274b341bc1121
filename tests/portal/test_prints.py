"""Every kind of page on A4, as Chromium prints it, read back by poppler in processes of their own."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.portal.browsing import BROWSERS, pages_of_each_kind

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.needs(*BROWSERS),
    pytest.mark.needs("pdftotext"),
    pytest.mark.xdist_group("portal in a browser"),
]
# A4 and the margins of the style, in points: 210 × 297 mm; 20 mm at the left, 15 mm at the right.
WIDTH, HEIGHT, LEFT, RIGHT = 595.3, 841.9, 56.7, 552.8
# More sheets than these nobody wants of one page, with all its tables unfolded.
MOST_SHEETS = 8
_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    left: float
    right: float
    bottom: float
    text: str


@pytest.fixture(scope="module")
def prints(
    full_site: Path, full_site_served: str, started: Browser, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[list[Word]]]:
    """The words of every sheet of each kind of page, in Vietnamese, in the order in which they stand."""
    folder = tmp_path_factory.mktemp("prints")
    context = started.new_context()
    page = context.new_page()
    printed = {}
    addresses = {kind: names[0] for kind, names in pages_of_each_kind(full_site).items()}
    addresses["ranking"] = "chi-so/papi/2019/index.html"
    for kind, name in addresses.items():
        page.goto(f"{full_site_served}/{name.removesuffix('index.html')}")
        page.pdf(path=folder / f"{kind}.pdf", prefer_css_page_size=True)
        printed[kind] = _sheets_of(folder / f"{kind}.pdf")
    context.close()
    return printed


def _sheets_of(file: Path) -> list[list[Word]]:
    read = subprocess.run(
        ["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    sheets = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', read, re.DOTALL)
    for width, height, _ in sheets:
        assert (float(width), float(height)) == (pytest.approx(WIDTH, abs=1), pytest.approx(HEIGHT, abs=1))
    return [
        [Word(float(one[0]), float(one[2]), float(one[3]), unescape(one[4])) for one in _WORD.findall(words)]
        for _, _, words in sheets
    ]


def test_nothing_is_cut_at_the_edge_of_a_sheet(prints: dict[str, list[list[Word]]]) -> None:
    assert len(prints) > 12
    outside = [
        (kind, number, word)
        for kind, sheets in prints.items()
        for number, words in enumerate(sheets, 1)
        for word in words
        if word.left < LEFT - 3 or word.right > RIGHT + 3 or word.bottom > HEIGHT
    ]
    assert outside == []


def test_a_page_takes_few_sheets_and_each_says_which_it_is(prints: dict[str, list[list[Word]]]) -> None:
    for kind, sheets in prints.items():
        assert 1 <= len(sheets) <= MOST_SHEETS, kind
        for number, words in enumerate(sheets, 1):
            assert f"{number}/{len(sheets)}" in [word.text for word in words], kind
            # The number is the last thing of a sheet, and it is never all that stands on it.
            assert len(words) > 4, (kind, number)


def test_a_sheet_says_whose_it_is_and_has_no_navigation(prints: dict[str, list[list[Word]]]) -> None:
    for kind, sheets in prints.items():
        if kind == "embed":
            continue
        told = " ".join(word.text for words in sheets for word in words)
        assert told.startswith("Chỉ số phục vụ Sở hư cấu"), kind
        for gone in ("Đến nội dung chính", "English", "Lên đầu trang", "Không dùng cookie"):
            assert gone not in told, kind
        if kind != "not-found":
            # A long address is broken over lines, and then stands in several words.
            assert "Địa chỉ trang này: https://index.example.org/" in told, kind


def test_the_heads_of_a_table_stand_on_each_of_its_sheets(prints: dict[str, list[list[Word]]]) -> None:
    """63 provinces take more than one sheet; each sheet with rows of them says what the columns are."""
    with_rows = [
        " ".join(word.text for word in words)
        for words in prints["ranking"]
        if sum(re.fullmatch(r"4[0-6],\d\d", word.text) is not None for word in words) > 10
    ]
    assert len(with_rows) > 1
    for told in with_rows:
        assert re.search(r"Hạng Tỉnh, thành phố (?:Điểm|.*?So với 2018)", told), told[:200]


def test_what_is_folded_on_the_screen_is_unfolded_on_paper(
    full_site: Path, prints: dict[str, list[list[Word]]]
) -> None:
    """Criterion 5.1 of a unit and year stands in a closed list of its page."""
    name = pages_of_each_kind(full_site)["unit-year"][0]
    page = (full_site / name).read_text("utf-8")
    assert "<details><summary>" in re.sub(r">\s+<", "><", page)
    told = " ".join(word.text for words in prints["unit-year"] for word in words)
    assert "5.1 Chứng thực, xác nhận" in told


def test_a_source_on_paper_has_its_address(prints: dict[str, list[list[Word]]]) -> None:
    told = " ".join(word.text for words in prints["carried"] for word in words)
    assert "https://example.org/2021" in told
