"""Parts with points that add up: "Có kế hoạch: 0,5; có phân công: 0,5; có kinh phí: 1" of a maximum of 2.

No part gives the maximum, all parts together do. Each part is met or not; one that is not met takes
its points off the whole. Where the points fall or rise from line to line, the lines may be grades of
one thing ("toàn bộ: 2; một phần: 1"): that is asked.

    points = maximum − Σ points of the parts that are not met

Source of the shape: sets of ministries and provinces in the manner of the PAR INDEX.
"""

from __future__ import annotations

import re
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings import doubts
from chiso.frameworks.importers.phrasings.alternatives import labels_of
from chiso.frameworks.importers.phrasings.bounds_in_prose import has_figure
from chiso.frameworks.importers.phrasings.building import figure, key_for, said
from chiso.frameworks.importers.phrasings.clauses import Prose
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.language import text

NAME = "components"
# Grades of one thing exclude one another, whatever their points add up to; so does "hoặc".
_GRADES = re.compile(
    r"^(?:rất |khá |không |chưa |ít )?"
    r"(?:hoặc|tốt|khá|trung bình|yếu|kém|xuất sắc|đạt|cao|thấp|kịp thời|đúng hạn|chậm|muộn)\b"
)
_NOT_A_PART = re.compile(r"\b(?:mỗi|cứ|trừ|tối đa|theo tỷ lệ|công thức)\b")


def read(prose: Prose) -> ReadRule | None:
    """The parts as a deduction; doubtful where they may be grades of one thing."""
    points = [clause.points for clause in prose.clauses]
    if len(points) < 2 or not prose.scored or prose.leaf.role == "penalty" or prose.maximum is None:
        return None
    known = [figure for figure in points if figure is not None]
    if sum(known) != prose.maximum or prose.maximum in known or 0 in known:
        return None
    words = [clause.plain for clause in prose.clauses]
    if len(set(words)) < len(words) or any(_NOT_A_PART.search(line) for line in words):
        return None
    built = _built(prose)
    may_be_grades = any(_GRADES.match(line) for line in words) or _fall_or_rise(known)
    if may_be_grades or any(has_figure(clause.words) for clause in prose.clauses):
        return doubts.doubtful(
            doubts.alternatives_or_parts(prose),
            doubts.choice(text("The points of the lines that hold add up."), built),
            doubts.choice(text("One of the lines holds."), labels_of(prose)),
            phrasing=NAME,
        )
    return built


def _fall_or_rise(points: list[Fraction]) -> bool:
    """Whether the points fall or rise from line to line, as those of grades do."""
    return len(set(points)) == len(points) and sorted(points) in (points, points[::-1])


def _built(prose: Prose) -> ReadRule:
    assert prose.maximum is not None
    inputs: dict[str, Tree] = {}
    less: list[Tree] = []
    for clause in prose.clauses:
        name = key_for(clause.words, inputs)
        inputs[name] = {"type": "boolean", "title": said(clause.words)}
        assert clause.points is not None
        less.append(
            {
                "kind": "boolean@1",
                "input": name,
                "points_if_true": "0",
                "points_if_false": figure(clause.points),
            }
        )
    rule: Tree = {"kind": "deduction@1", "start": figure(prose.maximum), "less": less}
    return ReadRule(rule, inputs, phrasing=NAME)


EXAMPLES = (
    Example(
        source="Hư cấu",
        title="Kế hoạch cải cách hành chính",
        maximum="2",
        lines=(
            "- Có kế hoạch: 0,5 điểm",
            "- Phân công rõ trách nhiệm: 0,5 điểm",
            "- Bố trí kinh phí: 1 điểm",
        ),
        inputs={
            "co_ke_hoach": {"type": "boolean", "title": {"vi": "Có kế hoạch"}},
            "phan_cong_ro_trach_nhiem": {"type": "boolean", "title": {"vi": "Phân công rõ trách nhiệm"}},
            "bo_tri_kinh_phi": {"type": "boolean", "title": {"vi": "Bố trí kinh phí"}},
        },
        rule={
            "kind": "deduction@1",
            "start": "2",
            "less": [
                {
                    "kind": "boolean@1",
                    "input": "co_ke_hoach",
                    "points_if_true": "0",
                    "points_if_false": "0.5",
                },
                {
                    "kind": "boolean@1",
                    "input": "phan_cong_ro_trach_nhiem",
                    "points_if_true": "0",
                    "points_if_false": "0.5",
                },
                {
                    "kind": "boolean@1",
                    "input": "bo_tri_kinh_phi",
                    "points_if_true": "0",
                    "points_if_false": "1",
                },
            ],
        },
    ),
    Example(
        source="Hư cấu: có thể là các mức của một việc",
        maximum="3",
        lines=("Tốt: 2 điểm", "Khá: 1 điểm"),
        doubts=("CH-2654",),
        choices=2,
    ),
)
