"""A build that is killed (SIGKILL) at any moment: readers see the old site or the new one, each whole."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from chiso.portal import building, standby, swapping
from chiso.portal.building import build_site
from chiso.portal.drafts import Draft
from chiso.portal.model import Site
from chiso.portal.page_source import PageSource
from tests.portal.building_sites import Given, contents_of, files_apart, pages, two_years

Whole = tuple[dict[str, bytes], dict[str, bytes]]
MINE = ("mine.txt", b"mine")
# What somebody put into the standby, where nothing belongs.
LITTER = ("a.litter", "b.litter")


def _die(*_: Any, **__: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def _after_two_pages(site: Site) -> Iterator[PageSource]:
    yield from islice(pages(site), 2)
    _die()


def _at_rename(number: int) -> None:
    """Where the system cannot exchange two folders, die before the rename of this number."""
    swapping._exchange = lambda one, other: False
    rename, left = Path.rename, [number]

    def counted(self: Path, target: Path) -> Path:
        if ".site-standby" in (self.parent.name, target.parent.name):
            return rename(self, target)
        left[0] -= 1
        return _die() if left[0] == 0 else rename(self, target)

    Path.rename = counted  # type: ignore[assignment, method-assign]


def _before_the_swap() -> None:
    building.swap_in = _die


def _before_the_exchange() -> None:
    swapping._exchange = _die


def _after_the_exchange() -> None:
    building._rescue = _die


def _before_the_first_rename() -> None:
    _at_rename(1)


def _between_two_renames() -> None:
    _at_rename(2)


def _after_two_renames() -> None:
    _at_rename(3)


def _at_move(number: int, *, of_call: int) -> None:
    """Die before this move into a draft (the first call) or into the standby (the second one)."""
    move_all, calls, rename = standby._move_all, [0], Path.rename

    def counted(source: Path, target: Path) -> None:
        calls[0] += 1
        left = [number]

        def before_one(self: Path, other: Path) -> Path:
            left[0] -= 1
            return _die() if left[0] == 0 and calls[0] == of_call else rename(self, other)

        Path.rename = before_one  # type: ignore[assignment, method-assign]
        move_all(source, target)
        Path.rename = rename  # type: ignore[method-assign]

    standby._move_all = counted


def _while_the_standby_is_taken_up() -> None:
    _at_move(2, of_call=1)


def _once_the_standby_is_taken_up() -> None:
    standby._survey = _die


def _before_the_rest_is_dropped() -> None:
    Draft.drop_the_rest = _die  # type: ignore[method-assign]


def _at_the_end_of(name: str) -> None:
    """Die before a file of this name is taken away."""
    unlink = Path.unlink

    def watched(self: Path, missing_ok: bool = False) -> None:
        return _die() if self.name == name else unlink(self, missing_ok)

    Path.unlink = watched  # type: ignore[method-assign]


def _while_the_rest_is_dropped() -> None:
    _at_the_end_of(LITTER[1])


def _before_a_standby_is_left() -> None:
    building.leave = _die


def _while_the_old_site_is_stripped() -> None:
    _at_the_end_of(MINE[0])


def _while_a_standby_is_left() -> None:
    _at_move(2, of_call=2)


def _build_and_die(bundles: tuple[Path, ...], out: Path, moment: Callable[[], None] | None) -> None:
    if moment is None:
        build_site(bundles, out, kinds=(_after_two_pages,))
        return
    moment()
    build_site(bundles, out, kinds=(pages,))


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return two_years(tmp_path_factory.mktemp("bundles"))


@pytest.fixture(scope="module")
def whole(
    given: Given, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The site of one year and that of two, both with a file of somebody else."""
    folder = tmp_path_factory.mktemp("whole")
    build_site(given.bundles[:1], folder / "old", kinds=(pages,))
    build_site(given.bundles, folder / "new", kinds=(pages,))
    return (
        contents_of(folder / "old") | dict([MINE]),
        contents_of(folder / "new") | dict([MINE]),
    )


@pytest.mark.parametrize(
    ("moment", "stands"),
    [
        (None, "old"),
        (_before_the_swap, "old"),
        (_before_the_exchange, "old"),
        (_after_the_exchange, "new"),
        (_before_the_first_rename, "old"),
        (_between_two_renames, "none"),
        (_after_two_renames, "new"),
        (_while_the_standby_is_taken_up, "old"),
        (_once_the_standby_is_taken_up, "old"),
        (_before_the_rest_is_dropped, "old"),
        (_while_the_rest_is_dropped, "old"),
        (_before_a_standby_is_left, "new"),
        (_while_the_old_site_is_stripped, "new"),
        (_while_a_standby_is_left, "new"),
    ],
)
def test_a_killed_build_leaves_one_whole_site(
    given: Given,
    whole: Whole,
    tmp_path: Path,
    moment: Callable[[], None] | None,
    stands: str,
) -> None:
    out = tmp_path / "site"
    # Twice, so that there is a standby.
    for _ in range(2):
        build_site(given.bundles[:1], out, kinds=(pages,))
    for name in LITTER:
        (standby.standby_of(out) / name).touch()
    (out / MINE[0]).write_bytes(MINE[1])
    process = multiprocessing.get_context("spawn").Process(
        target=_build_and_die, args=(given.bundles, out, moment)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    if stands == "none":
        # The one moment without a site, on file systems that cannot exchange folders; nothing is lost.
        assert not out.exists()
    else:
        found = contents_of(out)
        found.pop(swapping.OLD_MARK, None)
        assert found == whole[["old", "new"].index(stands)]
    # The next build takes away what lies about, and loses nothing.
    build_site(given.bundles, out, kinds=(pages,))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site-standby", "site"]
    assert contents_of(out) == whole[1]
    assert files_apart(out) == []
