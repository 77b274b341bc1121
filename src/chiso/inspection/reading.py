"""The files of a draw, read together: what is wrong in any of them is told at once.

CH-8614 another file than the one of the draw      CH-8815 a commitment that is none
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from chiso.inspection.frame import Frame, read_frame
from chiso.inspection.plan import InspectionPlan, read_plan
from chiso.inspection.record import DrawRecord, read_draw
from chiso.inspection.seed import Seed, check_commitment, check_draw_format, read_seed
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote

Read = TypeVar("Read")


def read_for_draw(frame: Path, plan: Path, seed_file: Path) -> tuple[Frame, InspectionPlan, str, Seed]:
    """Frame, plan with the hash of its file, and the seed that the plan commits to. Raises BadInput."""
    problems: list[Problem] = []
    places = _noting(problems, lambda: read_frame(frame))
    chosen = _noting(problems, lambda: read_plan(plan))
    seed = _noting(problems, lambda: read_seed(seed_file))
    if chosen is not None and seed is not None:
        known, commitment = seed, chosen[0].commitment
        _noting(problems, lambda: check_commitment(known, commitment))
        _noting(problems, lambda: check_draw_format(known))
    if problems or places is None or chosen is None or seed is None:
        raise BadInput(problems)
    return places, *chosen, seed


def read_drawn(
    draw: Path, frame: Path, plan: Path, commitment: str | None = None
) -> tuple[DrawRecord, bytes, Frame, InspectionPlan, str]:
    """Record and list of a draw, its frame, its plan with the hash of its file. Raises BadInput.

    `commitment`: looked at for its form alone.
    """
    problems: list[Problem] = []
    if commitment is not None and not re.fullmatch(r"[0-9a-f]{64}", commitment, re.ASCII | re.IGNORECASE):
        expected = text("Expected a commitment: 64 hexadecimal digits.")
        mend = text("Give it as it was published before the draw.")
        problems.append(Problem("CH-8815", Place(field="--commitment"), quote(commitment), expected, mend))
    drawn = _noting(problems, lambda: read_draw(draw))
    places = _noting(problems, lambda: read_frame(frame))
    chosen = _noting(problems, lambda: read_plan(plan))
    if problems or drawn is None or places is None or chosen is None:
        raise BadInput(problems)
    return *drawn, places, *chosen


def refuse_other_files(record: DrawRecord, frame: Frame, plan_sha256: str, listed: bytes) -> None:
    """Raise BadInput (CH-8614) where a file is not the one that a draw was made from, or made."""
    problems = [
        Problem(
            "CH-8614",
            Place(name),
            "",
            text("Expected the file that the record of the draw tells."),
            text("Name the frame, the plan and the folder of the draw, unchanged."),
        )
        for name, is_same in (
            (record.frame.file, frame.sha256 == record.frame.sha256),
            (record.plan.file, plan_sha256 == record.plan.sha256),
            (record.list.file, hashlib.sha256(listed).hexdigest() == record.list.sha256),
        )
        if not is_same
    ]
    if problems:
        raise BadInput(problems)


def _noting(problems: list[Problem], read: Callable[[], Read]) -> Read | None:
    """What is read; where it is refused, None and the reasons among `problems`."""
    try:
        return read()
    except BadInput as refused:
        problems += refused.problems
        return None
