"""Alternatives, robust plan, stability, what binds, the frontier: each against looking at every choice."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, sqrt

import pytest

from chiso.improvement.optimising.frontier import find_frontier
from chiso.improvement.optimising.question import Question
from chiso.improvement.optimising.reasons import what_keeps_costs_up, what_keeps_points_down
from chiso.improvement.optimising.search import cheapest, most_points
from chiso.improvement.optimising.solving import Allowance, Status
from chiso.improvement.optimising.variations import find_stability, next_best, robust_question
from tests.improvement.optimising.made_up import Case, Choice, case


def planned(seeds: range) -> list[tuple[Case, Question, Choice]]:
    """The cases in which something has to be done for the target, with the best plan."""
    found = []
    for seed in seeds:
        made = case(seed)
        question = made.question()
        choice = cheapest(question, Allowance()).choice
        if choice:
            found.append((made, question, choice))
    return found


def test_the_next_plans_are_the_cheapest_that_leave_something_out_of_each_before() -> None:
    for made, question, best in planned(range(25)):
        others = next_best(question, best, 3, Allowance())
        enough = [choice for choice in made.allowed() if made.reaches(choice)]
        before = [best]
        for plan in others.plans:
            left = [choice for choice in enough if not any(one <= choice for one in before)]
            assert plan in left
            assert made.cost(plan) == min(map(made.cost, left))
            before.append(plan)
        assert others.is_complete
        if len(others.plans) < 3:
            assert not [choice for choice in enough if not any(one <= choice for one in before)]


def test_the_robust_plan_has_the_least_cost_at_worst() -> None:
    for made, question, best in planned(range(25)):
        if question.counts_success:
            continue
        gamma = ceil(2 * sqrt(len(best)))
        harder = robust_question(question, best)
        answer = cheapest(harder, Allowance())

        def at_worst(choice: Choice, made: Case = made, gamma: int = gamma) -> Fraction:
            dearest = sorted((made.cost(frozenset({one})) for one in choice), reverse=True)[:gamma]
            return made.cost(choice) + sum(dearest, Fraction(0)) / 5

        budget = made.budget
        made.budget = None
        enough = [
            choice
            for choice in made.allowed()
            if made.reaches(choice) and (budget is None or at_worst(choice) <= budget)
        ]
        if not enough:
            assert answer.status is Status.INFEASIBLE
        else:
            assert answer.choice is not None
            assert at_worst(answer.choice) == min(map(at_worst, enough)) == answer.bound


def test_no_trial_moves_a_figure_by_more_than_a_fifth_and_a_seed_is_a_series() -> None:
    _, question, best = planned(range(12))[0]
    first = find_stability(question, best, 30, 7, Allowance())
    assert first == find_stability(question, best, 30, 7, Allowance())
    assert first != find_stability(question, best, 30, 8, Allowance())
    cost = question.cost(best)
    assert (first.trials, first.solved, first.without_plan) == (30, 30, 0)
    assert first.least_cost is not None
    assert first.highest_cost is not None
    assert cost * Fraction(4, 5) <= first.least_cost <= first.highest_cost <= cost * Fraction(6, 5)


def test_what_keeps_a_plan_dear_is_what_makes_it_cheaper_when_it_is_away() -> None:
    met = 0
    for made, question, best in planned(range(60)):
        if question.counts_success or made.capacity is None:
            continue
        found = {one.name: one for one in what_keeps_costs_up(question, best, Allowance()).found}
        for agency in "AB":
            kept = made.capacity
            made.capacity = {cell: limit for cell, limit in kept.items() if cell[0] != agency}
            least = min(made.cost(choice) for choice in made.allowed() if made.reaches(choice))
            made.capacity = kept
            assert (agency in found) == (least < made.cost(best))
            if agency in found:
                assert found[agency].cost == least
                met += 1
    assert met >= 3


def test_what_keeps_points_down_is_what_lets_more_be_reached_when_it_is_away() -> None:
    met = 0
    for seed in range(40):
        made = case(seed)
        question = made.question().without_target()
        highest = most_points(question, Allowance()).choice
        assert highest is not None
        found = {
            (one.kind, one.name): one for one in what_keeps_points_down(question, highest, Allowance()).found
        }
        budget, made.budget = made.budget, None
        most = max(made.score(choice) for choice in made.allowed())
        made.budget = budget
        if budget is not None:
            assert (("budget", "") in found) == (most > made.score(highest))
            if ("budget", "") in found:
                assert found["budget", ""].score == most
                met += 1
    assert met > 3


@pytest.mark.parametrize("count", [2, 3, 12])
def test_each_point_of_a_frontier_is_the_cheapest_for_its_score(count: int) -> None:
    for seed in range(25):
        made = case(seed)
        frontier = find_frontier(made.question().without_target(), count, Allowance())
        allowed = list(made.allowed())
        assert frontier.is_complete
        assert 1 <= len(frontier.points) <= count
        for point in frontier.points:
            assert point.is_proven
            assert (made.cost(point.choice), made.score(point.choice)) == (point.cost, point.score)
            assert point.cost == min(made.cost(one) for one in allowed if made.score(one) >= point.score)
        last = frontier.points[-1]
        assert last.score == max(map(made.score, allowed))
        for one, other in zip(frontier.points, frontier.points[1:], strict=False):
            assert (one.cost < other.cost, one.score < other.score) == (True, True)
