"""A rounding beside a formula: "làm tròn 02 chữ số thập phân", "làm tròn đến 0,25 điểm".

The sentence states the places and no mode; halves are read as going up, and the document says that
the mode is not stated.
"""

from __future__ import annotations

import re
from dataclasses import replace

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.phrasings.building import figure
from chiso.frameworks.importers.phrasings.clauses import Prose
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, POINT_UNIT, read_figure

_BEFORE = r"[\s,(]*(?:điểm\s+)?(?:được\s+)?làm tròn\s+(?:đến\s+|tới\s+|lấy\s+)?"
_PLACES = re.compile(
    rf"{_BEFORE}0?(?P<places>[0-4])\s+(?:chữ số|số)"
    r"(?:\s+(?:thập phân|lẻ|sau dấu phẩy|phần thập phân))*[\s).]*",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(
    rf"{_BEFORE}(?:bội số (?:của )?)?(?P<unit>{FIGURE})\s*{POINT_UNIT}[\s).]*", re.IGNORECASE
)


def take_rounding(prose: Prose) -> tuple[dict[str, Tree] | None, Prose]:
    """The rounding, and the prose without it; it may end a clause or be one of its own."""
    for clause in prose.clauses:
        for form in (_PLACES, _MULTIPLE):
            found = next((f for f in form.finditer(clause.printed) if f.end() == len(clause.printed)), None)
            if found is None:
                continue
            groups = found.groupdict()
            rounding: dict[str, Tree] = (
                {"places": groups["places"]}
                if "places" in groups
                else {"multiple_of": figure(read_figure(groups["unit"]))}
            )
            left = clause.printed[: found.start()].strip(" ,.;(")
            others = prose.without((clause,)).clauses
            if left:
                kept = replace(clause, printed=left, words=left, points=None)
                others = tuple(kept if one is clause else one for one in prose.clauses)
            return {**rounding, "mode": "not_stated", "reading": "half_up"}, replace(prose, clauses=others)
    return None, prose
