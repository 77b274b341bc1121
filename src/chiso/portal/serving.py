"""Serving a site on this machine, to look at it and to print it; not made for the public.

Addresses, content types, security headers and the page for what is not found are those that the
configurations in `deploy/` give to a public server.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

from chiso.documents.charts.tokens import hash_of_style
from chiso.language import LANGUAGES, text
from chiso.portal import addresses
from chiso.portal.record import NAME, read_record
from chiso.problems import Place, Problem, WrongCall

HOST = "127.0.0.1"
EMBEDS = tuple(addresses.path(language, ":embed") for language in LANGUAGES)
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A chart that stands alone may stand in the frames of others and runs no script; the hash is that of the
# style inside each drawing, for whoever opens a drawing by itself.
EMBED_POLICY = (
    f"default-src 'none'; style-src 'self' '{hash_of_style()}'; img-src 'self'; form-action 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
YEAR = 365 * 24 * 60 * 60
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonld": "application/ld+json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Handler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD from the folder of a site."""

    protocol_version = "HTTP/1.1"
    server_version = "chiso"
    sys_version = ""
    extensions_map = _TYPES

    def end_headers(self) -> None:
        """The security headers, and how long the answer may be kept."""
        headers = HEADERS | {"Content-Security-Policy": EMBED_POLICY} if self._may_be_framed() else HEADERS
        for name, value in headers.items():
            self.send_header(name, value)
        kept = f"public, max-age={YEAR}, immutable" if self.path.startswith("/static/") else "no-cache"
        self.send_header("Cache-Control", kept)
        super().end_headers()

    def _may_be_framed(self) -> bool:
        """Whether the address is one of a chart that stands alone."""
        return self.path.startswith(EMBEDS)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page for what is not found."""
        folder = "en/" if self.path.startswith("/en/") else ""
        page = Path(self.directory) / f"{folder}404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", _TYPES[".html"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def list_directory(self, path: str) -> None:  # type: ignore[override]
        """No lists of folders."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def translate_path(self, path: str) -> str:
        """Names that begin with a point are not for readers; they lead to nothing."""
        parts = unquote(path.partition("?")[0]).split("/")
        if any(part.startswith(".") for part in parts):
            return f"{self.directory}/{NAME}/"
        return super().translate_path(path)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a reader's addresses are nobody's business."""


def serve_site(site: Path, port: int, *, ready: Callable[[str], None]) -> None:
    """Serve until stopped; `ready` is told the address. Raises WrongCall (CH-6006, CH-6009)."""
    read_record(site)
    with make_server(site, port) as server:
        ready(f"http://{HOST}:{server.server_address[1]}/")
        server.serve_forever()


def make_server(site: Path, port: int) -> ThreadingHTTPServer:
    """The server, listening; port 0 takes a free one."""
    try:
        return ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(site.resolve())))
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        expected = text("Expected a port that is free and open to you.")
        mend = text("Choose another one with --port, or 0 for any that is free.")
        raise WrongCall([Problem("CH-6009", Place(field="--port"), str(port), expected, mend)]) from error
