"""Who holds what: the office in use by server and workers, or held by one who replaces it.

The lock is one of the kernel (flock): it goes with the process that held it, however that ended.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall

IN_USE = ".in-use"


@contextmanager
def hold(path: Path, *, otherwise: Exception, shared: bool = False) -> Iterator[None]:
    """Hold a lock file, alone or with others; raise `otherwise` where somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise otherwise from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def use(folder: Path) -> Iterator[None]:
    """The office is in use while this lasts. Raises WrongCall (CH-7528) while it is being replaced."""
    expected = text("Expected an office that is not being restored or upgraded at this moment.")
    mend = text("Wait for its end, then start again.")
    problem = Problem("CH-7528", Place(str(folder)), "", expected, mend)
    with hold(folder / IN_USE, otherwise=WrongCall([problem]), shared=True):
        yield


@contextmanager
def replace(folder: Path) -> Iterator[None]:
    """Nobody uses the office while this lasts. Raises WrongCall (CH-7528) while somebody does."""
    expected = text("Expected an office that is not running: nobody may write meanwhile.")
    mend = text("Stop it first: systemctl stop chiso-office.service chiso-office-work.service")
    problem = Problem("CH-7528", Place(str(folder)), "", expected, mend)
    with hold(folder / IN_USE, otherwise=WrongCall([problem])):
        yield
