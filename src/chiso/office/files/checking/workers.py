"""The processes that look at what strangers sent (`worker.py`), kept for the next file.

To start one takes ten times as long as to look at a small file with it. It forks for each file and itself
reads no more of one than its first bytes, so that nothing of a file is left for the next. Each thread of the
office that asks has a process to itself meanwhile. One that has nothing to do ends after a while, and with
the process of the office that started it.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from chiso.office.files.checking.worker import SECONDS_IDLE

_WORKER = [sys.executable, "-I", "-m", "chiso.office.files.checking.worker"]
# What a reader needs of the environment: nothing that is secret, no proxy, no home.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
# So many wait for the next file; of more that were needed at once the others end.
MOST_IDLE = 2
# A little longer than one waits by itself.
SECONDS_TO_LOOK = SECONDS_IDLE + 1


@dataclass(eq=False, slots=True)
class Worker:
    """One process, between two files; `has_answered`: it is not the first file that it is asked about."""

    process: subprocess.Popen[bytes]
    has_answered: bool = False

    def ask(self, order: str, seconds: float) -> str:
        """The line that answers to an order; "" where the process ended, or was ended for being late."""
        ends = time.monotonic() + seconds
        orders, answers = self.process.stdin, self.process.stdout
        assert orders is not None
        assert answers is not None
        try:
            orders.write(order.encode() + b"\n")
            orders.flush()
        except BrokenPipeError:
            return ""
        said, line = b"", answers.fileno()
        # Not `select.select`: an office may have more than 1024 lines open.
        waiting = select.poll()
        waiting.register(line, select.POLLIN)
        while not said.endswith(b"\n"):
            left = ends - time.monotonic()
            if left <= 0 or not waiting.poll(1000 * left):
                return ""
            piece = os.read(line, 65_536)
            if not piece:
                return ""
            said += piece
        self.has_answered = True
        return said.decode()

    def end(self) -> None:
        """End it, with what it forked, also where it has ended itself and what it forked has not."""
        with suppress(ProcessLookupError):
            # As long as nobody has waited for it, its number is no other's.
            if self.process.returncode is None:
                os.killpg(self.process.pid, signal.SIGKILL)
        # Nothing is left to be written; what was not read is of no use.
        with suppress(BrokenPipeError):
            self.process.communicate()


_idle: list[Worker] = []
_lock = threading.Lock()
_look: threading.Timer | None = None


def ask(order: str, *, seconds: float) -> str:
    """What a worker answers to an order within so many seconds; "" where none can answer it."""
    worker = _take()
    answer = worker.ask(order, seconds)
    if not answer and worker.has_answered:
        # It may have ended while it had nothing to do: the file need not be the reason.
        worker.end()
        worker = _start()
        answer = worker.ask(order, seconds)
    if answer:
        _give_back(worker)
    else:
        worker.end()
    return answer


def _take() -> Worker:
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.end()
    return _start()


def _give_back(worker: Worker) -> None:
    with _lock:
        if len(_idle) < MOST_IDLE:
            _idle.append(worker)
            _look_later()
            return
    worker.end()


def _look_later() -> None:
    """Look in a while, with the lock held now: of one that has ended nothing is left among the processes."""
    global _look
    if _look is None:
        _look = threading.Timer(SECONDS_TO_LOOK, _look_at_idle)
        _look.daemon = True
        _look.start()


def _look_at_idle() -> None:
    global _look
    with _lock:
        _look = None
        for worker in [one for one in _idle if one.process.poll() is not None]:
            _idle.remove(worker)
            worker.end()
        if _idle:
            _look_later()


def _start() -> Worker:
    return Worker(
        subprocess.Popen(
            _WORKER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
    )


def end_idle() -> None:
    """End those that wait."""
    with _lock:
        ended = [*_idle]
        _idle.clear()
    for worker in ended:
        worker.end()


_of_the_parent: list[Worker] = []


def _leave_to_the_parent() -> None:
    """In a process that was forked: its parent's workers are not its own, and end with the parent."""
    global _lock, _look
    _lock, _look = threading.Lock(), None
    for worker in _idle:
        for pipe in (worker.process.stdin, worker.process.stdout):
            if pipe is not None:
                pipe.close()
    _of_the_parent.extend(_idle)
    _idle.clear()


atexit.register(end_idle)
os.register_at_fork(after_in_child=_leave_to_the_parent)
