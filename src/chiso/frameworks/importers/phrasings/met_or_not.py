"""Met or not: "Đạt yêu cầu: 1 điểm; không đạt: 0 điểm", "Có: 1, không: 0", "Đúng hạn / không đúng hạn".

One of two lines is the denial of the other, word for word; or both stand in one line with a stroke.
A single line that only says when points are given leaves open what holds otherwise. A bonus needs
no second line: who has not earned it has none.

Source of the shape: Quyết định 1880/QĐ-UBND (Cà Mau, 2013), criterion 1.2.2.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings import doubts
from chiso.frameworks.importers.phrasings.bounds_in_prose import has_figure
from chiso.frameworks.importers.phrasings.building import figure, said, with_points
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, read_figure
from chiso.frameworks.importers.phrasings.roles import in_role
from chiso.language import text

NAME = "met_or_not"
_GENERAL = ("đạt", "đạt yêu cầu", "có", "đúng", "đáp ứng", "đáp ứng yêu cầu", "thực hiện", "hoàn thành")
_DENIALS = ("không", "chưa", "không có", "chưa có", "không được", "chưa được", "không đạt", "chưa đạt")
_SHORTEST = ("không", "chưa", "không có", "chưa có", "không đạt", "chưa đạt", "không đáp ứng")
_STROKE = re.compile(
    rf"(?P<yes>[^/\d:]+?)\s*/\s*(?P<no>(?:không|chưa)[^/\d:]*?)\s*:\s*(?P<if_yes>{FIGURE})\s*/\s*(?P<if_no>{FIGURE})"
    r"(?:\s*điểm)?",
    re.IGNORECASE,
)


def read(prose: Prose) -> ReadRule | None:
    """Yes and no with their points; doubtful where only the yes is said."""
    pair = _pair(prose)
    if pair is not None:
        return _built(prose, *pair)
    if len(prose.clauses) == 1 and prose.scored:
        return _read_single(prose)
    return None


def _pair(prose: Prose) -> tuple[str, Fraction, Fraction] | None:
    """The words of the yes, the points of yes and of no."""
    if len(prose.clauses) == 1 and (found := _STROKE.fullmatch(prose.clauses[0].printed)):
        if _denies(found["no"].lower(), found["yes"].lower()):
            return found["yes"], read_figure(found["if_yes"]), read_figure(found["if_no"])
        return None
    if len(prose.clauses) != 2 or not prose.scored:
        return None
    for yes, no in (prose.clauses, prose.clauses[::-1]):
        if _denies(no.plain, yes.plain) and yes.points is not None and no.points is not None:
            return yes.words, yes.points, no.points
    return None


def _denies(no: str, yes: str) -> bool:
    """Whether `no` says that `yes` is not so: in the same words, or in the shortest ones ("không")."""
    no, yes = " ".join(no.split()), " ".join(yes.split())
    if yes.startswith(("không", "chưa")):
        return False
    if any(no == f"{denial} {words}" for denial in _DENIALS for words in (yes, _without_verb(yes))):
        return True
    return no in _SHORTEST and yes.startswith(("đạt", "có", "đúng", "đáp ứng"))


def _without_verb(yes: str) -> str:
    """ "có ban hành" is denied by "không ban hành", "đạt yêu cầu" by "không đạt" and "chưa đạt yêu cầu"."""
    return yes.removeprefix("có ").removeprefix("đạt ")


def _built(prose: Prose, words: str, if_true: Fraction, if_false: Fraction) -> ReadRule:
    met: dict[str, Tree] = {"type": "boolean"}
    if " ".join(words.lower().split()) not in _GENERAL:
        met["title"] = said(words)
    is_part = prose.leaf.role == "penalty"
    rule = with_points(
        {"kind": "boolean@1"},
        {
            "points_if_true": None if if_true == prose.maximum and not is_part else if_true,
            "points_if_false": if_false or None,
        },
    )
    return ReadRule(in_role(rule, prose), {"met": met}, phrasing=NAME)


def _read_single(prose: Prose) -> ReadRule | None:
    clause = prose.clauses[0]
    if clause.points is None or _says_more(clause):
        return None
    built = _built(prose, clause.words, clause.points, Fraction(0))
    if prose.leaf.role == "bonus" and prose.maximum is not None:
        return built
    if prose.leaf.role in ("bonus", "penalty"):
        each: Tree = {"kind": "per_item@1", "each": figure(clause.points)}
        count: Tree = {"number": {"type": "count", "title": said(f"Số lần: {clause.words}")}}
        return doubts.doubtful(
            doubts.once_or_each(clause),
            doubts.choice(text("Once, however often it happens."), built),
            doubts.choice(text("Each time."), replace(built, rule=in_role(each, prose), inputs=count)),
            phrasing=NAME,
        )
    return doubts.doubtful(
        doubts.nothing_said_otherwise(prose),
        doubts.choice(text("0 points where it does not hold."), built),
        phrasing=NAME,
    )


def _says_more(clause: Clause) -> bool:
    """Whether the words state bounds or so much for each: those are other phrasings."""
    return has_figure(clause.words) or bool(re.search(r"\b(?:mỗi|cứ|trừ|tỷ lệ|tỉ lệ)\b|/", clause.plain))


EXAMPLES = (
    Example(
        source="Quyết định 1880/QĐ-UBND (Cà Mau, 2013), 1.2.2",
        maximum="1",
        lines=("Đạt yêu cầu: 1", "Không đạt yêu cầu: 0"),
        inputs={"met": {"type": "boolean"}},
        rule={"kind": "boolean@1"},
    ),
    Example(
        source="Hư cấu",
        maximum="1",
        lines=("Đạt: 1 điểm, không đạt: 0 điểm",),
        inputs={"met": {"type": "boolean"}},
        rule={"kind": "boolean@1"},
    ),
    Example(
        source="Hư cấu",
        maximum="1.5",
        lines=("Có (1,5 điểm), không (0 điểm)",),
        inputs={"met": {"type": "boolean"}},
        rule={"kind": "boolean@1"},
    ),
    Example(
        source="Hư cấu",
        maximum="1",
        lines=("Ban hành kịp thời: 1", "Không ban hành kịp thời: 0,5"),
        inputs={"met": {"type": "boolean", "title": {"vi": "Ban hành kịp thời"}}},
        rule={"kind": "boolean@1", "points_if_false": "0.5"},
    ),
    Example(
        source="Hư cấu",
        maximum="2",
        lines=("Đúng hạn/không đúng hạn: 2/0 điểm",),
        inputs={"met": {"type": "boolean", "title": {"vi": "Đúng hạn"}}},
        rule={"kind": "boolean@1"},
    ),
    Example(
        source="Hư cấu: quy tắc nằm trong tên tiêu chí",
        title="Gửi báo cáo đầy đủ (đạt: 1 điểm; không đạt: 0 điểm)",
        maximum="1",
        lines=(),
        inputs={"met": {"type": "boolean"}},
        rule={"kind": "boolean@1"},
    ),
    Example(
        source="Hư cấu: không nói khi không đạt",
        maximum="1",
        lines=("Ban hành kế hoạch đúng hạn: 1 điểm",),
        doubts=("CH-2659",),
        choices=1,
    ),
    Example(
        source="Quy định 11-QĐ/TU, Phụ lục 3, IV.3.5",
        maximum="1",
        role="bonus",
        lines=("Có nhiệm vụ được UBND tỉnh phê duyệt: 1 điểm",),
        inputs={"met": {"type": "boolean", "title": {"vi": "Có nhiệm vụ được UBND tỉnh phê duyệt"}}},
        rule={"kind": "boolean@1"},
    ),
    Example(
        source="Quy định 11-QĐ/TU, Phụ lục 3, V.3",
        maximum=None,
        role="penalty",
        lines=("Không thực hiện chế độ báo cáo đột xuất: trừ 0,5 điểm",),
        doubts=("CH-2658",),
        choices=2,
    ),
)
