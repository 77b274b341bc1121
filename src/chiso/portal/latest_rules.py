"""Rules for servers: the address of the latest version leads to the version that stands.

    /du-lieu/papi-2019/moi-nhat/scores.csv   →   /du-lieu/papi-2019/2/scores.csv

The page at the address does so too, in a browser; with the rules a program that follows redirections
finds the files. The configurations in `deploy/` read them from a hidden folder of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FOLDER = "/.chiso-latest/"


@dataclass(frozen=True, slots=True, order=True)
class Latest:
    """The address of a latest version, the page to which it leads, the folder in which its files stand."""

    address: str
    page: str
    folder: str


def rules_of(latest: Sequence[Latest]) -> Iterator[tuple[str, bytes]]:
    """Address and content of a file of rules for each server."""
    pairs = sorted(latest)
    yield f"{FOLDER}nginx.conf", _lines(map(_nginx, pairs))
    yield f"{FOLDER}apache.conf", _lines(map(_apache, pairs))
    yield f"{FOLDER}Caddyfile", _lines(map(_caddy, pairs))


def _lines(rules: Iterator[str]) -> bytes:
    return "".join(f"{rule}\n" for rule in rules).encode()


def _nginx(one: Latest) -> str:
    shape = re.escape(one.address)
    return f'rewrite "^{shape}$" "{one.page}" redirect;\nrewrite "^{shape}(.+)$" "{one.folder}$1" redirect;'


def _apache(one: Latest) -> str:
    shape = re.escape(one.address)
    return f'RedirectMatch 302 "^{shape}$" "{one.page}"\nRedirectMatch 302 "^{shape}(.+)$" "{one.folder}$1"'


def _caddy(one: Latest) -> str:
    return (
        f"redir {one.address} {one.page} 302\n"
        f"handle_path {one.address}* {{\n\tredir * {one.folder.rstrip('/')}{{uri}} 302\n}}"
    )
