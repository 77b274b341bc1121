"""Every kind of page, looked at by axe-core in a real browser: phone, tablet and desk, light and dark,
Vietnamese and English, with and without scripts; and nothing scrolls sideways.

Each kind is looked at in every pair of width, scheme and language; all of them together, which takes some
minutes, is a matter of `make soak`. axe comes with the package axe-playwright-python (MIT; axe-core itself
MPL-2.0), for tests only.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.portal.browsing import BROWSERS, pages_of_each_kind
from tests.portal.looking import Fault, look

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.xdist_group("portal in a browser")]
# Kinds of page that carry a script; that all others carry none is asked as well.
WITH_SCRIPT = {"home", "units", "verify", "comparisons", "ranking", "unit", "series"}


def faults(site: Path, served: str, started: Browser, *, scripts: bool, all_of_them: bool) -> list[Fault]:
    """What axe and the browser complain of: page, width, scheme, what, where."""
    kinds = pages_of_each_kind(site)
    assert len(kinds) > 12
    found: list[Fault] = []
    complaints: list[str] = []
    context = started.new_context()
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    if not scripts:
        # Only the scripts of the page are kept away; axe is put in by hand.
        page.route("**/*.js", lambda route: route.abort())
    for (at, kind), language in product(enumerate(kinds), (0, 1)):
        if not scripts and (kind not in WITH_SCRIPT or (at % 2 != language and not all_of_them)):
            continue
        name = kinds[kind][language]
        page.goto(f"{served}/{name.removesuffix('index.html')}")
        if kind not in WITH_SCRIPT:
            assert page.locator("script[src]").count() == 0, kind
        found += look(page, name, language, all_of_them=all_of_them)
    context.close()
    assert [said for said in complaints if scripts or "ERR_FAILED" not in said] == []
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_axe_finds_nothing_on_any_kind_of_page(
    full_site: Path, full_site_served: str, started: Browser, scripts: bool
) -> None:
    assert faults(full_site, full_site_served, started, scripts=scripts, all_of_them=False) == []


@pytest.mark.soak
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_axe_finds_nothing_in_any_view_of_any_kind_of_page(
    full_site: Path, full_site_served: str, started: Browser, scripts: bool
) -> None:
    assert faults(full_site, full_site_served, started, scripts=scripts, all_of_them=True) == []


def test_axe_finds_what_is_wrong(full_site: Path, started: Browser, full_site_served: str) -> None:
    """So that "nothing found" says something: a picture without words, pale words, a button without words."""
    page = started.new_page()
    page.goto(f"{full_site_served}/404.html")
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend",
        "<img src='mark.svg'><button></button><p class='pale'>pale</p>")"""
    )
    page.evaluate("() => { document.querySelector('.pale').style.color = '#bbb' }")
    told = {what for _name, _width, _scheme, what, _where in look(page, "404", 0, all_of_them=False)}
    page.close()
    assert {"image-alt", "button-name", "color-contrast"} <= told
