"""Writing to the disk: whole or not at all, never over something else unless that is asked for."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from chiso.language import text
from chiso.problems import CannotWrite, Place, Problem, WrongCall, reason_of


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise WrongCall (CH-5004) if something of that name is there and may not be replaced."""
    if not force and os.path.lexists(path):
        raise WrongCall([already_there(path)])


def write_whole(path: Path, content: bytes, *, force: bool, mode: int = 0o644) -> None:
    """Write `content` to `path` in one step.

    It is written beside the target, brought to the disk and moved. Raises WrongCall (the file is there
    and `force` is not given) and CannotWrite (CH-5005); in both cases nothing is left.
    """
    refuse_existing(path, force=force)
    draft = path.parent / f".{path.name}-{secrets.token_hex(6)}"
    try:
        try:
            write_new(draft, content, mode)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


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


def cannot_write(path: Path, error: OSError) -> CannotWrite:
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
