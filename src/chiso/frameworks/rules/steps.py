"""steps@1: a value falls into one interval, and the interval gives the points.

    points(x) = p_k   where x lies in interval k

The intervals cover the domain of the measure exactly once; this is proved when the framework is
loaded, over whole numbers where the measure is a whole number. A hole that the law leaves is an
entry with `open`, and is answered with "the law does not say".

Source of the shape: Thông tư 01/2018/TT-VPCP, evaluation of the handling of procedures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Literal

from pydantic import Field

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound, Bounded, settings_in_words
from chiso.frameworks.intervals import Interval, cell_finder, describe_range, examine_coverage, line_cells
from chiso.frameworks.measures import Setting
from chiso.frameworks.rules.answers import Answer
from chiso.frameworks.rules.base import Fault, LeafContext, Outcome
from chiso.frameworks.rules.measured import AnswerNumber, MeasuredRule
from chiso.language import Bilingual, Text, Value, listing, text

OUTSIDE = "outside"


class Step(Bounded, Answer):
    """One interval with what it answers."""


class Steps(MeasuredRule):
    """Points by intervals of one number."""

    kind: Literal["steps@1"]
    steps: tuple[Step, ...] = Field(min_length=1)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Faults of the measure and of each step, holes and overlaps."""
        faults = self.measured_faults(leaf)
        for position, step in enumerate(self.steps):
            found = step.bound_faults(leaf) + step.answer_faults(leaf)
            faults += [fault.under("steps", position) for fault in found]
        if faults:
            return faults
        return prove_steps(self, self.steps, "steps", leaf)

    def edge_parameters(self) -> frozenset[str]:
        """The parameters in the bounds."""
        return frozenset().union(*(step.bound_parameters() for step in self.steps))

    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """Find the cell of the number, and in it the step."""
        find, holders = step_finder([step.interval(setting) for step in self.steps])
        answers: list[tuple[Fraction | None, str, Bilingual | None]] = [
            (step.points, f"step {number}", step.open) for number, step in enumerate(self.steps, start=1)
        ]
        found = [None if holder is None else answers[holder] for holder in holders]

        def answer(number: Fraction) -> Outcome:
            here = found[find(number)]
            if here is None:
                return outside(number)
            points, branch, left_open = here
            return Outcome(points, branch, number, None, left_open)

        return answer

    def branches(self, leaf: LeafContext) -> set[str]:
        """One a step."""
        return {f"step {number}" for number in range(1, len(self.steps) + 1)}

    def edges(self, leaf: LeafContext) -> list[Bound]:
        """All bounds."""
        return [bound for step in self.steps for bound in step.bounds().values()]

    def greatest(self, leaf: LeafContext) -> Fraction | None:
        """The most points that it can give."""
        return max((step.points for step in self.steps if step.points is not None), default=None)

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The measure, then one sentence a step."""
        steps = [step.words(step.words_of_bounds()) for step in self.steps]
        return [self.heading(leaf), *steps, *self.undefined_sentences(leaf)]

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Only where a step's points are such a fraction."""
        return any(step.points is not None and not terminates(step.points) for step in self.steps)


def outside(number: Fraction) -> Outcome:
    """The outcome of a number that no entry speaks of; the proof leaves none within the domain."""
    return Outcome(None, OUTSIDE, number, open_point=text("The rule says nothing of this value."))


def step_finder(
    intervals: Sequence[Interval],
) -> tuple[Callable[[Fraction], int], list[int | None]]:
    """A function from a number to its cell, and for each cell the interval that holds it."""
    ends = ((interval.lower, interval.upper) for interval in intervals)
    cuts = sorted({end for pair in ends for end in pair if end is not None})
    holders = [
        next((n for n, interval in enumerate(intervals) if interval.contains(cell.representative())), None)
        for cell in line_cells(cuts)
    ]
    return cell_finder(cuts), holders


def prove_steps(rule: MeasuredRule, entries: Sequence[Bounded], key: str, leaf: LeafContext) -> list[Fault]:
    """Holes, overlaps and entries that nothing meets, in every setting of the parameters."""
    faults: list[Fault] = []
    unmet = set(range(len(entries)))
    for setting in rule.settings(leaf):
        intervals = [entry.interval(setting) for entry in entries]
        domain = rule.domain(leaf, setting)
        coverage = examine_coverage(intervals, domain)
        unmet &= set(coverage.unmet)
        faults = [
            *(rule_faults.hole((key,), _range(rule, hole, setting)) for hole in coverage.holes),
            *(
                rule_faults.overlap((key, holding[-1]), _range(rule, cell, setting), (n + 1 for n in holding))
                for cell, holding in coverage.overlaps
            ),
        ]
        if faults:
            return faults
    return [rule_faults.never_met((key, position)) for position in sorted(unmet)]


def _range(rule: MeasuredRule, cell: Interval, setting: Setting) -> Value:
    shown = describe_range(cell, "x")
    names = rule.edge_parameters()
    return listing((shown, settings_in_words(setting, names)), "; ") if names else shown
