"""A zip with one form: the same members give the same bytes, and nothing else is unpacked.

    members sorted by name, stored (zlibs differ in how they deflate), dated 1980-01-01 00:00,
    regular files of mode 644 made by Unix, version 2.0, no flags, no extra fields, no comments,
    member after member, the directory, the end; nothing before, between or behind

The bytes are laid out here with `struct`, since what `zipfile` writes differs between versions of
Python. Names are ASCII, so no flag has to state their encoding. There is no zip64: the limit of
size stands far below 4 GiB.

The reader works on bytes in memory and writes nothing to disk. What could mislead a reader (paths,
links, compression, encryption, doubles, overlaps, anything between the members) is refused before
one member is looked at. Dates, modes and order carry nothing: an archive that differs in them alone
was packed again by somebody; that is said, and its content can still be verified.

Source of the layout: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, quote

LARGEST_BUNDLE = 512 * 1024 * 1024
MOST_MEMBERS = 4096

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION = 20
_MADE_BY_UNIX = 3 << 8 | _VERSION
_FIRST_OF_JANUARY_1980 = 1 << 5 | 1
_REGULAR_FILE = 0o100000
_ATTRIBUTES = (_REGULAR_FILE | 0o644) << 16
_NAME_IS_UTF_8 = 0x0800
_FLAGS_OF_ENCRYPTION = 0x2041


@dataclass(frozen=True, slots=True)
class Archive:
    """The members by name, and what the archive itself says wrongly.

    `damaged`: members whose stored checksum (CRC-32) is not that of their bytes. `repacked`: dates,
    modes, flags or order are not as they are written here.
    """

    members: Mapping[str, bytes]
    damaged: tuple[str, ...] = ()
    repacked: bool = False


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """The one archive of these members."""
    written = b"".join(_chunks(members))
    if len(written) > LARGEST_BUNDLE or len(members) > MOST_MEMBERS:
        raise _refusal("", *_above_the_limit(len(written), len(members)))
    return written


def read_archive(written: bytes, *, name: str, is_known: Callable[[str], bool]) -> Archive:
    """The archive in `written`. Raises BadInput for the first thing that makes it unsafe or no archive.

    `name` stands in the problems; `is_known` says which members there may be.
    """
    if len(written) > LARGEST_BUNDLE:
        raise _refusal(name, *_above_the_limit(len(written), 0))
    entries = _read_directory(written, name)
    _check_names(entries, name, is_known)
    for entry in entries:
        _check_entry(entry, name)
    _check_layout(written, entries, name)
    members = {entry.name: written[entry.start : entry.start + entry.size] for entry in entries}
    damaged = tuple(entry.name for entry in entries if zlib.crc32(members[entry.name]) != entry.crc)
    return Archive(members, damaged, not damaged and not _is_canonical(written, members))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the directory at the end of a zip."""

    raw_name: bytes
    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed_size: int
    size: int
    extra: int
    comment: int
    disk: int
    attributes: int
    offset: int

    @property
    def name(self) -> str:
        return self.raw_name.decode("ascii", "backslashreplace")

    @property
    def start(self) -> int:
        return self.offset + _LOCAL.size + len(self.raw_name)

    @property
    def local_header(self) -> bytes:
        """What has to stand before the member if its two headers agree."""
        fields = (self.needed, self.flags, self.method, self.time, self.date, self.crc)
        sizes = (self.packed_size, self.size, len(self.raw_name), 0)
        return _LOCAL.pack(_LOCAL_MARK, *fields, *sizes) + self.raw_name


def _chunks(members: Mapping[str, bytes]) -> Iterator[bytes]:
    """The archive piece by piece: headers and members, the directory, the end."""
    directory: list[bytes] = []
    offset = 0
    for name in sorted(members):
        content, raw_name = members[name], name.encode("ascii")
        common = (_VERSION, 0, 0, 0, _FIRST_OF_JANUARY_1980)
        sizes = (zlib.crc32(content), len(content), len(content), len(raw_name), 0)
        header = _LOCAL.pack(_LOCAL_MARK, *common, *sizes) + raw_name
        yield header
        yield content
        rest = (0, 0, 0, _ATTRIBUTES, offset)
        directory.append(_CENTRAL.pack(_CENTRAL_MARK, _MADE_BY_UNIX, *common, *sizes, *rest) + raw_name)
        offset += len(header) + len(content)
    yield from directory
    yield _END.pack(_END_MARK, 0, 0, len(directory), len(directory), sum(map(len, directory)), offset, 0)


def _is_canonical(written: bytes, members: Mapping[str, bytes]) -> bool:
    position = 0
    for chunk in _chunks(members):
        if not written.startswith(chunk, position):
            return False
        position += len(chunk)
    return position == len(written)


def _read_directory(written: bytes, name: str) -> list[_Entry]:
    """The entries of the directory, which must end where the closing record begins."""
    closing = len(written) - _END.size
    if closing < 0 or not written.startswith(_END_MARK, closing):
        raise _refusal(name, "CH-4003", "", _not_an_archive(), _mend_by_fetching())
    _mark, disk, first_disk, here, count, length, offset, comment = _END.unpack_from(written, closing)
    if disk or first_disk or here != count or comment or offset + length != closing:
        raise _refusal(name, "CH-4003", "", _not_an_archive(), _mend_by_fetching())
    if count > MOST_MEMBERS:
        raise _refusal(name, *_above_the_limit(len(written), count))
    entries: list[_Entry] = []
    position = offset
    for _ in range(count):
        if position + _CENTRAL.size > closing or not written.startswith(_CENTRAL_MARK, position):
            raise _refusal(name, "CH-4009", "", _contradiction(), _mend_by_fetching())
        fields = _CENTRAL.unpack_from(written, position)
        (_mark, _maker, needed, flags, method, time, date, crc, packed_size, size) = fields[:10]
        (name_length, extra, remark, disk, _kind, attributes, start) = fields[10:]
        position += _CENTRAL.size
        entries.append(
            _Entry(
                raw_name=written[position : position + name_length],
                needed=needed,
                flags=flags,
                method=method,
                time=time,
                date=date,
                crc=crc,
                packed_size=packed_size,
                size=size,
                extra=extra,
                comment=remark,
                disk=disk,
                attributes=attributes,
                offset=start,
            )
        )
        position += name_length + extra + remark
    if position != closing:
        raise _refusal(name, "CH-4009", "", _contradiction(), _mend_by_fetching())
    return entries


def _check_names(entries: list[_Entry], name: str, is_known: Callable[[str], bool]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if not _is_safe(entry.raw_name):
            expected = text("Expected plain relative names; this one could lead out of the bundle.")
            raise _refusal(name, "CH-4006", entry.name, expected, _mend_by_distrust())
        if not is_known(entry.name):
            expected = text("Expected only the members that the format of the bundle names.")
            raise _refusal(name, "CH-4007", entry.name, expected, _mend_by_distrust())
        if entry.name.casefold() in seen:
            expected = text("Expected each member once.")
            raise _refusal(name, "CH-4008", entry.name, expected, _mend_by_distrust())
        seen.add(entry.name.casefold())


def _is_safe(raw_name: bytes) -> bool:
    """Whether the name is printable ASCII and stays below the folder in which it is unpacked."""
    if not raw_name.isascii() or not raw_name.decode("ascii").isprintable():
        return False
    parts = raw_name.decode("ascii").split("/")
    return not any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts)


def _check_entry(entry: _Entry, name: str) -> None:
    """Refuse what is not a plain stored file."""
    stored: Text | None = None
    if entry.flags & _FLAGS_OF_ENCRYPTION:
        stored = text("Expected members that are not encrypted.")
    elif entry.method != 0 or entry.packed_size != entry.size:
        stored = text("Expected members that are stored, not compressed.")
    elif entry.flags & ~_NAME_IS_UTF_8 or entry.needed > _VERSION or entry.disk:
        stored = text("Expected members without special features of zip archives.")
    elif entry.extra or entry.comment:
        stored = text("Expected members without extra fields and comments.")
    if stored is not None:
        raise _refusal(name, "CH-4004", entry.name, stored, _mend_by_fetching())
    kind = entry.attributes >> 16 & 0o170000
    # The low half holds the marks of MS-DOS, 0x10 and 0x08 being a folder and a label.
    if kind not in (0, _REGULAR_FILE) or entry.attributes & 0x18:
        expected = text("Expected plain files; this member is a link, a folder or a device.")
        raise _refusal(name, "CH-4005", entry.name, expected, _mend_by_distrust())


def _check_layout(written: bytes, entries: list[_Entry], name: str) -> None:
    """Member after member from the first byte to the directory; both headers of each say the same."""
    position = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset != position or not written.startswith(entry.local_header, position):
            raise _refusal(name, "CH-4009", entry.name, _contradiction(), _mend_by_distrust())
        position = entry.start + entry.size
    directory = _END.unpack_from(written, len(written) - _END.size)[6]
    if position != directory:
        raise _refusal(name, "CH-4009", "", _contradiction(), _mend_by_distrust())


def _refusal(name: str, code: str, found: str, expected: Text, mend: Text) -> BadInput:
    return BadInput([Problem(code, Place(name), quote(found), expected, mend)])


def _above_the_limit(size: int, count: int) -> tuple[str, str, Text, Text]:
    expected = text(
        "Expected at most {limit} bytes and {most} members; this has {size} bytes, {count} members.",
        limit=LARGEST_BUNDLE,
        most=MOST_MEMBERS,
        size=size,
        count=count,
    )
    return "CH-4002", "", expected, text("Publish fewer runs in one bundle.")


def _not_an_archive() -> Text:
    return text("Expected a bundle: a zip archive with nothing before or behind it.")


def _contradiction() -> Text:
    return text("Expected member after member as the directory lists them; headers or places contradict it.")


def _mend_by_fetching() -> Text:
    return text("Fetch the file again, as it is, from where it was published.")


def _mend_by_distrust() -> Text:
    return text("Do not unpack this file; ask the publisher for the bundle.")
