"""A cap that stands behind a rule: ", tối đa 2 điểm", "nhưng không quá 1,5 điểm", "trừ tối đa 2 điểm"."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from chiso.frameworks.importers.phrasings.clauses import Clause, Prose
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, POINT_UNIT, read_figure

_CAP_WORDS = (
    r"(?:nhưng\s+)?(?:tổng (?:số )?điểm\s+)?(?:điểm\s+)?(?:cộng\s+|trừ\s+|được\s+|bị\s+)?"
    r"(?:tối đa(?:\s+không quá)?|không quá|không vượt quá|nhiều nhất)"
)
_CAP = re.compile(
    rf"[\s,(.]*{_CAP_WORDS}\s*(?:là|cộng|trừ|được|:)?\s*(?P<cap>{FIGURE})\s*{POINT_UNIT}?[\s).]*"
    r"(?P<of>/\s*(?:nội dung|tiêu chí))?",
    re.IGNORECASE,
)
_TO_THE_END = re.compile(
    r"[\s,(.]*(?:và\s+)?(?:trừ\s+)?(?:cho đến khi|cho đến|đến khi|đến)\s+(?:trừ\s+)?hết\s+(?:số\s+)?điểm"
    r"(?:\s+(?:tối đa|của|tiêu chí|nội dung|mục|này|thì thôi|thành phần))*[\s).]*$",
    re.IGNORECASE,
)


def take_cap(prose: Prose) -> tuple[Fraction | None, tuple[Clause, ...]]:
    """The cap, and the clauses without it; a cap may end a clause or be one of its own."""
    cap: Fraction | None = None
    left = []
    for clause in prose.clauses:
        printed = _without(_TO_THE_END, clause.printed)
        found = next((f for f in _CAP.finditer(printed) if f.end() == len(printed)), None)
        # "Tối đa 1 điểm/nội dung" may be the cap of one of several.
        if found is not None and cap is None:
            stated = read_figure(found["cap"])
            if not found["of"] or is_own_maximum(stated, prose):
                cap, printed = stated, printed[: found.start()]
        if printed.strip(" ,.;()"):
            left.append(
                clause if printed == clause.printed else replace(clause, printed=printed.strip(" ,.;"))
            )
    return cap, tuple(left)


def is_own_maximum(cap: Fraction, prose: Prose) -> bool:
    """Whether the cap only repeats the maximum of the sub-criterion."""
    return cap == prose.maximum


def _without(form: re.Pattern[str], printed: str) -> str:
    found = form.search(printed)
    return printed[: found.start()] if found else printed
