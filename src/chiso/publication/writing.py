"""Writing one file: whole or not at all, never over another one unless that is asked for."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from chiso.language import text
from chiso.problems import CannotWrite, Place, Problem, WrongCall, quote


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise WrongCall if a file is there and may not be replaced."""
    if force or not os.path.lexists(path):
        return
    raise WrongCall(
        [
            Problem(
                "CH-5004",
                Place(str(path)),
                path.name,
                text("Expected a name that does not exist yet."),
                text("Choose another name, or add --force to replace it."),
            )
        ]
    )


def write_whole(path: Path, content: bytes, *, force: bool, mode: int = 0o644) -> None:
    """Write `content` to `path` in one step.

    It is written beside the target, brought to the disk and moved. Raises WrongCall (the file is there
    and `force` is not given) and CannotWrite; in both cases nothing is left.
    """
    refuse_existing(path, force=force)
    draft = path.parent / f".{path.name}-{secrets.token_hex(6)}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(
            [
                Problem(
                    "CH-5005",
                    Place(str(path)),
                    quote(error.strerror or error),
                    text("Expected a place that can be written, with enough room."),
                    text("Check the folder, its rights and the free space. Nothing half-written is left."),
                )
            ]
        ) from error
