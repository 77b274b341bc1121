"""Bounds as the law writes them: "từ 90 % đến dưới 100 %", "trên 5 ngày", "≥ 70 % và < 90 %".

The words are turned into signs, one letter each, and the shape of the signs says what is meant:

    từ 90 % đến dưới 100 %   →   F N T B N   →   at least 90 %, below 100 %

"từ", "đến" and "trở lên" include their figure, "trên" and "dưới" do not. What has two contrary
signs ("trên 90 % trở lên") or figures left over is not read. The words around the shape are handed
on: an "hoặc" or "không" among them may be a condition of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from chiso.frameworks.importers.phrasings.conditions_in_prose import CONDITIONS, asides
from chiso.frameworks.importers.phrasings.figures_in_prose import (
    FIGURE,
    is_thousands_or_decimals,
    read_count,
    read_figure,
)
from chiso.frameworks.importers.words import without_marks
from chiso.frameworks.intervals import Interval

# The signs, longer words first: "không quá" is no "quá".
_SIGNS: tuple[tuple[str, str], ...] = (
    ("L", r"không vượt quá|không nhiều hơn|không quá|không hơn|nhiều nhất|tối đa|trong vòng|<=|≤|=<"),
    ("G", r"không thấp hơn|không ít hơn|không dưới|ít nhất|tối thiểu|>=|≥|=>"),
    ("B", r"nhỏ hơn|thấp hơn|ít hơn|chưa đến|chưa đạt|không đạt|dưới|<"),
    ("A", r"lớn hơn|nhiều hơn|cao hơn|vượt quá|trên|quá|hơn|>"),
    ("U", r"trở lên"),
    ("D", r"trở xuống"),
    ("T", r"cho đến|đến|tới|-|–|−"),
    ("F", r"từ"),
    ("E", r"bằng|đúng|đạt|="),
    ("&", r"và"),
    ("|", r"hoặc"),
)


def _whole_words(signs: str) -> str:
    """The alternatives, none of them in the middle of a word."""
    return "|".join(sign + r"(?!\w)" if sign[0].isalpha() else sign for sign in signs.split("|"))


_FIGURE = rf"\d{{1,3}}(?:\.\d{{3}}){{1,3}}(?![\d,])|{FIGURE}"
_SCANNER = re.compile(
    # Numbers of documents, days and years measure nothing: "57-NQ/TW", "15/12/2026", "năm 2025".
    r"(?P<name>\d+(?:/\d+)*[-/]\s?(?:qđ|nq|nđ|tt|kh|ub|ct|bc|cv|hd)[\w/-]*"
    r"|\d{1,2}/\d{1,2}(?:/\d{4})?|(?:năm|quý|khoản|điều|tháng|cấp độ)\s+\d+|\d+\s+(?:tháng|sao)\b)"
    + "".join(f"|(?P<s{place}>{_whole_words(signs)})" for place, (_, signs) in enumerate(_SIGNS))
    + rf"|(?P<figure>{_FIGURE})\s*(?P<percent>%|phần trăm\b)?"
    + r"|(?P<word>[^\W\d]\w*|\w+)|(?P<other>\S)"
)

# What a shape of signs means: the shape, and what its first and last figure bound.
_SHAPES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<near>N)(?P<lower>[LB])w*&?w*(?P<upper>[LB])(?P<far>N)",  # 70 % ≤ tỷ lệ < 90 %
        r"(?P<lower>E?[FG]?[AFG]?)(?P<near>N)(?:w{0,2}[T&]+)?(?P<upper>[BL])(?P<far>N)",  # từ 70 đến dưới 90
        r"(?P<lower>E?[FG]?[AFG]?)(?P<near>N)w{0,2}T(?P<upper>)(?P<far>N)",  # từ 70 đến 90
        r"(?P<lower>[EFG]*)(?P<near>N)[w|]{0,8}U",  # 80 % (số văn bản) trở lên
        r"(?P<upper>[EFL]*)(?P<far>N)[w|]{0,8}D",
        r"(?P<lower>E?F?[AG])(?P<near>N)",
        r"(?P<upper>E?[BLT])(?P<far>N)",
        r"(?P<lower>E?F)(?P<near>N)",
        r"(?P<exact>E?)(?P<near>N)",
    )
)


# Words before a figure after which it is no bound of what is measured: "trong 30 ngày", "thêm 5 %".
_TURNS_A_FIGURE = frozenset("trong sau trước gần khoảng thêm mỗi cứ thứ nhóm hạng top".split())
# A word of these letters that no sign was made of is a bound that somebody misspelt: "trở xuóng".
_MISSPELT = frozenset("tro len xuong duoi tren".split())


@dataclass(frozen=True, slots=True)
class Span:
    """What one clause bounds: the interval, whether in percent, and the words around it.

    `is_bare`: a figure alone ("đạt 80 %"), of which the words do not say whether more is meant too.
    `is_event`: words for nothing at all ("không có sáng kiến"), which stand for 0. `asides`: those
    words around the bounds that are set apart from them.
    """

    interval: Interval
    in_percent: bool
    is_bare: bool
    unit: str
    rest: tuple[str, ...]
    is_event: bool = False
    asides: frozenset[str] = frozenset()

    @property
    def is_conditional(self) -> bool:
        """Whether the words around the bounds may add a condition to them."""
        return bool(CONDITIONS & set(self.rest) or self.asides)

    @property
    def figures(self) -> tuple[Fraction, ...]:
        """The ends that are stated."""
        return tuple(end for end in (self.interval.lower, self.interval.upper) if end is not None)


@dataclass(frozen=True, slots=True)
class _Sign:
    letter: str
    words: str
    value: Fraction | None = None
    is_percent: bool = False


def has_figure(words: str) -> bool:
    """Whether the words hold a figure that measures something."""
    return any(sign.letter in "N?" for sign in _scan(words))


def read_span(words: str) -> Span | None:
    """The bounds that `words` state; None where they state none, or not in one way only."""
    signs = _scan(words)
    letters = "".join(sign.letter for sign in signs)
    if letters.count("N") not in (1, 2) or "?" in letters:
        return None
    if any(sign.letter == "w" and without_marks(sign.words) in _MISSPELT for sign in signs):
        return None
    for shape in _SHAPES:
        found = shape.search(letters)
        if found is None:
            continue
        around = signs[: found.start()] + signs[found.end() :]
        before = signs[found.start() - 1] if found.start() else None
        contrary = before is not None and (before.letter in "ABGLT" or before.words in _TURNS_A_FIGURE)
        if contrary or any(sign.letter in "NUD" for sign in around):
            return None
        inside = [signs[place] for place in range(found.start(), found.end())]
        span = _understand(found, inside, around, signs)
        return span and replace(span, asides=asides(words))
    return None


def _scan(words: str) -> list[_Sign]:
    signs = []
    for found in _SCANNER.finditer(words.lower()):
        name, printed = found.lastgroup or "", found.group()
        if found["figure"] is not None:
            is_percent = found["percent"] is not None
            value = read_figure(found["figure"]) / 100 if is_percent else read_count(found["figure"])
            is_clear = is_percent or not is_thousands_or_decimals(found["figure"])
            signs.append(_Sign("N" if is_clear else "?", found["figure"], value, is_percent))
        elif name.startswith("s") and name[1:].isdigit():
            signs.append(_Sign(_SIGNS[int(name[1:])][0], printed))
        elif name in ("word", "name"):
            signs.append(_Sign("w", printed))
    return signs


def _understand(
    found: re.Match[str], inside: list[_Sign], around: list[_Sign], signs: list[_Sign]
) -> Span | None:
    groups = found.groupdict()
    figures = [sign for sign in inside if sign.letter == "N"]
    in_percent = any(sign.is_percent for sign in figures)
    values = [_as_share(sign) if in_percent else sign.value for sign in figures]
    near, far = values[0], values[-1]
    lower, upper = groups.get("lower"), groups.get("upper")
    turned = "near" in groups and lower is not None and lower in ("L", "B")
    if "exact" in groups:
        interval = Interval(near, True, near, True)
    else:
        interval = Interval(
            near if lower is not None else None,
            lower == "L" if turned else "A" not in (lower or ""),
            far if upper is not None else None,
            "B" not in (upper or ""),
        )
    if interval.is_empty:
        return None
    rest = [sign.words for sign in inside if sign.letter in "w|"] + [sign.words for sign in around]
    is_bare = "exact" in groups and inside[0].words not in ("bằng", "đúng", "=")
    return Span(interval, in_percent, is_bare, _unit_behind(signs), tuple(rest))


def _as_share(sign: _Sign) -> Fraction | None:
    """ "từ 70 đến 90 %": the sign behind the second figure is meant for the first as well."""
    return sign.value if sign.is_percent or sign.value is None else sign.value / 100


def _unit_behind(signs: list[_Sign]) -> str:
    """The first word behind the last figure: what is counted."""
    last = max(place for place, sign in enumerate(signs) if sign.letter == "N")
    behind = [sign.words for sign in signs[last + 1 :] if sign.letter == "w"]
    return behind[0] if behind else ""
