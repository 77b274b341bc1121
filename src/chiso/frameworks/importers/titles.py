"""The words of a title cell: the title itself, prose about points below it, and what kind of row it is.

A cell often holds both: its first line is the title, and from the first line on that speaks of points,
or begins like the item of a list, the rest says how points are given.
"""

from __future__ import annotations

import re

from chiso.frameworks.importers.words import fold
from chiso.frameworks.model import Role

_ITEM = re.compile(r"[-–—+•*▪●](?!\d)|[a-zđ]\)\s|\(?\d{1,2}[.)]\s")
_POINTS = re.compile(
    r"\d\s*(?:điểm|đ)\b|[:=]\s*[+-]?\d{1,3}(?:[.,]\d+)?\s*(?:điểm|đ)?\s*[.;]?$", re.IGNORECASE
)
_CONDITION = re.compile(
    r"(?:nếu|trường hợp|cứ|mỗi|từ \d|trên \d|dưới \d|đạt|không đạt|cách (?:tính|chấm)|công thức"
    r"|điểm (?:số )?=|tính điểm|thang điểm|hoàn thành|if|each|met|from|above|below)\b",
    re.IGNORECASE,
)
_BEFORE_SECTION = (
    r"((các|những|phần|nhóm|mục|tiêu chí|nội dung|trường hợp|nhiệm vụ|quy định|được|bị|về|tính) )*"
)
_BONUS = re.compile(_BEFORE_SECTION + r"(điểm thưởng|điểm cộng|thưởng điểm|cộng điểm|bonus)\b")
_PENALTY = re.compile(_BEFORE_SECTION + r"(điểm trừ|trừ điểm|điểm phạt|deductions?|penalt(y|ies))\b")
_TOTAL = re.compile(r"(tổng|cộng|total)\b.*")
_WHOLE_TOTAL = re.compile(
    r"(tổng|cộng|tổng cộng|tổng điểm|tổng số điểm|tổng số|tổng điểm tối đa|tổng cộng điểm|total|total points)"
    r"( (a b|i ii|toàn bộ|các tiêu chí|chung|tối đa|\d+ điểm))*"
)
# "Vi phạm kỷ luật: mỗi trường hợp trừ 1 điểm": the title, and what is given or taken off for each.
_FOR_EACH = re.compile(
    r"(?P<title>[^:]+):\s*(?P<rule>(?:mỗi|cứ|each)\b.*\d\s*(?:điểm|đ|points?)\b.*)", re.IGNORECASE
)
# A title that only names a bonus is short; a sentence that mentions one is not its heading.
_LONGEST_SECTION = 90


def split_prose(words: str) -> tuple[str, tuple[str, ...]]:
    """The title in a cell, and the lines below it that say how points are given."""
    lines = words.split("\n")
    for at, line in enumerate(lines[1:], start=1):
        if _ITEM.match(line) or _POINTS.search(line) or _CONDITION.match(line):
            return " ".join(lines[:at]), tuple(lines[at:])
    whole = " ".join(lines)
    if each := _FOR_EACH.fullmatch(whole):
        return each["title"], (each["rule"],)
    return whole, ()


def section_role(title: str) -> Role:
    """Whether a title names a section of bonus points or of deductions."""
    words = fold(title)
    if len(words) <= _LONGEST_SECTION:
        if _PENALTY.match(words):
            return "penalty"
        if _BONUS.match(words):
            return "bonus"
    return "regular"


def is_total(title: str) -> bool:
    """Whether a row without a number prints a sum, of all or of a part."""
    words = fold(title)
    return len(words) <= 60 and bool(_TOTAL.fullmatch(words)) and section_role(title) == "regular"


def is_whole_total(title: str) -> bool:
    """Whether it prints the sum of the whole set."""
    return bool(_WHOLE_TOTAL.fullmatch(fold(title)))


def is_in_capitals(title: str) -> bool:
    """Whether a title is printed in capitals, as the titles of fields are."""
    letters = [letter for letter in title if letter.isalpha()]
    return len(letters) > 3 and title.upper() == title
