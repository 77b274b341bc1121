"""So much for each: "Mỗi mô hình được 3 điểm, tối đa 6 điểm", "0,5 điểm/sáng kiến".

    points = min(cap, each × number)

Without a cap in the words the maximum of the sub-criterion is the cap. "Cứ 2 mô hình" and
"cứ 10 %" do not say whether one, or a part of ten per cent, counts: they are not read. Points *for*
a fault ("0,5 điểm/báo cáo chậm") are more likely to be taken off: they are not read either.

Source of the shape: draft criteria for People's Councils (Thanh Hóa, 2026), V.1.
"""

from __future__ import annotations

import re

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings import doubts
from chiso.frameworks.importers.phrasings.building import figure, said
from chiso.frameworks.importers.phrasings.caps import is_own_maximum, take_cap
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, POINT_UNIT, read_figure

NAME = "each_item"
_ONE = r"(?:0?1|một)"
_GIVES = r"(?:thì |sẽ )?(?:được cộng thêm|được cộng|được tính|được|cộng thêm|cộng|đạt|tính|thưởng)"
_EACH = rf"(?P<each>{FIGURE})\s*{POINT_UNIT}"
_FORMS = (
    # mỗi mô hình được 3 điểm; cứ 01 sáng kiến: 0,5 điểm
    re.compile(
        rf"(?:mỗi|cứ mỗi|cứ(?: có)?(?= {_ONE}\b)|với mỗi)\s+(?:{_ONE}\s+)?(?P<item>[^\d:]+?)\s*"
        rf"(?:[:=]|,?\s*{_GIVES})\s*(?P<each>{FIGURE})\s*{POINT_UNIT}?",
        re.IGNORECASE,
    ),
    # 0,25 điểm/01 tin bài; 1 điểm cho mỗi sáng kiến
    re.compile(
        rf"(?:{_GIVES} )?{_EACH}\s*(?:/\s*(?:{_ONE}\s+)?|cho mỗi\s+)(?P<item>[^\d:/]+)",
        re.IGNORECASE,
    ),
    # sáng kiến được công nhận: 0,5 điểm/sáng kiến
    re.compile(
        rf"(?P<item>[^\d:,/]+?)\s*[:=]\s*(?:{_GIVES} )?{_EACH}\s*/\s*(?:{_ONE}\s+)?(?P<unit>[^\d:,/]+)",
        re.IGNORECASE,
    ),
)


_NOT_EARNED = re.compile(
    r"%|\b(?:trừ|ngày|phần trăm|không|chưa|chậm|trễ|muộn|quá hạn|sai|thiếu|lỗi|vi phạm)\b|^(?:trong|số) ",
    re.IGNORECASE,
)


def read(prose: Prose) -> ReadRule | None:
    """The points for one, with the cap."""
    if prose.leaf.role == "penalty":
        return None
    cap, clauses = take_cap(prose)
    if len(clauses) != 1:
        return None
    found = _match(clauses[0])
    if found is None:
        return None
    if cap is None and prose.maximum is None:
        return doubts.doubtful(doubts.maximum_missing(prose), phrasing=NAME)
    rule: dict[str, Tree] = {"kind": "per_item@1", "each": figure(read_figure(found["each"]))}
    if cap is not None and not is_own_maximum(cap, prose):
        rule["at_most"] = figure(cap)
    inputs: Tree = {"number": {"type": "count", "title": said(f"Số {found['item']}")}}
    return ReadRule(rule, inputs, phrasing=NAME)


def _match(clause: Clause) -> re.Match[str] | None:
    for form in _FORMS:
        if found := form.fullmatch(clause.printed):
            return None if _NOT_EARNED.search(found["item"]) else found
    return None


EXAMPLES = (
    Example(
        source="Dự thảo khung tiêu chí HĐND cấp xã (Thanh Hóa, 2026), V.1",
        title="Mô hình mới, cách làm hay",
        maximum="6",
        lines=("Mỗi mô hình mới được 3 điểm, tối đa 6 điểm",),
        inputs={"number": {"type": "count", "title": {"vi": "Số mô hình mới"}}},
        rule={"kind": "per_item@1", "each": "3"},
    ),
    Example(
        source="Hư cấu",
        maximum="2",
        lines=("Cứ 01 sáng kiến được công nhận cộng 0,5 điểm, nhưng không quá 1,5 điểm",),
        inputs={"number": {"type": "count", "title": {"vi": "Số sáng kiến được công nhận"}}},
        rule={"kind": "per_item@1", "each": "0.5", "at_most": "1.5"},
    ),
    Example(
        source="Hư cấu",
        maximum="2",
        lines=("0,25 điểm/01 tin bài", "Tối đa 2 điểm"),
        inputs={"number": {"type": "count", "title": {"vi": "Số tin bài"}}},
        rule={"kind": "per_item@1", "each": "0.25"},
    ),
    Example(
        source="Hư cấu: không nói một mô hình được bao nhiêu",
        maximum="2",
        lines=("Cứ 2 mô hình được 1 điểm",),
        doubts=("CH-2650",),
    ),
)
