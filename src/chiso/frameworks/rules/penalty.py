"""penalty@1: an amount that is taken off the total or the group above.

    points = −min(at_most, amount)     (at_most: else the node's maximum, if that is above 0)

Stands in a node of the role “penalty”.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound
from chiso.frameworks.fields import Figure
from chiso.frameworks.measures import Measure
from chiso.frameworks.rules.answers import in_points
from chiso.frameworks.rules.base import (
    Circumstances,
    Evaluate,
    Fault,
    InputsUsed,
    LeafContext,
    Outcome,
    RuleModel,
    Values,
)
from chiso.frameworks.rules.deduction import AmountRule
from chiso.language import Text, text


class Penalty(RuleModel):
    """Points that are taken off."""

    kind: Literal["penalty@1"]
    amount: AmountRule
    at_most: Figure | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """A cap that is not above 0, faults of the amount."""
        faults = [fault.under("amount") for fault in self.amount.faults(leaf.as_part())]
        if self.at_most is not None and self.at_most <= 0:
            faults.append(rule_faults.out_of_order(("at_most",), self.at_most, text("Expected more than 0.")))
        return faults

    def _cap(self, leaf: LeafContext) -> Fraction | None:
        return self.at_most if self.at_most is not None else (leaf.max_points or None)

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """The amount with the other sign, not beyond the cap."""
        amount = self.amount.prepare(leaf.as_part())
        cap = self._cap(leaf)

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            outcome = amount(values, cases, circumstances)
            if outcome.points is None:
                return outcome
            if cap is not None and outcome.points > cap:
                return outcome._replace(points=-cap, branch="capped")
            return outcome._replace(points=-outcome.points)

        return evaluate

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The inputs of the amount."""
        return self.amount.inputs_used(leaf.as_part())

    def parameters(self, leaf: LeafContext) -> frozenset[str]:
        """Those of the amount."""
        return self.amount.parameters(leaf.as_part())

    def turns(self, leaf: LeafContext) -> Sequence[tuple[Measure, Bound]]:
        """Those of the amount."""
        return self.amount.turns(leaf.as_part())

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """The landmarks of the amount, and the cap where it can be passed."""
        part, cap = leaf.as_part(), self._cap(leaf)
        greatest = self.amount.greatest(part)
        marks = self.amount.landmarks(part)
        passes = cap is not None and (greatest is None or greatest > cap)
        return marks | {"capped"} if passes else marks

    def reached(
        self, leaf: LeafContext, values: Values, cases: Sequence[Values], circumstances: Circumstances
    ) -> frozenset[str]:
        """What the amount reaches, and the cap."""
        branch = self.prepare(leaf)(values, cases, circumstances).branch
        return self.amount.reached(leaf.as_part(), values, cases, circumstances) | {branch}

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The amount, and the cap."""
        cap = self._cap(leaf)
        lines = [text("Taken off:"), *self.amount.sentences(leaf.as_part())]
        return lines if cap is None else [*lines, text("At most {points}.", points=in_points(cap))]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Where the amount may not, or the cap is such a fraction."""
        cap = self._cap(leaf)
        return self.amount.may_not_terminate(leaf.as_part()) or (cap is not None and not terminates(cap))
