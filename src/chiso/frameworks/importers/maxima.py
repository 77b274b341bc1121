"""The maximum in a cell: "1,5", "Tối đa 2", "2 điểm", "0 - 2" (a range: its upper end), "-1", "trừ 2".

A comma and a point are both the decimal sign: no set gives a thousand points to three decimals. What is
not wholly understood is no maximum; a person is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.importers.words import one_line

_FIGURE = r"\d{1,4}(?:[.,]\d{1,4})?"
_UNIT = r"(?:\s*(?:điểm|đ|points?))?"
_BEFORE = r"(?:(?:điểm )?(?:tối đa|max|maximum|không quá|cộng|thưởng)(?: ?(?:là|:))? ?)*"
_WHOLE = re.compile(
    rf"{_BEFORE}(?P<sign>[+\-–−]|trừ\s*(?:tối đa)?\s*)?\s*(?P<figure>{_FIGURE}){_UNIT}\.?", re.I
)
_RANGE = re.compile(
    rf"(?:từ\s*)?(?P<sign>[+\-–−])?(?P<lower>{_FIGURE}){_UNIT}\s*(?:-|–|—|÷|đến|tới)\s*"
    rf"(?P<last>[+\-–−])?(?P<upper>{_FIGURE}){_UNIT}",
    re.I,
)
_SEVERAL = re.compile(rf"{_FIGURE}{_UNIT}(?:\n{_FIGURE}{_UNIT})+", re.I)
_AT_THE_END = re.compile(
    rf"\s*(?:\((?:tối đa|tổng(?: số)?|cộng)?\s*:?\s*(?P<inner>{_FIGURE})\s*(?:điểm|đ|points?)\)"
    rf"|[:–-]\s*(?:tối đa\s*)?(?P<outer>{_FIGURE})\s*điểm)\s*\.?$",
    re.I,
)
_MINUS = "-–−"
# A longer text in the column of maxima is prose.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Maximum:
    """What a cell says: the points, whether they are taken off, the points of each line if it has several.

    `points` is None where the cell is empty or `is_unclear`.
    """

    points: Fraction | None = None
    is_taken_off: bool = False
    is_unclear: bool = False
    by_line: tuple[str, ...] = ()


def read_figure(written: str) -> Fraction:
    """A figure with a decimal comma or point, exactly."""
    return Fraction(written.replace(",", "."))


def read_maximum(words: str) -> Maximum:
    """The maximum that a cell states."""
    if not words or words in ("-", "–", "x", "X"):
        return Maximum()
    if len(words) > _LONGEST:
        return Maximum(is_unclear=True)
    if _SEVERAL.fullmatch(words):
        lines = tuple(words.split("\n"))
        return Maximum(max(read_figure(_digits(line)) for line in lines), by_line=lines)
    flat = one_line(words)
    whole = _WHOLE.fullmatch(flat)
    if whole:
        sign = (whole["sign"] or "").strip().lower()
        return Maximum(read_figure(whole["figure"]), bool(sign) and sign != "+")
    between = _RANGE.fullmatch(flat)
    if between:
        lower, upper = read_figure(between["lower"]), read_figure(between["upper"])
        is_taken_off = (between["sign"] or "") in (*_MINUS,) or (between["last"] or "") in (*_MINUS,)
        if is_taken_off or lower <= upper:
            return Maximum(max(lower, upper), is_taken_off)
    return Maximum(is_unclear=True)


def split_title(title: str) -> tuple[str, Maximum]:
    """A title and the points that stand at its end: "Cải cách thể chế (10 điểm)"."""
    found = _AT_THE_END.search(title)
    if not found or not title[: found.start()].strip():
        return title, Maximum()
    return title[: found.start()].strip(), Maximum(read_figure(found["inner"] or found["outer"]))


def _digits(line: str) -> str:
    found = re.match(_FIGURE, line)
    assert found
    return found[0]
