from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from chiso import writing
from chiso.problems import CannotWrite, WrongCall
from chiso.writing import write_together, write_whole


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_another_program_put_there_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "bundle.zip"
    written_before = writing.write_new

    def write_slowly(path: Path, content: bytes, mode: int) -> None:
        written_before(path, content, mode)
        target.write_bytes(b"of the other program")

    monkeypatch.setattr(writing, "write_new", write_slowly)
    with pytest.raises(WrongCall) as refused:
        write_whole(target, b"mine", force=False)
    assert refused.value.problems[0].code == "CH-5004"
    assert (target.read_bytes(), names_in(tmp_path)) == (b"of the other program", ["bundle.zip"])


def test_of_files_that_belong_together_none_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed_before = writing._put_in_place

    def place_the_first_only(draft: Path, path: Path, *, force: bool) -> None:
        if path.name == "city.pub":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        placed_before(draft, path, force=force)

    monkeypatch.setattr(writing, "_put_in_place", place_the_first_only)
    pair = {tmp_path / "city.key": (b"secret", 0o600), tmp_path / "city.pub": (b"public", 0o644)}
    with pytest.raises(CannotWrite):
        write_together(pair, force=False)
    assert names_in(tmp_path) == []


def test_a_pair_for_which_there_is_no_room_leaves_the_earlier_pair_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = {tmp_path / "city.key": (b"secret", 0o600), tmp_path / "city.pub": (b"public", 0o644)}
    write_together(pair, force=False)
    written_before = writing.write_new

    def write_until_the_disk_is_full(path: Path, content: bytes, mode: int) -> None:
        if content == b"new public":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written_before(path, content, mode)

    monkeypatch.setattr(writing, "write_new", write_until_the_disk_is_full)
    with pytest.raises(CannotWrite):
        write_together(
            {tmp_path / "city.key": (b"new", 0o600), tmp_path / "city.pub": (b"new public", 0o644)},
            force=True,
        )
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "city.key": b"secret",
        "city.pub": b"public",
    }


def test_a_disk_without_hard_links_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _draft: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_whole(tmp_path / "bundle.zip", b"mine", force=False)
    assert names_in(tmp_path) == ["bundle.zip"]


def test_a_link_is_replaced_itself_and_never_written_through(tmp_path: Path) -> None:
    precious, link = tmp_path / "precious", tmp_path / "link"
    precious.write_bytes(b"precious")
    link.symlink_to(precious)
    with pytest.raises(WrongCall):
        write_whole(link, b"mine", force=False)
    write_whole(link, b"mine", force=True)
    assert (precious.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"precious", b"mine", False)
