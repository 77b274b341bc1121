"""The script that narrows the list of units, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.portal.browsing import BROWSERS, browser, serving
from tests.portal.small_site import build

pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.xdist_group("portal in a browser")]


def test_names_are_found_without_marks_and_by_the_address(tmp_path: Path) -> None:
    site = build(tmp_path)
    with serving(site) as address, browser() as started:
        page = started.new_page()
        page.goto(f"{address}/en/unit/?tim=DONG+tam")
        assert page.locator(".names li:visible a").all_inner_texts() == ["Đồng Tâm"]
        assert page.get_by_role("status").inner_text().startswith("1 of ")
        page.get_by_role("searchbox").fill("no such unit")
        assert page.locator(".names li:visible").count() == 0
        assert page.get_by_role("status").inner_text() == "No unit has this name. Try fewer letters."
        page.get_by_role("searchbox").fill("")
        assert page.locator(".names li:visible").count() == page.locator(".names li").count()


def test_without_scripts_the_whole_list_stands_there(tmp_path: Path) -> None:
    site = build(tmp_path)
    with serving(site) as address, browser() as started:
        page = started.new_context(java_script_enabled=False).new_page()
        page.goto(f"{address}/en/unit/?tim=dong+tam")
        assert page.locator(".names li:visible").count() == page.locator(".names li").count() > 3
