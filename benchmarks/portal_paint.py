"""First paint of pages over a slow line: Chromium with an empty cache, the site served as nginx would.

What the DevTools protocol emulates: each request waits 400 ms for its answer, and all answers together
come at 400 kbit/s. It adds nothing to opening a connection; on a real line TCP takes one more wait and
TLS 1.3 another, whatever the page is. So the floor here is two waits (the page, then its stylesheets,
which are asked for at once) and the bytes until then.
"""

from __future__ import annotations

import gzip
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from chiso.portal.serving import HOST, Handler
from tests.portal.browsing import browser
from tests.portal.servers import served_by

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FIRST_PAINT = 1.5
_WAIT, _BYTES_A_SECOND = 400, 400_000 // 8
_TIMES = 5
_PAINTED = """() => new Promise(resolve => new PerformanceObserver(list => {
  const first = list.getEntriesByName("first-contentful-paint")[0];
  if (first) resolve(first.startTime);
}).observe({type: "paint", buffered: true}))"""


def benchmark_first_paint(site: Path, pages: Sequence[str]) -> Iterator[str]:
    """The median first paint with content of each page (its path), in seconds since it was asked for."""
    with _served(site) as (server, port), browser() as started:
        for page in pages:
            times = []
            # The first look is not counted: it warms the browser's program, never its cache of pages.
            for _ in range(1 + _TIMES):
                # A context of its own has a cache of its own, which is empty.
                context = started.new_context(viewport={"width": 360, "height": 740})
                tab = context.new_page()
                slow_line(context, tab)
                tab.goto(f"http://{HOST}:{port}{page}", wait_until="commit")
                times.append(tab.evaluate(_PAINTED) / 1000)
                context.close()
            del times[0]
            verdict = "within" if median(times) <= FIRST_PAINT else "ABOVE"
            spread = f"{min(times):.2f} to {max(times):.2f}"
            yield (
                f"{f'first paint at 400 kbit/s, 400 ms: {page}':<58} {median(times):9.2f} s   "
                f"of {_TIMES}: {spread}, {server}   {verdict} {FIRST_PAINT:g} s"
            )


def slow_line(context: BrowserContext, tab: Page) -> None:
    """From now on this tab has 400 kbit/s, and waits 400 ms for each answer."""
    network = context.new_cdp_session(tab)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": _WAIT,
            "downloadThroughput": _BYTES_A_SECOND,
            "uploadThroughput": _BYTES_A_SECOND,
        },
    )


@contextmanager
def _served(site: Path) -> Iterator[tuple[str, int]]:
    """The name and port of a server: nginx as `deploy/` sets it up, else one that compresses as it does."""
    if shutil.which("nginx"):
        with served_by("nginx", site) as port:
            yield "nginx", port
        return
    with ThreadingHTTPServer((HOST, 0), partial(_Compressing, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield "a server of the benchmark", int(server.server_address[1])
        server.shutdown()


class _Compressing(Handler):
    """Serves pages and stylesheets compressed."""

    def do_GET(self) -> None:
        """One file, compressed."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
