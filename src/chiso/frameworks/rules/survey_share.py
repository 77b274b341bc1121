"""survey_share@1: the share of those who gave certain answers.

points = M · Σ counted / Σ all answers that are not left out
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from chiso.frameworks import rule_faults
from chiso.frameworks.roundings import RoundingRule
from chiso.frameworks.rules.answers import in_points
from chiso.frameworks.rules.base import Circumstances, Evaluate, Fault, LeafContext, Outcome, Ratio, Values
from chiso.frameworks.rules.chosen_input import chosen_input_faults
from chiso.frameworks.rules.measured import (
    UNDEFINED,
    undefined_faults,
    undefined_outcome,
    undefined_sentence,
)
from chiso.frameworks.rules.rounded import may_not_end, prepare_finish, rounding_sentences
from chiso.frameworks.rules.survey import (
    LEFT_OUT,
    SurveyRule,
    counts_of,
    labels_in_words,
    tally_faults,
)
from chiso.language import Text, text

SHARE = "share"


class SurveyShare(SurveyRule):
    """Points by the share of certain answers."""

    kind: Literal["survey_share@1"]
    counted: tuple[str, ...] = ()
    rounding: RoundingRule | None = None

    def input_types(self) -> tuple[str, ...]:
        """A tally, or a ready share."""
        return ("tally", "ratio", "share")

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """No maximum, unknown labels, nothing counted, labels beside a ready share."""
        faults = chosen_input_faults(self.input, leaf, self.input_types())
        faults += undefined_faults(self.when_undefined, leaf)
        if leaf.max_points is None:
            faults.append(rule_faults.maximum_needed(()))
        if faults:
            return faults
        definition = leaf.inputs[self.name_of_input(leaf)]
        if (definition.type == "tally") != bool(self.counted):
            expected = text("Expected “counted” exactly where the input is of the type tally.")
            return [rule_faults.keys_at_odds(("counted",), ", ".join(self.counted), expected)]
        places = {label: position for position, label in enumerate(self.counted)}
        return tally_faults(places, self.left_out, "counted", definition)

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Divide, then multiply by the maximum."""
        name, maximum = self.name_of_input(leaf), leaf.max_points
        assert maximum is not None
        finish = prepare_finish(self.rounding)
        undefined = undefined_outcome(self.when_undefined, leaf)
        is_tally = leaf.inputs[name].type == "tally"
        base = [label for label in leaf.inputs[name].labels if label not in self.left_out]
        counted = tuple(dict.fromkeys(self.counted))

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            value = values[name]
            share: Fraction | None
            if is_tally:
                answered = counts_of(value, base)
                share = counts_of(value, counted) / answered if answered else None
            else:
                share = value.quotient if isinstance(value, Ratio) else value  # type: ignore[assignment]
            return undefined if share is None else finish(maximum * share, SHARE, share)

        return evaluate

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """A share, nobody who answered, and answers that are left out."""
        marks = {SHARE, LEFT_OUT} if self.left_out else {SHARE}
        if leaf.inputs[self.name_of_input(leaf)].type != "share":
            marks.add(UNDEFINED)
        return frozenset(marks)

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """Which answers count, and for how much."""
        assert leaf.max_points is not None
        definition = leaf.inputs[self.name_of_input(leaf)]
        lines = [text("{points} times the share of answers that count.", points=in_points(leaf.max_points))]
        if self.counted:
            lines.append(text("Counted: {labels}.", labels=labels_in_words(self.counted, definition)))
        lines += self.left_out_sentences(leaf) + rounding_sentences(self.rounding)
        return lines if definition.type == "share" else [*lines, undefined_sentence(self.when_undefined)]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """A quotient may."""
        return may_not_end(self.rounding) and leaf.inputs[self.name_of_input(leaf)].type != "share"
