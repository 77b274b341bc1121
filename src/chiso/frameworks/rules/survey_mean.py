"""survey_mean@1: the mean of what answers are worth, on the scale from lowest to highest.

    mean   = Σ value·count / Σ count   over the answers that are not left out
    points = M · (mean − lowest) / (highest − lowest)

The input is a tally, or a number: a mean that is ready.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, cast

from pydantic import Field

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.fields import Figure
from chiso.frameworks.intervals import Domain, Interval
from chiso.frameworks.roundings import RoundingRule
from chiso.frameworks.rules.answers import in_points, sentence
from chiso.frameworks.rules.base import Circumstances, Evaluate, Fault, LeafContext, Outcome, Values
from chiso.frameworks.rules.chosen_input import chosen_input_faults
from chiso.frameworks.rules.measured import (
    UNDEFINED,
    undefined_faults,
    undefined_outcome,
    undefined_sentence,
)
from chiso.frameworks.rules.rounded import may_not_end, prepare_finish, rounding_sentences
from chiso.frameworks.rules.survey import LEFT_OUT, SurveyRule, counts_of, tally_faults
from chiso.language import Text, text

MEAN = "mean"


class SurveyMean(SurveyRule):
    """Points by the mean worth of the answers."""

    kind: Literal["survey_mean@1"]
    values: Mapping[str, Figure] = Field(default_factory=dict)
    lowest: Figure
    highest: Figure
    rounding: RoundingRule | None = None

    def input_types(self) -> tuple[str, ...]:
        """A tally, or a ready mean."""
        return ("tally", "number", "share")

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """No maximum, a scale without length, labels without a value or with a value off the scale."""
        faults = chosen_input_faults(self.input, leaf, self.input_types())
        faults += undefined_faults(self.when_undefined, leaf)
        if leaf.max_points is None:
            faults.append(rule_faults.maximum_needed(()))
        if self.lowest >= self.highest:
            expected = text("Expected a figure below the highest.")
            faults.append(rule_faults.out_of_order(("lowest",), self.lowest, expected))
        for label, value in self.values.items():
            if not self.lowest <= value <= self.highest:
                expected = text("Expected a figure from {lowest} to {highest}.", **self._scale())
                faults.append(rule_faults.out_of_order(("values", label), value, expected))
        if faults:
            return faults
        definition = leaf.inputs[self.name_of_input(leaf)]
        if (definition.type == "tally") != bool(self.values):
            expected = text("Expected “values” exactly where the input is of the type tally.")
            return [rule_faults.keys_at_odds(("values",), ", ".join(self.values), expected)]
        answered = {label: label for label in self.values}
        faults = tally_faults(answered, self.left_out, "values", definition)
        for label in definition.labels:
            if definition.type == "tally" and label not in self.values and label not in self.left_out:
                faults.append(rule_faults.label_not_answered_once(("values",), label))
        return faults

    def _scale(self) -> dict[str, Fraction]:
        return {"lowest": self.lowest, "highest": self.highest}

    def accepted_domains(self, leaf: LeafContext) -> Mapping[str, Domain]:
        """A ready mean lies on the scale."""
        name = self.name_of_input(leaf)
        own = leaf.inputs[name].domain()
        return {} if own is None else {name: own.narrowed(Interval(self.lowest, True, self.highest, True))}

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """The mean, then its place on the scale."""
        name, maximum = self.name_of_input(leaf), leaf.max_points
        assert maximum is not None
        finish = prepare_finish(self.rounding)
        undefined = undefined_outcome(self.when_undefined, leaf)
        worth, lowest = self.values, self.lowest
        factor = maximum / (self.highest - lowest)
        is_tally = leaf.inputs[name].type == "tally"

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            value = values[name]
            if is_tally:
                answered = counts_of(value, worth)
                if not answered:
                    return undefined
                tally = cast("Mapping[str, Fraction]", value)
                total = sum((worth[key] * n for key, n in tally.items() if key in worth), Fraction(0))
                mean = total / answered
            else:
                mean = cast("Fraction", value)
            return finish((mean - lowest) * factor, MEAN, mean)

        return evaluate

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """A mean, nobody who answered, and answers that are left out."""
        marks = {MEAN, LEFT_OUT} if self.left_out else {MEAN}
        if leaf.inputs[self.name_of_input(leaf)].type == "tally":
            marks.add(UNDEFINED)
        return frozenset(marks)

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """What the answers are worth, and the scale."""
        assert leaf.max_points is not None
        definition = leaf.inputs[self.name_of_input(leaf)]
        line = text(
            "The mean of the answers: {lowest} gives 0 points, {highest} gives {points}, evenly between.",
            points=in_points(leaf.max_points),
            **self._scale(),
        )
        worth = [sentence(definition.labels.get(label, label), value) for label, value in self.values.items()]
        lines = [line, *worth, *self.left_out_sentences(leaf), *rounding_sentences(self.rounding)]
        return [*lines, undefined_sentence(self.when_undefined)] if definition.type == "tally" else lines

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """A mean may; a ready mean may if the scale makes it so."""
        if not may_not_end(self.rounding):
            return False
        assert leaf.max_points is not None
        is_tally = leaf.inputs[self.name_of_input(leaf)].type == "tally"
        factor = leaf.max_points / (self.highest - self.lowest)
        return is_tally or not (terminates(factor) and terminates(self.lowest))
