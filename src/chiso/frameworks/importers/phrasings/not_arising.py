"""What does not arise: "Trường hợp không phát sinh nhiệm vụ thì được điểm tối đa".

It stands beside another rule and becomes a setting of the sub-criterion:

    the maximum is given            when_not_applicable: full_points
    0 points                        when_not_applicable: zero
    the maximum of the set falls    when_not_applicable: leave_out

"Không đánh giá tiêu chí này" alone does not say what happens to the maximum: that is asked.
Without "nếu", "trường hợp" or "đối với" such a line is one alternative among others.

Source of the shape: Quy định 11-QĐ/TU annex 3, II.2; draft criteria for People's Councils, III.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import Doubt
from chiso.frameworks.importers.phrasings import doubts
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose, ends_in_denial
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, read_figure

NAME = "not_arising"
# That no fault arises is what a rule asks for, and no case in which it does not apply, unless it is about
# such faults: "xin lỗi khi trễ hạn".
_FAULT = re.compile(r"\b(?:vi phạm|sai phạm|lỗi|sai sót|chậm|trễ|quá hạn|tồn đọng)\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"""(?:nếu|trường\ hợp|đối\ với)\b.*?\b
    (?: không\ phát\ sinh
      | không\ có\ .*?phát\ sinh
      | không\ thuộc\ (?:đối\ tượng|phạm\ vi|thẩm\ quyền|chức\ năng|diện\ (?:áp\ dụng|đánh\ giá))
      | không\ (?:áp\ dụng|được\ giao|có\ (?:nhiệm\ vụ|hồ\ sơ|văn\ bản|yêu\ cầu|đơn(?:\ thư)?))
        (?:\ (?:nào|được\ giao|khiếu\ nại|tố\ cáo|nhiệm\ vụ|tiêu\ chí(?:\ này)?))*
        (?=\s*(?:[,:]|(?:thì|trong|được|tính|chấm|không|trừ)\b|$))
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# A further condition beside the one that is known.
_JOINS = re.compile(r"\b(?:và|hoặc|nhưng|đồng thời|riêng|nếu)\b", re.IGNORECASE)
_FULL = re.compile(
    r"(?:được|đạt|tính|chấm|cho|hưởng)\s+(?:tính\s+|đủ\s+|số\s+)*"
    rf"(?:điểm tối đa|(?P<figure>{FIGURE})\s*điểm)$",
    re.IGNORECASE,
)
_LOWERED = re.compile(
    r"(?:trừ|giảm|giảm trừ|loại|bỏ|không tính vào)\s+(?:\w+\s+){0,4}?(?:tổng điểm|điểm tối đa|mẫu số)"
    r"(?:\s+(?:tương ứng|của|tiêu chí|này|bộ))*$",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"không\s+(?:phải\s+)?(?:đánh giá|tính|chấm|xét|xem xét)"
    r"(?:\s+(?:điểm|tiêu chí|chỉ tiêu|nội dung|này|đối với))*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NotArising:
    """The prose without these sentences, and what they set or leave open."""

    prose: Prose
    settings: Mapping[str, Tree]
    doubts: tuple[Doubt, ...]


def take_apart(prose: Prose) -> NotArising:
    """The sentences about what does not arise, taken out of the prose."""
    settings: dict[str, Tree] = {}
    open_questions: list[Doubt] = []
    taken: list[Clause] = []
    for clause in prose.clauses:
        if not _CONDITION.match(clause.printed):
            continue
        outcome = _outcome(clause, prose)
        if outcome is None or _JOINS.search(_CONDITION.sub("", clause.printed, count=1)):
            continue
        if (fault := _FAULT.search(clause.printed)) and fault[0].lower() not in prose.leaf.title.lower():
            continue
        taken.append(clause)
        if outcome == "left out":
            open_questions.append(doubts.not_applicable_how(clause))
        elif settings.setdefault("when_not_applicable", outcome) != outcome:
            return NotArising(prose, {}, ())
    return NotArising(prose.without(tuple(taken)), settings, tuple(open_questions))


def _outcome(clause: Clause, prose: Prose) -> str | None:
    if _says(_LOWERED, clause):
        return "leave_out"
    if _LEFT_OUT.search(clause.printed):
        return "left out"
    full = _says(_FULL, clause)
    if full is not None and full["figure"] is None:
        return "full_points"
    given = clause.points if clause.points is not None else full and read_figure(full["figure"])
    if given is not None and given == prose.maximum:
        return "full_points"
    # Without a plan there may be 0 points because one was due; what never arose was not.
    return "zero" if given == 0 and "phát sinh" in clause.printed.lower() else None


def _says(form: re.Pattern[str], clause: Clause) -> re.Match[str] | None:
    """Where the clause says so and does not deny it."""
    found = form.search(clause.printed)
    return None if found is None or ends_in_denial(clause.printed[: found.start()]) else found


EXAMPLES = (
    Example(
        source="Hư cấu",
        title="Tỷ lệ kiến nghị được trả lời",
        maximum="2",
        lines=(
            "Từ 90% trở lên: 2 điểm; dưới 90%: 0 điểm.",
            "Trường hợp trong năm không phát sinh kiến nghị thì được điểm tối đa.",
        ),
        inputs={"share": {"type": "ratio"}},
        rule={
            "kind": "steps@1",
            "steps": [{"at_least": "0.9", "points": "2"}, {"below": "0.9", "points": "0"}],
        },
        settings={"when_not_applicable": "full_points"},
    ),
    Example(
        source="Theo Quy định 11-QĐ/TU, Phụ lục 3, II.2",
        maximum="8",
        lines=(
            "Góp ý đúng hạn: 8 điểm; không góp ý đúng hạn: 0 điểm",
            "Nếu không phát sinh yêu cầu góp ý thì trừ vào điểm tối đa",
        ),
        inputs={"met": {"type": "boolean", "title": {"vi": "Góp ý đúng hạn"}}},
        rule={"kind": "boolean@1"},
        settings={"when_not_applicable": "leave_out"},
    ),
    Example(
        source="Hư cấu: không nói điểm tối đa có giảm không",
        maximum="1",
        lines=(
            "Đạt: 1 điểm; không đạt: 0 điểm",
            "Trường hợp không phát sinh nhiệm vụ thì không đánh giá tiêu chí này",
        ),
        inputs={"met": {"type": "boolean"}},
        rule={"kind": "boolean@1"},
        doubts=("CH-2663",),
    ),
)
