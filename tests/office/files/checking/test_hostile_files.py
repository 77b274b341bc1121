"""A thousand hostile files: none is taken wrongly, and each has an answer."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from chiso.office.files.checking.findings import MEANINGS
from chiso.office.files.checking.inspection import Verdict
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.running import Job, check_many
from tests.office.files.honest import HONEST, PLACE
from tests.office.files.hostile import handmade, mutations

# No database sees any of these.
pytestmark = pytest.mark.slow
LIMITS = Limits()


def look(files: list[tuple[str, bytes]], folder: Path) -> list[tuple[Verdict, Path]]:
    """Verdicts, and where what was drawn anew lies."""
    jobs = []
    for number, (name, data) in enumerate(files):
        path = folder / str(number)
        path.write_bytes(data)
        jobs.append(Job(path, name, folder / f"{number}.kept"))
    return list(zip(check_many(jobs, LIMITS), [job.keep_at for job in jobs], strict=True))


def test_each_trick_is_refused_with_the_code_that_names_it(tmp_path: Path) -> None:
    files = handmade()
    seen = look([(one.name, one.data) for one in files], tmp_path)
    wrong = [
        (one.name, one.trick, [finding.code for finding in verdict.findings], sorted(one.codes))
        for one, (verdict, _) in zip(files, seen, strict=True)
        if verdict.is_accepted or not one.codes & {finding.code for finding in verdict.findings}
    ]
    assert wrong == []
    assert len(files) >= 550


def test_every_code_that_a_file_can_get_is_got_by_one(tmp_path: Path) -> None:
    one_each = {code: one for one in handmade() if len(one.codes) == 1 for code in one.codes}
    # Larger than allowed, and several codes at once, have tests of their own.
    assert set(MEANINGS) - set(one_each) == {"CH-7402", "CH-7410"}


def damaged(count: int, seed: int, folder: Path) -> int:
    """How many of the damaged files were taken; each of these is looked at by other programs."""
    files = mutations(count, seed)
    taken = 0
    for (name, kind, data), (verdict, kept) in zip(
        files, look([(name, data) for name, _, data in files], folder), strict=True
    ):
        if verdict.is_accepted:
            taken += 1
            assert verdict.kind is not None
            assert verdict.kind.value.replace("jpeg", "jpg") == kind
            assert is_harmless(kind, name, kept.read_bytes() if verdict.is_redrawn else data)
        else:
            assert all(finding.code in MEANINGS for finding in verdict.findings)
            assert verdict.findings
    return taken


def is_harmless(kind: str, name: str, data: bytes) -> bool:
    """What a second reader says, which shares no code with the first."""
    if kind in ("docx", "xlsx", "odt", "ods"):
        honest = zipfile.ZipFile(io.BytesIO(HONEST[name]())).namelist()
        archive = zipfile.ZipFile(io.BytesIO(data))
        return archive.testzip() is None and archive.namelist() == honest
    if kind == "pdf":
        with pikepdf.open(io.BytesIO(data)) as document:
            said = b"".join(thing.unparse(resolved=True) for thing in document.objects)
        return not any(
            mark in said for mark in (b"/JS", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/XFA")
        )
    if kind in ("jpg", "png"):
        picture = Image.open(io.BytesIO(data))
        picture.load()
        return picture.size == (160, 90) and not picture.getexif() and b"script" not in data
    said = data.decode("utf-8").lower()
    return "<script" not in said and "\0" not in said


def test_honest_files_damaged_by_chance_are_refused_or_still_harmless(tmp_path: Path) -> None:
    taken = damaged(430, 2026, tmp_path)
    # Some damage is harmless, as another letter in a text: a check that takes nothing would prove nothing.
    assert 20 < taken < 200


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_many_more_damaged_files(tmp_path: Path, seed: int) -> None:
    assert damaged(2_000, seed, tmp_path) > 50


def test_honest_files_are_taken_byte_for_byte_and_pictures_are_drawn_anew(tmp_path: Path) -> None:
    files = [(name, make()) for name, make in HONEST.items()]
    for (name, data), (verdict, kept) in zip(files, look(files, tmp_path), strict=True):
        assert (name, verdict.findings) == (name, [])
        assert verdict.is_redrawn == name.endswith((".jpg", ".png"))
        assert (verdict.sha256 == verdict.received) != verdict.is_redrawn or name.endswith(".png")
        assert kept.exists() == verdict.is_redrawn
        assert verdict.size == (kept.stat().st_size if verdict.is_redrawn else len(data))


def test_a_file_above_the_largest_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"%PDF-" + b" " * 2_000)
    [verdict] = check_many([Job(path, "a.pdf", tmp_path / "kept")], Limits(size=1_000))
    assert [finding.code for finding in verdict.findings] == ["CH-7402"]


def test_a_check_that_needs_too_much_memory_or_time_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "dots.png"
    Image.effect_noise((3_000, 3_000), 60).convert("RGB").save(path)
    wide = Limits()
    little_memory = Limits(memory=40_000_000)
    little_time = Limits(seconds=0)
    job = Job(path, "dots.png", tmp_path / "kept")
    assert check_many([job], wide)[0].is_accepted
    for limits in (little_memory, little_time):
        [verdict] = check_many([job], limits)
        assert [finding.code for finding in verdict.findings] == ["CH-7410"]


def test_a_photograph_forgets_where_it_was_taken_unless_its_owner_agrees(tmp_path: Path) -> None:
    data = HONEST["Ảnh bộ phận một cửa.jpg"]()
    path = tmp_path / "photo"
    path.write_bytes(data)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)[2] == PLACE
    for keep in (False, True):
        kept = tmp_path / f"kept-{keep}"
        [verdict] = check_many([Job(path, "a.jpg", kept, keep_metadata=keep)], LIMITS)
        assert verdict.is_accepted
        place = Image.open(io.BytesIO(kept.read_bytes())).getexif().get_ifd(0x8825)
        assert place.get(2) == (PLACE if keep else None)
        assert (b"CameraMaker" in kept.read_bytes()) == keep
        assert b"taken by somebody" not in kept.read_bytes()
