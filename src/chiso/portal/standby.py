"""What a build leaves beside the site, so that the next one need not make a folder for every page again.

    .SITE-standby   the folders of the site that stood before, and hard links of those of its files that
                    the site has too: entries of folders, no bytes of its own

It is only ever a beginning. Whatever state it is in, the draft that begins with it has the files of a
draft that begins empty (`drafts`); a standby that is not as it was left is thrown away where that is
less trouble. It can be deleted at any time.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from chiso.portal.drafts import Draft, Entry, Mark, everything_below, mark_of


def standby_of(out: Path) -> Path:
    """Where the standby of the site `out` lies."""
    return out.with_name(f".{out.name}-standby")


def take_up(out: Path, draft: Draft) -> None:
    """Begin an empty draft with the standby, if there is one. Raises OSError."""
    place = standby_of(out)
    if not _is_folder(place):
        return
    with suppress(OSError):
        _move_all(place, draft.folder)
    shutil.rmtree(place, ignore_errors=True)
    found = _survey(draft.folder)
    if found is None:
        _empty(draft.folder)
    else:
        draft.begin_with(*found)


def leave(old: Path, entries: Iterable[Entry], out: Path, draft: Draft) -> None:
    """Make what was the site until now the standby; `draft` is what has become the site.

    `entries`: what lies in `old`. What cannot be kept stays in `old`. No error: the site stands already.
    """
    if not _is_folder(old):
        return
    with suppress(OSError):
        _strip(entries, draft)
        place = standby_of(out)
        # Readers have no business here, nor has a web server that runs as somebody else.
        place.mkdir(0o700)
        # Not the folder itself: whoever still stands in it shall hear that it is gone.
        _move_all(old, place)


def _strip(entries: Iterable[Entry], draft: Draft) -> None:
    """Take away everything that the site does not have as well."""
    for name, entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            if name not in draft.shared:
                Path(entry.path).unlink()
        elif name not in draft.folders:
            Path(entry.path).rmdir()


def _move_all(source: Path, target: Path) -> None:
    for child in sorted(source.iterdir()):
        child.rename(target / child.name)


def _survey(folder: Path) -> tuple[dict[str, Mark], set[str]] | None:
    """Files and folders below a folder; None where a folder is not like one that is made now."""
    files: dict[str, Mark] = {}
    folders: set[str] = set()
    try:
        like = _kind_of(folder.stat())
        for name, entry in everything_below(folder):
            found = entry.stat(follow_symlinks=False)
            if not stat.S_ISDIR(found.st_mode):
                files[name] = mark_of(found)
            elif _kind_of(found) == like:
                folders.add(name)
            else:
                return None
    except OSError:
        return None
    return files, folders


def _kind_of(found: os.stat_result) -> tuple[int, int, int, int]:
    """What a folder has in common with its neighbours: disk, rights, owner, group."""
    return found.st_dev, found.st_mode, found.st_uid, found.st_gid


def _empty(folder: Path) -> None:
    for child in sorted(folder.iterdir()):
        if _is_folder(child):
            shutil.rmtree(child)
        else:
            child.unlink()


def _is_folder(path: Path) -> bool:
    """Whether a folder is there, and no link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False
