"""Bytes on the disk: outside every web root, under random names, whole or not at all.

    files/uploads/<32 hex>        on their way; removed when they expire
    files/kept/<2 hex>/<32 hex>   evidence; brought to the disk (fsync) first, then named here

A name tells nothing of what it holds, and a path from the database leads nowhere else.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from chiso.office.configuration import home

FOLDER = "files"
UPLOADS, KEPT = "uploads", "kept"
_PATH = re.compile(r"(?:uploads|kept/[0-9a-f]{2})/[0-9a-f]{32}(?:\.kept)?\Z")
_PIECE = 1 << 20


def folder() -> Path:
    """Where all of it lies."""
    return home() / FOLDER


def place_of(path: str) -> Path:
    """Where a stored path leads. Raises ValueError for one that we did not make."""
    if not _PATH.match(path):
        raise ValueError("not a path of the storage")
    return folder() / path


def new_upload_path() -> str:
    """A random path for a file on its way; its folder stands."""
    _make(folder() / UPLOADS)
    return f"{UPLOADS}/{secrets.token_hex(16)}"


def new_kept_path() -> str:
    """A random path for a file that is kept; its folder stands."""
    name = secrets.token_hex(16)
    _make(folder() / KEPT / name[:2])
    return f"{KEPT}/{name[:2]}/{name}"


def write_piece(path: str, offset: int, piece: bytes) -> None:
    """Write bytes at a place of a file on its way, and bring them to the disk."""
    descriptor = os.open(place_of(path), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.seek(offset)
        file.write(piece)
        # What a piece that was never acknowledged had left behind goes.
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def keep(source: str, target: str) -> None:
    """Keep the bytes of a file on its way: on the disk first, then under a second name, then the folder.

    The first name stays until the caller's transaction stands (`remove`): a server that dies in between
    leaves the upload as it was, and at most a stray file. Raises OSError.
    """
    coming, kept = place_of(source), place_of(target)
    with coming.open("rb") as file:
        os.fsync(file.fileno())
    coming.chmod(0o400)
    try:
        os.link(coming, kept)
    except OSError as error:
        # File systems without second names.
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK):
            raise
        _copy(coming, kept)
    _sync_folder(kept.parent)


def _copy(coming: Path, kept: Path) -> None:
    aside = kept.with_name(kept.name + ".kept")
    try:
        with coming.open("rb") as source, aside.open("wb") as target:
            shutil.copyfileobj(source, target, _PIECE)
            target.flush()
            os.fsync(target.fileno())
        aside.chmod(0o400)
        aside.rename(kept)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def open_bytes(path: str) -> BinaryIO:
    """The bytes at a path. Raises OSError where they are gone."""
    return place_of(path).open("rb")


def remove(path: str) -> None:
    """Remove a file, if it is there."""
    if path:
        with suppress(FileNotFoundError):
            place_of(path).unlink()


def digest_of(path: str) -> str:
    """SHA-256 of the bytes at a path. Raises OSError."""
    found = hashlib.sha256()
    with open_bytes(path) as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def stray_paths(part: str) -> Iterator[str]:
    """The paths of all files below `uploads` or `kept`; whoever asks knows which have a row."""
    root = folder() / part
    for found in sorted(root.rglob("*")) if root.is_dir() else ():
        if found.is_file():
            yield found.relative_to(folder()).as_posix()


def _make(wanted: Path) -> None:
    for one in (
        folder(),
        *reversed([parent for parent in wanted.parents if folder() in parent.parents]),
        wanted,
    ):
        if not one.is_dir():
            one.mkdir(mode=0o700, exist_ok=True, parents=True)
            _sync_folder(one.parent)


def _sync_folder(of: Path) -> None:
    descriptor = os.open(of, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
