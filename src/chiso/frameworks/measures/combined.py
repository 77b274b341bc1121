"""Measures made of two or more others: ratio, difference, sum, product, larger, smaller."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from chiso.frameworks.interval_arithmetic import add, divide, larger_of, multiply, negate, smaller_of
from chiso.frameworks.intervals import Interval
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.measures.base import Combined, Used
from chiso.language import Value, listing, text

if TYPE_CHECKING:
    from chiso.frameworks.measures import Measure


def _parameters_of(measure: Measure) -> frozenset[str]:
    used = Used()
    measure.gather(used)
    return frozenset(used.parameters)


class RatioOf(Combined):
    """The first over the second; undefined over 0."""

    word: ClassVar[str] = "ratio_of"
    stays_whole: ClassVar[bool] = False
    ratio_of: tuple[Measure, Measure]

    def parts(self) -> tuple[Measure, ...]:
        """What is divided, and by what."""
        return self.ratio_of

    def may_be_undefined(self, leaf: LeafContext) -> bool:
        """Where the second may be 0, or a part is undefined."""
        over = self.ratio_of[1]
        may_be_zero = any(
            over.domain(leaf, setting).contains(Fraction(0))
            for setting in leaf.settings_with(_parameters_of(over))
        )
        return may_be_zero or super().may_be_undefined(leaf)

    def words(self, leaf: LeafContext) -> Value:
        """a / b"""
        return self._join(leaf, "/")

    @staticmethod
    def _combine_intervals(one: Interval, other: Interval) -> Interval:
        return divide(one, other)

    @staticmethod
    def _combine(numbers: list[Fraction]) -> Fraction | None:
        return numbers[0] / numbers[1] if numbers[1] else None


class Difference(Combined):
    """The first less the second."""

    word: ClassVar[str] = "difference"
    difference: tuple[Measure, Measure]

    def parts(self) -> tuple[Measure, ...]:
        """From what, and what is taken."""
        return self.difference

    def words(self, leaf: LeafContext) -> Value:
        """a − b"""
        return self._join(leaf, "−")

    @staticmethod
    def _combine_intervals(one: Interval, other: Interval) -> Interval:
        return add(one, negate(other))

    @staticmethod
    def _combine(numbers: list[Fraction]) -> Fraction:
        return numbers[0] - numbers[1]


class SumOf(Combined):
    """All of them together."""

    word: ClassVar[str] = "sum"
    sum: tuple[Measure, ...] = Field(min_length=2)

    def parts(self) -> tuple[Measure, ...]:
        """The summands."""
        return self.sum

    def words(self, leaf: LeafContext) -> Value:
        """a + b"""
        return self._join(leaf, "+")

    @staticmethod
    def _combine_intervals(one: Interval, other: Interval) -> Interval:
        return add(one, other)

    @staticmethod
    def _combine(numbers: list[Fraction]) -> Fraction:
        return sum(numbers, Fraction(0))


class Product(Combined):
    """All of them multiplied."""

    word: ClassVar[str] = "product"
    product: tuple[Measure, ...] = Field(min_length=2)

    def parts(self) -> tuple[Measure, ...]:
        """The factors."""
        return self.product

    def words(self, leaf: LeafContext) -> Value:
        """a × b"""
        return self._join(leaf, "×")

    @staticmethod
    def _combine_intervals(one: Interval, other: Interval) -> Interval:
        return multiply(one, other)

    @staticmethod
    def _combine(numbers: list[Fraction]) -> Fraction:
        return prod(numbers, start=Fraction(1))


class Larger(Combined):
    """The largest of them."""

    word: ClassVar[str] = "larger"
    larger: tuple[Measure, ...] = Field(min_length=2)

    def parts(self) -> tuple[Measure, ...]:
        """Those that are compared."""
        return self.larger

    def words(self, leaf: LeafContext) -> Value:
        """The larger of …"""
        return text("the larger of: {measures}", measures=listing((m.words(leaf) for m in self.larger), "; "))

    @staticmethod
    def _combine_intervals(one: Interval, other: Interval) -> Interval:
        return larger_of(one, other)

    @staticmethod
    def _combine(numbers: list[Fraction]) -> Fraction:
        return max(numbers)


class Smaller(Combined):
    """The smallest of them."""

    word: ClassVar[str] = "smaller"
    smaller: tuple[Measure, ...] = Field(min_length=2)

    def parts(self) -> tuple[Measure, ...]:
        """Those that are compared."""
        return self.smaller

    def words(self, leaf: LeafContext) -> Value:
        """The smaller of …"""
        return text(
            "the smaller of: {measures}", measures=listing((m.words(leaf) for m in self.smaller), "; ")
        )

    @staticmethod
    def _combine_intervals(one: Interval, other: Interval) -> Interval:
        return smaller_of(one, other)

    @staticmethod
    def _combine(numbers: list[Fraction]) -> Fraction:
        return min(numbers)
