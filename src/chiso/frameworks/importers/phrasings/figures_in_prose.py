"""Figures as the law's annexes print them: "1,5", "0.25", "01", "1.000", "90 %".

A comma or a point parts the decimals; a point before exactly three digits parts thousands, except
in points and shares, which nobody counts by the thousand.
"""

from __future__ import annotations

import re
from fractions import Fraction

# No annex has longer figures, and none is read of a row of digits without end.
FIGURE = r"\d{1,9}(?:[.,]\d{1,6})?"
POINT_UNIT = r"(?:(?:điểm|đ)\b)"

_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
_MAY_BE_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+\Z")
_POINTS_BY_THE_THOUSAND = re.compile(r"\b[1-9]\d{0,2}(?:[.,]\d{3})+(?!\d)")


def read_figure(printed: str) -> Fraction:
    """The value of a printed figure of points or of a share: "0,25" is a quarter."""
    return Fraction(printed.replace(",", "."))


def read_count(printed: str) -> Fraction:
    """The value of a printed count: "1.000" is a thousand, "1,5" one and a half."""
    if _THOUSANDS.match(printed):
        return Fraction(printed.replace(".", ""))
    return read_figure(printed)


def is_thousands_or_decimals(printed: str) -> bool:
    """Whether a count is printed with a comma that some write for thousands: "1,000"."""
    return "," in printed and bool(_MAY_BE_THOUSANDS.match(printed))


def has_points_by_the_thousand(words: str) -> bool:
    """Whether a figure stands in them that is thousands where points go into the thousands: "1.500"."""
    return bool(_POINTS_BY_THE_THOUSAND.search(words))


def read_points(printed: str, *, is_taken_off: bool = False) -> Fraction | None:
    """The points in the cell of a row ("1,5", "2 điểm"); None where there are none.

    A minus ("- 1") is read where points are taken off, and nowhere else.
    """
    sign = r"[-–−]?\s*" if is_taken_off else ""
    found = re.fullmatch(rf"{sign}(?P<figure>{FIGURE})\s*(?:{POINT_UNIT})?\.?", printed.strip().lower())
    return read_figure(found["figure"]) if found else None
