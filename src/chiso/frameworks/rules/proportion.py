"""proportion@1: points in proportion to a target.

    higher    points(x) = M · min(1, x / target)
    lower     points(x) = M · min(1, target / x)
    x < nothing_below: 0      floor: never fewer points than this      uncapped: without the min

M is the node's maximum. `nothing_below` goes before the floor.

Source of the shape: Quyết định 766/QĐ-TTg, as the national portal computes it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import StrictBool

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound
from chiso.frameworks.fields import Figure
from chiso.frameworks.intervals import Interval
from chiso.frameworks.measures import Setting
from chiso.frameworks.roundings import RoundingRule
from chiso.frameworks.rules.answers import in_points, points_faults, sentence
from chiso.frameworks.rules.base import Fault, LeafContext, Outcome
from chiso.frameworks.rules.measured import AnswerNumber, MeasuredRule, undefined_outcome
from chiso.frameworks.rules.per_item import is_decimal_input, negative_faults
from chiso.frameworks.rules.rounded import may_not_end, prepare_finish, rounding_sentences
from chiso.language import Text, Value, text

_ZERO, _ONE = Fraction(0), Fraction(1)


class Proportion(MeasuredRule):
    """Points in proportion to a target."""

    kind: Literal["proportion@1"]
    target: Figure = _ONE
    direction: Literal["higher", "lower"] = "higher"
    nothing_below: Figure | None = None
    floor: Figure | None = None
    uncapped: StrictBool = False
    rounding: RoundingRule | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """A target of 0, a floor out of bounds, a measure below 0, no maximum."""
        faults = self.measured_faults(leaf)
        if leaf.max_points is None:
            faults.append(rule_faults.maximum_needed(()))
        if self.target <= 0:
            expected = text("Expected a target above 0.")
            faults.append(rule_faults.out_of_order(("target",), self.target, expected))
        if self.nothing_below is not None and self.direction == "lower":
            expected = text("Expected no “nothing_below” where lower is better.")
            faults.append(rule_faults.keys_at_odds(("nothing_below",), str(self.nothing_below), expected))
        elif self.nothing_below is not None and self.nothing_below > self.target:
            expected = text("Expected a figure that is not above the target.")
            faults.append(rule_faults.out_of_order(("nothing_below",), self.nothing_below, expected))
        faults += points_faults(("floor",), self.floor, leaf)
        if not faults and not (self.direction == "higher" and self.floor is not None):
            faults += negative_faults(self, leaf)
        return faults

    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """The answer for one direction."""
        assert leaf.max_points is not None
        return self._higher(leaf.max_points) if self.direction == "higher" else self._lower(leaf)

    def _higher(self, maximum: Fraction) -> AnswerNumber:
        finish = prepare_finish(self.rounding)
        target, floor, uncapped = self.target, self.floor, self.uncapped
        least = self.nothing_below
        factor = maximum / target
        times, by = factor.numerator, factor.denominator
        target_times, target_by = target.numerator, target.denominator

        def answer(number: Fraction) -> Outcome:
            # Whole numbers throughout: a product of fractions takes twice as long.
            numerator, denominator = number.numerator, number.denominator
            if not uncapped and numerator * target_by >= target_times * denominator:
                return finish(maximum, "full", number)
            if least is not None and number < least:
                return Outcome(_ZERO, "nothing", number)
            points = Fraction(numerator * times, denominator * by)
            if floor is not None and points < floor:
                return finish(floor, "floor", number)
            return finish(points, "proportion", number)

        return answer

    def _lower(self, leaf: LeafContext) -> AnswerNumber:
        finish = prepare_finish(self.rounding)
        maximum = leaf.max_points
        assert maximum is not None
        target, floor, uncapped = self.target, self.floor, self.uncapped
        undefined = undefined_outcome(self.when_undefined, leaf)
        product = maximum * target

        def answer(number: Fraction) -> Outcome:
            if uncapped and not number:
                return undefined
            if not uncapped and number <= target:
                return finish(maximum, "full", number)
            points = product / number
            if floor is not None and points < floor:
                return finish(floor, "floor", number)
            return finish(points, "proportion", number)

        return answer

    def branches(self, leaf: LeafContext) -> set[str]:
        """Those branches that some value can take."""
        maximum = leaf.max_points
        assert maximum is not None
        wanted: dict[str, Interval] = {}
        if self.direction == "higher":
            top = None if self.uncapped else self.target
            lowest = self.nothing_below
            if self.floor is not None:
                bottom = self.floor * self.target / maximum if maximum else _ZERO
                wanted["floor"] = Interval(lowest, True, bottom, False)
                lowest = bottom if lowest is None else max(lowest, bottom)
            if self.nothing_below is not None:
                wanted["nothing"] = Interval(None, False, self.nothing_below, False)
            wanted["proportion"] = Interval(lowest, True, top, False)
            if top is not None:
                wanted["full"] = Interval(top, True, None)
        else:
            bottom_of_line = _ZERO if self.uncapped else self.target
            top = maximum * self.target / self.floor if self.floor else None
            if top is not None:
                wanted["floor"] = Interval(top, False, None)
            wanted["proportion"] = Interval(bottom_of_line, False, top, True)
            wanted["undefined" if self.uncapped else "full"] = Interval(None, False, bottom_of_line, True)
        settings = self.settings(leaf)
        return {
            branch
            for branch, interval in wanted.items()
            if any(self.domain(leaf, setting).narrowed(interval).has_values for setting in settings)
        }

    def edges(self, leaf: LeafContext) -> list[Bound]:
        """Nothing at all, the target, and below what there is nothing."""
        edges: list[Bound] = [_ZERO]
        if not self.uncapped:
            edges.append(self.target)
        if self.nothing_below is not None:
            edges.append(self.nothing_below)
        return edges

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """Maximum, target, and what bounds the line."""
        assert leaf.max_points is not None
        figures: dict[str, Value] = {"points": in_points(leaf.max_points), "target": self.target}
        if self.direction == "higher":
            line = text("In proportion: {points} for {target}, fewer below it.", **figures)
        else:
            line = text("In inverse proportion: {points} for {target}, fewer above it.", **figures)
        lines = [self.heading(leaf), line]
        if self.uncapped:
            lines.append(text("There is no upper limit."))
        if self.nothing_below is not None:
            lines.append(sentence(text("below {upper}", upper=self.nothing_below), _ZERO))
        if self.floor is not None:
            lines.append(text("At least {points}.", points=in_points(self.floor)))
        return lines + rounding_sentences(self.rounding) + self.undefined_sentences(leaf)

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """A quotient may; a decimal times a decimal factor does not."""
        if not may_not_end(self.rounding):
            return False
        assert leaf.max_points is not None
        is_product = self.direction == "higher" and is_decimal_input(self, leaf)
        return not (is_product and terminates(leaf.max_points / self.target))
