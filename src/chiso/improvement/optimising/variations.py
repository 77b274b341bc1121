"""Beside the best plan: the next ones that differ, a robust one, and whether it stands when figures move.

Stability: in each trial every cost, and every probability below 1, is multiplied by a factor of its own,
drawn evenly from 0.800 to 1.200 in thousandths; probabilities stay at most 1. The trial's question is
answered anew.

Robust: the cost counts as if the Γ levels that hurt most cost a fifth more, and levels that may fail
succeed a fifth less often. Γ = ⌈2·√n⌉ for a plan of n levels: were rises independent and even around 0, the
counted cost would be passed with a probability of at most exp(−Γ²/2n) ≤ e⁻² = 0.14 (Bertsimas, Sim 2004,
theorem 2).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, sqrt

from chiso.improvement.optimising.question import MOVED, Choice, Question
from chiso.improvement.optimising.search import Answer, cheapest, most_points
from chiso.improvement.optimising.solving import Allowance, Status

_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The next best plans, each without at least one level of the best and of each before it.

    `is_complete`: there are no more than these, or as many as were asked for.
    """

    plans: tuple[Choice, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Stability:
    """Of `trials` the `solved` ones, those `without_plan`, and in how many of the rest each level was done.

    `same`: in how many the plan was the same. `least_cost`, `highest_cost`: of the plans of the trials.
    """

    trials: int
    solved: int
    without_plan: int
    same: int
    done: Mapping[int, int]
    least_cost: Fraction | None
    highest_cost: Fraction | None

    def share(self, place: int) -> Fraction:
        """The share of the trials with a plan in which a level is done."""
        planned = self.solved - self.without_plan
        return Fraction(self.done.get(place, 0), planned) if planned else Fraction(0)


def answer(question: Question, allowance: Allowance, others_than: tuple[Choice, ...] = ()) -> Answer:
    """The cheapest plan for the target of a question; the most points where it has none."""
    if question.requirement is None:
        return most_points(question, allowance, others_than=others_than)
    return cheapest(question, allowance, others_than=others_than)


def next_best(question: Question, best: Choice, count: int, allowance: Allowance) -> Alternatives:
    """The next best plans."""
    plans: list[Choice] = []
    while len(plans) < count and best:
        found = answer(question, allowance, (best, *plans))
        if found.status is not Status.OPTIMAL or found.choice is None:
            return Alternatives(tuple(plans), found.status is Status.INFEASIBLE)
        plans.append(found.choice)
    return Alternatives(tuple(plans), True)


def find_stability(
    question: Question, best: Choice, trials: int, seed: int, allowance: Allowance
) -> Stability:
    """What becomes of the best plan when costs and probabilities move."""
    drawn = random.Random(seed)
    solved = without = same = 0
    done: dict[int, int] = {}
    costs: list[Fraction] = []
    for _ in range(trials):
        moved = _moved(question, drawn)
        found = answer(moved, allowance)
        if found.status is Status.STOPPED:
            break
        solved += 1
        if found.choice is None:
            without += 1
            continue
        same += found.choice == best
        costs.append(moved.cost(found.choice))
        for place in found.choice:
            done[place] = done.get(place, 0) + 1
    return Stability(trials, solved, without, same, done, min(costs, default=None), max(costs, default=None))


def robust_question(question: Question, best: Choice) -> Question:
    """The question whose answer stands when the dearest rises come true and levels fail more often."""
    return replace(
        question,
        surcharged=ceil(2 * sqrt(len(best))),
        chances=tuple(
            chance if chance == 1 else chance * (1 - MOVED)
            for chance in map(question.chance_of, range(len(question.measures.levels)))
        ),
    )


def _moved(question: Question, drawn: random.Random) -> Question:
    count = len(question.measures.levels)
    # `random` gives the same numbers for a seed in every version of Python; its other methods may not.
    factors = [1 - MOVED + Fraction(int(drawn.random() * 401), _STEPS) for _ in range(2 * count)]
    chances = [question.chance_of(place) for place in range(count)]
    return replace(
        question,
        costs=tuple(question.cost_of(place) * factors[place] for place in range(count)),
        chances=tuple(
            chance if chance == 1 else min(Fraction(1), chance * factors[count + place])
            for place, chance in enumerate(chances)
        ),
    )
