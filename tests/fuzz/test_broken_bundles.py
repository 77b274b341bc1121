"""Broken bundles are refused or told to differ; hostile archives are tested with publication."""

from __future__ import annotations

import zipfile
from pathlib import Path
from random import Random

import pytest

from tests.cli.calling import CODE, EXITS, Answered, call, write_files

CHUNKS = 4
VARIANTS = 15
RECOMPUTES_UNSEALED = 3


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound bundle without a seal."""
    files = write_files(tmp_path_factory.mktemp("bundle"))
    assert files.score().exit == 0
    target = files.folder / "bundle.zip"
    assert call("publish", files.out, "--out", target).exit == 0
    return target.read_bytes()


def damaged(bundle: bytes, chance: Random) -> bytes:
    """The bundle with one thing changed, somewhere."""
    position = chance.randrange(len(bundle))
    way = chance.randrange(7)
    if way == 0:
        return bundle[:position]
    if way == 1:
        return (
            bundle[:position]
            + bytes([bundle[position] ^ (1 << chance.randrange(8))])
            + bundle[position + 1 :]
        )
    if way == 2:
        return bundle[:position] + chance.randbytes(chance.choice([1, 4, 100])) + bundle[position:]
    if way == 3:
        return bundle[:position] + bundle[position + chance.choice([1, 4, 100]) :]
    if way == 4:
        return bundle + chance.choice([b"\0", b"PK\x05\x06" + bytes(18), bundle])
    if way == 5:
        return chance.choice([b"", b"PK", b"PK\x05\x06" + bytes(18), chance.randbytes(500), b"\x1f\x8b\x08"])
    digits = [place for place, byte in enumerate(bundle) if chr(byte).isdigit()]
    place = chance.choice(digits)
    return bundle[:place] + (b"7" if bundle[place] != ord("7") else b"3") + bundle[place + 1 :]


def verified(folder: Path, content: bytes) -> Answered:
    """What the verifier says of these bytes."""
    path = folder / "bundle.zip"
    path.write_bytes(content)
    answered = call("verify", path)
    assert answered.exit in EXITS
    assert "Traceback" not in answered.err
    return answered


def test_the_sound_bundle_recomputes(tmp_path: Path, bundle: bytes) -> None:
    assert verified(tmp_path, bundle).exit == RECOMPUTES_UNSEALED


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_broken_bundle_is_never_called_sound(tmp_path: Path, bundle: bytes, chunk: int) -> None:
    for number in range(chunk * VARIANTS, (chunk + 1) * VARIANTS):
        content = damaged(bundle, Random(f"bundle {number}"))
        assert content != bundle
        answered = verified(tmp_path, content)
        assert answered.exit in (1, 4), number
        assert CODE.search(answered.out + answered.err), number


def test_a_member_that_is_gone_or_there_twice_is_noticed(tmp_path: Path, bundle: bytes) -> None:
    source = tmp_path / "sound.zip"
    source.write_bytes(bundle)
    with zipfile.ZipFile(source) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    for left_out in range(len(members)):
        target = tmp_path / "changed.zip"
        with zipfile.ZipFile(target, "w") as archive:
            for number, (info, content) in enumerate(members):
                if number != left_out:
                    archive.writestr(info, content)
        assert verified(tmp_path, target.read_bytes()).exit in (1, 4), members[left_out][0].filename


@pytest.mark.parametrize("instead", ["a folder", "nothing", "a table"])
def test_what_is_no_bundle_is_bad_input(tmp_path: Path, instead: str) -> None:
    path = tmp_path / "bundle.zip"
    if instead == "a folder":
        path.mkdir()
    elif instead == "a table":
        path.write_text("unit,score\n001,9.5\n", encoding="utf-8")
    answered = call("verify", path)
    assert (answered.exit, len(answered.codes)) == (4, 1)


@pytest.mark.parametrize("damage", ["no run.json", "run.json cut off", "a table changed", "no inputs"])
def test_results_that_were_damaged_are_not_published(tmp_path: Path, damage: str) -> None:
    files = write_files(tmp_path)
    files.score()
    run, ranking = files.out / "run.json", files.out / "ranking.csv"
    if damage == "no run.json":
        run.unlink()
    elif damage == "run.json cut off":
        run.write_bytes(run.read_bytes()[:100])
    elif damage == "a table changed":
        ranking.write_bytes(ranking.read_bytes().replace(b"9.5", b"9.6"))
    else:
        (files.out / "inputs" / "answers.csv").unlink()
    answered = call("publish", files.out, "--out", tmp_path / "bundle.zip")
    assert answered.exit in (1, 4)
    assert CODE.search(answered.out + answered.err)
    assert not (tmp_path / "bundle.zip").exists()
