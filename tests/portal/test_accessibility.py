"""Every kind of page, looked at by axe-core in a real browser: on a phone and a desk, light and dark.

axe comes with the package axe-playwright-python (MIT; axe-core itself MPL-2.0), for tests only.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from chiso.portal.record import read_record
from tests.portal.browsing import BROWSERS, browser, serving
from tests.portal.small_site import build_with_papi

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.xdist_group("browser")]
WIDTHS = (360, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_with_papi(
        tmp_path_factory.mktemp("accessible"), ("papi@2018", "2018"), ("papi@2019", "2019")
    )


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as one:
        yield one


def pages_of_each_kind(site: Path) -> list[str]:
    """One page of each kind in each language: the heaviest, since it has the most that can be wrong.

    The page that leads on to the latest version is left before anybody can look at it.
    """
    chosen: dict[tuple[str, bool], tuple[int, str]] = {}
    for name, entry in read_record(site).files.items():
        if not name.endswith(".html") or entry.kind == "latest":
            continue
        size = (site / name).stat().st_size
        place = (entry.kind, name.startswith("en/"))
        chosen[place] = max(chosen.get(place, (0, "")), (size, name))
    return sorted(name for _, name in chosen.values())


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_kind_of_page(
    site: Path, served: str, started: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    context = started.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    found = []
    names = pages_of_each_kind(site)
    for name in names:
        page.goto(f"{served}/{name.removesuffix('index.html')}")
        page.evaluate(axe)
        violations = page.evaluate("axe.run().then(found => found.violations)")
        found += [(name, one["id"], one["nodes"][0]["target"]) for one in violations]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((name, "scrolls sideways", []))
    context.close()
    assert found == []
    assert complaints == []
    assert len({name.removeprefix("en/") for name in names}) > 5
