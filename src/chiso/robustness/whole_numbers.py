"""Figures as whole numbers, so that sums of products with whole weights are exact.

    X = figure · 10^places,   W a whole number of at most 20 bits,   score = Σ X·W

A sum of doubles is exact where no part of it passes 2⁵³. With more bits the figures are cut into two limbs,

    X = high · 2^k + low,   Σ X·W = (Σ high·W) · 2^k + Σ low·W,

whose sums are put together in 64 bits. Figures keep all their places where those fit; else they are rounded
(half to even) to as many places as fit 53 bits, at most nine, and the table says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chiso.robustness.counting import IntArray
from chiso.robustness.transforms import FloatArray

WEIGHT_BITS = 20
LARGEST_WEIGHT = (1 << WEIGHT_BITS) - 1
MOST_PLACES = 9
_DOUBLE_BITS = 53
_MOST_BITS = 62


@dataclass(frozen=True)
class WholeTable:
    """Figures times 10^places. `values`: (units, leaves), 64-bit whole numbers.

    `room`: what may come on top of the largest sum of a row, where errors are drawn.
    """

    values: IntArray
    places: int
    is_rounded: bool
    room: int = 0

    @cached_property
    def score_bits(self) -> int:
        """The bits of the largest total that whole weights can make."""
        return _bits(int(np.abs(self.values).sum(axis=1).max(initial=0)) + self.room)

    @cached_property
    def _limbs(self) -> tuple[FloatArray, FloatArray | None, int]:
        if self.score_bits <= _DOUBLE_BITS:
            return self.values.astype(np.float64), None, 0
        # Half of the bits of a figure each, so that both sums stay far below 2⁵³.
        cut = (self.score_bits - WEIGHT_BITS) // 2
        high = self.values >> cut
        return high.astype(np.float64), (self.values - (high << cut)).astype(np.float64), cut

    def scores(self, weights: FloatArray) -> NDArray[Any]:
        """Σ X·W exactly: weights (runs, leaves) → (units, runs), doubles or 64-bit whole numbers."""
        high, low, cut = self._limbs
        if low is None:
            return np.asarray(high @ weights.T)
        above, rest = (high @ weights.T).astype(np.int64), (low @ weights.T).astype(np.int64)
        return np.asarray((above << cut) + rest)


def whole_table(
    figures: Sequence[Sequence[Fraction]], *, places: int | None = None, room: Fraction = Fraction(0)
) -> WholeTable:
    """Figures (units, leaves) as whole numbers. `places`: so many, if that is a choice.

    With `room` for errors, which are rounded to the same places, there are nine or as many as fit.
    Raises OverflowError where not even whole figures fit 53 bits.
    """
    asked = _places_needed(figures) if places is None else places
    wide = [] if asked is None else [asked]
    if room and places is None:
        wide = list(range(max(asked or 0, MOST_PLACES), (asked or 0) - 1, -1))
    for tried in [*wide, *range(MOST_PLACES, -1, -1)]:
        power = 10**tried
        scaled = [[round(figure * power) for figure in row] for row in figures]
        more = int(room * power) + 1 if room else 0
        bits = _bits(max((sum(map(abs, row)) for row in scaled), default=0) + more)
        if bits <= (_MOST_BITS if tried in wide else _DOUBLE_BITS):
            is_rounded = any(
                figure * power != whole
                for row, wholes in zip(figures, scaled, strict=True)
                for figure, whole in zip(row, wholes, strict=True)
            )
            return WholeTable(np.asarray(scaled, np.int64).reshape(len(scaled), -1), tried, is_rounded, more)
    raise OverflowError("figures too large to be scaled")


def whole_table_of_floats(values: FloatArray, *, places: int | None = None) -> WholeTable:
    """Floats (units, leaves) as whole numbers; a float that is the nearest to a short decimal is that one.

    Raises OverflowError where not even whole figures fit 53 bits.
    """
    short = [tried for tried in range(MOST_PLACES + 1) if _fits(values, tried) and _is_short(values, tried)]
    longest = [tried for tried in range(MOST_PLACES, -1, -1) if _fits(values, tried)]
    if not longest:
        raise OverflowError("figures too large to be scaled")
    taken = min(places, longest[0]) if places is not None else (short or longest)[0]
    scaled = np.rint(values * 10.0**taken)
    return WholeTable(scaled.astype(np.int64), taken, not _is_short(values, taken))


def _fits(values: FloatArray, places: int) -> bool:
    largest = float(np.abs(values).sum(axis=1).max(initial=0.0)) * 10.0**places
    # One bit to spare for what rounding adds.
    return largest < 2.0 ** (_DOUBLE_BITS - WEIGHT_BITS - 1)


def _is_short(values: FloatArray, places: int) -> bool:
    return bool((np.rint(values * 10.0**places) / 10.0**places == values).all())


def _bits(largest: int) -> int:
    return largest.bit_length() + WEIGHT_BITS


def _places_needed(figures: Sequence[Sequence[Fraction]]) -> int | None:
    """The decimal places that keep every figure whole; None where one does not end, or needs too many."""
    most = 0
    for denominator in {figure.denominator for row in figures for figure in row}:
        rest, twos, fives = denominator, 0, 0
        while rest % 2 == 0:
            rest, twos = rest // 2, twos + 1
        while rest % 5 == 0:
            rest, fives = rest // 5, fives + 1
        if rest != 1:
            return None
        most = max(most, twos, fives)
    return most if most <= _MOST_BITS else None
