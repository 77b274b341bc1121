"""Somebody at a browser, and many of them at once: the load for benchmarks, on this machine only.

    browser = Browser(address)
    asked = browser.ask("POST", "/bare/", {"title": "…"})      status, bytes, seconds until the last byte

A browser keeps its cookies and one connection, which it opens anew where the server closed it meanwhile.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from math import ceil
from urllib.parse import urlencode, urlsplit

_PATIENCE = 60.0
# Django compares it with itself: any letters of the right number do.
_TOKEN = "a" * 32


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it was answered, how, and in how many seconds; status 0: it was not."""

    status: int
    seconds: float
    size: int = 0
    leads_to: str = ""


@dataclass
class Browser:
    """One person's browser; `address` is http://127.0.0.1:port."""

    address: str
    cookies: dict[str, str] = field(default_factory=lambda: {"csrftoken": _TOKEN})
    _line: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Asked:
        """One request; a failed one is an answer too."""
        begun = time.perf_counter()
        try:
            asked = self._send(method, path, urlencode(form or {}))
        except (OSError, http.client.HTTPException):
            self.close()
            return Asked(0, time.perf_counter() - begun)
        return Asked(asked.status, time.perf_counter() - begun, asked.size, asked.leads_to)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _send(self, method: str, path: str, body: str) -> Asked:
        if self._line is None:
            self._line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=_PATIENCE)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip",
        }
        if method == "POST":
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"X-CSRFToken": self.cookies.get("csrftoken", "")}
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        content = answer.read()
        for written in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(written).items():
                self.cookies[name] = morsel.value
        if answer.will_close:
            self.close()
        return Asked(answer.status, 0, len(content), answer.headers.get("Location", ""))


def at_once(works: Sequence[Callable[[], list[Asked]]]) -> list[Asked]:
    """Do all works at the same time, each in a thread; what all of them asked."""
    found: list[Asked] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], list[Asked]]) -> None:
        start.wait()
        found.extend(work())

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which so large a part of all lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(part * len(ordered)) - 1)]
