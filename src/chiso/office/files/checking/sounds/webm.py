"""WebM: elements into packets of Opus.

    element: identity (1 to 4 bytes), size (1 to 8 bytes, all ones: not known), content             RFC 8794
    Segment › Tracks › TrackEntry;  Segment › Cluster › SimpleBlock, or BlockGroup › Block          RFC 9559

Every identity has one place in the tree, so that the inner ones are read in one go, as they come. A recorder
does not know the size of what it is still writing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chiso.office.files.checking.sounds.packets import damaged, gathered, more_than_sound, no_sound

START = b"\x1a\x45\xdf\xa3"
_HEADER, _SEGMENT, _TRACKS, _TRACK, _CLUSTER, _GROUP = (
    0x1A45DFA3, 0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0,
)  # fmt: skip
_DOCUMENT_TYPE, _NUMBER, _TYPE, _CODEC, _HEAD, _SIMPLE_BLOCK, _BLOCK = (
    0x4282, 0xD7, 0x83, 0x86, 0x63A2, 0xA3, 0xA1,
)  # fmt: skip
_OPENED = (_SEGMENT, _CLUSTER, _GROUP)
# Where what lies, how long, what it is called, of which program; paddings. Read over and left behind.
_LEFT_BEHIND = frozenset(
    {
        0x114D9B74, 0x1549A966, 0x1C53BB6B, 0x1254C367, 0xEC, 0xBF, 0xE7, 0xA7, 0xAB, 0x9B, 0xFB, 0x75A2,
    }
)  # fmt: skip
# Of a track: encryption, packing, a picture, an operation on other tracks.
_REFUSED_IN_TRACK = frozenset({0x6D80, 0xE0, 0xE2})
_SOUND, _OPUS = 2, b"A_OPUS"
_LACING = 0x06


@dataclass(frozen=True, slots=True)
class _Element:
    identity: int
    start: int
    end: int | None


def read(data: bytes) -> tuple[bytes, list[bytes]]:
    """The OpusHead and the packets of sound. Raises Irregular.

    What is cut off at the end is left out: a recording that was interrupted ends so.
    """
    head: bytes | None = None
    number, seen, packets = 0, set(), list[bytes]()
    for element in _walk(data, 0, len(data), _OPENED):
        content = data[element.start : element.end]
        if element.identity in (_HEADER, _SEGMENT, _TRACKS):
            if element.identity in seen:
                raise more_than_sound("WebM")
            seen.add(element.identity)
        if element.identity == _HEADER:
            _check_type(content)
        elif element.identity == _TRACKS:
            number, head = _track(content)
        elif element.identity in (_SIMPLE_BLOCK, _BLOCK):
            packets.append(_packet(content, number))
        elif element.identity not in _OPENED and element.identity not in _LEFT_BEHIND:
            raise more_than_sound(f"WebM, {element.identity:X}")
    if head is None:
        raise damaged()
    return head, gathered(packets, len(data))


def _walk(data: bytes, at: int, end: int, opened: tuple[int, ...] = ()) -> Iterator[_Element]:
    """The elements one after the other; those that are opened are told, then what is in them."""
    while at < end:
        width = _width(data, at, 4)
        size_width = _width(data, at + width, 8) if at + width < end else 0
        start = at + width + size_width
        if not size_width or start > end:
            return
        identity = int.from_bytes(data[at : at + width])
        size = int.from_bytes(data[at + width : start]) & ((1 << 7 * size_width) - 1)
        is_unknown = size == (1 << 7 * size_width) - 1
        if identity in opened:
            yield _Element(identity, start, start)
            at = start
            continue
        if is_unknown:
            raise damaged()
        if start + size > end:
            return
        yield _Element(identity, start, start + size)
        at = start + size


def _width(data: bytes, at: int, most: int) -> int:
    """How many bytes a number of variable length has, by its first one."""
    width = 9 - data[at].bit_length()
    if width > most:
        raise damaged()
    return width


def _check_type(content: bytes) -> None:
    kinds = [
        content[one.start : one.end]
        for one in _walk(content, 0, len(content))
        if one.identity == _DOCUMENT_TYPE
    ]
    if [one.rstrip(b"\0") for one in kinds] != [b"webm"]:
        raise no_sound("Matroska")


def _track(content: bytes) -> tuple[int, bytes]:
    """The number and the OpusHead of the one track there may be."""
    tracks = [one for one in _walk(content, 0, len(content)) if one.identity in (_TRACK,)]
    if len(tracks) != 1:
        raise more_than_sound("WebM")
    inside = content[tracks[0].start : tracks[0].end]
    told = {one.identity: inside[one.start : one.end] for one in _walk(inside, 0, len(inside))}
    if told.keys() & _REFUSED_IN_TRACK or int.from_bytes(told.get(_TYPE, b"")) != _SOUND:
        raise more_than_sound("WebM")
    if told.get(_CODEC, b"").rstrip(b"\0") != _OPUS:
        raise no_sound(told.get(_CODEC, b"")[:40].decode("ascii", "replace"))
    return int.from_bytes(told.get(_NUMBER, b"")), told.get(_HEAD, b"")


def _packet(content: bytes, number: int) -> bytes:
    """The packet of a block: number of the track, hour (2 bytes), flags, the packet."""
    if not content:
        raise damaged()
    width = _width(content, 0, 8)
    if len(content) < width + 3:
        raise damaged()
    if int.from_bytes(content[:width]) & ((1 << 7 * width) - 1) != number:
        raise more_than_sound("WebM")
    if content[width + 2] & _LACING:
        raise no_sound("WebM, lacing")
    return content[width + 3 :]
