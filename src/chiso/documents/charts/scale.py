"""A scale: which share of the height or width a figure has; round gridlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

# Steps of an axis that people count by, times a power of ten.
_ROUND_STEPS = (Fraction(1), Fraction(2), Fraction(5), Fraction(10))


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`."""

    low: Fraction
    high: Fraction

    def share(self, value: Fraction) -> Fraction:
        """Where a figure lies, 0 (low) to 1 (high); figures beyond the ends are kept at the ends."""
        if self.high == self.low:
            return Fraction(1, 2)
        return min(max((value - self.low) / (self.high - self.low), Fraction(0)), Fraction(1))


def round_scale(values: Iterable[Fraction], *, lines: int = 3) -> tuple[Scale, tuple[Fraction, ...]]:
    """A scale with round ends that holds all values, and its gridlines (about `lines` and one)."""
    present = tuple(values)
    low, high = min(present), max(present)
    step = _round_step((high - low) / lines or Fraction(1))
    start, end = low // step * step, -(-high // step) * step
    if end == start:
        end += step
    count = int((end - start) / step)
    return Scale(start, end), tuple(start + n * step for n in range(count + 1))


def _round_step(wanted: Fraction) -> Fraction:
    power = Fraction(1)
    while power > wanted:
        power /= 10
    while power * 10 <= wanted:
        power *= 10
    return next(power * step for step in _ROUND_STEPS if power * step >= wanted)
