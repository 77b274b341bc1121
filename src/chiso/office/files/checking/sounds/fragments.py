"""Fragments of MP4: the packets of one moof, each by its size one behind the other.

tfhd: flags (3 bytes) say which of base (8), description, duration, size, flags (4 each) follow the track
trun: flags say whether offset and first flags (4 each) stand before, and duration, size, flags, offset a row
                                                                              ISO/IEC 14496-12, 8.8.7, 8.8.8
"""

from __future__ import annotations

from collections.abc import Iterator

from chiso.office.files.checking.sounds.boxes import HEAD, boxes, number_at
from chiso.office.files.checking.sounds.packets import MOST_PACKETS, damaged, more_than_sound

_BASE, _DESCRIPTION, _DURATION, _SIZE = 0x1, 0x2, 0x8, 0x10
_OFFSET, _FIRST_FLAGS = 0x1, 0x4
_A_ROW = (0x100, 0x200, 0x400, 0x800)
_SIZE_IN_ROW = 0x200


def packets_of_fragment(data: bytes, start: int, end: int, usual: int) -> Iterator[bytes]:
    """The packets; those that lie beyond the end are left out. `usual`: their size where none is told.

    Raises Irregular.
    """
    tracks = [(first, last) for kind, first, last in boxes(data, start, end) if kind == b"traf"]
    if len(tracks) != 1:
        raise more_than_sound("MP4")
    base, at, usual_here = -1, 0, usual
    for kind, first, last in boxes(data, *tracks[0]):
        if kind == b"tfhd":
            told, usual_here = _head(data, first, usual)
            # By default offsets count from the head of the fragment's own box.
            base = at = told or start - HEAD.size
        elif kind == b"trun":
            if base < 0:
                raise damaged()
            at, sizes = _run(data, first, last, base, at, usual_here)
            for size in sizes:
                if at + size > len(data):
                    return
                yield data[at : at + size]
                at += size


def _head(data: bytes, start: int, usual: int) -> tuple[int, int]:
    """Where offsets count from (0: not told), and the size of packets that tell none."""
    flags, at, base = number_at(data, start) & 0xFFFFFF, start + 8, 0
    if flags & _BASE:
        base, at = int.from_bytes(data[at : at + 8]), at + 8
    at += 4 * bool(flags & _DESCRIPTION) + 4 * bool(flags & _DURATION)
    return base, number_at(data, at) if flags & _SIZE else usual


def _run(data: bytes, start: int, end: int, base: int, at: int, usual: int) -> tuple[int, list[int]]:
    """Where the first packet of a run lies, and the size of each."""
    flags, count, row = number_at(data, start) & 0xFFFFFF, number_at(data, start + 4), start + 8
    if flags & _OFFSET:
        at = base + int.from_bytes(data[row : row + 4], signed=True)
        row += 4
    row += 4 * bool(flags & _FIRST_FLAGS)
    width = 4 * sum(bool(flags & one) for one in _A_ROW)
    if count > MOST_PACKETS or at < 0 or row + width * count > end:
        raise damaged()
    if not flags & _SIZE_IN_ROW:
        return at, [usual] * count
    before = 4 * bool(flags & _A_ROW[0])
    return at, [number_at(data, row + width * n + before) for n in range(count)]
