"""Opus: how long a packet lasts, and packets written into Ogg pages.

RFC 6716, 3.1    the first byte of a packet: configuration (5 bits), stereo (1), number of frames (2)
RFC 7845, 4, 5   Ogg Opus: a page with the head, one with the comments, then sound; positions at 48 kHz
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from chiso.office.files.checking.kinds import Kind
from chiso.office.files.checking.sounds import ogg
from chiso.office.files.checking.sounds.packets import Sound, damaged, no_sound

RATE = 48_000
HEAD = struct.Struct("<8sBBHIhB")
_MOST_SAMPLES = 5_760
# RFC 6716, 3.2.1: a frame has 1,275 bytes at most; heads of lengths come on top.
_MOST_BYTES_A_FRAME = 1_275 + 8
_COMMENTS = b"OpusTags" + struct.pack("<I", 5) + b"chiso" + struct.pack("<I", 0)
# Samples a frame by configuration: SILK 10 to 60 ms, hybrid 10 and 20 ms, CELT 2.5 to 20 ms.
_SAMPLES = (480, 960, 1_920, 2_880) * 3 + (480, 960) * 2 + (120, 240, 480, 960) * 4


def write(head: bytes, packets: Sequence[bytes]) -> Sound:
    """The packets as Ogg Opus. `head`: the OpusHead of the recording. Raises Irregular."""
    clean, skipped = _clean_head(head)
    lengths = [samples_of(one) for one in packets]
    if not packets:
        raise damaged()
    kept = ogg.write([clean, _COMMENTS], list(zip(packets, _positions(lengths), strict=True)))
    return Sound(Kind.OGG, kept, max(0, sum(lengths) - skipped) * 1_000 // RATE)


def samples_of(packet: bytes) -> int:
    """How many samples of 48 kHz a packet holds. Raises Irregular where it is none."""
    if not packet:
        raise damaged()
    count = (1, 2, 2, 0)[packet[0] & 0x03]
    if count == 0:
        count = packet[1] & 0x3F if len(packet) > 1 else 0
    samples = count * _SAMPLES[packet[0] >> 3]
    if not 0 < samples <= _MOST_SAMPLES or len(packet) > count * _MOST_BYTES_A_FRAME:
        raise damaged()
    return samples


def _clean_head(head: bytes) -> tuple[bytes, int]:
    """The head of one or two channels, without anything behind it; and how many samples are skipped first."""
    if len(head) < HEAD.size:
        raise damaged()
    magic, version, channels, skipped, rate, gain, family = HEAD.unpack_from(head)
    if magic != b"OpusHead" or version > 15:
        raise no_sound("Opus")
    if channels not in (1, 2) or family != 0:
        raise no_sound(f"Opus, {channels}")
    return HEAD.pack(b"OpusHead", 1, channels, skipped, rate, gain, 0), skipped


def _positions(lengths: Sequence[int]) -> Iterator[int]:
    """The position at the end of each packet."""
    at = 0
    for length in lengths:
        at += length
        yield at
