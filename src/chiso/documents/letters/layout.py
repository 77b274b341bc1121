"""Measures of the page and of the faces, shared by Word and PDF.

Those of Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I: A4; 20–25 mm above and below, 30–35 mm on the left,
15–20 mm on the right; Times New Roman of 13 or 14 points, 12 and 11 for the recipients.
"""

from __future__ import annotations

from collections.abc import Sequence

FACE = "Times New Roman"
A4 = (210, 297)

# Millimetres.
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}
DISTANCE_OF_NUMBER = 10
INDENT = 10
ROOM_ABOVE_END = 4
# The issuer's column of the heading and the nation's; both sum to the line of an upright page.
COLUMNS_OF_HEADING = (66, 99)
# Recipients, signature.
COLUMNS_OF_END = (75, 90)

# Points.
NATION, MOTTO, ISSUER, NUMBER = 13, 14, 13, 13
TEXT, TABLE, PAGE_NUMBER, NOTICE = 14, 12, 13, 11
RECIPIENTS_HEAD, RECIPIENTS = 12, 11
ROOM_OF_SIGNATURE = 64
SPACE_AFTER_PARAGRAPH = 6

# A rule is as long as a part of the words above it: a third to a half for names and subjects.
PART_OF_WORDS = 0.42

_MILLIMETRES_OF_A_POINT = 25.4 / 72
# Mean width of a letter in parts of its size in a bold face like Times: in capitals, and otherwise.
_CAPITAL, _SMALL = 0.623, 0.455
_WIDE_CAPITAL = 0.75


def width_of_line(*, is_landscape: bool) -> int:
    """Millimetres between the margins."""
    return A4[1 if is_landscape else 0] - MARGINS["left"] - MARGINS["right"]


def width_of_words(words: str, points: int) -> float:
    """About how many millimetres `words` take in bold; good enough for the length of a rule below."""
    letter = _CAPITAL if words.isupper() else _SMALL
    return len(words) * letter * points * _MILLIMETRES_OF_A_POINT


def letters_in(millimetres: float, points: int) -> int:
    """How many capitals of a bold face surely stand side by side in so much room; at least one."""
    return max(1, int(millimetres / (_WIDE_CAPITAL * points * _MILLIMETRES_OF_A_POINT)))


def widths_of_columns(shares: Sequence[int], millimetres: int) -> list[float]:
    """The widths of columns with these shares of a line, which they fill."""
    whole = sum(shares)
    return [millimetres * share / whole for share in shares]
