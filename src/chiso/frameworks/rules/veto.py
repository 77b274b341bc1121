"""veto@1: a failure that lets the parent have at most so many points.

    fails when the answer is `fails_when`; then parent = min(parent, parent_at_most)

Gives no points of its own; stands in a node of the role “veto”.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import StrictBool

from chiso.frameworks.fields import Figure
from chiso.frameworks.inputs import InputName
from chiso.frameworks.measures import words_of_input
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
from chiso.frameworks.rules.chosen_input import chosen_input, chosen_input_faults, reads
from chiso.language import Text, text

_TYPES = ("boolean",)


class Veto(RuleModel):
    """A cap on the parent."""

    kind: Literal["veto@1"]
    input: InputName | None = None
    fails_when: StrictBool
    parent_at_most: Figure

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """An input that is no yes or no."""
        return chosen_input_faults(self.input, leaf, _TYPES)

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """One of two outcomes."""
        name, fails_when = chosen_input(self.input, leaf, _TYPES), self.fails_when
        failed = Outcome(None, "failed", parent_at_most=self.parent_at_most)
        passed = Outcome(None, "passed")

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            return failed if values[name] is fails_when else passed

        return evaluate

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The yes or no."""
        return reads(chosen_input(self.input, leaf, _TYPES))

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """Failed and passed."""
        return frozenset({"failed", "passed"})

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """What fails, and what then."""
        return [
            text(
                "{input}: {answer} leaves at most {points} to the group.",
                input=words_of_input(chosen_input(self.input, leaf, _TYPES), leaf),
                answer=text("yes") if self.fails_when else text("no"),
                points=in_points(self.parent_at_most),
            )
        ]
