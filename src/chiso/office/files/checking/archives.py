"""Zip archives as documents use them, read by their bytes and member by member.

An archive can say one thing in its directory and another before each member; programs differ in which
they believe. Here both must agree, the members must follow one another without gap or overlap from the
first byte to the directory, and the directory must end the file: so nothing hides between, before or
after. Refused besides: encryption, zip64 (no file within our sizes needs it), links, paths that lead
out, names twice, more members or bytes than the limits.

    local header  4s 5H 3L 2H     directory  4s 6H 3L 5H 2L     end  4s 4H 2L H     (PKWARE APPNOTE 6.3)
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from stat import S_IFMT, S_ISDIR, S_ISREG

from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.limits import Limits

_LOCAL = struct.Struct("<4s5H3L2H")
_DIRECTORY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_DESCRIPTOR_FOLLOWS = 0x8
_STORED, _DEFLATED = 0, 8
_FOREIGN_EXTRAS = (0x0001, 0x7075)  # zip64; a second name


class Irregular(Exception):
    """The archive cannot be trusted; carries one finding."""

    def __init__(self, code: str, found: str = "") -> None:
        self.finding = Finding(code, found)
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Member:
    """One member, as directory and header agree on it."""

    name: str
    method: int
    start: int
    packed: int
    size: int
    checksum: int


@dataclass(slots=True)
class Archive:
    """An archive whose structure holds. `read` counts what was unpacked against the limits."""

    data: bytes
    limits: Limits
    members: dict[str, Member]
    unpacked: int = 0
    _read: set[str] = field(default_factory=set)

    def read(self, name: str) -> bytes:
        """The content of a member. Raises Irregular."""
        member = self.members[name]
        packed = self.data[member.start : member.start + member.packed]
        if name not in self._read:
            self._read.add(name)
            self.unpacked += member.size
        _bound(self.unpacked, len(self.data), self.limits)
        content = packed if member.method == _STORED else _inflate(packed, member)
        if len(content) != member.size or zlib.crc32(content) != member.checksum:
            raise Irregular("CH-7408", member.name)
        return content


def open_archive(data: bytes, limits: Limits) -> Archive:
    """The archive in `data`. Raises Irregular."""
    if len(data) < _END.size:
        raise Irregular("CH-7408")
    mark, disk, first_disk, here, total, length, start, comment = _END.unpack(data[-_END.size :])
    if mark != b"PK\x05\x06":
        # A comment or something appended to the archive; or its end was cut off.
        raise Irregular("CH-7407" if data.rfind(b"PK\x05\x06") > 0 else "CH-7408")
    if comment or disk or first_disk or here != total or start + length != len(data) - _END.size:
        raise Irregular("CH-7417")
    if total > limits.members:
        raise Irregular("CH-7416", str(total))
    members: dict[str, Member] = {}
    spellings: set[str] = set()
    expected_at, at = 0, start
    entries = []
    for _ in range(total):
        member, header_at, at, flags = _entry(data, at, len(data) - _END.size)
        if member.name.lower().rstrip("/") in spellings:
            raise Irregular("CH-7417", member.name)
        spellings.add(member.name.lower().rstrip("/"))
        entries.append((header_at, member, flags))
    if at != len(data) - _END.size:
        raise Irregular("CH-7417")
    for header_at, member, flags in sorted(entries, key=lambda entry: entry[0]):
        if header_at not in _may_start(data, expected_at, header_at):
            raise Irregular("CH-7417", member.name)
        placed, expected_at = _with_header(data, header_at, member, flags, start)
        members[member.name] = placed
    if start not in _may_start(data, expected_at, start):
        raise Irregular("CH-7417")
    _bound(sum(member.size for member in members.values()), len(data), limits)
    return Archive(data, limits, members)


def _may_start(data: bytes, expected: int, wanted: int) -> tuple[int, ...]:
    """Where the next thing may start: right after the last, or after its descriptor of 12 or 16 bytes."""
    if wanted == expected:
        return (expected,)
    if data[expected : expected + 4] == b"PK\x07\x08":
        return (expected + 16,)
    return ()


def _entry(data: bytes, at: int, end: int) -> tuple[Member, int, int, int]:
    """One row of the directory: the member, where its header stands, where the next row does, its flags."""
    if at + _DIRECTORY.size > end:
        raise Irregular("CH-7417")
    (mark, made_by, _needs, flags, method, _time, _day, checksum, packed, size, name_length, extra_length,
     comment_length, disk, _inner, outer, header_at) = _DIRECTORY.unpack_from(data, at)  # fmt: skip
    if mark != b"PK\x01\x02" or disk:
        raise Irregular("CH-7417")
    name_at = at + _DIRECTORY.size
    after = name_at + name_length + extra_length + comment_length
    if after > end:
        raise Irregular("CH-7417")
    name = _name(data[name_at : name_at + name_length])
    _check_extras(data[name_at + name_length : name_at + name_length + extra_length], name)
    if flags & _ENCRYPTED:
        raise Irregular("CH-7409", name)
    if method not in (_STORED, _DEFLATED):
        raise Irregular("CH-7417", name)
    mode = outer >> 16 if made_by >> 8 == 3 else 0
    if S_IFMT(mode) and not (S_ISREG(mode) or S_ISDIR(mode)):
        raise Irregular("CH-7417", name)
    if name.endswith("/") and size:
        raise Irregular("CH-7417", name)
    return Member(name, method, 0, packed, size, checksum), header_at, after, flags


def _with_header(data: bytes, at: int, member: Member, flags: int, end: int) -> tuple[Member, int]:
    """The member with the place of its content, once its own header agrees; and where the content ends."""
    if at + _LOCAL.size > end:
        raise Irregular("CH-7417", member.name)
    (mark, _needs, own_flags, method, _time, _day, checksum, packed, size, name_length,
     extra_length) = _LOCAL.unpack_from(data, at)  # fmt: skip
    name_at = at + _LOCAL.size
    content_at = name_at + name_length + extra_length
    if mark != b"PK\x03\x04" or content_at + member.packed > end:
        raise Irregular("CH-7417", member.name)
    told = (checksum, packed, size)
    agrees = told == (member.checksum, member.packed, member.size)
    tells_later = bool(own_flags & _DESCRIPTOR_FOLLOWS)
    # A writer that streams leaves them empty (or, in its zip64 form, full) and tells them afterwards.
    if not agrees and not (tells_later and checksum == 0 and packed in (0, 0xFFFFFFFF)):
        raise Irregular("CH-7417", member.name)
    if method != member.method or own_flags & ~0x6 != flags & ~0x6:
        raise Irregular("CH-7417", member.name)
    if _name(data[name_at : name_at + name_length]) != member.name:
        raise Irregular("CH-7417", member.name)
    placed = Member(member.name, method, content_at, member.packed, member.size, member.checksum)
    return placed, content_at + member.packed


def _name(raw: bytes) -> str:
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        raise Irregular("CH-7417", raw.decode("latin-1")) from None
    parts = name.rstrip("/").split("/")
    leads_out = name.startswith("/") or ".." in parts or "." in parts or "" in parts
    if leads_out or "\\" in name or ":" in name or len(name) > 250 or any(ord(c) < 32 for c in name):
        raise Irregular("CH-7417", name)
    return name


def _check_extras(extras: bytes, name: str) -> None:
    at = 0
    while at + 4 <= len(extras):
        kind, length = struct.unpack_from("<2H", extras, at)
        if kind in _FOREIGN_EXTRAS:
            raise Irregular("CH-7417", name)
        at += 4 + length


def _bound(unpacked: int, packed: int, limits: Limits) -> None:
    is_swollen = unpacked > limits.unpacked_free and unpacked > packed * limits.ratio
    if unpacked > limits.unpacked or is_swollen:
        raise Irregular("CH-7416", str(unpacked))


def _inflate(packed: bytes, member: Member) -> bytes:
    """Unpack up to one byte more than the member says that it has."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, member.size + 1)
    except zlib.error:
        raise Irregular("CH-7408", member.name) from None
    if not stream.eof or stream.unused_data or len(content) > member.size:
        raise Irregular("CH-7417", member.name)
    return content
