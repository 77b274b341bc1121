"""What a build leaves beside the site for the next one: it saves making folders, and is never trusted.

The expected site is always a build of the same bundles into an empty folder.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chiso.portal import drafts
from chiso.portal.building import build_site
from chiso.portal.standby import standby_of
from tests.portal.building_sites import Given, contents_of, files_apart, pages, two_years

PAGE = "chi-so/three-criteria/2020/index.html"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return two_years(tmp_path_factory.mktemp("bundles"))


@pytest.fixture(scope="module")
def full(given: Given, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site of both years, built into an empty folder."""
    out = tmp_path_factory.mktemp("full") / "site"
    build_site(given.bundles, out, kinds=(pages,))
    return contents_of(out)


def _with_standby(given: Given, folder: Path) -> tuple[Path, Path]:
    """A site of one year and its standby."""
    out = folder / "site"
    for _ in range(2):
        build_site(given.bundles[:1], out, kinds=(pages,))
    return out, standby_of(out)


def _folders(site: Path) -> dict[str, int]:
    """The folders of a site by name, each with its number on the disk."""
    found = (path for path in sorted(site.rglob("*")) if path.is_dir() and not path.is_symlink())
    return {path.relative_to(site).as_posix(): path.stat().st_ino for path in found}


def test_the_first_build_leaves_nothing_beside_the_site(given: Given, tmp_path: Path) -> None:
    build_site(given.bundles, tmp_path / "site", kinds=(pages,))
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_standby_has_folders_and_no_bytes_of_its_own(given: Given, tmp_path: Path) -> None:
    out, standby = _with_standby(given, tmp_path)
    (out / "mine.txt").write_text("mine")
    build_site(given.bundles, out, kinds=(pages,))
    # The second year has come to the site, and the folders of its pages with it.
    assert [*_folders(standby)] == [name for name in _folders(out) if not name.endswith("/2021")]
    assert (files_apart(out), (standby / PAGE).is_file()) == ([], True)
    assert not (standby / "mine.txt").exists()


def test_only_who_builds_may_look_into_a_standby(given: Given, tmp_path: Path) -> None:
    _, standby = _with_standby(given, tmp_path)
    assert standby.stat().st_mode & 0o777 == 0o700


def test_a_build_takes_the_folders_that_are_there(given: Given, tmp_path: Path) -> None:
    out, standby = _with_standby(given, tmp_path)
    before = _folders(standby)
    build_site(given.bundles, out, kinds=(pages,))
    after = _folders(out)
    assert {name: after[name] for name in before} == before
    # Its own folder is a fresh one: whoever still stood in the standby is not in the site.
    assert out.stat().st_mode & 0o777 == (out / "chi-so").stat().st_mode & 0o777


def test_builds_to_and_fro_give_the_bytes_of_full_ones(
    given: Given, full: dict[str, bytes], tmp_path: Path
) -> None:
    out, _ = _with_standby(given, tmp_path)
    one = contents_of(out)
    for _ in range(2):
        build_site(given.bundles, out, kinds=(pages,))
        assert (contents_of(out), files_apart(out)) == (full, [])
        build_site(given.bundles[:1], out, kinds=(pages,))
        assert (contents_of(out), files_apart(out)) == (one, [])


def _lost(standby: Path) -> None:
    shutil.rmtree(standby)


def _without_a_page(standby: Path) -> None:
    (standby / PAGE).unlink()


def _with_another_page(standby: Path) -> None:
    (standby / PAGE).unlink()
    (standby / PAGE).write_text("somebody else's")


def _with_a_page_under_another_name(standby: Path) -> None:
    (standby / PAGE).unlink()
    (standby / PAGE).hardlink_to(standby / "index.html")


def _written_into(standby: Path) -> None:
    # The same file stands in the site.
    (standby / PAGE).write_text("defaced")


def _with_a_link_for_a_page(standby: Path) -> None:
    (standby / PAGE).unlink()
    (standby / PAGE).symlink_to(standby / "index.html")


def _with_a_file_more(standby: Path) -> None:
    (standby / "chi-so" / "more.html").write_text("in no site")


def _with_a_folder_more(standby: Path) -> None:
    (standby / "chi-so" / "more" / "empty").mkdir(parents=True)
    (standby / "chi-so" / "more" / "more.html").write_text("in no site")


def _with_a_file_where_a_folder_goes(standby: Path) -> None:
    (standby / "chi-so" / "three-criteria" / "2021").write_text("in the way")


def _with_a_folder_where_a_file_goes(standby: Path) -> None:
    (standby / PAGE).unlink()
    (standby / PAGE / "deep").mkdir(parents=True)
    (standby / PAGE / "deep" / "index.html").write_text("in the way")


def _with_a_link_for_a_folder(standby: Path) -> None:
    shutil.rmtree(standby / "chi-so")
    (standby / "chi-so").symlink_to(standby.with_name("site") / "chi-so")


def _with_other_rights(standby: Path) -> None:
    (standby / "chi-so").chmod(0o711)


def _of_another_build(standby: Path) -> None:
    shutil.rmtree(standby)
    shutil.copytree(standby.with_name("site"), standby)


def _of_no_build(standby: Path) -> None:
    shutil.rmtree(standby)
    standby.mkdir()
    (standby / ".chiso-site.json").write_text("{}")


@pytest.mark.parametrize(
    "change",
    [
        _lost,
        _without_a_page,
        _with_another_page,
        _with_a_page_under_another_name,
        _written_into,
        _with_a_link_for_a_page,
        _with_a_file_more,
        _with_a_folder_more,
        _with_a_file_where_a_folder_goes,
        _with_a_folder_where_a_file_goes,
        _with_a_link_for_a_folder,
        _with_other_rights,
        _of_another_build,
        _of_no_build,
    ],
)
def test_in_whatever_state_a_standby_is_the_site_is_that_of_a_full_build(
    given: Given,
    full: dict[str, bytes],
    tmp_path: Path,
    change: Callable[[Path], None],
) -> None:
    out, standby = _with_standby(given, tmp_path)
    change(standby)
    build_site(given.bundles, out, kinds=(pages,))
    assert contents_of(out) == full
    assert {path.stat().st_mode & 0o777 for path in (out, *out.rglob("*")) if path.is_dir()} == {
        0o777 & ~_umask()
    }
    assert [path.name for path in out.rglob("*") if path.is_symlink()] == []
    # And what is left for the one after that is sound.
    assert files_apart(out) == []
    build_site(given.bundles, out, kinds=(pages,))
    assert contents_of(out) == full


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_file_that_its_owner_took_out_of_the_site_stays_out(given: Given, tmp_path: Path) -> None:
    out, _ = _with_standby(given, tmp_path)
    (out / "press").mkdir()
    mine = [out / "press" / "note.txt", out / "chi-so" / "note.txt"]
    for path in mine:
        path.write_text("mine")
    for _ in range(2):
        build_site(given.bundles, out, kinds=(pages,))
        assert [path.read_text() for path in mine] == ["mine", "mine"]
    for path in mine:
        path.unlink()
    build_site(given.bundles, out, kinds=(pages,))
    assert [path for path in mine if path.exists()] == []
    assert not (out / "press").exists()


def test_a_site_that_is_gone_is_not_brought_back_by_its_standby(given: Given, tmp_path: Path) -> None:
    out, _ = _with_standby(given, tmp_path)
    build_site(given.bundles, out, kinds=(pages,))
    shutil.rmtree(out)
    build_site(given.bundles[1:], out, kinds=(pages,))
    build_site(given.bundles[1:], tmp_path / "expected", kinds=(pages,))
    assert contents_of(out) == contents_of(tmp_path / "expected")


def test_no_build_writes_into_a_file_that_a_reader_may_hold(given: Given, tmp_path: Path) -> None:
    out, _ = _with_standby(given, tmp_path)
    held = {}
    for number in range(4):
        bundles = given.bundles if number % 2 else given.bundles[:1]
        build_site(bundles, out, kinds=(pages,))
        for name, content in contents_of(out).items():
            reader = tmp_path / f"reader-{number}-{len(held)}"
            reader.hardlink_to(out / name)
            held[reader] = content
    assert {reader: reader.read_bytes() for reader in held} == held


def test_where_somebody_still_stands_in_the_old_site_nothing_can_be_written(
    given: Given, tmp_path: Path
) -> None:
    out, _ = _with_standby(given, tmp_path)
    stands = os.open(out, os.O_RDONLY)
    try:
        build_site(given.bundles, out, kinds=(pages,))
        with pytest.raises(FileNotFoundError):
            os.open("late.html", os.O_CREAT | os.O_WRONLY, dir_fd=stands)
    finally:
        os.close(stands)


def test_on_a_disk_without_hard_links_a_standby_has_folders_only(
    given: Given, full: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(drafts.os, "link", refused)
    out, standby = _with_standby(given, tmp_path)
    (out / "mine.txt").write_text("mine")
    for _ in range(2):
        build_site(given.bundles, out, kinds=(pages,))
        assert contents_of(out) == full | {"mine.txt": b"mine"}
        assert contents_of(standby) == {}
        assert "chi-so/three-criteria/2020" in _folders(standby)


@pytest.mark.parametrize("is_link", [True, False])
def test_what_else_has_the_name_of_a_standby_is_left_alone(
    given: Given, full: dict[str, bytes], tmp_path: Path, is_link: bool
) -> None:
    out = tmp_path / "site"
    build_site(given.bundles[:1], out, kinds=(pages,))
    if is_link:
        standby_of(out).symlink_to(out)
    else:
        standby_of(out).write_text("mine")
    build_site(given.bundles, out, kinds=(pages,))
    assert contents_of(out) == full
    assert (standby_of(out).is_symlink(), standby_of(out).is_file()) == (is_link, not is_link)


def test_a_folder_that_the_site_was_a_link_to_keeps_its_files(
    given: Given, full: dict[str, bytes], tmp_path: Path
) -> None:
    real = tmp_path / "real"
    build_site(given.bundles[:1], real, kinds=(pages,))
    before = contents_of(real)
    (tmp_path / "site").symlink_to(real)
    build_site(given.bundles, tmp_path / "site", kinds=(pages,))
    assert contents_of(tmp_path / "site") == full
    assert contents_of(real) == before
