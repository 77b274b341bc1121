"""The office in a real browser, for tests that look at pages.

    pytestmark = [
        needs_browser, pytest.mark.django_db(databases="__all__"),
    ]

    def test_…(live_server, chromium):
        with visit(chromium, live_server, person, width=360, scheme="dark") as visitor:
            visitor.open("/nguoi-dung/")
            visitor.page.get_by_role("link", name="Mời").click()
            assert visitor.complaints() == []        axe, sideways scrolling, errors of the console

`chromium` (in conftest) is the machine's own browser; `live_server` is pytest-django's, on either database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import pytest
from django.test import Client

from chiso.office.people.models import Person
from tests.portal.browsing import BROWSERS, browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["Visitor", "browser", "needs_browser", "visit"]

needs_browser = pytest.mark.needs(*BROWSERS)
Scheme = Literal["light", "dark"]
# Where and why is told of violations alone; styles are read again only by rules that are on trial.
LOOK = "resultTypes: ['violations'], preload: {assets: ['media']}"
# In milliseconds: only what never comes is waited for so long, also where the machine has much to do.
PATIENCE = 120_000
WIDTHS = (360, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# Playwright's synchronous interface runs a loop in this thread; Django then takes every query for a mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@cache
def axe() -> str:
    """The program that looks."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@dataclass
class Visitor:
    """Somebody at a browser: a page, and what it complained about."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    width: int = 1280

    def open(self, path: str) -> int:
        """Go to a path of the office; the status of the answer."""
        answer = self.page.goto(f"{self.address}{path}")
        return answer.status if answer is not None else 0

    def complaints(self) -> list[Any]:
        """What axe finds on the page as it stands, sideways scrolling, errors that the console told of."""
        self.page.evaluate(axe())
        violations = self.page.evaluate(f"axe.run(document, {{{LOOK}}}).then(found => found.violations)")
        found: list[Any] = [
            (one["id"], node["target"], node.get("failureSummary", ""))
            for one in violations
            for node in one["nodes"]
        ]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            found.append(("scrolls sideways", wide))
        return found + self.errors

    def photograph(self, name: str) -> None:
        """A picture of the whole page in the folder that CHISO_PICTURES names; none where it names none."""
        folder = os.environ.get("CHISO_PICTURES")
        if folder:
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@contextmanager
def visit(
    chromium: Browser,
    live_server: Any,
    person: Person | None = None,
    *,
    width: int = 1280,
    scheme: Scheme = "light",
    script: bool = True,
    language: str = "vi",
) -> Iterator[Visitor]:
    """A browser of somebody's own, signed in where a person is named."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        # Without JavaScript axe cannot run; such a visitor only looks.
        java_script_enabled=script,
        locale="vi-VN",
    )
    cookies = [{"name": "chiso_language", "value": language, "url": live_server.url}]
    if person is not None:
        client = Client()
        client.force_login(person, backend=BACKEND)
        cookies.append(
            {
                "name": "chiso_session",
                "value": client.cookies["chiso_session"].value,
                "url": live_server.url,
            }
        )
    context.add_cookies(cookies)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    visitor = Visitor(page, live_server.url, width=width)
    page.on("console", lambda said: _note(visitor, said))
    page.on("pageerror", lambda error: visitor.errors.append(str(error)))
    try:
        yield visitor
    finally:
        context.close()


def _note(visitor: Visitor, said: Any) -> None:
    # A page that is meant to answer 404 or 422 is told by the browser as an error of its own.
    if said.type == "error" and "Failed to load resource" not in said.text:
        visitor.errors.append(said.text)
