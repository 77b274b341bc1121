"""What rules on a tally of answers share: the labels that count and those that are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import cast

from chiso.frameworks import rule_faults
from chiso.frameworks.inputs import InputDefinition, InputName
from chiso.frameworks.rules.base import Circumstances, Fault, InputsUsed, LeafContext, RuleModel, Values
from chiso.frameworks.rules.chosen_input import chosen_input, reads
from chiso.frameworks.rules.measured import WhenUndefined
from chiso.language import Listing, Text, listing, text

LEFT_OUT = "left out"


class SurveyRule(RuleModel):
    """A rule on the answers that people gave."""

    input: InputName | None = None
    left_out: tuple[str, ...] = ()
    when_undefined: WhenUndefined = "open"

    def input_types(self) -> tuple[str, ...]:
        """The types of input that the rule can use."""
        raise NotImplementedError

    def name_of_input(self, leaf: LeafContext) -> str:
        """The input; of a rule without faults."""
        return chosen_input(self.input, leaf, self.input_types())

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The tally, or the figure that stands for it."""
        return reads(self.name_of_input(leaf))

    def reached(
        self, leaf: LeafContext, values: Values, cases: Sequence[Values], circumstances: Circumstances
    ) -> frozenset[str]:
        """The branch, and whether answers that are left out were among them."""
        marks = {self.prepare(leaf)(values, cases, circumstances).branch}
        value = values[self.name_of_input(leaf)]
        if isinstance(value, Mapping) and any(value.get(label) for label in self.left_out):
            marks.add(LEFT_OUT)
        return frozenset(marks)

    def left_out_sentences(self, leaf: LeafContext) -> list[Text]:
        """The answers that are left out, in words."""
        if not self.left_out:
            return []
        shown = labels_in_words(self.left_out, leaf.inputs[self.name_of_input(leaf)])
        return [text("Left out: {labels}.", labels=shown)]


def labels_in_words(labels: Iterable[str], definition: InputDefinition) -> Listing:
    """The titles of some labels."""
    return listing((definition.labels.get(label, label) for label in labels), "; ")


def tally_faults(
    answered: Mapping[str, str | int], left_out: Sequence[str], key: str, definition: InputDefinition
) -> list[Fault]:
    """Labels that the input does not have, or that are both answered (under `key`) and left out."""
    faults = [
        rule_faults.unknown_label((key, place), label, definition.labels)
        for label, place in answered.items()
        if label not in definition.labels
    ]
    for position, label in enumerate(left_out):
        if label not in definition.labels:
            faults.append(rule_faults.unknown_label(("left_out", position), label, definition.labels))
        if label in answered:
            faults.append(rule_faults.label_not_answered_once(("left_out", position), label))
    return faults


def counts_of(value: object, labels: Iterable[str]) -> Fraction:
    """How many gave one of these answers."""
    tally = cast("Mapping[str, Fraction]", value)
    return sum((tally.get(label, Fraction(0)) for label in labels), Fraction(0))
