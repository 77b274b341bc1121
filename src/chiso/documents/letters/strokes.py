"""A signature that was drawn on a screen, as a picture: black lines on white, PNG of 600 × 200 points.

    each piece of a line is stamped with a round pen at every step of half a point

Written here, since the writers of letters need no library of pictures.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise
from math import ceil, hypot
from typing import TypeAlias

Strokes: TypeAlias = Sequence[Sequence[int]]
WIDTH, HEIGHT = 600, 200
_PEN = [(x, y) for x in range(-2, 3) for y in range(-2, 3) if x * x + y * y <= 5]


def draw_strokes(strokes: Strokes) -> bytes:
    """The bytes of the PNG. Points beyond the field are left out."""
    rows = [bytearray(b"\xff" * WIDTH) for _ in range(HEIGHT)]
    for stroke in strokes:
        points = list(zip(stroke[::2], stroke[1::2], strict=False))
        for from_, to in pairwise(points if len(points) > 1 else points * 2):
            _draw_line(rows, from_, to)
    data = b"".join(b"\x00" + bytes(row) for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _draw_line(rows: list[bytearray], from_: tuple[int, int], to: tuple[int, int]) -> None:
    steps = max(1, ceil(2 * hypot(to[0] - from_[0], to[1] - from_[1])))
    for step in range(steps + 1):
        x = round(from_[0] + (to[0] - from_[0]) * step / steps)
        y = round(from_[1] + (to[1] - from_[1]) * step / steps)
        for right, down in _PEN:
            if 0 <= x + right < WIDTH and 0 <= y + down < HEIGHT:
                rows[y + down][x + right] = 0


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
