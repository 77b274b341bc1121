"""Every screen, as somebody who may open it, looked at by axe: on a phone and a desk, light and dark.

The routes and their objects are those of the access table, so that a screen that is added is looked at too.
Forms are looked at empty and after a post of nothing, with all their mistakes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client

from tests.office.access_table import UNSTEADY, clients_of
from tests.office.browsing import needs_browser
from tests.office.routes_samples import World, addresses, make_world, routes, samples_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [
    needs_browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.slow,
    pytest.mark.django_db(databases="__all__", transaction=True),
]
# Colour is what a scheme changes; all else is looked at once a width.
LOOKS = ((360, "light", None), (360, "dark", "cat.color"), (1280, "light", None), (1280, "dark", "cat.color"))
# Who is asked first: whoever sees most of a screen.
FIRST = ("coordinator", "account_administrator", "agency_officer", "auditor", "system_administrator")


def screens(world: World) -> Iterator[tuple[str, str, Client]]:
    """A name, an address and somebody to whom it answers with a page."""
    clients = clients_of(world)
    order = [*FIRST, *(who for who in clients if who not in FIRST)]
    samples = samples_of(world)
    for route in routes():
        if route.name in UNSTEADY or route.name.startswith("api:"):
            continue
        for variant, address in addresses(route, samples):
            for who in order:
                answer = clients[who].get(address)
                # A file that is streamed stays open until its answer is closed.
                answer.close()
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    yield f"{route.name} {variant}".strip(), address, clients[who]
                    break


def look(page: Page, name: str) -> list[Any]:
    """What is wrong with the page as it stands, at each width and in each scheme."""
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found: list[Any] = []
    for width, scheme, tag in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        chosen = f"{{runOnly: ['{tag}']}}" if tag else "{}"
        violations = page.evaluate(f"axe.run(document, {chosen}).then(found => found.violations)")
        found += [(name, width, scheme, one["id"], one["nodes"][0]["target"]) for one in violations]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((name, width, scheme, "scrolls sideways"))
        folder = os.environ.get("CHISO_PICTURES")
        if folder:
            page.screenshot(path=f"{folder}/{name.replace(':', '-')}-{width}-{scheme}.png", full_page=True)
    return found


def test_axe_finds_nothing_on_any_screen(live_server: Any, chromium: Browser) -> None:
    world = make_world()
    found: list[Any] = []
    seen = set()
    for name, address, client in screens(world):
        seen.add(name.partition(" ")[0])
        context = chromium.new_context(locale="vi-VN")
        if "chiso_session" in client.cookies:
            value = client.cookies["chiso_session"].value
            context.add_cookies([{"name": "chiso_session", "value": value, "url": live_server.url}])
        page = context.new_page()
        errors: list[str] = []
        page.on("console", lambda said, into=errors: into.append(said.text) if said.type == "error" else None)
        page.goto(f"{live_server.url}{address}")
        found += look(page, name)
        found += [(name, one) for one in errors]
        context.close()
    assert found == []
    assert {"home", "notices:list", "organisation:list", "campaigns:list", "people:list"} <= seen


def test_every_form_that_is_sent_empty_names_its_mistakes_where_they_are(
    live_server: Any, chromium: Browser
) -> None:
    world = make_world()
    found: list[Any] = []
    count = 0
    for name, address, client in list(screens(world)):
        answer = _post_nothing(client, address)
        if answer.status_code != 422:
            continue
        count += 1
        context = chromium.new_context(locale="vi-VN")
        page = context.new_page()
        # The answer as it came; styles from the server.
        page.route(f"{live_server.url}{address}", _answering(answer.content))
        page.goto(f"{live_server.url}{address}")
        found += look(page, f"{name} sent empty")
        context.close()
    assert found == []
    assert count > 5


def _post_nothing(client: Client, address: str) -> Any:
    """The answer to an empty form; what it wrote all the same is taken back."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = client.post(address, {"expected_version": "1"})
        answer.close()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _answering(content: bytes) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        route.fulfill(body=content, status=422, content_type="text/html; charset=utf-8")

    return answer
