"""What is asked of the optimiser, and whether a choice of measures answers it: exact, without any solver.

A choice is a set of levels, by their places in the table of measures. It is allowed if

    of each criterion at most one level is done
    whatever a level requires is done, in the same quarter or before
    no two levels that exclude one another are done
    no agency has more work in a quarter than it can do
    the cost is within the budget

It reaches the target if its gain is enough in as many futures of the rivals as is wished. Where a
probability is stated behind “@”, that counts whether levels succeed; where none is, all of it is taken to
succeed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import TypeAlias

from chiso.improvement.capacity import Capacity
from chiso.improvement.measures import Measures
from chiso.improvement.optimising.index_model import IndexModel
from chiso.improvement.optimising.whole_gains import WholeGains, whole_gains
from chiso.improvement.thresholds import Requirement
from chiso.scoring.exact import ZERO, exact_sum

Choice: TypeAlias = frozenset[int]
NOTHING: Choice = frozenset()
# By how much costs rise, and probabilities fall, in a robust plan; how far both move in a test of stability.
MOVED = Fraction(1, 5)


@dataclass(frozen=True)
class Question:
    """`requirement`: what the target asks; None: as many points as the budget allows.

    `capacity`: None, or an agency's quarter that it does not name, is no limit. `waived`: measures that
    nobody needs to have done before. `costs`, `chances`: others than those of the table. `surcharged`: the
    cost counts as if so many levels, those that hurt most, cost more by `MOVED`.
    """

    index: IndexModel
    measures: Measures
    requirement: Requirement | None = None
    capacity: Capacity | None = None
    budget: Fraction | None = None
    waived: frozenset[str] = frozenset()
    costs: tuple[Fraction, ...] = ()
    chances: tuple[Fraction, ...] = ()
    surcharged: int = 0

    @cached_property
    def gains(self) -> WholeGains:
        """What each level brings to the score."""
        return whole_gains(self.index, self.measures)

    def cost_of(self, place: int) -> Fraction:
        """What a level costs."""
        return self.costs[place] if self.costs else self.measures.levels[place].cost

    def chance_of(self, place: int) -> Fraction:
        """The probability that a level succeeds."""
        return self.chances[place] if self.chances else self.measures.levels[place].probability

    def cost(self, choice: Choice) -> Fraction:
        """What a choice costs."""
        return exact_sum(self.cost_of(place) for place in choice)

    def counted_cost(self, choice: Choice) -> Fraction:
        """The cost that is kept low and within the budget: with the surcharges of a robust plan."""
        dearest = sorted((self.cost_of(place) for place in choice), reverse=True)[: self.surcharged]
        return self.cost(choice) + MOVED * exact_sum(dearest)

    def score(self, choice: Choice) -> Fraction:
        """The score once all of it is done."""
        return self.index.score + Fraction(self.gains.gain(choice), self.gains.scale)

    def loads(self, choice: Choice) -> Mapping[tuple[str, str], Fraction]:
        """The work of each agency in each quarter."""
        found: dict[tuple[str, str], Fraction] = {}
        for place in sorted(choice):
            level = self.measures.levels[place]
            if level.effort:
                found[level.cell] = found.get(level.cell, ZERO) + level.effort
        return found

    def requires(self, place: int) -> tuple[tuple[int, ...], ...]:
        """The sets of levels of which a level requires one, without what is waived."""
        levels = self.measures.levels
        pairs = zip(self.measures.requires[place], self.measures.in_time(place), strict=True)
        return tuple(in_time for named, in_time in pairs if levels[named[0]].measure not in self.waived)

    def is_allowed(self, choice: Choice) -> bool:
        """Whether a choice keeps all rules but the target."""
        if any(len(choice.intersection(group)) > 1 for group in self.measures.rivals_for_a_criterion):
            return False
        if any(not choice.intersection(wanted) for place in choice for wanted in self.requires(place)):
            return False
        if any(one in choice and other in choice for one, other in self.measures.excludes):
            return False
        capacity = self.capacity or {}
        if any(load > capacity[cell] for cell, load in self.loads(choice).items() if cell in capacity):
            return False
        return self.budget is None or self.counted_cost(choice) <= self.budget

    @cached_property
    def needed(self) -> tuple[float, ...]:
        """The gain that is enough in each future of the rivals, the least first; infinite where none is.

        A whole number of parts of the scale, as a gain is; minus infinity where any score is enough.
        """
        assert self.requirement is not None, "there is a target"
        found: list[float] = []
        for threshold in self.requirement.thresholds:
            if threshold.score is None or threshold.is_out_of_reach:
                found.append(float("inf") if threshold.is_out_of_reach else float("-inf"))
                continue
            missing = (threshold.score - self.index.score) * self.gains.scale
            found.append(floor(missing) + 1 if threshold.is_strict else ceil(missing))
        return tuple(sorted(found))

    @cached_property
    def wished(self) -> Fraction:
        """The probability with which the target shall hold."""
        assert self.requirement is not None, "there is a target"
        return self.requirement.target.wished

    @cached_property
    def least_gain(self) -> float:
        """The gain that is enough if everything succeeds."""
        return self.needed[ceil(self.wished * len(self.needed)) - 1]

    @cached_property
    def counts_success(self) -> bool:
        """Whether it matters that levels may fail: where a probability is stated, and some may."""
        if self.requirement is None or self.requirement.target.probability is None:
            return False
        return any(self.chance_of(place) < 1 for place in range(len(self.measures.levels)))

    def share_of_futures(self, gain: int) -> Fraction:
        """The share of the futures of the rivals in which a gain is enough."""
        return Fraction(bisect_right(self.needed, gain), len(self.needed))

    def without_target(self) -> Question:
        """The same rules, for as many points as there are."""
        return replace(self, requirement=None)
