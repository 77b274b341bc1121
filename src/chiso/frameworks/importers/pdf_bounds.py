"""How much a PDF file would unfold to, counted before a library reads it.

The streams of a file are packed one by one, and a small one may unfold without end. Each is unpacked
here as far as the bound goes and thrown away.
"""

from __future__ import annotations

import re
import zlib

from chiso.frameworks.importers.files import LARGEST_UNPACKED, refuse, refuse_too_much
from chiso.language import text

MOST_CONTENT = 4_000_000
MOST_LETTERS = 2_000_000
MOST_EDGES = 6_000
_STREAM = re.compile(rb"stream\r?\n")
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<")
_PIECE = 1024 * 1024
# A stream packed more often than this is made to do harm.
_LAYERS = 3


def check_bounds(source: bytes, name: str) -> None:
    """Raises BadInput where the file is locked, or unfolds to more than any annex."""
    if _ENCRYPTED.search(source):
        raise refuse(
            "CH-2602",
            name,
            "/Encrypt",
            text("Expected a file without a password."),
            text("Save it again without a password."),
        )
    total = 0
    for found in _STREAM.finditer(source):
        total += _unfolded(source, found.end(), LARGEST_UNPACKED - total)
        if total >= LARGEST_UNPACKED:
            what = text("{count} MB when it is unpacked", count=LARGEST_UNPACKED // 1_000_000)
            raise refuse_too_much(name, "", what)


def _unfolded(source: bytes, start: int, bound: int) -> int:
    """How many bytes the stream at `start` unfolds to; it is not counted further than `bound`."""
    total, layer = 0, 0
    packed: bytes | memoryview = memoryview(source)[start:]
    while layer < _LAYERS and _looks_packed(packed):
        layer += 1
        unpacked = _count(packed, bound - total)
        total += unpacked[0]
        if total >= bound:
            return bound
        packed = unpacked[1]
    return total


def _looks_packed(content: bytes | memoryview) -> bool:
    return len(content) > 1 and content[0] & 0x0F == 8 and (content[0] * 256 + content[1]) % 31 == 0


def _count(packed: bytes | memoryview, bound: int) -> tuple[int, bytes]:
    """The size of what is packed, and its first piece."""
    unpacker = zlib.decompressobj()
    total, first = 0, b""
    try:
        piece = unpacker.decompress(packed, _PIECE)
        first = piece
        total += len(piece)
        while not unpacker.eof and unpacker.unconsumed_tail and total < bound:
            piece = unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
            total += len(piece)
    except zlib.error:
        pass
    return total, first
