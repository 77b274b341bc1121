"""Whose turn it is to begin a write: one waits at the database, all others wait for that place.

SQLite lets one write at a time. Who finds it busy sleeps and asks again, after pauses that grow to a tenth
of a second: whoever has waited longest asks most seldom, and those who come later overtake. So only the
next one asks the database, after short pauses that are all alike. The place is given up as soon as the
write has begun, never held through it, so that no two writes can wait for one another here; and it is a
lock on a file beside the database (`flock`), which ends with its process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# One thread of each process asks whether it is next, the oftener the more of them wait: each of them has
# the same chance, whichever process it is in. A write takes some milliseconds.
_PAUSE = 0.004
_known: dict[str, Turns] = {}
_making = threading.Lock()


class Turns:
    """The place of the next writer of one database, among all threads and processes of this machine."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._within, self._counting = threading.Lock(), threading.Lock()
        self._waiting = 0
        self._process, self._file = 0, -1

    @contextmanager
    def next_one(self, until: float) -> Iterator[bool]:
        """Be the next writer within; or go on without being it (False) when `until` has come, or where the
        file or its lock is refused: fairness is no reason to lose a write.

        `until` as `time.monotonic` counts.
        """
        self._count(1)
        has_waited_in_vain = not self._within.acquire(timeout=max(0.0, until - time.monotonic()))
        self._count(-1)
        if has_waited_in_vain:
            yield False
            return
        try:
            is_next = self._take(until)
            try:
                yield is_next
            finally:
                if is_next:
                    fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._within.release()

    def _take(self, until: float) -> bool:
        try:
            file = self._opened()
            while not _is_taken(file):
                if time.monotonic() >= until:
                    return False
                time.sleep(_PAUSE / (1 + self._waiting))
        except OSError:
            return False
        return True

    def _count(self, more: int) -> None:
        """Count the threads behind the one that asks."""
        with self._counting:
            self._waiting += more

    def _opened(self) -> int:
        """The file as this process has opened it: what was opened before a fork is one lock for both."""
        if self._process != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._process = os.getpid()
        return self._file


def turns_of(database: str) -> Turns:
    """The turns of a database, by the path of its file."""
    with _making:
        return _known.setdefault(database, Turns(f"{database}-next"))


def _is_taken(file: int) -> bool:
    """Whether the lock is ours now."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
