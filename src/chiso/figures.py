"""Numbers at the border: read exactly, round as the law says, write for files and for eyes.

Inside the program a figure is a `Fraction`; at every border it is decimal text. Nothing is rounded
unless a rounding is stated, and a rounding names its places and its mode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias

RoundingMode: TypeAlias = Literal["half_up", "half_even", "half_down", "up", "down"]
ROUNDING_MODES: tuple[RoundingMode, ...] = ("half_up", "half_even", "half_down", "up", "down")
DecimalSign: TypeAlias = Literal[".", ","]

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_PLAIN_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?\Z", re.ASCII)
_FRACTION = re.compile(r"([+-]?\d+)/(\d+)\Z", re.ASCII)
# A figure of an index has some twenty digits at most; a longer one is an attack or an accident.
LONGEST_NUMBER = 60
# What the program wrote itself is exact: a sum of a hundred shares of weighted counts has a thousand digits
# above and below the line. Python reads 4,300 digits at once.
LONGEST_WRITTEN = 4_000
# Sums of published figures have some nine decimals; parts of a root have 28, which nobody reads.
MOST_PLACES_FOR_EYES = 12
_PLACES_OF_ENDLESS = 6


class NotANumber(ValueError):
    """The text is not a figure in the notation that was asked for."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a figure is rounded: to `places` decimals, or to a multiple of `multiple_of`."""

    places: int
    mode: RoundingMode
    multiple_of: Fraction | None = None

    def of(self, value: Fraction) -> Fraction:
        """`value` rounded."""
        return round_to_multiple(value, self.multiple_of or Fraction(1, 10**self.places), self.mode)


def parse_decimal(written: str) -> Fraction:
    """The exact value of plain decimal text with a point: "84.64", "-1", "007".

    No exponent, no thousands, no blanks, no signs but + and -. Raises NotANumber.
    """
    return _decimal_of(written, LONGEST_NUMBER)


def _decimal_of(written: str, longest: int) -> Fraction:
    if len(written) > longest or not _PLAIN_DECIMAL.match(written):
        raise NotANumber(written)
    whole, _, decimals = written.partition(".")
    # `Fraction(written)` looks at the text a second time, and takes twice as long.
    return Fraction(int(whole + decimals), 10 ** len(decimals))


def parse_exact(written: str) -> Fraction:
    """The exact value of decimal text or of a fraction such as "10/3". Raises NotANumber."""
    parts = _FRACTION.match(written)
    if parts and len(written) <= LONGEST_NUMBER and int(parts[2]):
        return Fraction(int(parts[1]), int(parts[2]))
    return parse_decimal(written)


def parse_written(written: str) -> Fraction:
    """The exact value of what `write_exact` wrote, up to `LONGEST_WRITTEN` digits on either side of the line.

    For figures of the program's own making; what people wrote is read by `parse_exact`. Raises NotANumber.
    """
    above, line, below = written.partition("/")
    if not line:
        return _decimal_of(written, LONGEST_WRITTEN)
    if max(len(above), len(below)) > LONGEST_WRITTEN or not _FRACTION.match(written) or not int(below):
        raise NotANumber(written)
    return Fraction(int(above), int(below))


def terminates(value: Fraction) -> bool:
    """Whether `value` has a decimal expansion that ends."""
    return _places_of(value.denominator) is not None


def round_to_multiple(value: Fraction, unit: Fraction, mode: RoundingMode) -> Fraction:
    """`value` rounded to a multiple of `unit`; "half_up" rounds halves away from zero."""
    quotient = abs(value) / unit
    rounded = _to_whole(quotient.numerator, quotient.denominator, mode) * unit
    return rounded if value >= 0 else -rounded


def round_figure(value: Fraction, places: int, mode: RoundingMode) -> Fraction:
    """`value` rounded to `places` decimals."""
    scale = 10**places
    rounded = _to_whole(abs(value.numerator) * scale, value.denominator, mode)
    return Fraction(rounded if value.numerator >= 0 else -rounded, scale)


def _to_whole(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """A quotient that is not negative as a whole number. A site rounds a million figures."""
    whole, rest = divmod(numerator, denominator)
    doubled = 2 * rest
    if mode == "up":
        grows = rest > 0
    elif mode == "down":
        grows = False
    elif doubled == denominator:
        grows = mode == "half_up" or (mode == "half_even" and whole % 2 == 1)
    else:
        grows = doubled > denominator
    return whole + grows


def write_decimal(value: Fraction, rounding: Rounding | None = None) -> str:
    """Decimal text for a file: exact where the expansion ends, else rounded by `rounding`.

    Raises ValueError if the expansion does not end and no rounding is given: a figure that is
    rounded without a stated rule must not leave the program.
    """
    if value.denominator == 1:  # half of the figures in a table are whole maxima
        return str(value.numerator)
    places = _places_of(value.denominator)
    if places is None:
        if rounding is None:
            raise ValueError(f"{value} has no end as a decimal and no rounding is stated")
        value = rounding.of(value)
        places = _places_of(value.denominator)
        if places is None:
            raise ValueError(f"rounding to a multiple of {rounding.multiple_of} has no end as a decimal")
    numerator = value.numerator
    if not places:
        return str(numerator)
    digits = str(abs(numerator) * (10**places // value.denominator)).rjust(places + 1, "0")
    return f"{'-' if numerator < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def write_exact(value: Fraction) -> str:
    """Text that loses nothing: a decimal where it ends, else a fraction such as "10/3"."""
    return write_decimal(value) if terminates(value) else f"{value.numerator}/{value.denominator}"


def write_for_eyes(value: Fraction, language: str, places: int | None = None) -> str:
    """A figure as people read it: 1.234,5 in Vietnamese, 1,234.5 in English.

    `places` fixes the decimals (half up); without it a decimal of up to twelve places is written in
    full, and a longer or endless one to six places with "…" behind it.
    """
    tail = ""
    rounding: RoundingMode = "half_up"
    if places is None:
        places = _places_of(value.denominator)
        if places is None or places > MOST_PLACES_FOR_EYES:
            places, rounding, tail = _PLACES_OF_ENDLESS, "down", "…"
    digits = str(_to_whole(abs(value.numerator) * 10**places, value.denominator, rounding))
    is_below = value.numerator < 0 and digits != "0"
    digits = digits.rjust(places + 1, "0")
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    thousands, point = (".", ",") if language == "vi" else (",", ".")
    if len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", thousands)
    sign = MINUS if is_below else ""
    return f"{sign}{whole}{point + decimals if decimals else ''}{tail}"


@lru_cache(maxsize=4096)
def _places_of(denominator: int) -> int | None:
    """Decimals needed for a denominator; None if it has primes other than two and five."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None
