"""labels@1: each label has its points; of several rows the worst, the best, or the mean counts.

    points(label) = p_label
    reduce: worst = min over the rows (max where a lower figure is better), best, mean

Source of the shape: Thông tư 04/2014/TT-TTCP, the gravity of cases of corruption.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, cast

from pydantic import Field

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

_TYPES = ("label", "labels")
_REDUCTIONS: dict[str, Text] = {
    "worst": text("Of several, the worst counts."),
    "best": text("Of several, the best counts."),
    "mean": text("Of several, the mean counts."),
}


class Labels(RuleModel):
    """Points by label."""

    kind: Literal["labels@1"]
    input: InputName | None = None
    points: Mapping[str, Figure] = Field(min_length=1)
    reduce: Literal["worst", "best", "mean"] | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Labels without points, points without a label, several rows without a reduction."""
        faults = chosen_input_faults(self.input, leaf, _TYPES)
        if faults:
            return faults
        definition = leaf.inputs[chosen_input(self.input, leaf, _TYPES)]
        if (definition.type == "labels") != (self.reduce is not None):
            expected = text("Expected “reduce” exactly where the input is of the type labels.")
            faults.append(rule_faults.keys_at_odds(("reduce",), self.reduce or "", expected))
        for label, points in self.points.items():
            if label not in definition.labels:
                faults.append(rule_faults.unknown_label(("points", label), label, definition.labels))
            faults += points_faults(("points", label), points, leaf)
        for label in definition.labels:
            if label not in self.points:
                faults.append(rule_faults.label_not_answered_once(("points",), label))
        return faults

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Look the label up; of several, reduce."""
        name = chosen_input(self.input, leaf, _TYPES)
        outcomes = {label: Outcome(points, f"label {label}") for label, points in self.points.items()}
        if self.reduce is None:

            def look_up(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
                return outcomes[values[name]]  # type: ignore[index]  # checked when it was read

            return look_up
        reduction = self._reduction(leaf)

        def look_up_rows(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            rows = cast("tuple[str, ...]", values[name])
            if not rows:
                return Outcome(None, "no label", open_point=text("No label is given."))
            return reduction([outcomes[label] for label in rows])

        return look_up_rows

    def _reduction(self, leaf: LeafContext) -> Callable[[list[Outcome]], Outcome]:
        if self.reduce == "mean":

            def mean(rows: list[Outcome]) -> Outcome:
                points = [row.points for row in rows if row.points is not None]
                return Outcome(sum(points, Fraction(0)) / len(points), "mean")

            return mean
        takes_lowest = (self.reduce == "worst") == leaf.higher_is_better
        # Labels with equal points keep the order in which the rule names them.
        order = {f"label {label}": place for place, label in enumerate(self.points)}
        sign = 1 if takes_lowest else -1

        def extreme(rows: list[Outcome]) -> Outcome:
            return min(rows, key=lambda row: (sign * (row.points or 0), order[row.branch]))

        return extreme

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The labels."""
        return reads(chosen_input(self.input, leaf, _TYPES))

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """Every label."""
        return frozenset(f"label {label}" for label in self.points)

    def reached(
        self, leaf: LeafContext, values: Values, cases: Sequence[Values], circumstances: Circumstances
    ) -> frozenset[str]:
        """The label that counts; for a mean, every label of the rows."""
        if self.reduce == "mean":
            rows = cast("tuple[str, ...]", values[chosen_input(self.input, leaf, _TYPES)])
            return frozenset(f"label {label}" for label in rows)
        return super().reached(leaf, values, cases, circumstances)

    def greatest(self, leaf: LeafContext) -> Fraction | None:
        """The most points that it can give."""
        return max(self.points.values())

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """One sentence a label."""
        name = chosen_input(self.input, leaf, _TYPES)
        titles = leaf.inputs[name].labels
        heading = text("By {input}.", input=words_of_input(name, leaf))
        lines = [sentence(titles.get(label, label), points) for label, points in self.points.items()]
        return [heading, *lines, *([_REDUCTIONS[self.reduce]] if self.reduce else [])]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """A mean may; else only where a label's points are such a fraction."""
        return self.reduce == "mean" or not all(terminates(points) for points in self.points.values())
