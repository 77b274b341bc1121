"""Writing to the disk: whole or not at all, never over something else unless that is asked for."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from chiso.language import text
from chiso.problems import CannotWrite, Place, Problem, WrongCall, reason_of

# What disks answer that have no hard links (FAT, some network disks).
_NO_LINKS = frozenset((errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK))


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise WrongCall (CH-5004) if something of that name is there and may not be replaced."""
    if not force and os.path.lexists(path):
        raise WrongCall([already_there(path)])


def write_whole(path: Path, content: bytes, *, force: bool, mode: int = 0o644) -> None:
    """Write `content` to `path` in one step.

    Raises WrongCall (the file is there and `force` is not given) and CannotWrite (CH-5005); in both
    cases nothing is left.
    """
    write_together({path: (content, mode)}, force=force)


def make_folder(path: Path) -> None:
    """Make a folder where there is none, with those above it. Raises CannotWrite (CH-5005)."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise cannot_write(path, error) from error


def write_together(files: Mapping[Path, tuple[bytes, int]], *, force: bool) -> None:
    """Write files (content and mode) that belong together: all of them or none. Raises as `write_whole`.

    Each is written beside its place and brought to the disk before the first is put there. Without
    `force` none takes the place of a file that another program has put there meanwhile.
    """
    for path in files:
        refuse_existing(path, force=force)
    drafts = {path: path.parent / f".{path.name[:200]}-{secrets.token_hex(6)}" for path in files}
    placed: list[Path] = []
    current = Path()
    try:
        try:
            for current, (content, mode) in files.items():
                write_new(drafts[current], content, mode)
            for current, draft in drafts.items():
                _put_in_place(draft, current, force=force)
                placed.append(current)
        except BaseException:
            for path in placed if not force else ():
                path.unlink(missing_ok=True)
            raise
        finally:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
    except FileExistsError as error:
        raise WrongCall([already_there(current)]) from error
    except OSError as error:
        raise cannot_write(current, error) from error


def _put_in_place(draft: Path, path: Path, *, force: bool) -> None:
    if force:
        draft.replace(path)
        return
    try:
        # Unlike a move, a link never replaces what is there.
        path.hardlink_to(draft)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        draft.replace(path)


def write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is not there yet and bring it to the disk. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def already_there(path: Path) -> Problem:
    """The target exists, and nothing was said about replacing it."""
    return Problem(
        "CH-5004",
        Place(str(path)),
        path.name,
        text("Expected a name that does not exist yet."),
        text("Choose another name, or add --force to replace it."),
    )


def cannot_write(path: Path, error: OSError | ValueError) -> CannotWrite:
    """The disk refused."""
    return CannotWrite(
        [
            Problem(
                "CH-5005",
                Place(str(path)),
                reason_of(error),
                text("Expected a place that can be written, with enough room."),
                text("Check the folder, its rights and the free space. Nothing half-written is left."),
            )
        ]
    )
