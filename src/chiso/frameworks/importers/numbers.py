"""The number of a row: "I", "1.", "1.1", "2.đ", "a)", "-"; from its own column or before the title.

Each part of a number is of a kind: a Roman figure, a figure, a letter. "I", "V", "c" and the like may be
a Roman figure or a letter; both readings are kept, and the numbers around decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["roman", "upper", "decimal", "lower", "small_roman", "item"]

# How numberings nest as a rule: a figure never stands over a Roman one, a letter never over a figure.
OUTER_FIRST: tuple[Kind, ...] = ("upper", "roman", "decimal", "lower", "small_roman", "item")

# Official letters run a, b, c, d, đ, e, g, h, i, k, l, m …; f, j, w, z stand where some writers put them.
_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
_ROMAN = re.compile(r"(?=[ivxlc])(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORD_BEFORE = r"(?:phần(?: thứ)?|mục|chương|nhóm|tiêu chí(?: số)?|tc|chỉ số|lĩnh vực|part)\s*"
_PART = r"(?:[IVXLC]{1,6}|[ivxlc]{2,5}|\d{1,3}|[A-ZĐ]|[a-zđ])"
_NUMBER = rf"{_PART}(?:\.{_PART})*"
_ALONE = re.compile(rf"(?:{_WORD_BEFORE})?\(?(?P<number>{_NUMBER})\)?\s*[.):/\-–]*", re.IGNORECASE)
_ITEM = re.compile(r"[-–—+•*▪●]+\s*(?=\D|$)")
_IN_FRONT = re.compile(
    rf"(?:(?i:{_WORD_BEFORE}))?(?:"
    rf"\((?P<bracketed>{_PART})\)\s+"
    rf"|(?P<composite>{_PART}(?:\.{_PART})+)(?:[.):]+\s*|\s+[-–:]?\s*)"
    rf"|(?P<simple>{_PART})(?:[.):]+\s*|\s+[-–:]\s+)"
    rf")(?=[^\W\d_]|[“\"'(])"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the last part of a number: its kind and its place in the order (from 1)."""

    kind: Kind
    value: int


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a row as printed, in its parts, with every reading of the last part."""

    parts: tuple[str, ...]
    readings: tuple[Reading, ...]

    @property
    def printed(self) -> str:
        """The number without signs around it."""
        return ".".join(self.parts)

    @property
    def is_composite(self) -> bool:
        """Whether it names its parent too: "1.2"."""
        return len(self.parts) > 1


def read_number(words: str) -> Number | None:
    """The number in a cell of the column of numbers; None where it holds none."""
    found = _ALONE.fullmatch(words.strip())
    return _number(found["number"]) if found else None


def split_number(title: str) -> tuple[Number | None, str]:
    """The number before a title, and the title without it."""
    found = _IN_FRONT.match(title)
    if not found:
        return None, title
    number = _number(found["bracketed"] or found["composite"] or found["simple"])
    return (number, title[found.end() :]) if number else (None, title)


def split_item(words: str) -> tuple[bool, str]:
    """Whether the words begin with the dash of a list, and the words without it."""
    found = _ITEM.match(words)
    return (True, words[found.end() :].strip()) if found else (False, words)


def _number(written: str) -> Number | None:
    parts = tuple(written.split("."))
    readings = _readings(parts[-1])
    return Number(parts, readings) if readings else None


def _readings(part: str) -> tuple[Reading, ...]:
    if part.isdigit():
        return (Reading("decimal", int(part)),)
    small = part.lower()
    is_upper = part == part.upper()
    found: list[Reading] = []
    if _ROMAN.fullmatch(small):
        found.append(Reading("roman" if is_upper else "small_roman", _roman(small)))
    if len(part) == 1 and small in _LETTERS:
        found.append(Reading("upper" if is_upper else "lower", _LETTERS.index(small) + 1))
    return tuple(found)


def _roman(written: str) -> int:
    values = [_ROMAN_VALUES[sign] for sign in written]
    total = 0
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total


def follows(before: Reading, after: Reading) -> bool:
    """Whether `after` is the next number of its row of numbers; official letters leave out f, j, w, z."""
    if before.kind != after.kind:
        return False
    step = after.value - before.value
    if before.kind in ("upper", "lower"):
        between = _LETTERS[before.value : after.value - 1]
        return step > 0 and all(letter in "đfjwz" for letter in between)
    return step == 1


def is_first(reading: Reading) -> bool:
    """Whether a row of numbers begins with it."""
    return reading.value == 1
