"""Words that add a condition to a clause: "từ 90 % trở lên, có minh chứng", "đúng hạn khi có kế hoạch".

They are joined by "và", "hoặc", "nếu" and the like, stand in brackets, behind a comma or a dash, behind
"trở lên", or behind a word such as "khi", "trước" and "theo".
"""

from __future__ import annotations

import re

# Words that add a condition to the bounds; a line that has them says more than its interval.
CONDITIONS = frozenset("và hoặc nhưng đồng nếu kèm ngoại riêng không chưa mỗi cứ".split())
# "Trong vòng" and "theo quy định" add nothing; "so với" compares.
_LEADS = (
    r"\b(?:(?<!so )với|khi|nếu|kèm|mà|vào|kể|do|trừ|(?:trước|sau|trong)(?! (?:vòng|hạn|thời hạn)\b)"
    r"|theo(?! quy định\b))\b"
)
_JOINED = re.compile(rf"[(\[]|\s[-–—]\s|,\s*(?:có|kèm)\b|{_LEADS}")
_PARTS = re.compile(r"[()\[\]]|,(?!\d)|\s[-–—]\s")
_BEHIND_BOUNDS = (
    re.compile(r"\btrở (?:lên|xuống)\b(?P<aside>.+)"),
    re.compile(rf"\d.*?(?P<aside>{_LEADS}.+)"),
)
# Words that belong to the bounds, or lead over to what is measured or given: "trở lên so với tổng số".
_NO_ASIDES = frozenset("trở lên xuống so với của trong số tổng các thì được đạt".split())


def adds_condition(words: str) -> bool:
    """Whether words join a condition to something; a denial at their beginning joins nothing."""
    return bool(CONDITIONS & set(words.lower().split()[1:]) or _JOINED.search(words.lower()))


def asides(words: str) -> frozenset[str]:
    """Those of `words` that are set apart from the bounds, in small letters.

    In one line of several they may be a condition, and not a name of what is measured.
    """
    found: set[str] = set()
    for part in _PARTS.split(words.lower()):
        apart = [part]
        if re.search(r"\d", part):
            apart = [match["aside"] for form in _BEHIND_BOUNDS if (match := form.search(part))]
        for aside in apart:
            found.update(re.findall(r"\w+", aside))
    return frozenset(found - _NO_ASIDES)
