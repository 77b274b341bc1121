"""min_max@1: the place of a unit between the lowest and the highest unit of its league.

    points(x) = lowest + (highest − lowest) · (x − min) / (max − min)
    lower is better:   the same with (max − x)

`lowest` and `highest` are the points at the two ends. min and max run over the units of the league
that have a value; the points of a unit depend on the others.

Source of the shape: DDCI and PCI, components on a scale from 1 to 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from chiso.frameworks import rule_faults
from chiso.frameworks.fields import Figure
from chiso.frameworks.measures import Setting
from chiso.frameworks.rules.answers import in_points, points_faults
from chiso.frameworks.rules.base import Circumstances, Evaluate, Fault, LeafContext, Outcome, Values
from chiso.frameworks.rules.measured import AnswerNumber, MeasuredRule
from chiso.language import Text, text

MEASURED = "measured"
_ALL_EQUAL = text("All units have the same value, and the law does not say what then.")


class MinMax(MeasuredRule):
    """Points by the place among the units of the league."""

    needs_league: ClassVar[bool] = True

    kind: Literal["min_max@1"]
    lowest: Figure
    highest: Figure
    direction: Literal["higher", "lower"] = "higher"
    when_all_equal: Literal["open"] | Figure = "open"

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Ends in the wrong order, points outside the node's bounds."""
        faults = self.measured_faults(leaf)
        if self.lowest >= self.highest:
            expected = text("Expected a figure below the highest.")
            faults.append(rule_faults.out_of_order(("lowest",), self.lowest, expected))
        for key in ("lowest", "highest"):
            faults += points_faults((key,), getattr(self, key), leaf)
        if isinstance(self.when_all_equal, Fraction):
            faults += points_faults(("when_all_equal",), self.when_all_equal, leaf)
        return faults

    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """The value alone: what it is worth depends on the league."""
        return lambda number: Outcome(None, MEASURED, number)

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Measure; with the extremes of the league, place the value between them."""
        measure = super().prepare(leaf)
        span, lowest, equal = self.highest - self.lowest, self.lowest, self.when_all_equal
        rises = self.direction == "higher"

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            outcome = measure(values, cases, circumstances)
            number, extremes = outcome.measured, circumstances.extremes
            if number is None or extremes is None:
                return outcome
            least, most = extremes
            if least == most:
                if isinstance(equal, Fraction):
                    return Outcome(equal, "all equal", number)
                return Outcome(None, "all equal", number, open_point=_ALL_EQUAL)
            distance = number - least if rises else most - number
            return Outcome(lowest + span * distance / (most - least), "between", number)

        return evaluate

    def branches(self, leaf: LeafContext) -> set[str]:
        """None: the test case of one unit knows no league."""
        return set()

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The two ends."""
        figures = {"lowest": self.lowest, "highest": self.highest}
        if self.direction == "higher":
            line = text(
                "The lowest unit has {lowest} points, the highest {highest}, evenly between them.", **figures
            )
        else:
            line = text(
                "The highest unit has {lowest} points, the lowest {highest}, evenly between them.", **figures
            )
        if isinstance(self.when_all_equal, Fraction):
            equal = text("If all units are equal: {points}.", points=in_points(self.when_all_equal))
        else:
            equal = text("If all units are equal, the law does not say what then.")
        return [self.heading(leaf), line, equal, *self.undefined_sentences(leaf)]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """A quotient may."""
        return True
