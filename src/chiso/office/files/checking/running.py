"""Checks and drawings as the office asks for them: run by the worker, answered whatever happens."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.inspection import Verdict
from chiso.office.files.checking.kinds import Kind
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.workers import ask


@dataclass(frozen=True, slots=True)
class Job:
    """A file to check: where it lies, the name that it was given, where to put what is drawn anew."""

    path: Path
    name: str
    keep_at: Path
    keep_metadata: bool = False


def check_file(job: Job, limits: Limits) -> Verdict:
    """The verdict on one file; never raises because of what the file holds.

    Raises OSError (ENOSPC) where the disk takes no more: that says nothing of the file.
    """
    return check_many([job], limits)[0]


def check_many(jobs: Sequence[Job], limits: Limits) -> list[Verdict]:
    """The verdicts on several files, by a worker that forks for each."""
    return [_verdict(_ask(_order("check", job, limits), limits)) for job in jobs]


def check_sound(job: Job, limits: Limits) -> Verdict:
    """The verdict on one sound, by its content alone; what is kept is always written to `keep_at`.

    Raises OSError (ENOSPC) where the disk takes no more.
    """
    return _verdict(_ask(_order("check_sound", job, limits), limits))


def draw_page(path: Path, kind: Kind, page: int, width: int, into: Path, limits: Limits) -> int:
    """Draw a page (from 1) as PNG into a file; how many pages there are, 0 if it cannot be drawn."""
    order = {
        "verb": "draw", "path": str(path), "kind": kind.value, "page": page, "width": width,
        "keep_at": str(into), "limits": asdict(limits),
    }  # fmt: skip
    pages = _ask(order, limits).get("pages", 0)
    return int(pages)


def _order(verb: str, job: Job, limits: Limits) -> dict[str, Any]:
    return {
        "verb": verb, "path": str(job.path), "name": job.name, "keep_at": str(job.keep_at),
        "keep_metadata": job.keep_metadata, "limits": asdict(limits),
    }  # fmt: skip


def _verdict(answer: dict[str, Any]) -> Verdict:
    if answer.get("died") == "disk":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if "died" in answer:
        return Verdict(findings=[Finding("CH-7410" if answer["died"] == "bounds" else "CH-7408")])
    kind = Kind(answer["kind"]) if answer["kind"] else None
    findings = [Finding(**finding) for finding in answer["findings"]]
    return Verdict(**{**answer, "kind": kind, "findings": findings})


def _ask(order: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """The answer to an order; a worker that ends without one leaves it answered as out of bounds."""
    answer = ask(json.dumps(order), seconds=2 * limits.seconds + 20)
    return json.loads(answer) if answer else {"died": "bounds"}
