"""The scanner hook: hand bytes to a daemon of ClamAV and hear what it says.

    scan(path, address) -> Clean | Found(name) | Unreachable(why)      address "unix:/path" or "tcp:host:port"

clamd's own protocol (clamd(8), INSTREAM): the bytes go over the socket, so that the daemon needs no right
to the folder; "z" commands end with a zero byte. An answer that is neither OK nor FOUND counts as no
answer: a file is never called clean because something went wrong.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

_PIECE = 1 << 16
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Clean:
    """Nothing was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something was found; `name` as the scanner calls it."""

    name: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer; the file waits."""

    why: str


Answer: TypeAlias = Clean | Found | Unreachable


def scan(path: Path, address: str, seconds: float = 20.0) -> Answer:
    """What the scanner at `address` says of the file at `path`. Never raises for the scanner's sake."""
    try:
        with _connect(address, seconds) as line, path.open("rb") as file:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(_PIECE):
                line.sendall(struct.pack(">L", len(piece)) + piece)
            line.sendall(struct.pack(">L", 0))
            said = _read(line)
    except (OSError, ValueError) as error:
        return Unreachable(type(error).__name__)
    return _understand(said)


def _connect(address: str, seconds: float) -> socket.socket:
    kind, _, rest = address.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(seconds)
        try:
            line.connect(rest)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = rest.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _read(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace")


def _understand(said: str) -> Answer:
    """`stream: OK`, `stream: Name.Of-It FOUND`, anything else."""
    result = said.removeprefix("stream: ")
    if result == "OK":
        return Clean()
    if result.endswith(" FOUND"):
        return Found(result.removesuffix(" FOUND")[:200])
    return Unreachable(result[:200])
