"""Alternatives with points: "Ban hành kịp thời: 1; không kịp thời: 0,5; không ban hành: 0".

Every line names a state and its points, one of them gives the maximum; the state that holds counts.
Lines none of which gives the maximum, and whose points add up to it, are parts (see components).
Where no line gives 0, nothing is said of what holds when none of them does.

Sources of the shape: Quyết định 1880/QĐ-UBND (Cà Mau, 2013), criterion 1.1.1; Thông tư
04/2014/TT-TTCP, article 9.3, the grades of a survey.
"""

from __future__ import annotations

import re

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import Doubt, ReadRule, RuleChoice
from chiso.frameworks.importers.phrasings import doubts
from chiso.frameworks.importers.phrasings.bounds_in_prose import has_figure
from chiso.frameworks.importers.phrasings.building import figure, key_for, said
from chiso.frameworks.importers.phrasings.clauses import Prose
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.roles import in_role
from chiso.language import text

NAME = "alternatives"
# Words of phrasings in which points follow from a count or a share, not from a state.
_NOT_A_STATE = re.compile(r"\b(?:mỗi|cứ|trừ|cộng thêm|tối đa|tỷ lệ thuận|theo tỷ lệ|công thức)\b")

_NONE_OF_THESE = "Không thuộc các mức trên"


def read(prose: Prose) -> ReadRule | None:
    """The labels; doubtful where figures stand in the words, or the lines could be parts."""
    if len(prose.clauses) < 2 or not prose.scored or not _are_states(prose):
        return None
    points = [clause.points for clause in prose.clauses if clause.points is not None]
    built = labels_of(prose)
    as_labels = doubts.choice(text("One of the lines holds."), built)
    if any(has_figure(clause.words) for clause in prose.clauses):
        return doubts.doubtful(doubts.figures_in_words(prose), as_labels, phrasing=NAME)
    if prose.leaf.role == "penalty":
        # Several of them can happen in one year.
        offered = doubts.choice(
            text("One of the lines holds, or none of them: then 0 points."), _or_none(prose)
        )
        return doubts.doubtful(doubts.alternatives_or_parts(prose), offered, phrasing=NAME)
    if prose.maximum is not None and prose.maximum not in points:
        if sum(points) == prose.maximum:
            return None
        if max(points) < prose.maximum and 0 not in points:
            return doubts.doubtful(doubts.alternatives_or_parts(prose), as_labels, phrasing=NAME)
    if 0 in points:
        return built
    if prose.leaf.role == "bonus":  # Who has not earned a bonus has none.
        return _or_none(prose)
    unsaid: Doubt = doubts.nothing_said_otherwise(prose)
    return ReadRule(
        built.rule, built.inputs, phrasing=NAME, doubts=(unsaid,), choices=(_with_none(prose), as_labels)
    )


def labels_of(prose: Prose, none_of_these: str = "") -> ReadRule:
    """A label for each clause, and one more with 0 points where its words are given."""
    labels: dict[str, Tree] = {}
    points: dict[str, Tree] = {}
    for clause in prose.clauses:
        key = key_for(clause.words, labels)
        labels[key] = said(clause.words)
        assert clause.points is not None
        points[key] = figure(clause.points)
    if none_of_these:
        key = key_for(none_of_these, labels)
        labels[key], points[key] = said(none_of_these), "0"
    rule: Tree = {"kind": "labels@1", "points": points}
    return ReadRule(in_role(rule, prose), {"level": {"type": "label", "labels": labels}}, phrasing=NAME)


def _or_none(prose: Prose) -> ReadRule:
    return labels_of(prose, _NONE_OF_THESE)


def _with_none(prose: Prose) -> RuleChoice:
    return doubts.choice(text("One of the lines holds, or none of them: then 0 points."), _or_none(prose))


def _are_states(prose: Prose) -> bool:
    words = [clause.plain for clause in prose.clauses]
    return len(set(words)) == len(words) and not any(_NOT_A_STATE.search(line) for line in words)


EXAMPLES = (
    Example(
        source="Quyết định 1880/QĐ-UBND (Cà Mau, 2013), 1.1.1",
        title="Ban hành kế hoạch CCHC năm",
        maximum="1",
        lines=("Ban hành kịp thời", "Ban hành không kịp thời", "Không ban hành"),
        row_points=("1", "0,5", "0"),
        inputs={
            "level": {
                "type": "label",
                "labels": {
                    "ban_hanh_kip_thoi": {"vi": "Ban hành kịp thời"},
                    "ban_hanh_khong_kip_thoi": {"vi": "Ban hành không kịp thời"},
                    "khong_ban_hanh": {"vi": "Không ban hành"},
                },
            }
        },
        rule={
            "kind": "labels@1",
            "points": {"ban_hanh_kip_thoi": "1", "ban_hanh_khong_kip_thoi": "0.5", "khong_ban_hanh": "0"},
        },
    ),
    Example(
        source="Thông tư 04/2014/TT-TTCP, Điều 7.3",
        title="Điểm thành phần 2 (khảo sát)",
        maximum="40",
        lines=("Rất phổ biến: 40 điểm; phổ biến: 30 điểm; ít phổ biến: 20 điểm; không phổ biến: 0 điểm",),
        inputs={
            "level": {
                "type": "label",
                "labels": {
                    "rat_pho_bien": {"vi": "Rất phổ biến"},
                    "pho_bien": {"vi": "Phổ biến"},
                    "it_pho_bien": {"vi": "Ít phổ biến"},
                    "khong_pho_bien": {"vi": "Không phổ biến"},
                },
            }
        },
        rule={
            "kind": "labels@1",
            "points": {"rat_pho_bien": "40", "pho_bien": "30", "it_pho_bien": "20", "khong_pho_bien": "0"},
        },
    ),
    Example(
        source="Hư cấu: không mức nào được 0 điểm",
        maximum="1",
        lines=("Gửi đúng hạn: 1 điểm", "Gửi chậm: 0,5 điểm"),
        inputs={
            "level": {
                "type": "label",
                "labels": {"gui_dung_han": {"vi": "Gửi đúng hạn"}, "gui_cham": {"vi": "Gửi chậm"}},
            }
        },
        rule={"kind": "labels@1", "points": {"gui_dung_han": "1", "gui_cham": "0.5"}},
        doubts=("CH-2659",),
        choices=2,
    ),
    Example(
        source="Hư cấu: trong năm có thể bị cả hai",
        title="Cán bộ bị kỷ luật",
        maximum=None,
        role="penalty",
        lines=("Bị khiển trách: trừ 2 điểm", "Bị cảnh cáo: trừ 5 điểm"),
        doubts=("CH-2654",),
        choices=1,
    ),
    Example(
        source="Hư cấu: mức nào cũng có điều kiện khác đi cùng tỷ lệ",
        maximum="2",
        lines=(
            "Đạt 100% và đúng hạn: 2 điểm",
            "Đạt 100% nhưng chậm: 1 điểm",
            "Dưới 100%: 0 điểm",
        ),
        doubts=("CH-2664",),
        choices=1,
    ),
)
