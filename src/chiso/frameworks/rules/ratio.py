"""ratio@1: points as a multiple of a number, which may exceed the maximum.

points(x) = times · x, not above at_most   (times: the node's maximum unless stated)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound
from chiso.frameworks.fields import Figure
from chiso.frameworks.intervals import Interval
from chiso.frameworks.measures import Setting
from chiso.frameworks.roundings import RoundingRule
from chiso.frameworks.rules.answers import in_points
from chiso.frameworks.rules.base import Fault, LeafContext, Outcome
from chiso.frameworks.rules.measured import AnswerNumber, MeasuredRule
from chiso.frameworks.rules.per_item import is_decimal_input
from chiso.frameworks.rules.rounded import may_not_end, prepare_finish, rounding_sentences
from chiso.language import Text, text

_ZERO = Fraction(0)


class RatioRule(MeasuredRule):
    """Points as a multiple of a number."""

    kind: Literal["ratio@1"]
    times: Figure | None = None
    at_most: Figure | None = None
    rounding: RoundingRule | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """A factor that is missing or not above 0."""
        faults = self.measured_faults(leaf)
        times = self._times(leaf)
        if times is None:
            faults.append(rule_faults.maximum_needed(("times",)))
        elif times <= 0:
            faults.append(rule_faults.out_of_order(("times",), times, text("Expected more than 0.")))
        if self.at_most is not None and self.at_most < leaf.minimum:
            faults.append(rule_faults.points_outside(("at_most",), self.at_most, leaf))
        return faults

    def _times(self, leaf: LeafContext) -> Fraction | None:
        return leaf.max_points if self.times is None else self.times

    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """Multiply, not above the cap."""
        finish = prepare_finish(self.rounding)
        times, cap = self._times(leaf), self.at_most
        assert times is not None
        numerator, denominator = times.numerator, times.denominator

        def answer(number: Fraction) -> Outcome:
            points = Fraction(number.numerator * numerator, number.denominator * denominator)
            if cap is not None and points > cap:
                return finish(cap, "capped", number)
            return finish(points, "ratio", number)

        return answer

    def branches(self, leaf: LeafContext) -> set[str]:
        """The multiple, and the cap where it can be passed."""
        times = self._times(leaf)
        assert times is not None
        if self.at_most is None:
            return {"ratio"}
        above = Interval(self.at_most / times, False, None)
        can_exceed = any(self.domain(leaf, s).narrowed(above).has_values for s in self.settings(leaf))
        return {"ratio", "capped"} if can_exceed else {"ratio"}

    def edges(self, leaf: LeafContext) -> list[Bound]:
        """Where the cap is reached."""
        times = self._times(leaf)
        return [] if self.at_most is None or times is None else [self.at_most / times]

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The factor and the cap."""
        times = self._times(leaf)
        assert times is not None
        lines = [self.heading(leaf), text("Times {factor}.", factor=times)]
        if self.at_most is not None:
            lines.append(text("At most {points}.", points=in_points(self.at_most)))
        return lines + rounding_sentences(self.rounding) + self.undefined_sentences(leaf)

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """A quotient may; a decimal times a decimal factor does not."""
        times = self._times(leaf)
        assert times is not None
        return may_not_end(self.rounding) and not (is_decimal_input(self, leaf) and terminates(times))
