"""Pages of a site seen by axe: at three widths, light and dark, and that none scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.portal.browsing import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark"]
Fault = tuple[str, int, Scheme, str, object]
WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_LOOK = "axe.run({resultTypes: ['violations'], preload: false}).then(found => found.violations)"


def faults_of_pages(started: Browser, site: Path, addresses: Sequence[str]) -> list[Fault]:
    """What is wrong with pages: page, width, scheme, what, where."""
    found: list[Fault] = []
    context = started.new_context()
    page = context.new_page()
    with serving(site) as served:
        for at, address in enumerate(addresses):
            page.goto(f"{served}/{address.rstrip('/')}/")
            found += look(page, address, at % 2, all_of_them=False)
    context.close()
    return found


def look(page: Page, name: str, language: int, *, all_of_them: bool) -> Iterator[Fault]:
    """What is wrong with the page as it stands, at each of its `views`."""
    page.evaluate(_axe())
    for width, scheme in _views(language, all_of_them=all_of_them):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        for one in page.evaluate(_LOOK):
            yield name, width, scheme, one["id"], one["nodes"][0]["target"]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield name, width, scheme, "scrolls sideways", []


@cache
def _axe() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def _views(language: int, *, all_of_them: bool) -> Iterator[tuple[int, Scheme]]:
    """Widths and schemes for a language: like the dark fields of a chessboard, or all."""
    for (at, width), (colour, scheme) in product(enumerate(WIDTHS), enumerate(SCHEMES)):
        if all_of_them or (at + colour + language) % 2 == 0:
            yield width, scheme
