"""The boxes of MP4: what every reader of them needs.

box: size (4), type (4), content; size 1: eight more bytes of it, 0: to the end        ISO/IEC 14496-12, 4.2
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from chiso.office.files.checking.sounds.packets import damaged

HEAD = struct.Struct(">I4s")
Box = tuple[bytes, int, int]


def boxes(data: bytes, at: int, end: int) -> Iterator[Box]:
    """Type, start and end of the content of each box; one that is cut off is left out. Raises Irregular."""
    while at + HEAD.size <= end:
        size, kind = HEAD.unpack_from(data, at)
        start = at + HEAD.size
        if size == 1:
            if start + 8 > end:
                return
            size, start = int.from_bytes(data[start : start + 8]), start + 8
        elif size == 0:
            size = end - at
        if size < start - at:
            raise damaged()
        if at + size > end:
            return
        yield kind, start, at + size
        at += size


def number_at(data: bytes, at: int) -> int:
    """The four bytes at a place."""
    return int.from_bytes(data[at : at + 4])
