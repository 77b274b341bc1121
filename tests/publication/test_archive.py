from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.publication import archive
from chiso.publication.archive import read_archive, write_archive

MEMBERS = {"a.txt": b"first", "folder/b.csv": b"unit,points\n01,8.5\n", "z.json": b"{}"}
KNOWN = {*MEMBERS, "c.txt"}


def read(written: bytes) -> archive.Archive:
    return read_archive(written, name="bundle.zip", is_known=KNOWN.__contains__)


def code_of_refusal(written: bytes) -> str:
    with pytest.raises(BadInput) as refused:
        read(written)
    (problem,) = refused.value.problems
    return problem.code


def made_by_zipfile(change: Callable[[zipfile.ZipInfo], None] = lambda info: None, **extra: bytes) -> bytes:
    """The members as Python's zipfile writes them; `change` edits each entry before it is written."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name, content in [*sorted(MEMBERS.items()), *extra.items()]:
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            change(info)
            target.writestr(info, content)
    return written.getvalue()


def renamed(old: bytes, new: bytes) -> bytes:
    """The archive with one name replaced by another of the same length, in both headers."""
    assert len(old) == len(new)
    return write_archive(MEMBERS).replace(old, new)


def in_both_headers(local_offset: int, central_offset: int, form: str, value: int) -> bytes:
    """The archive with one field of its first member overwritten, in both headers."""
    written = bytearray(write_archive(MEMBERS))
    struct.pack_into(form, written, local_offset, value)
    struct.pack_into(form, written, written.index(b"PK\x01\x02") + central_offset, value)
    return bytes(written)


def in_directory(offset: int, form: str, value: int) -> bytes:
    """The archive with one field of its first entry in the directory overwritten."""
    written = bytearray(write_archive(MEMBERS))
    struct.pack_into(form, written, written.index(b"PK\x01\x02") + offset, value)
    return bytes(written)


def at_the_end(offset: int, form: str, value: int) -> bytes:
    """The archive with one field of its closing record overwritten."""
    written = bytearray(write_archive(MEMBERS))
    struct.pack_into(form, written, len(written) - 22 + offset, value)
    return bytes(written)


def test_what_is_written_is_read_again() -> None:
    assert read(write_archive(MEMBERS)) == archive.Archive(MEMBERS)


def test_the_order_in_which_members_are_given_changes_no_byte() -> None:
    assert write_archive(dict(reversed(MEMBERS.items()))) == write_archive(MEMBERS)


def test_every_zip_program_can_read_it() -> None:
    with zipfile.ZipFile(io.BytesIO(write_archive(MEMBERS))) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == MEMBERS
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in opened.infolist()} == {0o100644}


def test_the_layout_is_the_one_that_zipfile_writes_for_the_same_entries() -> None:
    assert write_archive(MEMBERS) == made_by_zipfile()


# What each is, by hand from PKWARE APPNOTE: offsets in the local header (4.3.7), in the directory
# (4.3.12) and in the closing record (4.3.16).
HOSTILE: dict[str, tuple[str, bytes]] = {
    "nothing": ("CH-4003", b""),
    "no zip at all": ("CH-4003", b"unit,points\n01,8.5\n" * 9),
    "a zip without its end": ("CH-4003", write_archive(MEMBERS)[:-1]),
    "bytes behind the archive": ("CH-4003", write_archive(MEMBERS) + b"\n"),
    "bytes before the archive": ("CH-4003", b"#!/bin/sh\n" + write_archive(MEMBERS)),
    "two archives in a row": ("CH-4003", write_archive(MEMBERS) + write_archive(MEMBERS)),
    "a comment": ("CH-4003", at_the_end(20, "<H", 4) + b"note"),
    "several disks": ("CH-4003", at_the_end(4, "<H", 1)),
    "a directory that begins elsewhere": ("CH-4003", at_the_end(16, "<I", 3)),
    "zip64": ("CH-4003", at_the_end(16, "<I", 0xFFFFFFFF)),
    "fewer members than the directory holds": ("CH-4009", at_the_end(8, "<I", 2 | 2 << 16)),
    "more members than the directory holds": ("CH-4009", at_the_end(8, "<I", 4 | 4 << 16)),
    "a path to the folder above": ("CH-4006", renamed(b"a.txt", b"../ab")),
    "an absolute path": ("CH-4006", renamed(b"a.txt", b"/a.tx")),
    "a path of Windows": ("CH-4006", renamed(b"a.txt", b"..\\ab")),
    "a drive": ("CH-4006", renamed(b"a.txt", b"c:txt")),
    "a path to itself": ("CH-4006", renamed(b"a.txt", b"./abc")),
    "an empty part of a path": ("CH-4006", renamed(b"a.txt", b"a//bc")),
    "a zero byte in a name": ("CH-4006", renamed(b"a.txt", b"a.tx\x00")),
    "a line end in a name": ("CH-4006", renamed(b"a.txt", b"a.tx\n")),
    "letters beyond ASCII": ("CH-4006", renamed(b"a.txt", "ạ.t".encode())),
    "a name in another encoding": ("CH-4006", renamed(b"a.txt", b"\xe1.txt")),
    "a folder": ("CH-4006", renamed(b"a.txt", b"abcd/")),
    "an unknown member": ("CH-4007", renamed(b"a.txt", b"e.txt")),
    "deflated": ("CH-4004", made_by_zipfile(lambda i: setattr(i, "compress_type", zipfile.ZIP_DEFLATED))),
    "bzip2": ("CH-4004", made_by_zipfile(lambda i: setattr(i, "compress_type", zipfile.ZIP_BZIP2))),
    "an unknown method": ("CH-4004", in_both_headers(8, 10, "<H", 99)),
    "encrypted": ("CH-4004", in_both_headers(6, 8, "<H", 1)),
    "strongly encrypted": ("CH-4004", in_both_headers(6, 8, "<H", 0x41)),
    "a masked directory": ("CH-4004", in_both_headers(6, 8, "<H", 0x2000)),
    "sizes behind the member": ("CH-4004", in_both_headers(6, 8, "<H", 8)),
    "patched data": ("CH-4004", in_both_headers(6, 8, "<H", 0x20)),
    "a later version of zip": ("CH-4004", in_both_headers(4, 6, "<H", 45)),
    "a size that only unpacking would show": ("CH-4004", in_both_headers(22, 24, "<I", 2**31)),
    "an extra field": ("CH-4004", made_by_zipfile(lambda i: setattr(i, "extra", b"\x99\x99\x02\x00ab"))),
    "a comment of a member": ("CH-4004", made_by_zipfile(lambda i: setattr(i, "comment", b"note"))),
    "a member on another disk": ("CH-4004", in_directory(34, "<H", 1)),
    "a symbolic link": ("CH-4005", in_directory(38, "<I", 0o120777 << 16)),
    "a device": ("CH-4005", in_directory(38, "<I", 0o060644 << 16)),
    "a folder by its mode": ("CH-4005", in_directory(38, "<I", 0o040755 << 16)),
    "a folder by the mark of MS-DOS": ("CH-4005", in_directory(38, "<I", 0x10)),
    "two members in one place": ("CH-4009", in_directory(42, "<I", 35)),
    "headers of different names": ("CH-4009", write_archive(MEMBERS).replace(b"a.txt", b"c.txt", 1)),
    "headers of different sizes": ("CH-4009", in_directory(20, "<Q", 4 | 4 << 32)),
    "headers of different checksums": ("CH-4009", in_directory(16, "<I", 7)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_before_it_is_unpacked(kind: str) -> None:
    code, written = HOSTILE[kind]
    assert code_of_refusal(written) == code


def test_a_member_that_stands_twice_is_refused() -> None:
    written = write_archive({"a.txt": b"first", "c.txt": b"other"})
    assert code_of_refusal(written.replace(b"c.txt", b"a.txt")) == "CH-4008"


def test_a_member_twice_in_other_letters_is_refused() -> None:
    written = write_archive({"a.txt": b"first", "c.txt": b"other"}).replace(b"c.txt", b"A.txt")
    with pytest.raises(BadInput) as refused:
        read_archive(written, name="bundle.zip", is_known=lambda name: True)
    assert refused.value.problems[0].code == "CH-4008"


def test_bytes_between_two_members_are_refused() -> None:
    first = write_archive({"a.txt": b"first"})
    directory = first.index(b"PK\x01\x02")
    hidden = b"hidden"
    end = len(first) - 22
    moved = struct.pack("<I", directory + len(hidden))
    written = first[:directory] + hidden + first[directory:end] + first[end : end + 16] + moved + first[-2:]
    assert code_of_refusal(written) == "CH-4009"


def test_an_archive_above_the_limit_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    written = write_archive(MEMBERS)
    monkeypatch.setattr(archive, "LARGEST_BUNDLE", len(written) - 1)
    assert code_of_refusal(written) == "CH-4002"
    with pytest.raises(BadInput) as refused:
        write_archive(MEMBERS)
    assert refused.value.problems[0].code == "CH-4002"


def test_too_many_members_are_refused_before_the_directory_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    assert code_of_refusal(made_by_zipfile()) == "CH-4002"


REPACKED = {
    "other days": made_by_zipfile(lambda info: setattr(info, "date_time", (2026, 10, 10, 8, 30, 0))),
    "other modes": made_by_zipfile(lambda info: setattr(info, "external_attr", 0o600 << 16)),
    "made by Windows": made_by_zipfile(lambda info: setattr(info, "create_system", 0)),
    "names marked as UTF-8": in_both_headers(6, 8, "<H", 0x0800),
}


@pytest.mark.parametrize("kind", REPACKED)
def test_what_was_packed_again_is_read_and_said_to_be_so(kind: str) -> None:
    assert read(REPACKED[kind]) == archive.Archive(MEMBERS, repacked=True)


def test_members_in_another_order_are_said_to_be_packed_again() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name in reversed(MEMBERS):
            target.writestr(name, MEMBERS[name])
    opened = read(written.getvalue())
    assert dict(opened.members) == MEMBERS
    assert opened.repacked


def test_a_damaged_member_is_named() -> None:
    assert read(write_archive(MEMBERS).replace(b"8.5", b"9.5")).damaged == ("folder/b.csv",)


@given(st.data())
def test_a_flipped_bit_anywhere_never_passes(data: st.DataObject) -> None:
    written = write_archive(MEMBERS)
    position = data.draw(st.integers(0, len(written) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = written[:position] + bytes([written[position] ^ 1 << bit]) + written[position + 1 :]
    try:
        opened = read(changed)
    except BadInput:
        return
    assert opened.damaged or opened.repacked


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused(written: bytes) -> None:
    with pytest.raises(BadInput):
        read(written)


@given(st.data())
def test_a_cut_or_lengthened_archive_is_refused(data: st.DataObject) -> None:
    written = write_archive(MEMBERS)
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, len(written)))
    inserted = data.draw(st.binary(max_size=40))
    changed = written[:start] + inserted + written[end:]
    if changed == written:
        return
    try:
        opened = read(changed)
    except BadInput:
        return
    assert opened.damaged or opened.repacked
