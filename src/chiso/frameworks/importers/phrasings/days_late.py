"""So much for each day late: "Chậm mỗi ngày trừ 0,5 điểm", "mỗi ngày chậm trừ 0,25 điểm".

    points = max(0, maximum − each × days late)

The words rarely say whether working days are meant; the answer is a number of days, and its title
repeats the words.

Source of the shape: Nghị định 335/2025/NĐ-CP, article 14.2.c (a delay and its deduction).
"""

from __future__ import annotations

import re

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings.building import figure, said
from chiso.frameworks.importers.phrasings.caps import take_cap
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose
from chiso.frameworks.importers.phrasings.conditions_in_prose import adds_condition
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, POINT_UNIT, read_figure
from chiso.frameworks.importers.phrasings.roles import in_role

NAME = "days_late"
_DAY = r"(?P<kind>ngày làm việc|ngày)"
_LATE = r"(?:chậm|trễ|muộn|quá hạn|trễ hạn)"
_OFF = rf"(?:thì |sẽ |bị )*trừ\s+(?P<each>{FIGURE})\s*{POINT_UNIT}"
_FORMS = (
    re.compile(rf"(?:cứ\s+|nếu\s+)?{_LATE}\s+(?:mỗi|0?1|một)\s+{_DAY}\s*[:,]?\s*{_OFF}", re.IGNORECASE),
    re.compile(rf"(?:mỗi|cứ mỗi|cứ)\s+(?:0?1\s+|một\s+)?{_DAY}\s+{_LATE}\s*[:,]?\s*{_OFF}", re.IGNORECASE),
    re.compile(
        rf"(?:nếu\s+)?(?:gửi\s+|nộp\s+)?{_LATE}\s*[:,]?\s*{_OFF}\s*/\s*(?:0?1\s+|một\s+)?{_DAY}",
        re.IGNORECASE,
    ),
)


def read(prose: Prose) -> ReadRule | None:
    """The lateness; a line may say what is given in time, if that is the maximum."""
    cap, clauses = take_cap(prose)
    late = [(clause, found) for clause in clauses if (found := _match(clause))]
    in_time = [clause for clause in clauses if _match(clause) is None]
    if len(late) != 1 or len(in_time) > 1:
        return None
    found = late[0][1]
    title = said("Số ngày làm việc chậm" if "làm việc" in found["kind"].lower() else "Số ngày chậm")
    inputs: Tree = {"days_late": {"type": "count", "title": title}}
    each = figure(read_figure(found["each"]))
    if prose.leaf.role == "penalty":
        if in_time:
            return None
        amount: Tree = {"kind": "per_item@1", "each": each}
        penalty = in_role(amount, prose)
        assert isinstance(penalty, dict)
        if cap is not None:
            penalty = {**penalty, "at_most": figure(cap)}
        return ReadRule(penalty, inputs, phrasing=NAME)
    if prose.maximum is None:
        return None
    if any(clause.points != prose.maximum or adds_condition(clause.words) for clause in in_time):
        return None
    rule: dict[str, Tree] = {
        "kind": "lateness@1",
        "days": "days_late",
        "start": figure(prose.maximum),
        "per_day": each,
    }
    if cap is not None and cap < prose.maximum:
        rule["floor"] = figure(prose.maximum - cap)
    return ReadRule(rule, inputs, phrasing=NAME)


def _match(clause: Clause) -> re.Match[str] | None:
    return next((found for form in _FORMS if (found := form.fullmatch(clause.printed))), None)


EXAMPLES = (
    Example(
        source="Hư cấu",
        title="Gửi báo cáo định kỳ",
        maximum="2",
        lines=("Gửi đúng hạn: 2 điểm; chậm mỗi ngày trừ 0,5 điểm",),
        inputs={"days_late": {"type": "count", "title": {"vi": "Số ngày chậm"}}},
        rule={"kind": "lateness@1", "days": "days_late", "start": "2", "per_day": "0.5"},
    ),
    Example(
        source="Hư cấu",
        maximum="1",
        lines=("Mỗi ngày làm việc chậm bị trừ 0,1 điểm, tối đa trừ 0,5 điểm",),
        inputs={"days_late": {"type": "count", "title": {"vi": "Số ngày làm việc chậm"}}},
        rule={
            "kind": "lateness@1",
            "days": "days_late",
            "start": "1",
            "per_day": "0.1",
            "floor": "0.5",
        },
    ),
)
