"""piecewise_linear@1: constant points, or a straight line, between bounds.

    points(x) = a + (b − a) · (x − l) / (u − l)   for x between l and u, from a at l to b at u

The segments cover the domain of the measure exactly once, proved as for `steps@1`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Literal

from pydantic import Field

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound, Bounded
from chiso.frameworks.fields import BilingualField, Figure
from chiso.frameworks.intervals import Interval
from chiso.frameworks.measures import Setting
from chiso.frameworks.roundings import RoundingRule
from chiso.frameworks.rules.answers import points_faults, sentence
from chiso.frameworks.rules.base import Fault, LeafContext, Outcome
from chiso.frameworks.rules.measured import AnswerNumber, MeasuredRule
from chiso.frameworks.rules.per_item import is_decimal_input
from chiso.frameworks.rules.rounded import Finish, may_not_end, prepare_finish, rounding_sentences
from chiso.frameworks.rules.steps import outside, prove_steps, step_finder
from chiso.language import Text, text


class Segment(Bounded):
    """Constant points, a line from `at_lower` to `at_upper`, or what the law leaves open."""

    points: Figure | None = None
    open: BilingualField | None = None
    at_lower: Figure | None = None
    at_upper: Figure | None = None

    @property
    def is_line(self) -> bool:
        """Whether points change within the segment."""
        return self.at_lower is not None and self.at_upper is not None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Not exactly one answer, a line without ends, points outside the node's bounds."""
        faults = self.bound_faults(leaf)
        given = [
            self.points is not None,
            self.open is not None,
            self.at_lower is not None or self.at_upper is not None,
        ]
        half_a_line = (self.at_lower is None) != (self.at_upper is None)
        if given.count(True) != 1 or half_a_line:
            expected = text("Expected “points”, or “open”, or both “at_lower” and “at_upper”.")
            faults.append(rule_faults.keys_at_odds((), "", expected))
        elif self.is_line and not self._has_two_ends():
            faults.append(rule_faults.line_without_ends(()))
        for key in ("points", "at_lower", "at_upper"):
            faults += points_faults((key,), getattr(self, key), leaf)
        return faults

    def _has_two_ends(self) -> bool:
        keys = self.bounds().keys()
        return bool(keys & {"above", "at_least"}) and bool(keys & {"below", "at_most"})

    def words(self) -> Text:
        """“from 0 to below 0.5: from 0 to 2 points along a line”"""
        subject = self.words_of_bounds()
        if self.at_lower is None or self.at_upper is None:
            return sentence(subject, self.points, self.open)
        return text(
            "{subject}: evenly from {lowest} to {highest} points.",
            subject=subject,
            lowest=self.at_lower,
            highest=self.at_upper,
        )


class PiecewiseLinear(MeasuredRule):
    """Points along lines between bounds."""

    kind: Literal["piecewise_linear@1"]
    segments: tuple[Segment, ...] = Field(min_length=1)
    rounding: RoundingRule | None = None

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Faults of the measure and of each segment, holes and overlaps."""
        faults = self.measured_faults(leaf)
        for position, segment in enumerate(self.segments):
            faults += [fault.under("segments", position) for fault in segment.faults(leaf)]
        return faults or prove_steps(self, self.segments, "segments", leaf)

    def edge_parameters(self) -> frozenset[str]:
        """The parameters in the bounds."""
        return frozenset().union(*(segment.bound_parameters() for segment in self.segments))

    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """Find the cell of the number, in it the segment, and follow its line."""
        intervals = [segment.interval(setting) for segment in self.segments]
        find, holders = step_finder(intervals)
        finish = prepare_finish(self.rounding)
        answers = [
            _answer_on(segment, interval, f"segment {number}", finish)
            for number, (segment, interval) in enumerate(zip(self.segments, intervals, strict=True), start=1)
        ]
        found = [outside if holder is None else answers[holder] for holder in holders]
        return lambda number: found[find(number)](number)

    def branches(self, leaf: LeafContext) -> set[str]:
        """One a segment."""
        return {f"segment {number}" for number in range(1, len(self.segments) + 1)}

    def edges(self, leaf: LeafContext) -> list[Bound]:
        """All bounds."""
        return [bound for segment in self.segments for bound in segment.bounds().values()]

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The measure, then one sentence a segment."""
        lines = [self.heading(leaf), *(segment.words() for segment in self.segments)]
        return lines + rounding_sentences(self.rounding) + self.undefined_sentences(leaf)

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Along a line over a quotient, or one whose slope is such a fraction."""
        if not may_not_end(self.rounding):
            return False
        if any(s.points is not None and not terminates(s.points) for s in self.segments):
            return True
        lines = [segment for segment in self.segments if segment.is_line]
        if not is_decimal_input(self, leaf):
            return bool(lines)
        return any(
            not terminates(_slope(line, line.interval(setting)))
            or not terminates(_intercept(line, line.interval(setting)))
            for setting in self.settings(leaf)
            for line in lines
        )


def _slope(segment: Segment, interval: Interval) -> Fraction:
    assert segment.at_lower is not None
    assert segment.at_upper is not None
    assert interval.lower is not None
    assert interval.upper is not None
    return (segment.at_upper - segment.at_lower) / (interval.upper - interval.lower)


def _intercept(segment: Segment, interval: Interval) -> Fraction:
    """The points that the line would give at 0."""
    assert segment.at_lower is not None
    assert interval.lower is not None
    return segment.at_lower - _slope(segment, interval) * interval.lower


def _answer_on(
    segment: Segment, interval: Interval, branch: str, finish: Finish
) -> Callable[[Fraction], Outcome]:
    """The answer of one segment to the numbers that lie in it."""
    constant, left_open = segment.points, segment.open
    if left_open is not None:
        return lambda number: Outcome(None, branch, number, None, left_open)
    if constant is not None:
        return lambda number: finish(constant, branch, number)
    slope, intercept = _slope(segment, interval), _intercept(segment, interval)
    return lambda number: finish(intercept + slope * number, branch, number)
