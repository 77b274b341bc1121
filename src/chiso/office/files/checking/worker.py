"""A process of its own that reads what strangers sent: `python -I -m chiso.office.files.checking.worker`.

One JSON object a line comes in, one a line goes out. For each a child is forked with bounds on time,
memory and what it may write; whatever happens to the child, a crash of a parser included, the answer is
a line. The child is told by paths which file to read and where to put the bytes to keep.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from chiso.office.files.checking.inspection import inspect
from chiso.office.files.checking.kinds import JPEG_START, PDF_START, PNG_START, ZIP_START
from chiso.office.files.checking.limits import Limits

FULL = (errno.ENOSPC, errno.EDQUOT)
# A worker that nobody asks ends, and its memory is free.
SECONDS_IDLE = 60
_WITHIN = "chiso.office.files.checking"
# The readers that `inspect` asks for, by the first bytes.
_READERS = (
    ((PDF_START,), ("pdf",)),
    ((ZIP_START,), ("office_open", "open_document")),
    ((JPEG_START, PNG_START), ("pictures",)),
)


def load_readers(path: Path) -> None:
    """Load what a file will ask for, before the fork, so that of many files each child starts with it.

    Only that: a text asks for none, and all of them take longer than everything else that is done with it.
    """
    with suppress(OSError), path.open("rb") as file:
        begin = file.read(16)
        for starts, names in _READERS:
            if begin.startswith(starts):
                for name in names:
                    import_module(f"{_WITHIN}.{name}")


def check(job: dict[str, Any]) -> dict[str, Any]:
    """Look at the file; what was drawn anew is written to `keep_at`."""
    limits = Limits(**job["limits"])
    with Path(job["path"]).open("rb") as file:
        data = file.read(limits.size + 1)
    if job["verb"] == "check_sound":
        from chiso.office.files.checking.sounds import inspect_sound

        verdict, kept = inspect_sound(data, limits)
    else:
        verdict, kept = inspect(data, job["name"], limits, keep_metadata=job["keep_metadata"])
    if verdict.is_accepted and verdict.is_redrawn:
        place = Path(job["keep_at"])
        # What an earlier check left there may be sealed, or be evidence by another name.
        place.unlink(missing_ok=True)
        try:
            place.write_bytes(kept)
        except OSError as error:
            if error.errno not in FULL:
                raise
            place.unlink(missing_ok=True)
            return {"died": "disk"}
    return asdict(verdict)


def draw(job: dict[str, Any]) -> dict[str, Any]:
    """Draw a page of a PDF, or a picture, into `keep_at`; `pages` 0: it cannot be drawn."""
    from chiso.office.files.checking import pdf, pictures

    data = Path(job["path"]).read_bytes()
    if job["kind"] == "pdf":
        drawn = pdf.draw_page(data, job["page"], job["width"])
    else:
        small = pictures.draw_small(data, job["width"]) if job["page"] == 1 else None
        drawn = (small, 1) if small else None
    if drawn is None:
        return {"pages": 0}
    Path(job["keep_at"]).write_bytes(drawn[0])
    return {"pages": drawn[1]}


def run(job: dict[str, Any]) -> dict[str, Any]:
    """The answer of a child to one job; {"died": why} where it has none."""
    limits = Limits(**job["limits"])
    load_readers(Path(job["path"]))
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(job, limits, writing)
    os.close(writing)
    deadline = time.monotonic() + 2 * limits.seconds
    said, is_late = b"", False
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            os.kill(child, signal.SIGKILL)
            is_late = True
            break
        piece = os.read(reading, 65_536)
        if not piece:
            break
        said += piece
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if is_late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)):
        return {"died": "bounds"}
    if not said or status:
        return {"died": "crash"}
    answer: dict[str, Any] = json.loads(said)
    return answer


def _answer(job: dict[str, Any], limits: Limits, writing: int) -> None:
    """In the child: set bounds, work, write the answer, end."""
    # Whatever a reader is led to do: orders and answers of other files do not go through its hands.
    nothing = os.open(os.devnull, os.O_RDWR)
    for line in (sys.stdin.fileno(), sys.stdout.fileno()):
        os.dup2(nothing, line)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * limits.size, 4 * limits.size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    status = 1
    try:
        answer = draw(job) if job["verb"] == "draw" else check(job)
        os.write(writing, json.dumps(answer).encode())
        status = 0
    except MemoryError:
        os.write(writing, b'{"died": "bounds"}')
        status = 0
    finally:
        # Not sys.exit: nothing of the parent may run here, and what a reader raised is an answer too.
        os._exit(status)


def main() -> None:
    """Answer line by line until the input ends, or until nobody has asked for a while."""
    # Read below every buffer, so that `select` sees all that waits.
    orders, left = sys.stdin.fileno(), b""
    while True:
        while b"\n" in left:
            line, _, left = left.partition(b"\n")
            sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
            sys.stdout.flush()
        if not select.select([orders], [], [], SECONDS_IDLE)[0]:
            return
        piece = os.read(orders, 65_536)
        if not piece:
            return
        left += piece


if __name__ == "__main__":
    main()
