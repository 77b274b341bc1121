"""Measures over the cases of a unit: sum, mean, number of cases.

The measure inside is worked out for each case from the case's own inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, StrictBool

from chiso.frameworks import rule_faults
from chiso.frameworks.interval_arithmetic import NOT_NEGATIVE, many_times
from chiso.frameworks.intervals import Domain
from chiso.frameworks.leaf import Fault, LeafContext
from chiso.frameworks.measures.base import Measured, MeasureModel, Setting, Used
from chiso.frameworks.values import Circumstances, Values
from chiso.language import Value, text

if TYPE_CHECKING:
    from chiso.frameworks.measures import Measure


class _OverCases(MeasureModel):
    """A measure that looks at every case."""

    def gather(self, used: Used, *, in_case: bool = False) -> None:
        """Note what each case is asked for."""
        used.over_cases = True
        for part in self.parts():
            part.gather(used, in_case=True)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Cases within a case, and the faults of the measure inside."""
        if leaf.in_case:
            return [rule_faults.cases_within_case((self.word,))]
        return [fault.under(self.word) for part in self.parts() for fault in part.faults(leaf.as_case())]


class SumOverCases(_OverCases):
    """The sum; 0 without cases."""

    word: ClassVar[str] = "sum_over_cases"
    sum_over_cases: Measure

    def parts(self) -> tuple[Measure, ...]:
        """What is summed."""
        return (self.sum_over_cases,)

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """Any number of such summands."""
        inner = self.sum_over_cases.domain(leaf, setting)
        return Domain(many_times(inner.interval), whole=inner.whole)

    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that sums; None if the measure is undefined for some case."""
        inner = self.sum_over_cases.prepare(leaf.as_case())

        def total(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Fraction | None:
            numbers = _measured(inner, cases, circumstances)
            return None if numbers is None else sum(numbers, Fraction(0))

        return total

    def words(self, leaf: LeafContext) -> Value:
        """The sum over all cases of …"""
        return text("the sum over all cases of: {measure}", measure=self.sum_over_cases.words(leaf))


class MeanOverCases(_OverCases):
    """The mean; undefined without cases."""

    word: ClassVar[str] = "mean_over_cases"
    mean_over_cases: Measure

    def parts(self) -> tuple[Measure, ...]:
        """What the mean is taken of."""
        return (self.mean_over_cases,)

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """Between the least and the greatest, fractions too."""
        return Domain(self.mean_over_cases.domain(leaf, setting).interval)

    def may_be_undefined(self, leaf: LeafContext) -> bool:
        """There may be no case."""
        return True

    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that takes the mean."""
        inner = self.mean_over_cases.prepare(leaf.as_case())

        def mean(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Fraction | None:
            numbers = _measured(inner, cases, circumstances)
            return sum(numbers, Fraction(0)) / len(numbers) if numbers else None

        return mean

    def words(self, leaf: LeafContext) -> Value:
        """The mean over all cases of …"""
        return text("the mean over all cases of: {measure}", measure=self.mean_over_cases.words(leaf))


class CountCases(_OverCases):
    """How many cases there are."""

    word: ClassVar[str] = "count_cases"
    count_cases: StrictBool = Field(json_schema_extra={"const": True})

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Cases within a case, or “count_cases: false”."""
        if not self.count_cases:
            return [
                rule_faults.keys_at_odds(("count_cases",), "false", text("Expected true, or no such key."))
            ]
        return super().faults(leaf)

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """Whole numbers from 0."""
        return Domain(NOT_NEGATIVE, whole=True)

    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that counts."""
        return lambda values, cases, circumstances: Fraction(len(cases))

    def words(self, leaf: LeafContext) -> Value:
        """The number of cases."""
        return text("the number of cases")


def _measured(
    inner: Measured, cases: Sequence[Values], circumstances: Circumstances
) -> list[Fraction] | None:
    """The measure of every case; None if it is undefined for one of them."""
    numbers: list[Fraction] = []
    for case in cases:
        number = inner(case, (), circumstances)
        if number is None:
            return None
        numbers.append(number)
    return numbers
