"""From what an official types to the cells of an answer, and back: figures, days, shares in per cent.

The decimal sign is that of the reader's language (a comma in Vietnamese). The other one is understood
where it cannot part thousands: 0.93 is 0,93, but 1.240 is a thousand and more for a Vietnamese reader.
"""

from __future__ import annotations

import re
from datetime import date

from chiso.figures import DecimalSign
from chiso.frameworks.inputs import InputDefinition, InputType
from chiso.language import Language

_BLANKS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d)")
_FIGURES: frozenset[InputType] = frozenset({"number", "whole", "count", "share", "ratio", "tally"})
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def sign_of(language: Language) -> DecimalSign:
    """The decimal sign of a reader."""
    return "," if language == "vi" else "."


def read_cell(written: str, definition: InputDefinition, sign: DecimalSign) -> str:
    """What was typed, without blanks and thousands; what cannot be understood stays as it is."""
    plain = written.strip()
    if definition.type == "date" or definition.type not in _FIGURES:
        return plain
    plain = _BLANKS.sub("", plain).replace("\u2212", "-")
    per_cent = plain.endswith("%") and definition.type in ("share", "ratio")
    if per_cent:
        plain = plain[:-1].strip()
    figure = _without_thousands(plain, sign)
    if per_cent and _PLAIN.match(figure):
        return _hundredth(figure, sign)
    # A sign that was not understood must not hide behind a per cent sign that was taken away.
    return written.strip() if per_cent else figure


def show_cell(kept: str, definition: InputDefinition, sign: DecimalSign) -> str:
    """A kept cell as one would type it."""
    if definition.type == "date" and _ISO_DAY.match(kept):
        return date.fromisoformat(kept).strftime("%d/%m/%Y")
    return kept.replace(".", sign) if definition.type in _FIGURES else kept


def _without_thousands(plain: str, sign: DecimalSign) -> str:
    other = "." if sign == "," else ","
    grouped = rf"[+-]?[1-9]\d{{0,2}}(?:\{other}\d{{3}})+(?:\{sign}\d+)?\Z"
    if re.match(grouped, plain, re.ASCII):
        return plain.replace(other, "")
    # One sign of the other language that parts no thousands is a decimal sign.
    if plain.count(other) == 1 and sign not in plain:
        return plain.replace(other, sign)
    return plain


def _hundredth(figure: str, sign: DecimalSign) -> str:
    whole, _, rest = figure.partition(sign)
    minus = "-" if whole.startswith("-") else ""
    digits = whole.lstrip("+-").rjust(3, "0")
    moved = (digits[-2:] + rest).rstrip("0")
    before = digits[:-2].lstrip("0") or "0"
    return f"{minus}{before}{sign}{moved}" if moved else f"{minus}{before}"
