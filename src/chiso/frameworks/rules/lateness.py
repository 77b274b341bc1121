"""lateness@1: points less for each day late, or once for being late.

    late      = max(0, days − grace)
    points    = max(floor, start − per_day · late)     or     start − each_time, if late > 0

The days are counted between two dates (calendar or working days), or are a measure. The floor is
the node's minimum unless stated.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound
from chiso.frameworks.fields import Figure, WholeNumber
from chiso.frameworks.inputs import InputName
from chiso.frameworks.intervals import Interval
from chiso.frameworks.measures import DaysLate, Measure, Setting
from chiso.frameworks.rules.answers import in_points, points_faults
from chiso.frameworks.rules.base import Fault, LeafContext, Outcome
from chiso.frameworks.rules.measured import AnswerNumber, NumberRule, undefined_faults
from chiso.language import Text, text


class Lateness(NumberRule):
    """Points by delay."""

    kind: Literal["lateness@1"]
    due: InputName | None = None
    finished: InputName | None = None
    counts: Literal["calendar", "working"] | None = None
    days: Measure | None = None
    start: Figure
    per_day: Figure | None = None
    each_time: Figure | None = None
    floor: Figure | None = None
    grace: Annotated[WholeNumber, Field(ge=0)] = 0

    def find_measure(self, leaf: LeafContext) -> Measure | None:
        """The days between the two dates, or the days that are given."""
        if self.due is None or self.finished is None or self.counts is None:
            return self.days
        dates = {"due": self.due, "finished": self.finished, "counts": self.counts}
        return DaysLate.model_validate({"days_late": dates})

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Neither dates nor days, or both; a floor above the start; an amount that is not above 0."""
        faults = undefined_faults(self.when_undefined, leaf)
        dates = (self.due, self.finished, self.counts)
        if (None in dates) == (self.days is None) or (self.days is not None and any(dates)):
            expected = text("Expected “due”, “finished” and “counts”, or “days” alone.")
            faults.append(rule_faults.keys_at_odds((), "", expected))
        elif self.days is not None:
            faults += [fault.under("days") for fault in self.days.faults(leaf)]
        else:
            # The path under “days_late” is not in the document: its keys stand in the rule itself.
            faults += [
                Fault(fault.code, fault.path[1:], fault.found, fault.expected, fault.mend)
                for fault in self.resolved(leaf).faults(leaf)
            ]
        if (self.per_day is None) == (self.each_time is None):
            expected = text("Expected either “per_day” or “each_time”.")
            faults.append(rule_faults.keys_at_odds((), "", expected))
        amount = self.per_day if self.per_day is not None else self.each_time
        if amount is not None and amount <= 0:
            key = "per_day" if self.per_day is not None else "each_time"
            faults.append(rule_faults.out_of_order((key,), amount, text("Expected more than 0.")))
        if self._floor(leaf) >= self.start:
            expected = text("Expected a floor below the start.")
            faults.append(rule_faults.out_of_order(("floor",), self._floor(leaf), expected))
        return (
            faults + points_faults(("start",), self.start, leaf) + points_faults(("floor",), self.floor, leaf)
        )

    def _floor(self, leaf: LeafContext) -> Fraction:
        return leaf.minimum if self.floor is None else self.floor

    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """Take the amount off, not below the floor."""
        start, floor, grace = self.start, self._floor(leaf), self.grace
        per_day, each_time = self.per_day, self.each_time

        def answer(days: Fraction) -> Outcome:
            if days <= grace:
                return Outcome(start, "on time" if days <= 0 else "within grace", days)
            if per_day is not None:
                points = start - per_day * (days - grace)
            else:
                assert each_time is not None
                points = start - each_time
            if points < floor:
                return Outcome(floor, "floor", days)
            return Outcome(points, "late", days)

        return answer

    def branches(self, leaf: LeafContext) -> set[str]:
        """Those branches that some delay can take."""
        room = self.start - self._floor(leaf)
        wanted = {"on time": Interval(None, False, Fraction(0), True)}
        if self.grace:
            wanted["within grace"] = Interval(Fraction(0), False, Fraction(self.grace), True)
        if self.per_day is not None:
            last = self.grace + room / self.per_day
            wanted["late"] = Interval(Fraction(self.grace), False, last, True)
            wanted["floor"] = Interval(last, False, None)
        else:
            assert self.each_time is not None
            branch = "floor" if self.each_time > room else "late"
            wanted[branch] = Interval(Fraction(self.grace), False, None)
        settings = self.settings(leaf)
        return {
            branch
            for branch, interval in wanted.items()
            if any(self.domain(leaf, setting).narrowed(interval).has_values for setting in settings)
        }

    def edges(self, leaf: LeafContext) -> list[Bound]:
        """The last day in time, and the last day of grace."""
        return [Fraction(0), Fraction(self.grace)] if self.grace else [Fraction(0)]

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The start, what comes off, the floor."""
        lines = [self.heading(leaf), text("In time: {points}.", points=in_points(self.start))]
        if self.grace:
            lines.append(text("The first {days} days late do not count.", days=self.grace))
        if self.per_day is not None:
            lines.append(text("For each day late, {points} less.", points=in_points(self.per_day)))
        if self.each_time is not None:
            lines.append(text("If late, {points} less.", points=in_points(self.each_time)))
        lines.append(text("At least {points}.", points=in_points(self._floor(leaf))))
        return lines + self.undefined_sentences(leaf)

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Only where the figures are such fractions, or the days are a quotient."""
        figures = (self.start, self.per_day, self.each_time, self._floor(leaf))
        if any(figure is not None and not terminates(figure) for figure in figures):
            return True
        name = self.resolved(leaf).name()
        is_decimal = name in leaf.inputs and leaf.inputs[name].type != "ratio"
        wholes = (self.domain(leaf, setting).whole for setting in self.settings(leaf))
        return self.per_day is not None and not is_decimal and not all(wholes)
