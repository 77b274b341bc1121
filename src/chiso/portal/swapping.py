"""A folder that is replaced as a whole, in one step: a reader sees the old one or the new one.

The new folder is made beside the old one and exchanged with it (renameat2, RENAME_EXCHANGE); where the
file system cannot do that, two renames follow one another. A draft that a killed build left behind is
taken away by the next one: nobody holds its lock any more.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.writing import cannot_write

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)


@contextmanager
def drafting(out: Path) -> Iterator[Path]:
    """A new empty folder beside `out`, locked; gone afterwards, whatever happens.

    Raises WrongCall (CH-6007) while another build of the same site is at work, and CannotWrite.
    """
    prefix = f".{out.name}-draft-"
    draft = out.parent / f"{prefix}{secrets.token_hex(6)}"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for abandoned in sorted(out.parent.glob(f"{prefix}*")):
            _take_away(abandoned, out)
        draft.mkdir()
        descriptor = os.open(draft, os.O_RDONLY)
    except OSError as error:
        raise cannot_write(out, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield draft
    finally:
        os.close(descriptor)
        shutil.rmtree(draft, ignore_errors=True)


def _take_away(abandoned: Path, out: Path) -> None:
    with suppress(FileNotFoundError):
        descriptor = os.open(abandoned, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not out.exists() and (abandoned / OLD_MARK).exists():
                # Killed between two renames: what stands here is the site itself.
                (abandoned / OLD_MARK).unlink()
                abandoned.rename(out)
            else:
                shutil.rmtree(abandoned, ignore_errors=True)
        except BlockingIOError:
            raise WrongCall([_at_work(out)]) from None
        finally:
            os.close(descriptor)


# Marks a folder that was the site a moment ago, where two renames replace the exchange.
OLD_MARK = ".chiso-was-the-site"


def swap_in(draft: Path, out: Path) -> None:
    """Make `draft` the folder `out`; `draft` then is the folder that stood there, if one did."""
    _bring_to_disk(draft)
    if not out.exists():
        draft.rename(out)
        return
    if _exchange(draft, out):
        return
    (out / OLD_MARK).touch()
    aside = draft.with_name(f".{out.name}-draft-{secrets.token_hex(6)}")
    out.rename(aside)
    draft.rename(out)
    (aside / OLD_MARK).unlink()
    aside.rename(draft)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    done = library.renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)
    )
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _bring_to_disk(folder: Path) -> None:
    """Everything written so far reaches the disk before it is shown."""
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "syncfs"):
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        library.syncfs(descriptor)
    finally:
        os.close(descriptor)


def _at_work(out: Path) -> Problem:
    return Problem(
        "CH-6007",
        Place(str(out)),
        "",
        text("Expected no other build of this site at the same time."),
        text("Wait until it has ended."),
    )
