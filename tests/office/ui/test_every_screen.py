"""Every screen looked at by axe: on a phone and a desk, light and dark.

Forms are looked at empty and after a post of nothing, with all their mistakes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.office.browsing import LOOK, PATIENCE, axe, needs_browser
from tests.office.routes_samples import make_world
from tests.office.ui.screens import post_nothing, screens, unlike

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [
    needs_browser,
    pytest.mark.slow,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
# Both widths and both schemes for every screen; which goes with which changes from one to the next, so that
# what all share is looked at in each.
LOOKS = (((360, "light"), (1280, "dark")), ((360, "dark"), (1280, "light")))


def test_axe_finds_nothing_on_any_screen(live_server: Any, chromium: Browser) -> None:
    found: list[Any] = []
    seen = set()
    pages: dict[int, Page] = {}
    errors: list[str] = []
    for number, screen in enumerate(unlike(screens(make_world()))):
        seen.add(screen.name.partition(" ")[0])
        page = pages.get(id(screen.client)) or _page_of(chromium, live_server.url, screen.client, errors)
        pages[id(screen.client)] = page
        page.goto(f"{live_server.url}{screen.address}")
        found += _look(page, screen.name, LOOKS[number % 2]) + [(screen.name, one) for one in errors]
        errors.clear()
    for page in pages.values():
        page.context.close()
    assert found == []
    assert {"home", "notices:list", "organisation:list", "campaigns:list", "people:list", "sign"} <= seen


def test_every_form_that_is_sent_empty_names_its_mistakes_where_they_are(
    live_server: Any, chromium: Browser
) -> None:
    found: list[Any] = []
    count = 0
    page = _page_of(chromium, live_server.url, Client(), [])
    for screen in unlike(screens(make_world())):
        content = post_nothing(screen)
        if not content:
            continue
        count += 1
        # The answer as it came; styles from the server.
        address = f"{live_server.url}{screen.address}"
        page.route(address, _answering(content))
        page.goto(address)
        # The desk shows the same beside more room; where that matters the empty form was looked at.
        found += _look(page, f"{screen.name} sent empty", LOOKS[count % 2][:1])
        page.unroute(address)
    page.context.close()
    assert found == []
    assert count > 5


def _page_of(chromium: Browser, server: str, client: Client, errors: list[str]) -> Page:
    """A browser of somebody's own that knows axe; what its console says goes into `errors`."""
    context = chromium.new_context(locale="vi-VN")
    context.add_init_script(axe())
    context.set_default_timeout(PATIENCE)
    if "chiso_session" in client.cookies:
        value = client.cookies["chiso_session"].value
        context.add_cookies([{"name": "chiso_session", "value": value, "url": server}])
    page = context.new_page()
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    return page


def _look(page: Page, name: str, looks: Sequence[tuple[int, str]]) -> list[Any]:
    """What is wrong with the page as it stands, at these widths and in these schemes."""
    found: list[Any] = []
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        violations = page.evaluate(f"axe.run(document, {{{LOOK}}}).then(found => found.violations)")
        found += [(name, width, scheme, one["id"], one["nodes"][0]["target"]) for one in violations]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((name, width, scheme, "scrolls sideways"))
        folder = os.environ.get("CHISO_PICTURES")
        if folder:
            page.screenshot(path=f"{folder}/{name.replace(':', '-')}-{width}-{scheme}.png", full_page=True)
    return found


def _answering(content: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        route.fulfill(body=content, status=422, content_type="text/html; charset=utf-8")

    return answer
