"""not_stated@1: the source does not state how points are given; such a leaf cannot be scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

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
from chiso.language import Text, text

_UNKNOWN = text("The source does not state how points are given.")
_OUTCOME = Outcome(None, "not stated", open_point=_UNKNOWN)


class NotStated(RuleModel):
    """A rule that nobody has published, or that was not found."""

    kind: Literal["not_stated@1"]

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """None."""
        return []

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Always the same open outcome."""

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            return _OUTCOME

        return evaluate

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """None."""
        return InputsUsed()

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """None: nothing can be tested."""
        return frozenset()

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """That the rule is not known."""
        return [_UNKNOWN]
