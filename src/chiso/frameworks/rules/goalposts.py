"""goalposts@1: the place of a value between a worst and a best one.

    points(x) = M · (x − worst) / (best − worst)               cut to 0 … M
    points(x) = M · ln(x / worst) / ln(best / worst)           with `logarithm`

`best` below `worst` means that lower is better. With `cut: false` points may leave 0 … M.

Source of the shape: UNDP, Human Development Report, technical note 1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import StrictBool

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound
from chiso.frameworks.fields import Figure
from chiso.frameworks.intervals import Interval, describe_range
from chiso.frameworks.measures import Setting
from chiso.frameworks.rules.answers import in_points
from chiso.frameworks.rules.base import Fault, LeafContext, Outcome
from chiso.frameworks.rules.logarithms import logarithm_share
from chiso.frameworks.rules.measured import AnswerNumber, MeasuredRule
from chiso.frameworks.rules.per_item import is_decimal_input
from chiso.language import Text, Value, text

_ZERO = Fraction(0)
_NOT_ABOVE_ZERO = Interval(None, False, _ZERO, True)


class Goalposts(MeasuredRule):
    """Points by the place between two goalposts."""

    kind: Literal["goalposts@1"]
    worst: Figure
    best: Figure
    logarithm: StrictBool = False
    cut: StrictBool = True

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Equal goalposts, no maximum, logarithms of what is not above 0."""
        faults = self.measured_faults(leaf)
        if leaf.max_points is None:
            faults.append(rule_faults.maximum_needed(()))
        if self.worst == self.best:
            expected = text("Expected a figure that differs from the worst.")
            faults.append(rule_faults.out_of_order(("best",), self.best, expected))
        if self.logarithm and min(self.worst, self.best) <= 0:
            key, figure = ("worst", self.worst) if self.worst <= 0 else ("best", self.best)
            expected = text("Expected a figure above 0: others have no logarithm.")
            faults.append(rule_faults.out_of_order((key,), figure, expected))
        if self.logarithm and not self.cut and not faults:
            for setting in self.settings(leaf):
                low = self.domain(leaf, setting).narrowed(_NOT_ABOVE_ZERO)
                if low.has_values:
                    expected = text("Expected a number above 0: others have no logarithm.")
                    return [
                        rule_faults.value_not_taken(("measure",), describe_range(low.interval, "x"), expected)
                    ]
        return faults

    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """Cut at the goalposts, else find the place between them."""
        maximum, worst, best = leaf.max_points, self.worst, self.best
        assert maximum is not None
        cut, logarithm = self.cut, self.logarithm
        rises = best > worst
        factor = maximum / (best - worst)

        def answer(number: Fraction) -> Outcome:
            if cut:
                if number <= worst if rises else number >= worst:
                    return Outcome(_ZERO, "worst", number)
                if number >= best if rises else number <= best:
                    return Outcome(maximum, "best", number)
            if logarithm:
                return Outcome(maximum * logarithm_share(number, worst, best), "between", number)
            return Outcome((number - worst) * factor, "between", number)

        return answer

    def branches(self, leaf: LeafContext) -> set[str]:
        """Between, and the two ends where points are cut there and values can be beyond."""
        if not self.cut:
            return {"between"}
        low, high = min(self.worst, self.best), max(self.worst, self.best)
        at_low, at_high = ("worst", "best") if self.best > self.worst else ("best", "worst")
        wanted = {
            at_low: Interval(None, False, low, True),
            "between": Interval(low, False, high, False),
            at_high: Interval(high, True, None),
        }
        settings = self.settings(leaf)
        return {
            branch
            for branch, interval in wanted.items()
            if any(self.domain(leaf, setting).narrowed(interval).has_values for setting in settings)
        }

    def edges(self, leaf: LeafContext) -> list[Bound]:
        """The goalposts."""
        return [self.worst, self.best]

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The goalposts, and the scale between them."""
        assert leaf.max_points is not None
        points = in_points(leaf.max_points)
        figures: dict[str, Value] = {"worst": self.worst, "best": self.best, "points": points}
        if self.logarithm:
            line = text(
                "{worst} gives 0 points, {best} gives {points}, between them by logarithm.", **figures
            )
        else:
            line = text("{worst} gives 0 points, {best} gives {points}, evenly between them.", **figures)
        beyond = text("Beyond these it stays there.") if self.cut else text("Beyond these it goes on.")
        return [self.heading(leaf), line, beyond, *self.undefined_sentences(leaf)]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """A logarithm does not end, a quotient may not."""
        assert leaf.max_points is not None
        if self.logarithm or not terminates(leaf.max_points):
            return True
        factor = leaf.max_points / (self.best - self.worst)
        ends = terminates(factor) and terminates(factor * self.worst)
        return not (ends and is_decimal_input(self, leaf))
