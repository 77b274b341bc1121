"""In proportion: "Tính điểm theo tỷ lệ", "Điểm = tỷ lệ × điểm tối đa", "dưới 100 % tính theo tỷ lệ".

    points = maximum × min(1, share ÷ target)

One line may say from which share the maximum is given, one below which share nothing is given.
Where the maximum is given from, say, 80 % and the rest follows "the share", nobody says whether the
share or its part of 80 % is meant: that is asked.

Sources of the shape: Quyết định 766/QĐ-TTg, as the national portal computes it; draft criteria for
People's Councils (Thanh Hóa, 2026), II.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings import doubts
from chiso.frameworks.importers.phrasings.bounds_in_prose import Span, has_figure, read_span
from chiso.frameworks.importers.phrasings.building import figure, said
from chiso.frameworks.importers.phrasings.caps import is_own_maximum, take_cap
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, read_figure
from chiso.frameworks.importers.phrasings.measured_things import NEUTRAL
from chiso.frameworks.importers.phrasings.roundings_in_prose import take_rounding
from chiso.language import text

NAME = "proportion"
_ONE = Fraction(1)
_TIMES = r"(?:x|×|\*|nhân(?: với)?)"
_SHARE = r"tỷ lệ(?: phần trăm)?(?:\s*\(?%\)?)?"
_BY_SHARE = re.compile(
    rf"(?:(?P<range>.*?)[\s:,]*)?(?:thì\s+|được\s+)*(?:tính|chấm|cho|xác định|được tính)\s+(?:điểm\s+)?"
    rf"(?:theo\s+{_SHARE}|tương ứng(?: với| theo)? {_SHARE}|tỷ lệ thuận)"
    rf"(?P<of>\s+(?:thực hiện|hoàn thành|đạt được|tương ứng|thực tế|đạt|giải quyết))*",
    re.IGNORECASE,
)
_POINTS_ARE = (
    r"(?:số\s+)?điểm(?:\s+(?:đạt được|đánh giá|được tính|của tiêu chí))?\s*(?:=|:|bằng|được tính bằng)\s*"
)
_PRODUCT = re.compile(
    rf"(?:(?P<range>[^=(]*?)[\s:,]+)??(?:{_POINTS_ARE})?"
    r"[(\[]?\s*(?:tỷ lệ|tỉ lệ)(?P<subject>[^×*=/\d)]*?)"
    rf"(?:/\s*(?P<target>{FIGURE})\s*%)?\s*[)\]]?\s*"
    rf"{_TIMES}\s*(?:(?:số\s+)?điểm tối đa|(?P<figure>{FIGURE})(?:\s*điểm)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """The clause that says "in proportion", the range it is for, what it multiplies, and of what."""

    clause: Clause
    range: str
    is_product: bool
    target: Fraction | None
    times: Fraction | None
    subject: str = ""

    def inputs(self, prose: Prose) -> Tree:
        """The share; with a title of its own where it is not that of the sub-criterion's title."""
        named = set(re.findall(r"\w+", self.subject.lower())) - NEUTRAL
        named -= set(re.findall(r"\w+", prose.leaf.title.lower()))
        title: dict[str, Tree] = {"title": said(f"Tỷ lệ {self.subject}")} if named else {}
        return {"share": {"type": "ratio", **title}}


def read(prose: Prose) -> ReadRule | None:
    """The proportion, with target and lower limit; doubtful where the target is not 100 %."""
    rounding, prose = take_rounding(prose)
    cap, clauses = take_cap(prose)
    if cap is not None and not is_own_maximum(cap, prose):
        return None
    read = _read(replace(prose, clauses=clauses))
    return read if read is None or rounding is None else _rounded(read, rounding)


def _rounded(read: ReadRule, rounding: dict[str, Tree]) -> ReadRule:
    """The rule, and every one that is offered, with the rounding."""

    def with_rounding(rule: Tree) -> Tree:
        return {**rule, "rounding": rounding} if isinstance(rule, dict) else rule

    choices = tuple(replace(choice, rule=with_rounding(choice.rule)) for choice in read.choices)
    return replace(read, rule=with_rounding(read.rule), choices=choices)


def _read(prose: Prose) -> ReadRule | None:
    lines = [line for clause in prose.clauses if (line := _match(clause)) is not None]
    if len(lines) != 1 or prose.leaf.role == "penalty" or prose.maximum is None:
        return None
    line = lines[0]
    others = [clause for clause in prose.clauses if clause is not line.clause]
    limits = _limits(others, line, prose.maximum)
    if limits is None or (line.times is not None and line.times != prose.maximum):
        return None
    target, nothing_below = limits
    if line.target is not None and target not in (_ONE, line.target):
        return None
    if line.target is None and target != _ONE:
        return _beyond_target(prose, line, target, nothing_below)
    return _built(prose, line, line.target or target, nothing_below)


def _match(clause: Clause) -> _Line | None:
    if found := _PRODUCT.fullmatch(clause.printed):
        target = read_figure(found["target"]) / 100 if found["target"] else None
        times = read_figure(found["figure"]) if found["figure"] else None
        subject = (found["subject"] or "").strip(" (,.:")
        return _Line(clause, (found["range"] or "").strip(" :,"), True, target, times, subject)
    if clause.points is None and (found := _BY_SHARE.fullmatch(clause.printed)):
        return _Line(clause, (found["range"] or "").strip(" :,"), False, None, None)
    return None


def _limits(others: list[Clause], line: _Line, maximum: Fraction) -> tuple[Fraction, Fraction | None] | None:
    """The target and the share below which nothing is given; None where a line says something else."""
    target, nothing_below = _ONE, None
    for clause in others:
        span = read_span(clause.words)
        if span is None or not span.in_percent or span.is_conditional or clause.points is None:
            return None
        interval = span.interval
        if clause.points == maximum and interval.lower is not None and interval.includes_lower:
            if interval.upper is not None and interval.upper != interval.lower and interval.upper != _ONE:
                return None
            target = interval.lower
        elif clause.points == 0 and interval.lower is None and not interval.includes_upper:
            nothing_below = interval.upper
        else:
            return None
    if line.range and not _fits(line.range, target, nothing_below):
        return None
    return target, nothing_below


def _fits(words: str, target: Fraction, nothing_below: Fraction | None) -> bool:
    """Whether the range of the proportional line is what the other lines leave."""
    if not has_figure(words):
        return not re.search(r"\b(?:mỗi|cứ|trừ|nếu|không|chưa)\b", words.lower())
    span: Span | None = read_span(words)
    if span is None or not span.in_percent or span.is_conditional:
        return False
    upper_fits = span.interval.upper == target and not (span.interval.includes_upper and target != _ONE)
    lower = span.interval.lower
    return upper_fits and (lower == nothing_below if lower is not None else nothing_below is None)


def _beyond_target(prose: Prose, line: _Line, target: Fraction, nothing_below: Fraction | None) -> ReadRule:
    return doubts.doubtful(
        doubts.share_or_share_of_target(line.clause),
        doubts.choice(text("The share divided by the target."), _built(prose, line, target, nothing_below)),
        doubts.choice(
            text("The share itself, with a jump at the target."),
            _with_jump(prose, line, target, nothing_below),
        ),
        phrasing=NAME,
    )


def _built(prose: Prose, line: _Line, target: Fraction, nothing_below: Fraction | None) -> ReadRule:
    rule: dict[str, Tree] = {"kind": "proportion@1"}
    if target != _ONE:
        rule["target"] = figure(target)
    if nothing_below is not None:
        rule["nothing_below"] = figure(nothing_below)
    return ReadRule(rule, line.inputs(prose), phrasing=NAME)


def _with_jump(prose: Prose, line: _Line, target: Fraction, nothing_below: Fraction | None) -> ReadRule:
    assert prose.maximum is not None
    least = nothing_below or Fraction(0)
    segments: list[Tree] = [
        {"at_least": figure(target), "points": figure(prose.maximum)},
        {
            "at_least": figure(least),
            "below": figure(target),
            "at_lower": figure(least * prose.maximum),
            "at_upper": figure(target * prose.maximum),
        },
    ]
    if nothing_below is not None:
        segments.append({"below": figure(nothing_below), "points": "0"})
    rule: Tree = {"kind": "piecewise_linear@1", "segments": segments}
    return ReadRule(rule, {"share": {"type": "ratio"}}, phrasing=NAME)


EXAMPLES = (
    Example(
        source="Quyết định 766/QĐ-TTg, theo cách tính của Cổng Dịch vụ công quốc gia",
        title="Tỷ lệ hồ sơ xử lý đúng hạn",
        maximum="20",
        lines=("Điểm = tỷ lệ hồ sơ đúng hạn × điểm tối đa",),
        inputs={"share": {"type": "ratio"}},
        rule={"kind": "proportion@1"},
    ),
    Example(
        source="Hư cấu",
        title="Tỷ lệ hồ sơ trực tuyến",
        maximum="2",
        lines=("Đạt 100%: 2 điểm; từ 50% đến dưới 100% tính theo tỷ lệ; dưới 50%: 0 điểm",),
        inputs={"share": {"type": "ratio"}},
        rule={"kind": "proportion@1", "nothing_below": "0.5"},
    ),
    Example(
        source="Quyết định 766/QĐ-TTg, 3.1 (mục tiêu 80 %)",
        maximum="2",
        lines=("Điểm = Tỷ lệ/80% x 2 điểm",),
        inputs={"share": {"type": "ratio"}},
        rule={"kind": "proportion@1", "target": "0.8"},
    ),
    Example(
        source="Quy định 11-QĐ/TU, Phụ lục 3, II.6",
        title="Giải ngân vốn ngân sách",
        maximum="10",
        lines=(
            "Từ 85% trở lên: 10 điểm",
            "Từ 60% đến dưới 85%: điểm = (tỷ lệ giải ngân/85%) x 10, tối đa 10 điểm, làm tròn 02 chữ số",
            "Dưới 60%: 0 điểm",
        ),
        inputs={"share": {"type": "ratio"}},
        rule={
            "kind": "proportion@1",
            "target": "0.85",
            "nothing_below": "0.6",
            "rounding": {"places": "2", "mode": "not_stated", "reading": "half_up"},
        },
    ),
    Example(
        source="Hư cấu: tỷ lệ, hay tỷ lệ so với mục tiêu?",
        maximum="1",
        lines=("Đạt từ 80% trở lên: 1 điểm", "Dưới 80% tính điểm theo tỷ lệ"),
        doubts=("CH-2661",),
        choices=2,
    ),
)
