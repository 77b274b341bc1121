"""Best and worst rank, dominance and the smallest swap against brute force on 200 random small indices."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from chiso.robustness.acceptability.admissible import Admissible, any_weights, keeping_order, weights_within
from chiso.robustness.acceptability.linear_index import FloatArray, LinearIndex
from chiso.robustness.acceptability.rank_range import dominance, rank_range
from chiso.robustness.acceptability.swapping import MEASURES, Measure, smallest_swap
from tests.robustness.acceptability.cases import CLOSE, cases

Allowed = Callable[[LinearIndex], Admissible]
ALLOWED: dict[str, Allowed] = {
    "any": lambda index: any_weights(len(index.codes)),
    "within a third": lambda index: weights_within(index.weights, 1 / 3),
    "in order": lambda index: keeping_order(any_weights(len(index.codes)), index.weights),
    "in order within half": lambda index: keeping_order(weights_within(index.weights, 0.5), index.weights),
}
every_kind_of_weights = pytest.mark.parametrize("allowed", ALLOWED.values(), ids=ALLOWED.keys())


@every_kind_of_weights
def test_no_weights_give_a_better_or_worse_rank_and_those_found_give_it(allowed: Allowed) -> None:
    for case in cases():
        admissible = allowed(case.index)
        corners = case.corners(admissible)
        best = case.ranks(corners).min(axis=0)
        worst = case.ranks(np.vstack([corners, case.inside(corners)])).max(axis=0)
        for at, unit in enumerate(case.index.units):
            found = rank_range(case.index, unit, admissible)
            assert (found.best, found.worst) == (best[at], worst[at])
            assert found.is_proven
            for weights, rank in ((found.best_at, found.best), (found.worst_at, found.worst)):
                assert admissible.holds(weights)
                assert case.ranks(weights[None, :])[0, at] == rank


@every_kind_of_weights
def test_one_stands_above_another_under_all_weights_if_no_corner_says_else(allowed: Allowed) -> None:
    for case in cases():
        admissible = allowed(case.index)
        found = dominance(case.index, admissible)
        scores = case.corners(admissible) @ case.index.values.T
        for one, other in combinations(range(len(case.index.units)), 2):
            leads = scores[:, one] - scores[:, other]
            assert found[one, other] == (leads.min() > -CLOSE and leads.max() > CLOSE)
            assert found[other, one] == (leads.max() < CLOSE and leads.min() < -CLOSE)


def planes_of_change(index: LinearIndex, measure: Measure) -> list[tuple[FloatArray, float]]:
    """Where the change of weights has its kinks."""
    parts = np.eye(len(index.codes))
    if measure == "moved":
        return [(part, float(weight)) for part, weight in zip(parts, index.weights, strict=True)]
    return [
        (parts[one] + sign * parts[other], float(index.weights[one] + sign * index.weights[other]))
        for one, other in combinations(range(len(parts)), 2)
        for sign in (1, -1)
    ]


@every_kind_of_weights
@pytest.mark.parametrize("measure", MEASURES)
def test_no_smaller_change_swaps_two_units(allowed: Allowed, measure: Measure) -> None:
    for case in cases():
        index = case.index
        admissible = allowed(index)
        corners = case.corners(admissible, planes_of_change(index, measure))
        step = np.abs(corners - index.weights)
        changes = step.sum(axis=1) / 2 if measure == "moved" else step.max(axis=1)
        for one, other in combinations(index.units, 2):
            found = smallest_swap(index, one, other, admissible, measure)
            leads = corners @ index.difference(found.above, found.below)
            reached = changes[leads < CLOSE]
            if found.at is None:
                assert not len(reached)
                assert found.least > 0
                continue
            assert found.change == pytest.approx(reached.min(), abs=1e-8)
            assert admissible.holds(found.at, within=1e-8)
            assert float(found.at @ index.difference(found.above, found.below)) < 1e-8


def test_where_time_runs_out_before_anything_is_found_the_given_weights_are_told_with_what_is_sure() -> None:
    values = np.random.default_rng(1).random((60, 8))
    units, codes = tuple(map(str, range(60))), tuple("abcdefgh")
    index = LinearIndex(units, codes, values, np.full(8, 1 / 8))
    allowed = weights_within(index.weights, 0.5)
    hurried, proven = (rank_range(index, "5", allowed, seconds=seconds) for seconds in (0.0, np.inf))
    assert proven.is_proven
    assert not hurried.is_proven
    assert hurried.best_bound <= proven.best <= hurried.best
    assert hurried.worst <= proven.worst <= hurried.worst_bound
    for weights in (hurried.best_at, hurried.worst_at):
        assert allowed.holds(weights)
