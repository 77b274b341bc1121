"""The chart that a reader asks for, and the frame of another site, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import resources
from typing import TYPE_CHECKING, Literal

import pytest

from tests.portal.browsing import BROWSERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.needs(*BROWSERS), pytest.mark.xdist_group("portal in a browser")]
UNIT, RANKING, SERIES = "/don-vi/ha-noi/", "/chi-so/papi/2019/", "/en/index/papi/"


@contextmanager
def _looking(
    started: Browser, served: str, *, width: int = 1280, scheme: Literal["light", "dark"] = "light"
) -> Iterator[tuple[Page, list[str], list[str]]]:
    """A page, what it complains of, and what it asks for."""
    context = started.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url.removeprefix(served)))
    try:
        yield page, complaints, asked
    finally:
        context.close()


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Escape")
    link = page.locator("a[data-spec]").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".interactive svg")


def test_nothing_of_it_is_loaded_until_a_reader_asks(started: Browser, full_site_served: str) -> None:
    with _looking(started, full_site_served) as (page, complaints, asked):
        page.goto(f"{full_site_served}{UNIT}", wait_until="networkidle")
        assert [one for one in asked if "vega" in one or "explore" in one or "charts.css" in one] == []
        page.locator("a[data-spec]").first.click()
        page.wait_for_selector(".interactive svg")
        new = [one for one in asked if "vega" in one or "explore" in one or "charts.css" in one]
        assert sorted(one.rpartition(".")[2] for one in new) == ["css", "js", "json"]
        # The policy of the site forbids other hosts and evaluated code; a breach would be on the console.
        assert complaints == []
        assert [one for one in asked if not one.startswith("/")] == []


@pytest.mark.parametrize("address", [UNIT, RANKING, SERIES])
def test_it_works_from_the_keyboard_alone(started: Browser, full_site_served: str, address: str) -> None:
    with _looking(started, full_site_served) as (page, complaints, _):
        _open(page, f"{full_site_served}{address}")
        # The focus goes to the first choice.
        assert page.evaluate("document.activeElement.closest('.interactive') !== null")
        before = page.locator(".interactive svg").inner_html()
        page.keyboard.press("ArrowDown")
        page.wait_for_function(
            "before => document.querySelector('.interactive svg').innerHTML !== before", arg=before
        )
        assert complaints == []


def test_the_unit_of_the_page_is_chosen_first(started: Browser, full_site_served: str) -> None:
    with _looking(started, full_site_served) as (page, _, _):
        _open(page, f"{full_site_served}/don-vi/hai-phong/")
        assert page.locator(".interactive select").first.input_value() == "Hải Phòng"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_a_page_with_an_open_chart(
    started: Browser, full_site_served: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    with _looking(started, full_site_served, width=width, scheme=scheme) as (page, complaints, _):
        for address in (UNIT, RANKING):
            _open(page, f"{full_site_served}{address}")
            page.evaluate(axe)
            violations = page.evaluate(
                "axe.run({resultTypes: ['violations'], preload: false}).then(found => found.violations)"
            )
            assert [(one["id"], one["nodes"][0]["target"]) for one in violations] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert complaints == []


def test_a_chart_on_a_page_follows_the_scheme(started: Browser, full_site_served: str) -> None:
    with _looking(started, full_site_served, scheme="dark") as (page, _, _):
        _open(page, f"{full_site_served}{UNIT}")
        # --own in the dark scheme of the stylesheet is #ffab70.
        line = page.locator('.interactive [stroke="#ad410a"]').first
        assert line.evaluate("one => getComputedStyle(one).stroke") == "rgb(255, 171, 112)"


def test_a_drawing_by_itself_follows_the_scheme_under_the_policy_of_a_server(
    started: Browser, full_site_served: str
) -> None:
    with _looking(started, full_site_served, scheme="dark") as (page, complaints, _):
        page.goto(f"{full_site_served}/nhung/papi/2019/papi-2019.svg")
        # --surface in the dark scheme of the stylesheet is #182127.
        ground = page.locator("rect").first
        assert ground.evaluate("one => getComputedStyle(one).fill") == "rgb(24, 33, 39)"
        assert [one for one in complaints if "Content Security Policy" in one] == []


def test_without_a_script_the_link_leads_to_the_drawing(started: Browser, full_site_served: str) -> None:
    context = started.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{full_site_served}{UNIT}")
    page.locator("a[data-spec]").first.click()
    page.wait_for_url("**/nhung/papi/don-vi/ha-noi/")
    assert page.locator("picture img").get_attribute("alt")
    context.close()


@contextmanager
def _another_site(frame: str) -> Iterator[str]:
    """A page of somebody else's with a frame in it; another port is another origin."""
    content = f'<!doctype html><title>x</title><iframe src="{frame}" width="700" height="600"></iframe>'

    class _Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), _Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_another_site_may_frame_a_chart_and_no_other_page(started: Browser, full_site_served: str) -> None:
    with _looking(started, full_site_served) as (page, complaints, _):
        with _another_site(f"{full_site_served}/nhung/papi/2019/") as address:
            page.goto(address)
            image = page.frame_locator("iframe").locator("picture img")
            assert image.evaluate("one => one.complete && one.naturalWidth > 0")
        assert [one for one in complaints if "favicon" not in one and "404" not in one] == []
        with (
            _another_site(f"{full_site_served}{RANKING}") as address,
            page.expect_console_message(lambda said: "frame-ancestors" in said.text),
        ):
            page.goto(address)
        assert any("frame-ancestors" in one for one in complaints)


@pytest.mark.parametrize(
    ("width", "drawing"), [(360, "papi-2019-336.svg"), (700, "papi-2019-336.svg"), (1280, "papi-2019.svg")]
)
def test_a_narrow_frame_gets_the_narrow_drawing(
    started: Browser, full_site_served: str, width: int, drawing: str
) -> None:
    with _looking(started, full_site_served, width=width) as (page, _, _):
        page.goto(f"{full_site_served}/nhung/papi/2019/")
        image = page.locator("picture img")
        assert image.evaluate("one => one.currentSrc").endswith(f"/{drawing}")
        # Words are never drawn smaller than they were set.
        assert image.evaluate("one => one.clientWidth / one.naturalWidth") >= 1
