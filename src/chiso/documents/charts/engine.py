"""The engine of JavaScript that draws charts, in a process of its own: its memory goes with it.

V8 keeps what it once took: 150 MB after some hundred drawings, 100 more after it has made the library for
browsers. In the program itself that stood on top of the figures of a whole city. Started it is with the
first question (half a second), and it stays until `rest` or the end of the program.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from threading import Lock
from typing import IO

from chiso.language import text
from chiso.problems import CannotWrite, Place, Problem, WrongCall

PACKAGE = "vl-convert-python"
_MODULE = "vl_convert"
# Without the folder that one happens to stand in: a file `json.py` there would be taken for Python's.
_COMMAND = [sys.executable, "-P", "-m", "chiso.documents.charts.engine_process"]
_lock = Lock()
_running: list[Engine] = []


def ask(function: str, **given: object) -> str:
    """What a function of vl-convert gives for `given`, which has to be JSON.

    Raises ValueError where it refuses, WrongCall (CH-5002) where vl-convert is not installed, CannotWrite
    (CH-5007) where the process ended twice without an answer.
    """
    with _lock:
        outcome, said = _answer(json.dumps([function, given]).encode() + b"\n")
    if outcome == "refused":
        raise ValueError(said)
    return said


def _answer(question: bytes) -> tuple[str, str]:
    # Whatever ended an engine (mostly a machine that is short of memory) may spare the second one.
    for _ in range(2):
        if not _running:
            if find_spec(_MODULE) is None:
                raise WrongCall([not_installed()])
            _running.append(Engine())
        try:
            return _running[0].answer(question)
        except _Ended:
            _end()
        except BaseException:
            # Interrupted between question and answer: the next one would get the answer to this one.
            _end()
            raise
    raise CannotWrite([_ended()])


def rest() -> None:
    """End the process, and give back its memory; the next question starts another."""
    with _lock:
        _end()


def _end() -> None:
    while _running:
        _running.pop().end()


atexit.register(rest)


class _Ended(Exception):
    """The process is gone, and the answer with it."""


class Engine:
    """One process that draws."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    @property
    def process(self) -> int:
        """The number of its process."""
        return self._process.pid

    def answer(self, question: bytes) -> tuple[str, str]:
        """What became of a question ("drawn" or "refused"), and what was said. Raises _Ended."""
        questions, answers = self._pipes
        try:
            questions.write(question)
            questions.flush()
        except OSError as error:
            raise _Ended from error
        head = answers.readline()
        if not head.endswith(b"\n"):
            raise _Ended
        outcome, length = json.loads(head)
        said = answers.read(length)
        if len(said) < length:
            raise _Ended
        return str(outcome), said.decode()

    def end(self) -> None:
        """End it, and wait until its memory is free."""
        self._process.kill()
        for pipe in self._pipes:
            # Half a question that it no longer takes.
            with suppress(OSError):
                pipe.close()
        self._process.wait()

    @property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None, "it was started with pipes"
        assert answers is not None, "it was started with pipes"
        return questions, answers


def not_installed() -> Problem:
    """What is said where vl-convert is not installed."""
    return Problem(
        "CH-5002",
        Place(),
        PACKAGE,
        text("Expected the library vl-convert, which draws charts."),
        text("Install it with: pip install vl-convert-python"),
    )


def _ended() -> Problem:
    return Problem(
        "CH-5007",
        Place(),
        PACKAGE,
        text("Expected the process that draws charts to answer; it ended twice."),
        text("See whether the machine is short of memory, and try again."),
    )
