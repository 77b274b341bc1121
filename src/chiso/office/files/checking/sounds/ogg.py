"""Ogg: pages into packets and back.

page: "OggS", version 0, flags, position (8), stream (4), number (4), checksum (4), n, n lengths, content
a packet is cut into pieces of 255 bytes; one that is shorter ends it                        RFC 3533, 6
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from chiso.office.files.checking.archives import Irregular
from chiso.office.files.checking.sounds.packets import (
    BESIDES,
    damaged,
    gathered,
    more_than_sound,
    no_sound,
)

START = b"OggS"
_PAGE = struct.Struct("<4sBBqIIIB")
_CHECKSUM_AT = 22
_CONTINUED, _FIRST, _LAST = 1, 2, 4
_STREAM = 1


def read(data: bytes) -> tuple[bytes, list[bytes]]:
    """The OpusHead and the packets of sound. Raises Irregular.

    A last page that is cut off is left out: a recording that was interrupted ends so.
    """
    packets = gathered(_packets(data), len(data))
    if not packets or not packets[0].startswith(b"OpusHead"):
        raise no_sound("Ogg")
    if len(packets) < 2 or not packets[1].startswith(b"OpusTags"):
        raise damaged()
    return packets[0], packets[2:]


def _packets(data: bytes) -> Iterator[bytes]:
    begun: list[bytes] = []
    for is_continued, lengths, content in _pages(data):
        if bool(begun) != is_continued:
            raise damaged()
        at = 0
        for length in lengths:
            begun.append(content[at : at + length])
            at += length
            if length < 255:
                yield b"".join(begun)
                begun = []


def _pages(data: bytes) -> Iterator[tuple[bool, bytes, bytes]]:
    at, number, stream = 0, 0, None
    while at < len(data):
        if not data.startswith(START[: len(data) - at], at):
            raise Irregular(BESIDES, "Ogg")
        if at + _PAGE.size > len(data):
            return
        _, version, flags, _, of, counted, checksum, n = _PAGE.unpack_from(data, at)
        lengths = data[at + _PAGE.size : at + _PAGE.size + n]
        end = at + _PAGE.size + n + sum(lengths)
        if len(lengths) < n or end > len(data):
            return
        if stream is not None and (of != stream or flags & _FIRST):
            raise more_than_sound("Ogg")
        page = data[at:end]
        bare = page[:_CHECKSUM_AT] + b"\0\0\0\0" + page[_CHECKSUM_AT + 4 :]
        if version or counted != number or checksum != _checksum(bare):
            raise damaged()
        yield bool(flags & _CONTINUED), lengths, page[_PAGE.size + n :]
        at, number, stream = end, number + 1, of


def write(heads: Sequence[bytes], packets: Sequence[tuple[bytes, int]]) -> bytes:
    """One stream: a page for each head, then the packets with the position at the end of each."""
    pages = [([head], 0) for head in heads]
    gathered: list[bytes] = []
    pieces, position = 0, 0
    for packet, at in packets:
        # A packet stays on one page, whose lengths are 255 at most; about a second to a page.
        if gathered and (pieces + _pieces(packet) > 255 or len(gathered) == 50):
            pages.append((gathered, position))
            gathered, pieces = [], 0
        gathered.append(packet)
        pieces, position = pieces + _pieces(packet), at
    pages.append((gathered, position))
    return b"".join(
        _page(content, position, number, is_last=number == len(pages) - 1)
        for number, (content, position) in enumerate(pages)
    )


def _pieces(packet: bytes) -> int:
    return len(packet) // 255 + 1


def _page(packets: Sequence[bytes], position: int, number: int, *, is_last: bool) -> bytes:
    lengths = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    flags = (_FIRST if number == 0 else 0) | (_LAST if is_last else 0)
    bare = (
        _PAGE.pack(START, 0, flags, position, _STREAM, number, 0, len(lengths)) + lengths + b"".join(packets)
    )
    return bare[:_CHECKSUM_AT] + struct.pack("<I", _checksum(bare)) + bare[_CHECKSUM_AT + 4 :]


def _table() -> tuple[int, ...]:
    found = []
    for byte in range(256):
        rest = byte << 24
        for _bit in range(8):
            rest = ((rest << 1) ^ 0x04C11DB7) if rest & 0x80000000 else rest << 1
        found.append(rest & 0xFFFFFFFF)
    return tuple(found)


_TABLE = _table()


def _checksum(page: bytes) -> int:
    """The checksum of Ogg: 32 bits by 04C11DB7, not turned round, from nothing."""
    rest = 0
    for byte in page:
        rest = ((rest << 8) & 0xFFFFFFFF) ^ _TABLE[(rest >> 24) ^ byte]
    return rest
