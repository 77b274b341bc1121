"""Sounds: what browsers record is taken apart and written anew; what else it carries is refused or gone."""

from __future__ import annotations

import random
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from chiso.office.files.checking.findings import MEANINGS, MEANINGS_OF_SOUNDS
from chiso.office.files.checking.kinds import ENDINGS, Kind
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.running import Job, check_sound
from chiso.office.files.checking.sounds import inspect_sound
from tests.office.files.recorded import (
    OPUS_HEAD,
    PACKETS,
    PRIVATE,
    box,
    element,
    fragmented,
    moov,
    mp4,
    ogg,
    page,
    track,
    webm,
)

MADE: dict[str, Callable[..., bytes]] = {"webm": webm, "ogg": ogg, "mp4": mp4, "fragmented": fragmented}


def packets_of_ogg(data: bytes) -> list[bytes]:
    """By the letter of RFC 3533, for streams whose packets end with their page."""
    found, at = [], 0
    while at < len(data):
        count = data[at + 26]
        lengths = data[at + 27 : at + 27 + count]
        at += 27 + count
        one = b""
        for length in lengths:
            one += data[at : at + length]
            at += length
            if length < 255:
                found.append(one)
                one = b""
        assert one == b""
    return found


def packets_of_adts(data: bytes) -> list[bytes]:
    """Each frame by its own length; the same head every time, but for that length."""
    found, at = [], 0
    while at < len(data):
        head = f"{int.from_bytes(data[at : at + 7]):056b}"
        # Sync, MPEG-4, no checksum; profile low complexity, 44,100 Hz, one channel; one block a frame.
        assert (head[:30], head[43:]) == ("111111111111000101010000010000", "1" * 11 + "00")
        length = int(head[30:43], 2)
        found.append(data[at + 7 : at + length])
        at += length
    return found


@pytest.mark.parametrize("name", MADE)
def test_the_packets_are_kept_letter_by_letter_and_nothing_that_stood_around_them(name: str) -> None:
    data = MADE[name]()
    assert PRIVATE in data
    verdict, kept = inspect_sound(data, Limits())
    assert verdict.is_accepted
    assert PRIVATE not in kept
    if name in ("webm", "ogg"):
        packets = packets_of_ogg(kept)
        assert packets[:2] == [OPUS_HEAD, b"OpusTags\x05\0\0\0chiso\0\0\0\0"]
        assert tuple(packets[2:]) == PACKETS
        # 100 packets of 20 ms without the 312 samples that a player skips: 1,993.5 ms.
        assert (verdict.kind, verdict.milliseconds) == (Kind.OGG, 1_993)
    else:
        assert tuple(packets_of_adts(kept)) == PACKETS
        # 100 frames of 1,024 samples at 44,100 Hz.
        assert (verdict.kind, verdict.milliseconds) == (Kind.AAC, 2_321)
    assert verdict.size == len(kept)


def test_what_was_written_anew_is_itself_read_and_comes_out_the_same() -> None:
    _, kept = inspect_sound(webm(), Limits())
    # The writer's checksums and numbers of pages hold before the reader, and before the test's own.
    again, twice = inspect_sound(kept, Limits())
    assert again.is_accepted
    assert twice == kept


@pytest.mark.parametrize("name", MADE)
def test_a_recording_that_was_cut_off_keeps_what_was_whole(name: str) -> None:
    data = MADE[name]()
    if name == "mp4":
        # Its table comes last; without it nothing says where a packet lies.
        assert [one.code for one in inspect_sound(data[:-10], Limits())[0].findings] == ["CH-7408"]
        return
    verdict, kept = inspect_sound(data[:-10], Limits())
    assert verdict.is_accepted
    packets = packets_of_ogg(kept)[2:] if verdict.kind is Kind.OGG else packets_of_adts(kept)
    assert len(packets) >= 89
    assert tuple(packets) == PACKETS[: len(packets)]


MANY, NO_ROWS = struct.pack(">III", 0, 1, 10**9), b"\0" * 8
ZIP = b"PK\x03\x04" + b"\0" * 40
HOSTILE: dict[str, tuple[bytes, set[str]]] = {
    "nothing": (b"", {"CH-7401"}),
    "a page": (b"<!doctype html><script>alert(1)</script>", {"CH-8849"}),
    "a program": (b"MZ" + b"\0" * 200, {"CH-8849"}),
    "an archive": (ZIP, {"CH-8849"}),
    "RIFF with PCM": (b"RIFF\x24\0\0\0WAVEfmt ", {"CH-8849"}),
    "Matroska": (webm(kind=b"matroska"), {"CH-8849"}),
    "Vorbis in WebM": (webm(tracks=track(codec=b"A_VORBIS")), {"CH-8849"}),
    "a picture in WebM": (webm(tracks=track(kind=1, codec=b"V_VP8")), {"CH-8850"}),
    "sound and a picture": (webm(tracks=track() + track(2, 1, b"V_VP8")), {"CH-8850"}),
    "two sounds": (webm(tracks=track() + track(2)), {"CH-8850"}),
    "a block of another track": (webm(of=2), {"CH-8850"}),
    "an encrypted track": (webm(tracks=track(more=element("6D80", b"\0"))), {"CH-8850"}),
    "a file inside": (webm(more=element("1941A469", b"MZ")), {"CH-8850"}),
    "chapters": (webm(more=element("1043A770", b"x")), {"CH-8850"}),
    "a second document": (webm() + webm(), {"CH-8850"}),
    "frames laced together": (webm(flags=0x84), {"CH-8849"}),
    "six channels": (webm(tracks=track(head=OPUS_HEAD[:9] + b"\x06" + OPUS_HEAD[10:])), {"CH-8849"}),
    "no packets": (webm(()), {"CH-7408"}),
    "a packet that lasts too long": (webm([b"\x0b\x3f" + b"x" * 90]), {"CH-7408"}),
    "a packet of no frames": (webm([b"\x0b\x00"]), {"CH-7408"}),
    "a file posing as a packet": (webm([b"\x08" + ZIP * 40]), {"CH-7408"}),
    "an archive behind Ogg": (ogg() + ZIP, {"CH-7407"}),
    "a second stream": (ogg() + page(12, [b"x"], stream=8), {"CH-8850"}),
    "a chained stream": (ogg() + page(12, [OPUS_HEAD], flags=2), {"CH-8850"}),
    "a page that is missing": (ogg()[: ogg().rindex(b"OggS")] + page(40, PACKETS[:1]), {"CH-7408"}),
    "another version of Ogg": (ogg() + page(12, PACKETS[:1], version=1), {"CH-7408"}),
    "a wrong checksum": (ogg()[:-1] + b"?", {"CH-7408"}),
    "Vorbis in Ogg": (page(0, [b"\x01vorbis" + b"\0" * 23], flags=2), {"CH-8849"}),
    "a film": (mp4(handler=b"vide"), {"CH-8850"}),
    "encrypted MP4": (mp4(entry=b"enca"), {"CH-8849"}),
    "Apple Lossless": (mp4(entry=b"alac"), {"CH-8849"}),
    "two tracks": (box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"trak"), box(b"trak")), {"CH-8850"}),
    "a box for anything": (mp4() + box(b"uuid", ZIP), {"CH-8850"}),
    "no table": (box(b"ftyp", b"M4A \0\0\0\0") + box(b"mdat", *PACKETS), {"CH-7408"}),
    "a table of a thousand million": (
        box(b"ftyp", b"M4A \0\0\0\0")
        + moov([box(b"stsz", MANY), box(b"stsc", NO_ROWS), box(b"stco", NO_ROWS)]),
        {"CH-7408"},
    ),
    "three minutes": (webm(PACKETS * 90), {"CH-8851"}),
}  # fmt: skip


@pytest.mark.parametrize("trick", HOSTILE)
def test_each_trick_is_refused_with_the_code_that_names_it(trick: str) -> None:
    data, codes = HOSTILE[trick]
    verdict, _kept = inspect_sound(data, Limits())
    assert {one.code for one in verdict.findings} == codes


def runs(size: int, count: int) -> bytes:
    """Five hundred runs of packets, each from the first byte of the file again."""
    header = box(b"tfhd", struct.pack(">IIQI", 0x11, 1, 1, size))
    run = box(b"trun", struct.pack(">IIi", 1, count, -1))
    return fragmented(()) + box(b"moof", box(b"traf", header, *[run] * 500))


def one_place(size: int, count: int) -> bytes:
    """A table whose packets all lie at the first byte of the file."""
    table = [
        box(b"stsz", struct.pack(">III", 0, size, count)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stco", struct.pack(">II", 0, count), b"\0" * 4 * count),
    ]
    return box(b"ftyp", b"M4A \0\0\0\0") + moov(table)


@pytest.mark.parametrize(
    "data",
    [runs(100, 100), runs(0, 100_000), one_place(8_000, 5_000)],
    ids=["runs over one place", "runs of nothing", "a table over one place"],
)
def test_a_few_bytes_never_become_many_packets(data: bytes) -> None:
    tracemalloc.start()
    try:
        verdict, kept = inspect_sound(data, Limits())
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert ([one.code for one in verdict.findings], kept) == (["CH-7408"], b"")
    # The list of a hundred thousand sizes of one run, and as many packets of it.
    assert most < 5_000_000


def test_every_code_of_sounds_is_got_by_a_trick() -> None:
    assert {code for _data, codes in HOSTILE.values() for code in codes} >= set(MEANINGS_OF_SOUNDS)


def test_whatever_is_damaged_has_an_answer_and_what_is_taken_holds_packets_of_sound() -> None:
    chance = random.Random(8850)
    taken = 0
    for turn in range(1_200):
        name = chance.choice(list(MADE))
        data = bytearray(MADE[name](PACKETS[:12]))
        for _wound in range(chance.choice((1, 1, 3))):
            at = chance.randrange(len(data))
            if turn % 3 == 0:
                data[at:] = b""
            elif turn % 3 == 1:
                data[at] = chance.randrange(256)
            else:
                data[at:at] = chance.randbytes(chance.randrange(1, 9))
            if not data:
                break
        verdict, kept = inspect_sound(bytes(data), Limits())
        if verdict.is_accepted:
            taken += 1
            assert kept.startswith(b"OggS" if verdict.kind is Kind.OGG else b"\xff\xf1")
            assert 0 <= verdict.milliseconds <= 125_000
        else:
            assert all(one.code in MEANINGS | MEANINGS_OF_SOUNDS for one in verdict.findings)
    assert taken > 100


def test_the_worker_writes_what_is_kept_and_evidence_takes_no_sound(tmp_path: Path) -> None:
    path, kept = tmp_path / "sound", tmp_path / "kept"
    path.write_bytes(webm())
    verdict = check_sound(Job(path, "x", kept), Limits())
    assert verdict.is_accepted
    assert kept.read_bytes() == inspect_sound(webm(), Limits())[1]
    assert not {"ogg", "aac", "webm", "mp4"} & set(ENDINGS)
