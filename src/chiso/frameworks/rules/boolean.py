"""boolean@1: points for yes, points for no (by default the maximum and 0)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.fields import Figure
from chiso.frameworks.inputs import InputName
from chiso.frameworks.measures import words_of_input
from chiso.frameworks.rules.answers import points_faults, sentence
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


class Boolean(RuleModel):
    """Points by yes or no."""

    kind: Literal["boolean@1"]
    input: InputName | None = None
    points_if_true: Figure | None = None
    points_if_false: Figure = Fraction(0)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Points outside the node's bounds, or no maximum to give."""
        faults = chosen_input_faults(self.input, leaf, _TYPES)
        if self.points_if_true is None and leaf.max_points is None:
            faults.append(rule_faults.maximum_needed(("points_if_true",)))
        faults += points_faults(("points_if_true",), self.points_if_true, leaf)
        return faults + points_faults(("points_if_false",), self.points_if_false, leaf)

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """One of two outcomes."""
        name = chosen_input(self.input, leaf, _TYPES)
        yes, no = Outcome(self._if_true(leaf), "true"), Outcome(self.points_if_false, "false")

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            return yes if values[name] else no

        return evaluate

    def _if_true(self, leaf: LeafContext) -> Fraction | None:
        return leaf.max_points if self.points_if_true is None else self.points_if_true

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The yes or no."""
        return reads(chosen_input(self.input, leaf, _TYPES))

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """Yes and no."""
        return frozenset({"true", "false"})

    def greatest(self, leaf: LeafContext) -> Fraction | None:
        """The most points that it can give."""
        return max(self._if_true(leaf) or Fraction(0), self.points_if_false)

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """What yes gives, what no gives."""
        name = chosen_input(self.input, leaf, _TYPES)
        heading = text("By {input}.", input=words_of_input(name, leaf))
        yes = sentence(text("yes"), self._if_true(leaf))
        return [heading, yes, sentence(text("no"), self.points_if_false)]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Only where the points themselves are such a fraction."""
        yes = self._if_true(leaf)
        return not terminates(self.points_if_false) or (yes is not None and not terminates(yes))
