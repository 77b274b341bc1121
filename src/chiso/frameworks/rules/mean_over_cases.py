"""mean_over_cases@1: each case is given its points by itself; the unit has their mean.

    points = Σ points(case) / number of cases that apply

A case that the law leaves open leaves the mean open: it is neither counted as nothing nor left out.

Source of the shape: Thông tư 01/2018/TT-VPCP, article 14: dossier by dossier, then the average.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from chiso.frameworks.roundings import RoundingRule
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
from chiso.frameworks.rules.boolean import Boolean
from chiso.frameworks.rules.cases import Cases
from chiso.frameworks.rules.deduction import Deduction
from chiso.frameworks.rules.entered import Entered
from chiso.frameworks.rules.goalposts import Goalposts
from chiso.frameworks.rules.labels import Labels
from chiso.frameworks.rules.lateness import Lateness
from chiso.frameworks.rules.per_item import PerItem
from chiso.frameworks.rules.piecewise_linear import PiecewiseLinear
from chiso.frameworks.rules.proportion import Proportion
from chiso.frameworks.rules.ratio import RatioRule
from chiso.frameworks.rules.rounded import may_not_end, prepare_finish, rounding_sentences
from chiso.frameworks.rules.steps import Steps
from chiso.language import Text, text

CaseRule: TypeAlias = Annotated[
    Labels
    | Steps
    | Cases
    | Proportion
    | PiecewiseLinear
    | Boolean
    | PerItem
    | Deduction
    | Entered
    | Goalposts
    | Lateness
    | RatioRule,
    Field(discriminator="kind"),
]

_NO_CASES = text("There is no case to take the mean of, and the law does not say what then.")


class MeanOverCasesRule(RuleModel):
    """The mean of the points of the cases."""

    kind: Literal["mean_over_cases@1"]
    rule: CaseRule
    rounding: RoundingRule | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """The faults of the rule for one case."""
        return [fault.under("rule") for fault in self.rule.faults(leaf.as_case())]

    def prepare_case(self, leaf: LeafContext) -> Evaluate:
        """The evaluation of one case: (values of the case, no cases, circumstances)."""
        return self.rule.prepare(leaf.as_case())

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Evaluate each case, then take the mean."""
        evaluate_case = self.prepare_case(leaf)
        finish = prepare_finish(self.rounding)

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            if not cases:
                return Outcome(None, "no cases", open_point=_NO_CASES)
            total, count = Fraction(0), 0
            for case in cases:
                outcome = evaluate_case(case, (), circumstances)
                if outcome.points is not None:
                    total += outcome.points
                    count += 1
                elif not outcome.not_applicable:
                    return Outcome(None, "open case", open_point=outcome.open_point)
            if not count:
                return Outcome(None, "no case applies", not_applicable=True)
            return finish(total / count, "mean", None)

        return evaluate

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """What each case is asked for."""
        return InputsUsed(of_case=self.rule.inputs_used(leaf.as_case()).of_unit, over_cases=True)

    def parameters(self, leaf: LeafContext) -> frozenset[str]:
        """Those of the rule for one case."""
        return self.rule.parameters(leaf.as_case())

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """Those of the rule for one case."""
        return self.rule.landmarks(leaf.as_case())

    def reached(
        self, leaf: LeafContext, values: Values, cases: Sequence[Values], circumstances: Circumstances
    ) -> frozenset[str]:
        """What the cases reach."""
        marks: frozenset[str] = frozenset()
        for case in cases:
            marks |= self.rule.reached(leaf.as_case(), case, (), circumstances)
        return marks

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The rule for one case, then the mean."""
        lines = [text("For each case:"), *self.rule.sentences(leaf.as_case())]
        return [*lines, text("The mean of all cases counts."), *rounding_sentences(self.rounding)]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """A mean may."""
        return may_not_end(self.rounding)
