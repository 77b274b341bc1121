"""Sounds as browsers record them, written by hand byte for byte, and what can be done to them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

# 20 ms each: configuration 1 (SILK, narrow band), one frame.
PACKETS = tuple(
    bytes([0x08, number % 251]) + bytes([number % 97]) * (40 + number % 300) for number in range(100)
)
# What stands around the sound and is nobody's business.
PRIVATE = "Máy của Hoa".encode()
OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
UNKNOWN = b"\x01" + b"\xff" * 7


def element(identity: str, content: bytes, size: bytes | None = None) -> bytes:
    """An element of WebM; sizes of four bytes, or as given."""
    return bytes.fromhex(identity) + (size or (0x10000000 | len(content)).to_bytes(4)) + content


def track(
    number: int = 1, kind: int = 2, codec: bytes = b"A_OPUS", head: bytes = OPUS_HEAD, more: bytes = b""
) -> bytes:
    inside = [("D7", bytes([number])), ("83", bytes([kind])), ("86", codec), ("63A2", head)]
    return element("AE", b"".join(element(name, content) for name, content in inside) + more)


def webm(
    packets: Sequence[bytes] = PACKETS,
    *,
    tracks: bytes | None = None,
    kind: bytes = b"webm",
    more: bytes = b"",
    flags: int = 0x80,
    of: int = 1,
) -> bytes:
    """A stream whose size its recorder did not know: half in SimpleBlocks, half in BlockGroups."""
    blocks = [
        bytes([0x80 | of]) + struct.pack(">hB", number, flags) + one for number, one in enumerate(packets)
    ]
    half = len(blocks) // 2
    clusters = [
        [element("A3", one) for one in blocks[:half]],
        [element("A0", element("A1", one) + element("9B", b"\x14")) for one in blocks[half:]],
    ]
    return (
        element("1A45DFA3", element("4282", kind))
        + element("18538067", b"", UNKNOWN)
        + element("1549A966", element("4D80", PRIVATE) + element("5741", PRIVATE))
        + element("1654AE6B", track() if tracks is None else tracks)
        + more
        + b"".join(
            element("1F43B675", b"", UNKNOWN) + element("E7", b"\0") + b"".join(one) for one in clusters
        )
    )


def _checksum(data: bytes) -> int:
    """Bit by bit, as the polynomial says."""
    rest = 0
    for byte in data:
        rest ^= byte << 24
        for _bit in range(8):
            rest = (rest << 1 ^ (0x104C11DB7 if rest & 0x80000000 else 0)) & 0xFFFFFFFF
    return rest


def page(
    number: int, packets: Sequence[bytes], *, stream: int = 7, flags: int = 0, version: int = 0
) -> bytes:
    """A page of Ogg with whole packets."""
    lengths = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    bare = b"OggS" + struct.pack("<BBqIIIB", version, flags, 0, stream, number, 0, len(lengths)) + lengths
    whole = bare + b"".join(packets)
    return whole[:22] + struct.pack("<I", _checksum(whole)) + whole[26:]


def ogg(packets: Sequence[bytes] = PACKETS, *, head: bytes = OPUS_HEAD) -> bytes:
    """Head, comments that tell whose it is, sound ten packets a page."""
    comments = b"OpusTags" + struct.pack("<I", len(PRIVATE)) + PRIVATE + struct.pack("<I", 0)
    pages = [page(0, [head], flags=2), page(1, [comments])]
    pages += [page(2 + at // 10, packets[at : at + 10]) for at in range(0, len(packets), 10)]
    return b"".join(pages)


def box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I", 8 + len(inside)) + kind + inside


def described(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x80, 0x80, 0x80, len(content)]) + content


# AAC-LC, 44,100 Hz, one channel: 00010 0100 0001 000.
CONFIGURATION = bytes.fromhex("1208")


def moov(
    table: Sequence[bytes], *, handler: bytes = b"soun", entry: bytes = b"mp4a", more: bytes = b""
) -> bytes:
    decoder = described(4, bytes([0x40, 0x15]) + b"\0" * 11 + described(5, CONFIGURATION))
    esds = box(b"esds", b"\0\0\0\0", described(3, b"\0\1\0" + decoder + described(6, b"\2")))
    head = b"\0" * 6 + struct.pack(">H8xHHHHI", 1, 1, 16, 0, 0, 44_100 << 16)
    stsd = box(b"stsd", struct.pack(">II", 0, 1), box(entry, head, esds))
    named = struct.pack(">II4s12x", 0, 0, handler) + PRIVATE + b"\0"
    media = box(b"mdia", box(b"hdlr", named), box(b"minf", box(b"stbl", stsd, *table)))
    return box(b"moov", box(b"mvhd", b"\0" * 100), box(b"trak", box(b"tkhd", b"\0" * 84), media), more)


def mp4(packets: Sequence[bytes] = PACKETS, **changes: bytes) -> bytes:
    """One table: chunks of seven packets, bytes that no packet names between them."""
    first, gap = box(b"ftyp", b"M4A \0\0\0\0"), PRIVATE
    chunks = [packets[at : at + 7] for at in range(0, len(packets), 7)]
    places, inside = [], b""
    for chunk in chunks:
        places.append(len(first) + 8 + len(inside))
        inside += b"".join(chunk) + gap
    runs = [(1, 7), (len(chunks), len(chunks[-1]))]
    table = [
        box(
            b"stsz",
            struct.pack(">III", 0, 0, len(packets)),
            *(struct.pack(">I", len(one)) for one in packets),
        ),
        box(b"stsc", struct.pack(">II", 0, len(runs)), *(struct.pack(">III", *one, 1) for one in runs)),
        box(b"stco", struct.pack(">II", 0, len(places)), *(struct.pack(">I", one) for one in places)),
    ]
    made = box(b"udta", PRIVATE)
    return first + box(b"mdat", inside) + moov(table, more=made, **changes)


def fragmented(packets: Sequence[bytes] = PACKETS) -> bytes:
    """Empty tables, then a fragment for every ten packets."""
    none = struct.pack(">II", 0, 0)
    table = [box(b"stsz", none, b"\0\0\0\0"), box(b"stsc", none), box(b"stco", none)]
    extends = box(b"mvex", box(b"trex", struct.pack(">IIIIII", 0, 1, 1, 1024, 0, 0)))
    made = box(b"ftyp", b"iso5\0\0\0\0") + moov(table, more=extends)
    for at in range(0, len(packets), 10):
        held = packets[at : at + 10]
        sizes = b"".join(struct.pack(">I", len(one)) for one in held)
        length = len(_fragment(0, len(held), sizes))
        made += _fragment(length + 8, len(held), sizes) + box(b"mdat", *held)
    return made


def _fragment(offset: int, count: int, sizes: bytes) -> bytes:
    header = box(b"tfhd", struct.pack(">II", 0x020000, 1))
    run = box(b"trun", struct.pack(">IIi", 0x201, count, offset), sizes)
    return box(b"moof", box(b"mfhd", struct.pack(">II", 0, 1)), box(b"traf", header, run))
