"""Writing one file: whole or not at all, and never over another one unless that was asked for."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from chiso.language import text
from chiso.problems import CannotWrite, Place, Problem, WrongCall


def write_file(path: Path, content: bytes, *, force: bool = False, mode: int = 0o644) -> None:
    """Write `content` to `path` by way of a temporary file beside it.

    Raises WrongCall if `path` exists and `force` is not set, CannotWrite if the disk refuses;
    in both cases what stood there before stands there still.
    """
    if path.exists() and not force:
        raise WrongCall([already_there(path)])
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise CannotWrite([cannot_write(path, error)]) from error
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise CannotWrite([cannot_write(path, error)]) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def already_there(path: Path) -> Problem:
    """The target exists, and nothing was said about replacing it."""
    return Problem(
        "CH-5004",
        Place(str(path)),
        path.name,
        text("Expected a name that does not exist yet."),
        text("Choose another name, or add --force to replace it."),
    )


def cannot_write(path: Path, error: OSError) -> Problem:
    """The disk refused."""
    return Problem(
        "CH-5005",
        Place(str(path)),
        error.strerror or type(error).__name__,
        text("Expected a place that can be written, with enough room."),
        text("Check the folder, its rights and the free space. Nothing half-written is left."),
    )
