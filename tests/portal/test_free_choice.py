"""The free choice of units and years in a real browser: its figures are those of the bundle."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chiso.figures import write_for_eyes
from chiso.portal.checking import check_site
from chiso.publication import read_bundle
from tests.portal.browsing import BROWSERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.xdist_group("portal in a browser")]


@pytest.fixture
def page(started: Browser) -> Iterator[Page]:
    context = started.new_context(viewport={"width": 360, "height": 800})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert faults == []


def _cells(page: Page, head: str) -> list[str]:
    page.wait_for_selector("#chosen")
    row = page.locator("#choose tbody tr").filter(has=page.locator("th", has_text=head)).first
    return [" ".join(cell.split()) for cell in row.locator("td").all_text_contents()]


def _scores(site: Path, year: str) -> dict[tuple[str, str], Fraction]:
    for bundle in sorted((site / "goi").glob("*.zip")):
        for name, content in read_bundle(bundle).members.items():
            if name.startswith("runs/papi") and name.endswith(f"-{year}/scores.csv"):
                rows = csv.DictReader(io.StringIO(content.decode("utf-8")))
                return {(row["unit"], row["code"]): Fraction(row["points"]) for row in rows if row["points"]}
    raise AssertionError(f"no bundle of {year}")


def test_units_of_the_address_stand_side_by_side_with_the_figures_of_the_bundle(
    page: Page, full_site: Path, full_site_served: str
) -> None:
    page.goto(
        f"{full_site_served}/en/compare/?chi-so=papi&nam=2019&don-vi=ha-noi&don-vi=da-nang&don-vi=lai-chau"
    )
    assert page.locator("#chosen").text_content() == "PAPI 2019: Hà Nội, Đà Nẵng, Lai Châu"
    scores = _scores(full_site, "2019")
    for code, head in (("total", "Total"), ("5", "5. "), ("5.3", "5.3 ")):
        cells = _cells(page, head)
        own = scores["01", code]
        for cell, unit in zip(cells, ("01", "48", "12"), strict=False):
            assert cell.startswith(write_for_eyes(scores[unit, code], "en", 2))
            if unit != "01":
                difference = scores[unit, code] - own
                word = "up" if difference > 0 else "down"
                assert f"{word} {write_for_eyes(abs(difference), 'en', 2)}" in cell
        figures = sorted(points for (_, node), points in scores.items() if node == code)
        assert cells[3:] == [write_for_eyes(figures[-1], "en", 2), write_for_eyes(figures[31], "en", 2)]


def test_years_across_a_break_stand_there_and_are_not_subtracted(page: Page, full_site_served: str) -> None:
    page.goto(f"{full_site_served}/en/compare/?chi-so=papi&nam=2019&nam=2018&don-vi=ha-noi")
    cells = _cells(page, "Total")
    # Published by PAPI: 41.53 in 2019; the framework of 2018 is another one.
    assert cells[0].startswith("41.53")
    assert cells[1].endswith("another framework")


def test_the_choice_of_the_form_goes_into_the_address(page: Page, full_site_served: str) -> None:
    page.goto(f"{full_site_served}/so-sanh/")
    page.get_by_label("Chỉ số").select_option("papi")
    page.get_by_label("Đơn vị 1").select_option("ha-noi")
    page.get_by_label("Đơn vị 2").select_option("can-tho")
    page.get_by_role("button", name="Đặt cạnh nhau để so sánh").click()
    page.wait_for_selector("#chosen")
    assert page.evaluate("location.search") == "?chi-so=papi&nam=2019&don-vi=ha-noi&don-vi=can-tho"
    assert page.evaluate("document.activeElement.id") == "chosen"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Published by PAPI, in the notation of Vietnamese.
    assert _cells(page, "Tổng điểm")[0].startswith("41,53")


def test_one_unit_twice_is_no_comparison(page: Page, full_site_served: str) -> None:
    page.goto(f"{full_site_served}/en/compare/?chi-so=papi&nam=2019&don-vi=ha-noi&don-vi=ha-noi")
    page.get_by_label("Unit 1").wait_for()
    page.get_by_label("Unit 1").select_option("ha-noi")
    page.get_by_label("Unit 2").select_option("ha-noi")
    page.get_by_role("button", name="Compare side by side").click()
    page.get_by_text("Choose at least two to compare.").wait_for()
    assert page.locator("#chosen").count() == 0


def test_without_script_the_page_lists_what_is_ready_and_says_where_the_tables_are(
    started: Browser, full_site_served: str
) -> None:
    context = started.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{full_site_served}/en/compare/")
    said = page.locator("#choose").text_content() or ""
    assert "Without it, the comparisons below stand ready" in said
    assert page.locator("#choose a").get_attribute("href") == "../data/"
    assert page.get_by_role("link", name="Hà Nội and Hải Phòng").first.is_visible()
    context.close()


def test_the_tables_that_the_script_reads_are_there(full_site: Path) -> None:
    named = json.loads((full_site / "so-sanh" / "bang.json").read_text("utf-8"))
    for index in named["indices"]:
        for period in index["periods"]:
            folder = full_site / "so-sanh" / period["folder"]
            for name in ("criteria.json", "scores.json", "ranking.json"):
                assert (folder / name).is_file()
    assert check_site(full_site).problems == ()
