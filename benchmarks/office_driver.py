"""Somebody at a browser, and many of them at once: the load for benchmarks, on this machine only.

    browser = Browser(address)
    asked = browser.ask("POST", "/bare/", {"title": "…"})      status, bytes, seconds until the last byte

A browser keeps its cookies and one connection, which it opens anew where the server closed it meanwhile.
"""

from __future__ import annotations

import gzip
import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from math import ceil
from urllib.parse import urlencode, urlsplit

_PATIENCE = 60.0
# Django compares it with itself: any letters of the right number do.
_TOKEN = "a" * 32
_BOUNDARY = "b" * 32


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when it was answered, how, and in how many seconds; status 0: it was not."""

    status: int
    seconds: float
    size: int = 0
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a form: its field, its name, its bytes."""

    field: str
    name: str
    content: bytes


@dataclass
class Browser:
    """One person's browser; `address` is http://127.0.0.1:port."""

    address: str
    cookies: dict[str, str] = field(default_factory=lambda: {"csrftoken": _TOKEN})
    _line: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Asked:
        """One request; a failed one is an answer too."""
        return self.read(method, path, form)[0]

    def read(
        self, method: str, path: str, form: dict[str, str] | None = None, file: File | None = None
    ) -> tuple[Asked, bytes]:
        """The same with what was answered; `file` goes with the form."""
        body, kind = _written(form or {}, file)
        begun = time.perf_counter()
        try:
            asked, content = self._send_anew(method, path, body, kind)
        except (OSError, http.client.HTTPException):
            self.close()
            return Asked(0, time.perf_counter() - begun), b""
        return replace(asked, seconds=time.perf_counter() - begun), content

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _send_anew(self, method: str, path: str, body: bytes, kind: str) -> tuple[Asked, bytes]:
        """Send; on another line where the server has closed the one that was idle, as browsers do."""
        was_idle = self._line is not None
        try:
            return self._send(method, path, body, kind)
        except (ConnectionResetError, BrokenPipeError):
            # `http.client.RemoteDisconnected`, which says that nothing of an answer came, is one of these.
            if not was_idle:
                raise
            self.close()
            return self._send(method, path, body, kind)

    def _send(self, method: str, path: str, body: bytes, kind: str) -> tuple[Asked, bytes]:
        if self._line is None:
            self._line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=_PATIENCE)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip",
        }
        if method == "POST":
            headers |= {"Content-Type": kind}
            headers |= {"X-CSRFToken": self.cookies.get("csrftoken", "")}
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        content = answer.read()
        for written in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(written).items():
                self.cookies[name] = morsel.value
        if answer.will_close:
            self.close()
        found = Asked(answer.status, 0, len(content), answer.headers.get("Location", ""))
        is_packed = answer.headers.get("Content-Encoding") == "gzip"
        return found, gzip.decompress(content) if is_packed else content


def _written(form: dict[str, str], file: File | None) -> tuple[bytes, str]:
    """A form as a browser sends it, and its media type; with a file in parts."""
    if file is None:
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    ]
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{file.field}"; filename="{file.name}"\r\n'
    parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", file.content, b"\r\n"]
    return b"".join([*parts, f"--{_BOUNDARY}--\r\n".encode()]), f"multipart/form-data; boundary={_BOUNDARY}"


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
