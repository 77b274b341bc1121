"""Weights from data, held to closed forms, brute force and other solvers, and to what must always hold."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.optimize import linprog

from chiso.composite.table import FloatArray
from chiso.composite.weighing import CannotWeigh
from chiso.composite.weighing.balanced import balanced_weights
from chiso.composite.weighing.benefit_of_doubt import benefit_of_doubt
from chiso.composite.weighing.entropy import entropy_weights
from chiso.composite.weighing.principal_components import (
    principal_components,
    varimax,
    weights_of_components,
)

AGREES = 1e-12
SOLVED = 1e-7
seeds = some.integers(0, 10_000)


def made(seed: int, rows: int = 30, parts: int = 4) -> FloatArray:
    """Parts that share something, each with a scale of its own."""
    random = np.random.default_rng(seed)
    common = random.normal(size=(rows, 1))
    loadings = random.uniform(-0.4, 1, parts)
    return 50 + random.uniform(1, 20, parts) * (common * loadings + random.normal(size=(rows, parts)))


# Entropy.


def test_entropy_weights_are_those_of_an_example_by_hand() -> None:
    # Shares 1/4, 3/4 and 1/2, 1/2 of two units: entropies H(1/4)/ln 2 and 1.
    values = np.array([[1.0, 5, 2], [3, 5, 6]])
    quarter = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75)) / math.log(2)
    assert quarter == pytest.approx(0.8112781244591328, rel=AGREES)
    assert entropy_weights(values) == pytest.approx([0.5, 0, 0.5], rel=AGREES)
    thirds = np.array([[1.0, 1], [3, 2]])
    second = -(1 / 3 * math.log(1 / 3) + 2 / 3 * math.log(2 / 3)) / math.log(2)
    total = 2 - quarter - second
    expected = [(1 - quarter) / total, (1 - second) / total]
    assert entropy_weights(thirds) == pytest.approx(expected, rel=AGREES)


@given(seeds)
def test_entropy_weights_do_not_see_units_of_measurement_or_the_order_of_units(seed: int) -> None:
    values = np.abs(made(seed))
    weights = entropy_weights(values)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1, rel=AGREES)
    assert entropy_weights(values * [1, 10, 0.5, 1000]) == pytest.approx(weights, rel=1e-9)
    assert entropy_weights(values[::-1]) == pytest.approx(weights, rel=1e-9)


# Principal components.


def test_two_parts_weigh_the_same_by_components() -> None:
    assert weights_of_components(made(1, parts=2)) == pytest.approx([0.5, 0.5], rel=AGREES)


@given(seeds)
def test_the_first_component_is_the_mixture_of_length_one_that_varies_most(seed: int) -> None:
    values = made(seed)
    standard = (values - values.mean(0)) / values.std(0, ddof=1)
    # Of the singular values of the standardised data, not of the correlations.
    _, sizes, right = np.linalg.svd(standard, full_matrices=False)
    found = principal_components(values)
    assert found.variances == pytest.approx(sizes**2 / (len(values) - 1), rel=1e-9)
    assert np.abs(found.vectors[:, 0]) == pytest.approx(np.abs(right[0]), abs=1e-7)
    assert weights_of_components(values) == pytest.approx(right[0] ** 2, abs=1e-7)


@given(seeds)
def test_turning_keeps_what_parts_share_and_makes_loadings_more_uneven(seed: int) -> None:
    loadings = principal_components(made(seed, parts=5)).loadings[:, :3]
    turned = varimax(loadings)
    assert turned @ turned.T == pytest.approx(loadings @ loadings.T, abs=1e-9)

    def unevenness(figures: FloatArray) -> float:
        rows = figures / np.sqrt((figures**2).sum(-1, keepdims=True))
        return float((rows**2).var(0).sum())

    assert unevenness(turned) >= unevenness(loadings) - 1e-12


def test_two_bundles_of_parts_are_weighed_by_their_size() -> None:
    # Three copies of one thing and two of another that has nothing to do with it: every loading is 1.
    first = np.array([1.0, 1, -1, -1])
    second = np.array([1.0, -1, 1, -1])
    values = np.column_stack([first, first, first, second, second])
    assert weights_of_components(values, "kaiser") == pytest.approx([0.2] * 5, rel=1e-9)
    assert weights_of_components(values, "first") == pytest.approx([1 / 3] * 3 + [0, 0], abs=1e-9)


# Balanced correlations.


def correlations_with_whole(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Of each part with the weighted sum, by NumPy's own function."""
    return np.corrcoef(np.column_stack([values, values @ weights]), rowvar=False)[-1, :-1]


@given(seeds, some.integers(2, 6))
def test_balanced_weights_are_never_negative_and_leave_no_part_behind(seed: int, parts: int) -> None:
    values = made(seed, parts=parts)
    weights = balanced_weights(values)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1, rel=AGREES)
    told = correlations_with_whole(values, weights)
    counted = told[weights > 1e-9]
    assert counted == pytest.approx(np.full(len(counted), counted[0]), abs=1e-7)
    assert (told >= counted[0] - 1e-7).all()


@given(seeds)
@settings(max_examples=20)
def test_no_other_weights_make_the_least_correlation_larger(seed: int) -> None:
    values = made(seed, parts=3)
    best = correlations_with_whole(values, balanced_weights(values)).min()
    steps = range(0, 21)
    for first, second in itertools.product(steps, steps):
        if first + second <= 20:
            other = np.array([first, second, 20 - first - second]) / 20 / values.std(0)
            assert correlations_with_whole(values, other).min() <= best + 1e-9


def test_where_the_search_of_the_reference_ends_at_negative_weights_ours_does_not() -> None:
    # Part 3 is nearly the mean of the others: equal correlations ask for a negative weight of it (R⁻¹ 1 < 0).
    random = np.random.default_rng(3)
    two = random.normal(size=(60, 2))
    values = np.column_stack([two, two.sum(1) + 0.05 * random.normal(size=60)])
    unbounded = np.linalg.solve(np.corrcoef(values, rowvar=False), np.ones(3))
    assert unbounded.min() < 0
    weights = balanced_weights(values)
    assert weights[2] == 0
    assert weights[:2].min() > 0
    told = correlations_with_whole(values, weights)
    assert told[0] == pytest.approx(told[1], abs=1e-9)
    assert told[2] > told[0]


@given(seeds)
def test_where_all_equal_correlations_need_no_negative_weight_they_are_reached_exactly(seed: int) -> None:
    values = made(seed, parts=3)
    mixture = np.linalg.solve(np.corrcoef(values, rowvar=False), np.ones(3))
    if mixture.min() > 0.01:
        by_hand = mixture / values.std(0, ddof=1)
        assert balanced_weights(values) == pytest.approx(by_hand / by_hand.sum(), rel=1e-7)


def test_a_part_and_its_copy_weigh_as_much_together_as_the_part_alone() -> None:
    values = made(11, parts=3)
    alone = balanced_weights(values)
    doubled = balanced_weights(np.column_stack([values, values[:, 0]]))
    assert doubled[0] + doubled[3] == pytest.approx(alone[0], rel=1e-7)


# Benefit of the doubt.


def test_the_benefit_of_the_doubt_of_an_example_by_hand() -> None:
    # a (4, 1) and b (1, 4) lead in one part each. With w = (1/5, 1/5) both reach 1 and c (2, 2) reaches 4/5;
    # c lies on the line through the middle, where no other weights do better.
    found = benefit_of_doubt(np.array([[4.0, 1], [1, 4], [2, 2]]))
    assert found.scores == pytest.approx([1, 1, 0.8], abs=SOLVED)
    assert found.weights[2] == pytest.approx([0.2, 0.2], abs=SOLVED)


def by_vertices(values: FloatArray, unit: int, smallest: float, largest: float) -> float:
    """The best score of a unit over all corners of the allowed weights: brute force, no solver."""
    own = values[unit]
    parts = len(own)
    rows = [(list(other), 1.0) for other in values]
    for part in range(parts):
        alone = [own[part] if other == part else 0.0 for other in range(parts)]
        rows.append(([smallest * x - y for x, y in zip(own, alone, strict=True)], 0.0))
        rows.append(([y - largest * x for x, y in zip(own, alone, strict=True)], 0.0))
        rows.append(([-1.0 if other == part else 0.0 for other in range(parts)], 0.0))
    matrix, limits = np.array([row for row, _ in rows]), np.array([limit for _, limit in rows])
    best = 0.0
    for chosen in itertools.combinations(range(len(rows)), parts):
        system = matrix[list(chosen)]
        if abs(np.linalg.det(system)) > 1e-12:
            corner = np.linalg.solve(system, limits[list(chosen)])
            if (matrix @ corner <= limits + 1e-9).all():
                best = max(best, float(own @ corner))
    return best


@pytest.mark.parametrize(("smallest", "largest"), [(0.0, 1.0), (0.1, 1.0), (0.0, 0.6), (0.2, 0.5)])
@pytest.mark.parametrize("seed", range(4))
def test_the_benefit_of_the_doubt_is_what_trying_all_corners_gives(
    seed: int, smallest: float, largest: float
) -> None:
    values = np.random.default_rng(seed).uniform(1, 10, (6, 3))
    found = benefit_of_doubt(values, smallest=smallest, largest=largest)
    expected = [by_vertices(values, unit, smallest, largest) for unit in range(6)]
    assert found.scores == pytest.approx(expected, abs=SOLVED)
    shares = found.weights * values / found.scores[:, None]
    assert shares.sum(1) == pytest.approx(np.ones(6), abs=SOLVED)
    assert shares.min() >= smallest - SOLVED
    assert shares.max() <= largest + SOLVED
    assert (found.weights @ values.T <= 1 + SOLVED).all()


def test_bounds_that_leave_no_choice_give_each_part_the_same_share() -> None:
    values = np.array([[2.0, 3], [4, 1]])
    found = benefit_of_doubt(values, smallest=0.5, largest=0.5)
    assert found.weights * values == pytest.approx(
        np.repeat(found.scores[:, None] / 2, 2, axis=1), abs=SOLVED
    )


def test_a_missing_part_has_no_weight_and_the_unit_a_score() -> None:
    values = np.array([[4.0, math.nan, 2], [3, 5, 4], [math.nan, math.nan, math.nan]])
    found = benefit_of_doubt(values, largest=0.4)
    assert found.weights[0, 1] == 0
    assert 0 < found.scores[0] <= 1 + SOLVED
    assert np.isnan(found.scores[2])
    assert np.isnan(found.weights[2]).all()


@given(seeds)
@settings(max_examples=20)
def test_scores_do_not_see_units_of_measurement(seed: int) -> None:
    values = np.random.default_rng(seed).uniform(1, 10, (5, 3))
    found = benefit_of_doubt(values, smallest=0.1)
    other = benefit_of_doubt(values * [1000, 0.01, 1], smallest=0.1)
    assert other.scores == pytest.approx(found.scores, abs=SOLVED)


def test_the_order_of_the_units_changes_no_weight_and_equal_units_have_the_same() -> None:
    values = np.random.default_rng(9).uniform(1, 10, (20, 4)).round()
    values[[3, 11]] = values[7]
    order = np.random.default_rng(10).permutation(20)
    found, other = (benefit_of_doubt(rows, smallest=0.05) for rows in (values, values[order]))
    assert (other.weights == found.weights[order]).all()
    assert (other.scores == found.scores[order]).all()
    assert (found.weights[3] == found.weights[7]).all()
    assert (found.weights[11] == found.weights[7]).all()


def test_a_hundred_units_have_the_scores_that_another_way_into_the_solver_gives() -> None:
    values = np.random.default_rng(5).uniform(1, 10, (100, 6))
    found = benefit_of_doubt(values, smallest=0.05, largest=0.4)
    for unit in range(0, 100, 9):
        own = np.tile(values[unit], (6, 1))
        alone = np.diag(values[unit])
        solved = linprog(
            -values[unit],
            A_ub=np.vstack([values, 0.05 * own - alone, alone - 0.4 * own]),
            b_ub=np.append(np.ones(100), np.zeros(12)),
            method="highs",
        )
        assert found.scores[unit] == pytest.approx(-float(solved.fun or 0), abs=SOLVED)


# Refusals.


@pytest.mark.parametrize(
    ("weigh", "values"),
    [
        (entropy_weights, [[1.0, -2], [3, 4]]),
        (entropy_weights, [[1.0, math.nan], [3, 4]]),
        (entropy_weights, [[0.0, 1], [0, 4]]),
        (entropy_weights, [[2.0, 1], [2, 1]]),
        (weights_of_components, [[1.0, 2], [3, 5]]),
        (weights_of_components, [[1.0, 2], [3, 2], [4, 2]]),
        (balanced_weights, [[1.0, 2], [3, math.nan], [4, 1], [math.nan, 1]]),
        (balanced_weights, [[1.0, 7], [1, 2], [1, 4]]),
        (balanced_weights, [[1.0, 9], [2, 8], [5, 5]]),
        (benefit_of_doubt, [[1.0, -2], [3, 4]]),
        (benefit_of_doubt, [[1.0, 0], [3, 0]]),
    ],
)
def test_values_that_allow_no_such_weights_are_refused_with_a_reason(weigh, values) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CannotWeigh) as refused:
        weigh(np.array(values))
    assert refused.value.reason.in_language("vi") != ""


def test_bounds_that_no_shares_can_keep_are_refused() -> None:
    values = np.array([[1.0, 2], [3, 4]])
    for bounds in ({"smallest": 0.6}, {"largest": 0.4}, {"smallest": 0.3, "largest": 0.2}):
        with pytest.raises(CannotWeigh):
            benefit_of_doubt(values, **bounds)
    with pytest.raises(CannotWeigh):
        benefit_of_doubt(np.array([[1.0, 0], [3, 4]]), smallest=0.1)
