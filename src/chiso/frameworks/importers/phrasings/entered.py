"""Points within a range that somebody gives: "Chấm từ 0 đến 5 điểm", "0 - 2,5 điểm".

The range ends at the maximum of the sub-criterion; what lies within is the assessor's.

Source of the shape: Nghị định 335/2025/NĐ-CP, annex II, form 01 (general criteria).
"""

from __future__ import annotations

import re

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings.building import figure
from chiso.frameworks.importers.phrasings.clauses import Prose
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, read_figure

NAME = "entered"
_WHO = r"(?:hội đồng(?: thẩm định| đánh giá)?|thủ trưởng(?: đơn vị| cơ quan)?)"
_GIVES = r"(?:chấm|cho|đánh giá|tính)(?: điểm)?(?: theo thang)?(?: điểm)?"
_RANGE = re.compile(
    rf"(?:(?:{_WHO}\s+)?{_GIVES}[\s:,]+)?"
    rf"(?:từ\s+)?(?P<least>{FIGURE})\s*(?:điểm\s*)?(?:đến|-|–)\s*(?P<most>{FIGURE})\s*điểm",
    re.IGNORECASE,
)


def read(prose: Prose) -> ReadRule | None:
    """Entered points, where the range ends at the maximum."""
    if len(prose.clauses) != 1 or prose.leaf.role == "penalty":
        return None
    found = _RANGE.fullmatch(prose.clauses[0].printed)
    if found is None or read_figure(found["most"]) != prose.maximum:
        return None
    rule: dict[str, Tree] = {"kind": "entered@1"}
    if (least := read_figure(found["least"])) != 0:
        rule["at_least"] = figure(least)
    return ReadRule(rule, {"points": {"type": "number"}}, phrasing=NAME)


EXAMPLES = (
    Example(
        source="Nghị định 335/2025/NĐ-CP, Phụ lục II, mẫu 01",
        title="Ý thức kỷ luật, kỷ cương trong thực thi công vụ",
        maximum="5",
        lines=("Chấm từ 0 đến 5 điểm",),
        inputs={"points": {"type": "number"}},
        rule={"kind": "entered@1"},
    ),
    Example(
        source="Hư cấu",
        maximum="2.5",
        lines=("0 - 2,5 điểm",),
        inputs={"points": {"type": "number"}},
        rule={"kind": "entered@1"},
    ),
)
