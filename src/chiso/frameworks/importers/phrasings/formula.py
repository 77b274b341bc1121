"""A formula of two figures: "(b/a) × điểm tối đa. Trong đó: a là …; b là …; nếu b/a < 0,7 thì 0".

    points = maximum × min(1, b ÷ a)        0 below the limit, if one is stated

The letters, or the words in the brackets, become numerator and denominator of one ratio.

Source of the shape: sets of ministries and provinces in the manner of the PAR INDEX; Quyết định
766/QĐ-TTg (numerator and denominator of each indicator).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings.bounds_in_prose import read_span
from chiso.frameworks.importers.phrasings.building import figure, said
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, read_figure
from chiso.frameworks.importers.phrasings.roundings_in_prose import take_rounding

NAME = "formula"
_TIMES = r"(?:x|×|\*|nhân(?: với)?)"
_SIDE = r"[^()\[\]/×*=]+?"
_BEFORE = (
    r"(?:(?:tính\s+)?(?:điểm\s+)?(?:được tính\s+)?theo công thức"
    r"|(?:số\s+)?điểm(?: đánh giá| đạt được)?|công thức(?: tính)?)?\s*[:=]?\s*"
)
_QUOTIENT = re.compile(
    rf"{_BEFORE}[(\[]*\s*(?P<over>{_SIDE})\s*/\s*(?P<under>{_SIDE})\s*[)\]]*\s*"
    rf"(?:{_TIMES}\s*100\s*%\s*[)\]]*\s*)?"
    rf"{_TIMES}\s*(?:(?:số\s+)?điểm tối đa|(?P<figure>{FIGURE})(?:\s*điểm)?)",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"(?:trong đó:?\s*)?[-(\"“]*(?P<letter>[a-zA-Z])[\"”)]*\s*(?:là|:|=)\s+(?P<words>.+)", re.IGNORECASE
)
# Names for the quotient itself, where a limit of it is stated.
_THE_SHARE = frozenset("tỷ tỉ lệ này kết quả giá trị".split())
_POINTS_ARE = r"(?:(?:số\s+)?điểm(?: đánh giá| đạt được| của tiêu chí)*\s*(?:là|=|bằng|:)?|được|tính|:)"
_LIMIT = re.compile(
    r"(?:nếu|trường hợp|khi)\s+(?P<bounds>.+?)\s*,?\s*(?:thì\s+)?"
    rf"{_POINTS_ARE}\s*(?P<points>{FIGURE})(?:\s*điểm)?",
    re.IGNORECASE,
)


def read(prose: Prose) -> ReadRule | None:
    """The proportion, with the words of numerator and denominator."""
    if prose.maximum is None or prose.leaf.role == "penalty":
        return None
    rounding, prose = take_rounding(prose)
    quotient: re.Match[str] | None = None
    meanings: dict[str, str] = {}
    limits: list[re.Match[str]] = []
    for clause in _apart(prose.clauses):
        if (found := _QUOTIENT.fullmatch(clause)) and quotient is None:
            quotient = found
        elif found := _MEANS.fullmatch(clause):
            meanings[found["letter"].lower()] = found["words"]
        elif found := _LIMIT.fullmatch(clause):
            limits.append(found)
        else:
            return None
    if quotient is None or (quotient["figure"] and read_figure(quotient["figure"]) != prose.maximum):
        return None
    ratio = _ratio(quotient, meanings)
    bounds = [_limit(limit, quotient) for limit in limits]
    if ratio is None or None in bounds or len(bounds) > 1:
        return None
    rule: dict[str, Tree] = {"kind": "proportion@1"}
    for limit in filter(None, bounds):
        rule["nothing_below"] = figure(limit)
    if rounding is not None:
        rule["rounding"] = rounding
    return ReadRule(rule, {"share": ratio}, phrasing=NAME)


def _apart(clauses: tuple[Clause, ...]) -> list[str]:
    """The clauses as printed; "a là …, b là …" as two."""
    return [
        part
        for clause in clauses
        for part in re.split(r"\s*,\s*(?:và\s+)?(?=[-(\"“]*[a-zA-Z][\"”)]*\s+là\s)", clause.printed)
    ]


def _limit(found: re.Match[str], quotient: re.Match[str]) -> Fraction | None:
    """The share below which nothing is given; None where something else is bounded, or given."""
    if read_figure(found["points"]) != 0:
        return None
    over, under = (re.escape(quotient[side].strip(" )]([")) for side in ("over", "under"))
    words = re.sub(rf"[(\[]*\b{over}\s*/\s*{under}\b[)\]]*", "", found["bounds"], flags=re.IGNORECASE)
    span = read_span(words)
    if span is None or not set(span.rest) <= _THE_SHARE or span.asides - _THE_SHARE:
        return None
    if span.interval.lower is not None or span.interval.includes_upper:
        return None
    return span.interval.upper if span.interval.upper is not None and span.interval.upper <= 1 else None


def _ratio(quotient: re.Match[str], meanings: Mapping[str, str]) -> Tree | None:
    """Numerator and denominator in words; None where a letter is not explained but another one is."""
    over, under = (quotient[side].strip(" )]([") for side in ("over", "under"))
    if over.lower() == under.lower():
        return None
    definition: dict[str, Tree] = {"type": "ratio"}
    for key, words in (("numerator", over), ("denominator", under)):
        if len(words) == 1:
            if words.lower() in meanings:
                definition[key] = said(meanings[words.lower()])
            elif meanings:
                return None
        elif re.search(r"\d", words):
            return None
        else:
            definition[key] = said(words)
    return definition


EXAMPLES = (
    Example(
        source="Hư cấu, theo mẫu bộ chỉ số của các bộ, tỉnh",
        title="Thực hiện nhiệm vụ được giao",
        maximum="1.5",
        lines=(
            "Tính điểm theo công thức: (b/a) x điểm tối đa. Trong đó:",
            "a là tổng số nhiệm vụ được giao;",
            "b là số nhiệm vụ hoàn thành đúng hạn.",
            "Trường hợp b/a < 0,7 thì điểm đánh giá là 0.",
        ),
        inputs={
            "share": {
                "type": "ratio",
                "numerator": {"vi": "Số nhiệm vụ hoàn thành đúng hạn"},
                "denominator": {"vi": "Tổng số nhiệm vụ được giao"},
            }
        },
        rule={"kind": "proportion@1", "nothing_below": "0.7"},
    ),
    Example(
        source="Hư cấu",
        maximum="2",
        lines=("(Số hồ sơ nộp trực tuyến/Tổng số hồ sơ tiếp nhận) × 2 điểm",),
        inputs={
            "share": {
                "type": "ratio",
                "numerator": {"vi": "Số hồ sơ nộp trực tuyến"},
                "denominator": {"vi": "Tổng số hồ sơ tiếp nhận"},
            }
        },
        rule={"kind": "proportion@1"},
    ),
)
