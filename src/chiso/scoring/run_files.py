"""Folders of files: written whole or not at all, read with what is missing named.

A folder is built beside its place under another name and moved there in one step; a folder that
stood there before is replaced only where that was asked for, and only if it is of the same kind.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, WrongCall, reason_of
from chiso.writing import already_there, cannot_write, write_new

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755


def write_folder(
    directory: Path,
    files: Mapping[str, bytes],
    *,
    marker: str,
    modes: Mapping[str, int],
    force: bool,
    kept: Iterable[str] = (),
) -> None:
    """Write `files` (by their names) as the folder `directory`.

    `marker`: the file by which a folder of this kind is known; no other folder is ever replaced. `kept`: what
    stands in the earlier folder and stays. Raises WrongCall (CH-5004, CH-3030) and CannotWrite (CH-5005);
    then nothing has changed.
    """
    refuse_existing(directory, force=force, marker=marker)
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    except OSError as error:
        raise cannot_write(directory, error) from error
    try:
        for name, content in files.items():
            _write(draft / name, content, modes.get(name, _FILE_MODE))
        draft.chmod(_FOLDER_MODE)
        put_folder(draft, directory, kept=kept)
    except OSError as error:
        raise cannot_write(directory, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read_files(directory: Path, names: Iterable[str], *, needed: Iterable[str]) -> dict[str, bytes]:
    """The files of a folder by their names. Raises BadInput (CH-3032) for those that are needed."""
    files = {}
    problems = []
    wanted = frozenset(needed)
    mend = text("Score again, and give the folder named with --out.")
    if not directory.is_dir():
        expected = text("Expected a folder that “chiso score” has written.")
        found = "" if directory.exists() else reason_of(FileNotFoundError(errno.ENOENT, ""))
        raise BadInput([Problem("CH-3032", Place(str(directory)), found, expected, mend)])
    for name in names:
        try:
            files[name] = (directory / name).read_bytes()
        except OSError as error:
            if name in wanted:
                expected = text(
                    "Expected a folder that “chiso score” has written; this file is missing in it."
                )
                place = Place(str(directory / name))
                problems.append(Problem("CH-3032", place, reason_of(error), expected, mend))
    if problems:
        raise BadInput(problems)
    return files


def refuse_existing(directory: Path, *, force: bool, marker: str = "run.json") -> None:
    """Raise WrongCall if something is there that may not be replaced.

    With `force` a folder is replaced if it is empty or holds the `marker` of an earlier call.
    """
    if not os.path.lexists(directory):
        return
    if not force:
        raise WrongCall([already_there(directory)])
    is_replaceable = directory.is_dir() and not directory.is_symlink()
    if not is_replaceable or not ((directory / marker).is_file() or not any(directory.iterdir())):
        raise WrongCall(
            [
                Problem(
                    "CH-3030",
                    Place(str(directory)),
                    directory.name,
                    text("Expected a folder that an earlier call has written; this is something else."),
                    text("It is not replaced, not even with --force. Choose another name."),
                )
            ]
        )


def _write(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_new(path, content, mode)
    path.chmod(mode)


def put_folder(draft: Path, directory: Path, *, kept: Iterable[str] = ()) -> None:
    """Put the draft in its place; what stood there is taken away only once the draft stands.

    `kept`: names in the earlier folder that go over into the new one. Raises OSError; then what stood there
    stands again.
    """
    if not directory.exists():
        draft.rename(directory)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        earlier = aside / "earlier"
        directory.rename(earlier)
        moved: list[str] = []
        try:
            for name in kept:
                (earlier / name).rename(draft / name)
                moved.append(name)
            draft.rename(directory)
        except OSError:
            for name in moved:
                (draft / name).rename(earlier / name)
            earlier.rename(directory)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
