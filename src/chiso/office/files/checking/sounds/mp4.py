"""MP4: boxes into packets of AAC, whether they are told in one table or in fragments.

moov › trak › mdia › minf › stbl: stsd what it is, stsz how long, stsc and stco where each packet lies
moof › traf: tfhd and trun say the same of the packets of one fragment   ISO/IEC 14496-12, 8
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import chain

from chiso.office.files.checking.sounds.boxes import HEAD, boxes, number_at
from chiso.office.files.checking.sounds.fragments import packets_of_fragment
from chiso.office.files.checking.sounds.packets import (
    MOST_PACKETS,
    damaged,
    gathered,
    more_than_sound,
    no_sound,
)

START = b"ftyp"
_TOP = frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"free", b"skip", b"wide", b"sidx", b"mfra"})
_ENTRY_HEAD = 36


def read(data: bytes) -> tuple[bytes, list[bytes]]:
    """The AudioSpecificConfig and the packets of sound. Raises Irregular.

    What is cut off at the end is left out: a recording that was interrupted ends so.
    """
    configuration: bytes | None = None
    packets: list[Iterator[bytes]] = []
    usual = 0
    for kind, start, end in boxes(data, 0, len(data)):
        if kind not in _TOP:
            raise more_than_sound(f"MP4, {kind.decode('ascii', 'replace')}")
        if kind == b"moov":
            if configuration is not None:
                raise more_than_sound("MP4")
            configuration, table, usual = _read_tracks(data, start, end)
            packets.append(table)
        elif kind == b"moof":
            packets.append(packets_of_fragment(data, start, end, usual))
    if configuration is None:
        raise damaged()
    return configuration, gathered(chain.from_iterable(packets), len(data))


def _inside(data: bytes, start: int, end: int, kind: bytes) -> tuple[int, int]:
    """The one box of a kind. Raises Irregular."""
    found = [(first, last) for one, first, last in boxes(data, start, end) if one == kind]
    if len(found) != 1:
        raise damaged()
    return found[0]


def _read_tracks(data: bytes, start: int, end: int) -> tuple[bytes, Iterator[bytes], int]:
    """Of the one track of sound: its configuration, the packets of its table, the usual size in fragments."""
    inner = list(boxes(data, start, end))
    tracks = [(first, last) for kind, first, last in inner if kind == b"trak"]
    if len(tracks) != 1:
        raise more_than_sound("MP4")
    media = _inside(data, *tracks[0], b"mdia")
    handler = _inside(data, *media, b"hdlr")
    if data[handler[0] + 8 : handler[0] + 12] != b"soun":
        raise more_than_sound("MP4")
    table = _inside(data, *_inside(data, *media, b"minf"), b"stbl")
    usual = 0
    for kind, first, last in inner:
        if kind == b"mvex":
            extends = _inside(data, first, last, b"trex")[0]
            usual = number_at(data, extends + 16)
    return _configuration(data, *_inside(data, *table, b"stsd")), _table(data, *table), usual


def _configuration(data: bytes, start: int, end: int) -> bytes:
    """What the one description of the track says: stsd › mp4a › esds."""
    entries = list(boxes(data, start + 8, end))
    if len(entries) != 1 or number_at(data, start + 4) != 1:
        raise more_than_sound("MP4")
    kind, first, last = entries[0]
    if kind != b"mp4a":
        raise no_sound(f"MP4, {kind.decode('ascii', 'replace')}")
    described = _inside(data, first + _ENTRY_HEAD - HEAD.size, last, b"esds")
    return _descriptor(data[described[0] + 4 : described[1]])


def _descriptor(told: bytes) -> bytes:
    """ES_Descriptor (3) › DecoderConfigDescriptor (4) › DecoderSpecificInfo (5): ISO/IEC 14496-1, 7.2.6."""
    stream = _tagged(told, 3)
    if len(stream) < 3 or stream[2] & 0x40:
        raise damaged()
    skipped = 3 + (2 if stream[2] & 0x80 else 0) + (2 if stream[2] & 0x20 else 0)
    decoder = _tagged(stream[skipped:], 4)
    if not decoder or decoder[0] != 0x40:
        raise no_sound("MP4, mp4a")
    return _tagged(decoder[13:], 5)


def _tagged(told: bytes, tag: int) -> bytes:
    """The content of the descriptor at the beginning. Raises Irregular where it is another one."""
    size, at = 0, 1
    while at < min(len(told), 5):
        size = size << 7 | told[at] & 0x7F
        at += 1
        if not told[at - 1] & 0x80:
            break
    if not told or told[0] != tag or at + size > len(told):
        raise damaged()
    return told[at : at + size]


def _table(data: bytes, start: int, end: int) -> Iterator[bytes]:
    """The packets that the table tells; none where all of them come in fragments."""
    kinds = {kind: (first, last) for kind, first, last in boxes(data, start, end)}
    if not {b"stsz", b"stsc"} <= kinds.keys() or not {b"stco", b"co64"} & kinds.keys():
        raise damaged()
    sizes = _sizes(data, *kinds[b"stsz"])
    wide = b"co64" in kinds
    places = _rows(data, *kinds[b"co64" if wide else b"stco"], ">Q" if wide else ">I")
    runs = _rows(data, *kinds[b"stsc"], ">III")
    at, run, held = 0, 0, 0
    for number, (place,) in enumerate(places, start=1):
        while run < len(runs) and runs[run][0] <= number:
            held, run = runs[run][1], run + 1
        for size in sizes[at : at + held]:
            if place + size > len(data):
                return
            yield data[place : place + size]
            place, at = place + size, at + 1


def _sizes(data: bytes, start: int, end: int) -> list[int]:
    usual, count = number_at(data, start + 4), number_at(data, start + 8)
    if count > MOST_PACKETS or (not usual and start + 12 + 4 * count > end):
        raise damaged()
    return [usual] * count if usual else [number_at(data, start + 12 + 4 * n) for n in range(count)]


def _rows(data: bytes, start: int, end: int, form: str) -> list[tuple[int, ...]]:
    row, count = struct.Struct(form), number_at(data, start + 4)
    if count > MOST_PACKETS or start + 8 + row.size * count > end:
        raise damaged()
    return [row.unpack_from(data, start + 8 + row.size * n) for n in range(count)]
