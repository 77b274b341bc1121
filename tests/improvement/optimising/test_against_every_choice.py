"""What the optimiser finds is what looking at every choice finds."""

from __future__ import annotations

import pytest

from chiso.improvement.optimising.search import cheapest, most_points
from chiso.improvement.optimising.solving import Allowance, Status
from tests.improvement.optimising.made_up import Case, case, fine_case, ranked_case


def check_cheapest(made: Case) -> Status:
    """Cost and feasibility as by looking at every choice; the plan itself keeps every rule."""
    answer = cheapest(made.question(), Allowance())
    enough = [choice for choice in made.allowed() if made.reaches(choice)]
    if not enough:
        assert (answer.status, answer.choice) == (Status.INFEASIBLE, None)
        return answer.status
    least = min(made.cost(choice) for choice in enough)
    most = max(made.score(choice) for choice in enough if made.cost(choice) == least)
    assert answer.status is Status.OPTIMAL
    assert answer.choice in enough
    assert (made.cost(answer.choice), made.score(answer.choice)) == (least, most)
    assert answer.bound == least
    return answer.status


@pytest.mark.parametrize("block", range(10))
def test_the_cheapest_plan_of_three_hundred_cases_is_the_cheapest_of_all_choices(block: int) -> None:
    found = [check_cheapest(case(seed)) for seed in range(30 * block, 30 * block + 30)]
    assert set(found) == {Status.OPTIMAL, Status.INFEASIBLE}


def test_points_of_nine_decimals_and_costs_to_the_last_unit_are_no_harder() -> None:
    found = [check_cheapest(fine_case(seed)) for seed in (*range(110, 130), *range(250, 280))]
    assert set(found) == {Status.OPTIMAL, Status.INFEASIBLE}


def test_a_rank_reached_by_the_quantile_is_the_rank_reached_in_enough_futures() -> None:
    # The brute force counts the rivals above the unit in each future; the optimiser sees a quantile only.
    found = [check_cheapest(ranked_case(seed)) for seed in range(50)]
    assert set(found) == {Status.OPTIMAL, Status.INFEASIBLE}


def test_the_most_points_are_those_of_the_best_choice_and_no_plan_has_them_for_less() -> None:
    for seed in range(60):
        made = case(seed)
        answer = most_points(made.question().without_target(), Allowance())
        allowed = list(made.allowed())
        most = max(made.score(choice) for choice in allowed)
        least = min(made.cost(choice) for choice in allowed if made.score(choice) == most)
        assert answer.status is Status.OPTIMAL
        assert answer.choice in allowed
        assert (made.score(answer.choice), made.cost(answer.choice)) == (most, least), seed
        assert answer.bound == most
