"""Reading one file into memory, its size looked at first."""

from __future__ import annotations

import os
from pathlib import Path

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, reason_of


def read_bytes(path: Path, *, limit: int) -> bytes:
    """The bytes of a file of at most `limit` bytes. Raises BadInput."""
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            # A pipe states no size: one byte above the limit tells.
            content = stream.read(limit + 1) if size <= limit else b""
    except (OSError, ValueError) as error:
        raise BadInput(
            [
                Problem(
                    "CH-4001",
                    Place(str(path)),
                    reason_of(error),
                    text("Expected a file that can be read."),
                    text("Check the name, and who may read the file."),
                )
            ]
        ) from error
    if max(size, len(content)) > limit:
        raise BadInput(
            [
                Problem(
                    "CH-4011",
                    Place(str(path)),
                    str(max(size, len(content))),
                    text("Expected a file of at most {limit} bytes.", limit=limit),
                    text("Check that this is the file that was meant."),
                )
            ]
        )
    return content
