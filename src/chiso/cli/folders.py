"""A folder that a command fills file by file: it is put in its place when it is whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chiso.scoring.run_files import put_folder, refuse_existing
from chiso.writing import cannot_write

_FOLDER_MODE = 0o755


@contextmanager
def filling(directory: Path, *, marker: str, force: bool) -> Iterator[Path]:
    """A new folder beside `directory`, put in its place at the end; for files too large for the memory.

    `marker`: the file by which a folder of this kind is known. Raises WrongCall (CH-5004, CH-3030) before
    anything is done and CannotWrite (CH-5005); then nothing has changed.
    """
    refuse_existing(directory, force=force, marker=marker)
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
        try:
            yield draft
            draft.chmod(_FOLDER_MODE)
            put_folder(draft, directory)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise cannot_write(directory, error) from error
