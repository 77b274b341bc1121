"""Points from a survey: "Điều tra xã hội học", "Khảo sát mức độ hài lòng", with or without a formula.

Where the annex only says that a survey gives the points, they are entered as the survey's report
has them; where it says that they follow the share of those who are satisfied, they are computed:

    points = maximum × share

Source of the shape: sets of ministries and provinces in the manner of the PAR INDEX; Thông tư
04/2014/TT-TTCP, article 11.1.b.
"""

from __future__ import annotations

import re

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings.clauses import Prose
from chiso.frameworks.importers.phrasings.examples import Example

NAME = "survey"
_WHOM = (
    r"xã hội học|xhh|mức độ hài lòng|sự hài lòng|của|người dân|tổ chức|doanh nghiệp|lãnh đạo|công chức"
    r"|ý kiến|và|,"
)
_SURVEY = re.compile(
    r"(?:theo\s+|căn cứ\s+|dựa trên\s+|tính theo\s+|xác định qua\s+|đánh giá qua\s+|lấy\s+)?"
    rf"(?:kết quả\s+|số liệu\s+|phiếu\s+)?(?:điều tra|khảo sát)(?:\s*(?:{_WHOM}))*",
    re.IGNORECASE,
)
_BY_SATISFACTION = re.compile(
    r"(?:điểm\s*(?:=|bằng|được tính bằng)\s*)?(?:tính\s+(?:điểm\s+)?theo\s+)?"
    r"(?:tỷ lệ|chỉ số)\s+(?:hài lòng|người(?: dân)? hài lòng)[^×*\d/]*?"
    r"(?:\s*(?:x|×|\*|nhân(?: với)?)\s*(?:(?:số\s+)?điểm tối đa))?",
    re.IGNORECASE,
)


def read(prose: Prose) -> ReadRule | None:
    """Entered points, or the share of the satisfied."""
    if prose.maximum is None or prose.leaf.role == "penalty" or not prose.clauses:
        return None
    kinds = ["survey" if _SURVEY.fullmatch(c.printed) else _satisfied(c.printed) for c in prose.clauses]
    if not all(kinds) or kinds.count("satisfied") > 1:
        return None
    settings: dict[str, Tree] = {"assessed_by": ["survey"]}
    if "satisfied" in kinds:
        rule: Tree = {"kind": "survey_share@1"}
        return ReadRule(rule, {"satisfied": {"type": "ratio"}}, settings, NAME)
    return ReadRule({"kind": "entered@1"}, {"points": {"type": "number"}}, settings, NAME)


def _satisfied(printed: str) -> str:
    # "Chỉ số hài lòng" alone names what is asked, and not how its figure becomes points.
    says_how = re.search(r"\btính\b|điểm", printed.lower())
    says_more = re.search(
        r"[,;]|\b(?:trừ|cộng|không|chưa|trên|dưới|nếu|khi|nhưng|sau|trước)\b", printed.lower()
    )
    return "satisfied" if says_how and not says_more and _BY_SATISFACTION.fullmatch(printed) else ""


EXAMPLES = (
    Example(
        source="Hư cấu, theo mẫu bộ chỉ số của các bộ, tỉnh",
        title="Tính khả thi của văn bản",
        maximum="1",
        lines=("Điều tra xã hội học",),
        inputs={"points": {"type": "number"}},
        rule={"kind": "entered@1"},
        settings={"assessed_by": ["survey"]},
    ),
    Example(
        source="Hư cấu",
        title="Sự hài lòng của người dân",
        maximum="10",
        lines=("Khảo sát mức độ hài lòng; điểm = tỷ lệ hài lòng × điểm tối đa",),
        inputs={"satisfied": {"type": "ratio"}},
        rule={"kind": "survey_share@1"},
        settings={"assessed_by": ["survey"]},
    ),
)
