"""deduction@1: a start from which several things take points off, not below a floor.

    points = max(floor, start − Σ amounts)

The points of the rules under `less` are the amounts; a part that does not apply takes nothing off,
and a part that the law leaves open leaves the whole open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound
from chiso.frameworks.fields import Figure
from chiso.frameworks.measures import Measure
from chiso.frameworks.rules.answers import in_points, points_faults
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
from chiso.frameworks.rules.labels import Labels
from chiso.frameworks.rules.per_item import PerItem
from chiso.frameworks.rules.steps import Steps
from chiso.language import Text, text

# The rules whose points can be an amount that is taken off.
AmountRule: TypeAlias = Annotated[PerItem | Labels | Steps | Boolean | Cases, Field(discriminator="kind")]


class Deduction(RuleModel):
    """A start less amounts."""

    kind: Literal["deduction@1"]
    start: Figure
    floor: Figure = Fraction(0)
    less: tuple[AmountRule, ...] = Field(min_length=1)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """A floor above the start, points outside the node's bounds, faults of the parts."""
        faults = points_faults(("start",), self.start, leaf) + points_faults(("floor",), self.floor, leaf)
        if self.floor >= self.start:
            expected = text("Expected a floor below the start.")
            faults.append(rule_faults.out_of_order(("floor",), self.floor, expected))
        for position, rule in enumerate(self.less):
            faults += [fault.under("less", position) for fault in rule.faults(leaf.as_part())]
        return faults

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Add the amounts, take them off, stop at the floor."""
        parts = [rule.prepare(leaf.as_part()) for rule in self.less]
        start, floor = self.start, self.floor

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            off = Fraction(0)
            for part in parts:
                outcome = part(values, cases, circumstances)
                if outcome.points is not None:
                    off += outcome.points
                elif not outcome.not_applicable:
                    return Outcome(None, "open", open_point=outcome.open_point)
            points = start - off
            if points < floor:
                return Outcome(floor, "floor", off)
            return Outcome(points, "taken off" if off else "nothing off", off)

        return evaluate

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The inputs of all parts."""
        return join_inputs(rule.inputs_used(leaf.as_part()) for rule in self.less)

    def parameters(self, leaf: LeafContext) -> frozenset[str]:
        """Those of all parts."""
        return frozenset().union(*(rule.parameters(leaf.as_part()) for rule in self.less))

    def turns(self, leaf: LeafContext) -> Sequence[tuple[Measure, Bound]]:
        """Those of all parts."""
        return [turn for rule in self.less for turn in rule.turns(leaf.as_part())]

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """Nothing off, something off, the floor, and the landmarks of each part."""
        part = leaf.as_part()
        marks = {"nothing off", "taken off"}
        greatest = [rule.greatest(part) for rule in self.less]
        known = [amount for amount in greatest if amount is not None]
        if len(known) < len(greatest) or self.start - sum(known, Fraction(0)) < self.floor:
            marks.add("floor")
        for number, rule in enumerate(self.less, start=1):
            marks |= {f"less {number}: {mark}" for mark in rule.landmarks(part)}
        return frozenset(marks)

    def reached(
        self, leaf: LeafContext, values: Values, cases: Sequence[Values], circumstances: Circumstances
    ) -> frozenset[str]:
        """What the whole reaches, and each part."""
        part = leaf.as_part()
        marks = {self.prepare(leaf)(values, cases, circumstances).branch}
        for number, rule in enumerate(self.less, start=1):
            marks |= {f"less {number}: {m}" for m in rule.reached(part, values, cases, circumstances)}
        return frozenset(marks)

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The start, what is taken off, the floor."""
        lines = [text("From {points} are taken off:", points=in_points(self.start))]
        for rule in self.less:
            lines += rule.sentences(leaf.as_part())
        return [*lines, text("At least {points}.", points=in_points(self.floor))]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Where a part may not, or the figures are such fractions."""
        ends = terminates(self.start) and terminates(self.floor)
        return not ends or any(rule.may_not_terminate(leaf.as_part()) for rule in self.less)


def join_inputs(parts: Iterable[InputsUsed]) -> InputsUsed:
    """The inputs of several rules together."""
    of_unit: frozenset[str] = frozenset()
    of_case: frozenset[str] = frozenset()
    over_cases = False
    for part in parts:
        of_unit, of_case = of_unit | part.of_unit, of_case | part.of_case
        over_cases = over_cases or part.over_cases
    return InputsUsed(of_unit, of_case, over_cases)
