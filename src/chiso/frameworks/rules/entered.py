"""entered@1: somebody else worked the points out; they are entered, within bounds.

The bounds are those of the rule, else the node's minimum and maximum. They are checked when the
answer is read (`accepted_domains`), so that a figure outside them is a problem with a row and a
column, and never points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from chiso.frameworks import rule_faults
from chiso.frameworks.fields import Figure
from chiso.frameworks.inputs import InputName
from chiso.frameworks.intervals import Domain, Interval
from chiso.frameworks.rules.answers import points_faults
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
from chiso.frameworks.rules.chosen_input import chosen_input, chosen_input_faults, reads
from chiso.language import Text, text

_TYPES = ("number", "whole", "count", "share")
ENTERED = "entered"


class Entered(RuleModel):
    """Points as entered."""

    kind: Literal["entered@1"]
    input: InputName | None = None
    at_least: Figure | None = None
    at_most: Figure | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Bounds beyond those of the node, or in the wrong order."""
        faults = chosen_input_faults(self.input, leaf, _TYPES)
        faults += points_faults(("at_least",), self.at_least, leaf)
        faults += points_faults(("at_most",), self.at_most, leaf)
        accepted = self._interval(leaf)
        if not faults and accepted.lower is not None and accepted.is_empty:
            expected = text("Expected a lower bound below the upper bound.")
            faults.append(rule_faults.out_of_order(("at_least",), accepted.lower, expected))
        return faults

    def _interval(self, leaf: LeafContext) -> Interval:
        return Interval(
            leaf.minimum if self.at_least is None else self.at_least,
            True,
            leaf.max_points if self.at_most is None else self.at_most,
            True,
        )

    def accepted_domains(self, leaf: LeafContext) -> Mapping[str, Domain]:
        """The points that may be entered."""
        name = chosen_input(self.input, leaf, _TYPES)
        own = leaf.inputs[name].domain() or Domain()
        return {name: own.narrowed(self._interval(leaf))}

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """The figure as it stands."""
        name = chosen_input(self.input, leaf, _TYPES)

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            points = values[name]
            return Outcome(points, ENTERED, points)  # type: ignore[arg-type]  # checked when it was read

        return evaluate

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The figure."""
        return reads(chosen_input(self.input, leaf, _TYPES))

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """That something is entered."""
        return frozenset({ENTERED})

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """Between which bounds points are entered."""
        accepted = self._interval(leaf)
        assert accepted.lower is not None
        if accepted.upper is None:
            return [text("The points are entered: at least {lowest}.", lowest=accepted.lower)]
        return [
            text(
                "The points are entered: from {lowest} to {highest}.",
                lowest=accepted.lower,
                highest=accepted.upper,
            )
        ]
