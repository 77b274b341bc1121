"""per_item@1: so many points for each item, up to a cap (by default the node's maximum).

points(x) = min(cap, each · x)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound
from chiso.frameworks.fields import Figure
from chiso.frameworks.intervals import Domain, Interval, describe_range
from chiso.frameworks.measures import Setting
from chiso.frameworks.rules.answers import in_points, points_faults
from chiso.frameworks.rules.base import Fault, LeafContext, Outcome
from chiso.frameworks.rules.measured import AnswerNumber, MeasuredRule
from chiso.language import Text, text

_ZERO = Fraction(0)
_BELOW_ZERO = Interval(None, False, _ZERO, False)


class PerItem(MeasuredRule):
    """Points for each item."""

    kind: Literal["per_item@1"]
    each: Figure
    at_most: Figure | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """No points for an item, a cap that the node cannot have, a measure below 0."""
        faults = self.measured_faults(leaf)
        if self.each <= 0:
            faults.append(rule_faults.out_of_order(("each",), self.each, text("Expected more than 0.")))
        if self.at_most is not None and self.at_most <= 0:
            faults.append(rule_faults.out_of_order(("at_most",), self.at_most, text("Expected more than 0.")))
        faults += points_faults(("at_most",), self.at_most, leaf)
        return faults or negative_faults(self, leaf)

    def _cap(self, leaf: LeafContext) -> Fraction | None:
        return leaf.max_points if self.at_most is None else self.at_most

    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """Multiply, not above the cap."""
        each, cap = self.each, self._cap(leaf)

        def answer(number: Fraction) -> Outcome:
            points = each * number
            if cap is not None and points > cap:
                return Outcome(cap, "capped", number)
            return Outcome(points, "counted", number)

        return answer

    def branches(self, leaf: LeafContext) -> set[str]:
        """Counted, and capped where that can be."""
        cap = self._cap(leaf)
        if cap is None:
            return {"counted"}
        above = Interval(cap / self.each, False, None)
        can_exceed = any(self.domain(leaf, s).narrowed(above).has_values for s in self.settings(leaf))
        return {"counted", "capped"} if can_exceed else {"counted"}

    def edges(self, leaf: LeafContext) -> list[Bound]:
        """Nothing, and the number of items at which the cap is reached."""
        cap = self._cap(leaf)
        return [_ZERO] if cap is None else [_ZERO, cap / self.each]

    def greatest(self, leaf: LeafContext) -> Fraction | None:
        """The most points that it can give; None if there is no end."""
        cap = self._cap(leaf)
        tops = [self.domain(leaf, setting).interval.upper for setting in self.settings(leaf)]
        known = [self.each * top for top in tops if top is not None]
        top = max(known) if known and len(known) == len(tops) else None
        return min((limit for limit in (cap, top) if limit is not None), default=None)

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """Points for each, and the cap."""
        cap = self._cap(leaf)
        lines = [self.heading(leaf), text("For each: {points}.", points=in_points(self.each))]
        if cap is not None:
            lines.append(text("At most {points}.", points=in_points(cap)))
        return [*lines, *self.undefined_sentences(leaf)]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Where the number counted need not be whole, or the points for each are such a fraction."""
        cap = self._cap(leaf)
        if not terminates(self.each) or (cap is not None and not terminates(cap)):
            return True
        return not all(self._ends(self.domain(leaf, setting), leaf) for setting in self.settings(leaf))

    def _ends(self, domain: Domain, leaf: LeafContext) -> bool:
        return domain.whole or is_decimal_input(self, leaf)


def is_decimal_input(rule: MeasuredRule, leaf: LeafContext) -> bool:
    """Whether the number is read as decimal text, which always ends."""
    name = rule.resolved(leaf).name()
    return name in leaf.inputs and leaf.inputs[name].type != "ratio"


def negative_faults(rule: MeasuredRule, leaf: LeafContext) -> list[Fault]:
    """A fault if the measure may be below 0."""
    for setting in rule.settings(leaf):
        below = rule.domain(leaf, setting).narrowed(_BELOW_ZERO)
        if below.has_values:
            expected = text("Expected a number that is not below 0.")
            return [rule_faults.value_not_taken(("measure",), describe_range(below.interval, "x"), expected)]
    return []
