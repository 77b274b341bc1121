"""A browser without a screen and a site served on this machine, for tests that look at pages."""

from __future__ import annotations

import atexit
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chiso.portal.record import read_record
from chiso.portal.serving import HOST, make_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

BROWSERS = ("chromium", "google-chrome")
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps, for pages that may hear.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """The address at which `chiso portal serve` would serve the site."""
    server = make_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def browser() -> Iterator[Browser]:
    """The machine's own browser."""
    program = next(path for path in map(shutil.which, BROWSERS) if path)
    started = _playwright().chromium.launch(executable_path=program, args=list(_QUIET))
    try:
        yield started
    finally:
        started.close()


@cache
def _playwright() -> Playwright:
    """Playwright, once a process: a second one beside it is refused while the first one runs."""
    from playwright.sync_api import sync_playwright

    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


def pages_of_each_kind(site: Path) -> dict[str, list[str]]:
    """For each kind of page the heaviest in each language, since it has the most that can be wrong.

    The page that leads on to the latest version is left out: a browser is gone before one can look.
    """
    chosen: dict[tuple[str, bool], tuple[int, str]] = {}
    for name, entry in read_record(site).files.items():
        if not name.endswith(".html") or entry.kind == "latest":
            continue
        place = (entry.kind, name.startswith("en/"))
        chosen[place] = max(chosen.get(place, (0, "")), ((site / name).stat().st_size, name))
    kinds: dict[str, list[str]] = {}
    for (kind, _), (_, name) in sorted(chosen.items()):
        kinds.setdefault(kind, []).append(name)
    return kinds
