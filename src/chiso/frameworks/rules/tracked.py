"""tracked@1: a value that is shown, and gives no points.

What is shown is the measure, else the only number of the leaf, else its only yes or no as 1 or 0;
labels, dates and several numbers without a measure are shown as they were answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from chiso.frameworks.measures import Measure, resolve_measure, used_by
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
from chiso.frameworks.rules.chosen_input import find_input
from chiso.frameworks.rules.measured import with_parameters
from chiso.language import Text, text

TRACKED = "tracked"


class Tracked(RuleModel):
    """A value without points."""

    kind: Literal["tracked@1"]
    measure: Measure | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """The faults of the measure, if there is one."""
        return [fault.under("measure") for fault in self.measure.faults(leaf)] if self.measure else []

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Measure, and give no points."""
        measure = resolve_measure(self.measure, leaf)
        if measure is not None:
            measured = measure.prepare(leaf)
            names = frozenset(used_by(measure).parameters)

            def track(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
                return Outcome(None, TRACKED, measured(values, cases, circumstances))

            return with_parameters(names, lambda setting: track) if names else track
        name = find_input(None, leaf, ("boolean",))

        def track_answer(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            return Outcome(None, TRACKED, None if name is None else Fraction(bool(values[name])))

        return track_answer

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """What the measure reads; without one, everything that the leaf asks for."""
        measure = resolve_measure(self.measure, leaf)
        if measure is None:
            return InputsUsed(of_unit=frozenset(leaf.inputs))
        used = used_by(measure)
        return InputsUsed(frozenset(used.of_unit), frozenset(used.of_case), used.over_cases)

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """None: there are no points to get wrong."""
        return frozenset()

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """That it is shown only."""
        return [text("Shown; gives no points.")]
