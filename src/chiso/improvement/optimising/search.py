"""The best plan: HiGHS proposes, exact figures decide, what they refuse is cut off, until the best is proven.

If levels may fail and the target counts it (`chances`), HiGHS is asked for plans that reach the target if
all succeeds, which every plan has to. One that is not sure enough is cut off together with all that promise
no more: a plan with levels below it (no more gain, no more probability, criterion by criterion) is no
surer, so

    Σ x_r ≥ 1   over the levels r that are not below the plan

and the plan is first raised as far as it stays too unsure, so that the cut takes away as much as it can.
Where mean and spread alone show that a plan cannot be sure enough, a line is drawn instead (`moments`).
Such cuts prove the optimum, but may take long; plans that are good at once come from asking for a mean gain
with a margin, the least one that makes the plan sure enough (`surer`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from chiso.improvement.optimising.moments import Moments, moments_of
from chiso.improvement.optimising.program import Program
from chiso.improvement.optimising.question import Choice, Question
from chiso.improvement.optimising.quick_chances import is_sure_enough, quick_chance
from chiso.improvement.optimising.solving import Allowance, Status
from chiso.improvement.optimising.surer import raised, surer_places, with_margin


@dataclass(frozen=True, slots=True)
class Answer:
    """The best choice, or the best in the time. `choice` is None where none was found, or none exists.

    `bound`: no plan costs less; where points were asked for: none has a higher score. `surest`: where no
    plan is sure enough, the one that came nearest of those that were looked at.
    """

    status: Status
    choice: Choice | None
    bound: Fraction | None
    surest: Choice | None = None


def cheapest(
    question: Question,
    allowance: Allowance,
    *,
    others_than: tuple[Choice, ...] = (),
) -> Answer:
    """The cheapest plan that reaches the target, with most points among these.

    `others_than`: plans of each of which at least one level is left out.
    """
    if question.least_gain > question.gains.most:
        return Answer(Status.INFEASIBLE, None, None)
    program = Program(question)
    if question.least_gain > 0:
        program.need_gain(question.least_gain)
    for plan in others_than:
        program.leave_one_out(plan)
    return _Search(question, program, others_than).carry_out(allowance)


def most_points(question: Question, allowance: Allowance, *, others_than: tuple[Choice, ...] = ()) -> Answer:
    """The highest score within the rules, and of plans that reach it the cheapest."""
    program = Program(question)
    program.ask_for_points()
    for plan in others_than:
        program.leave_one_out(plan)
    while True:
        found = program.solve(allowance)
        if found.status is Status.INFEASIBLE:
            return Answer(Status.INFEASIBLE, None, None)
        bound = question.index.score + Fraction(program.most_gain(found.bound), question.gains.scale)
        if found.choice is not None and question.is_allowed(found.choice):
            best = without_what_is_needless(question, found.choice)
            if found.status is Status.STOPPED:
                return Answer(Status.STOPPED, best, bound)
            return _cheapest_of_the_highest(question, program, best, allowance)
        if found.choice is None or found.status is Status.STOPPED:
            return Answer(Status.STOPPED, None, bound)
        program.forbid(found.choice)


def _cheapest_of_the_highest(
    question: Question, program: Program, best: Choice, allowance: Allowance
) -> Answer:
    """Of the plans with as many points the cheapest."""
    program.ask_for_cost()
    program.need_gain(question.gains.gain(best))
    cheaper = program.solve(allowance)
    best = _cheaper_one(question, best, cheaper.choice)
    status = Status.STOPPED if cheaper.status is Status.STOPPED else Status.OPTIMAL
    return Answer(status, best, question.score(best))


def without_what_is_needless(question: Question, choice: Choice) -> Choice:
    """A choice without the levels that bring nothing and that nothing needs."""
    for place in sorted(choice, reverse=True):
        fewer = choice - {place}
        if question.is_allowed(fewer) and question.gains.gain(fewer) == question.gains.gain(choice):
            choice = fewer
    return choice


def _cheaper_one(question: Question, best: Choice, other: Choice | None) -> Choice:
    """Of two choices the cheaper, if it is allowed and has no fewer points."""
    if other is None or not question.is_allowed(other):
        return best
    other = without_what_is_needless(question, other)
    is_less = question.gains.gain(other) < question.gains.gain(best)
    return best if is_less or question.counted_cost(other) >= question.counted_cost(best) else other


@dataclass
class _Search:
    """A search for the cheapest plan, and the best that it has met."""

    question: Question
    program: Program
    others_than: tuple[Choice, ...]
    best: Choice | None = None
    surest: tuple[Choice, float] | None = None
    cut_last: Choice | None = None

    def carry_out(self, allowance: Allowance) -> Answer:
        """Propose, look, cut off; until nothing cheaper can exist, or the time is used up."""
        bound = Fraction(0)
        try:
            if self.question.counts_success:
                self._begin(allowance)
            while True:
                found = self.program.solve(allowance)
                if found.status is Status.INFEASIBLE:
                    return self._proven()
                bound = max(bound, self.program.least_cost(found.bound))
                self._take(found.choice)
                if found.status is Status.STOPPED or found.choice is None:
                    break
                if self._reaches(found.choice):
                    self._look_for_points(allowance)
                    return self._proven()
                self._cut_off(found.choice, allowance)
                if allowance.is_used_up:
                    break
        except KeyboardInterrupt:
            allowance.interrupt()
        return Answer(Status.STOPPED, self._without_needless(), bound)

    def _begin(self, allowance: Allowance) -> None:
        """Plans that are sure enough; none that costs more than the best of them is looked at any more."""
        for choice in with_margin(self.question, self.others_than, allowance):
            self._take(choice)
        if self.best is not None:
            self.program.cost_at_most(self.question.counted_cost(self.best))
            self._draw_line(self.best)

    def _draw_line(self, choice: Choice) -> None:
        """The line of the inequality of moments that is closest for plans as spread as a choice."""
        variance = self.moments.variance(choice)
        if variance > 0:
            self.program.need(*self.moments.line(variance))

    @cached_property
    def moments(self) -> Moments:
        """Means and variances of the levels."""
        return moments_of(self.question)

    def _reaches(self, choice: Choice) -> bool:
        """Whether a choice keeps the rules and reaches the target, exactly."""
        question = self.question
        if not question.is_allowed(choice) or question.gains.gain(choice) < question.least_gain:
            return False
        if any(plan <= choice for plan in self.others_than):
            return False
        if not question.counts_success:
            return True
        chance = quick_chance(question, choice)
        if self.surest is None or chance > self.surest[1]:
            self.surest = choice, chance
        return is_sure_enough(question, choice)

    def _take(self, choice: Choice | None) -> None:
        """Keep a choice if it is better than the best so far: cheaper, or as cheap with more points."""
        if choice is None or not self._reaches(choice):
            return
        if self.best is None or self._order(choice) < self._order(self.best):
            self.best = choice

    def _order(self, choice: Choice) -> tuple[Fraction, int]:
        return self.question.counted_cost(choice), -self.question.gains.gain(choice)

    def _proven(self) -> Answer:
        best = self._without_needless()
        if best is None:
            return Answer(Status.INFEASIBLE, None, None, None if self.surest is None else self.surest[0])
        return Answer(Status.OPTIMAL, best, self.question.counted_cost(best))

    def _without_needless(self) -> Choice | None:
        """The best without levels that bring no points and no probability, and that nothing needs."""
        best = self.best
        for place in sorted(best or (), reverse=True):
            assert best is not None, "it has a level"
            fewer = best - {place}
            if self._reaches(fewer) and self._order(fewer) <= self._order(best):
                best = fewer
        return best

    def _cut_off(self, choice: Choice, allowance: Allowance) -> None:
        """Make the program propose something else; what a cut has let through is forbidden by itself."""
        question = self.question
        is_allowed = question.is_allowed(choice) and question.gains.gain(choice) >= question.least_gain
        if not question.counts_success or not is_allowed or choice == self.cut_last:
            self.program.forbid(choice)
        elif not self.moments.is_possible(choice):
            self._draw_line(choice)
        else:
            self.program.cut_off(surer_places(question, raised(question, choice, allowance)), 1)
        self.cut_last = choice

    def _look_for_points(self, allowance: Allowance) -> None:
        """Where one objective could not hold both: among plans that cost no more, one with most points."""
        if self.program.weight > 1 or self.best is None or not self.question.gains.most:
            return
        self.program.cost_at_most(self.question.counted_cost(self.best))
        self.program.ask_for_points()
        self._take(self.program.solve(allowance).choice)
