"""Weights have the distribution that they are said to have: against closed forms and SciPy."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from chiso.robustness.streams import RandomStream
from chiso.robustness.transforms import FloatArray
from chiso.robustness.weight_draws import Kind, WeightDraws
from chiso.robustness.weight_tree import WeightTree, flat_tree, whole_weights
from chiso.robustness.whole_numbers import LARGEST_WEIGHT

RUNS = 20_000
# Of 20,000 runs no share is off by more than so much, but once in some hundred thousand times.
OFF = 4.5 * 0.5 / np.sqrt(RUNS)
# The same for the distance of Kolmogorov and Smirnov.
DISTANCE = 2.5 / np.sqrt(RUNS)


def drawn(
    kind: Kind, given: list[int], *, concentration: float = 1.0, within: float = 0.0, runs: int = RUNS
) -> FloatArray:
    """Shares (runs, children) of one group."""
    tree = flat_tree(len(given))
    whole, _ = whole_weights(tree, [Fraction(one) for one in given])
    draws = WeightDraws(tree, whole, kind, concentration, within, frozenset({0}))
    weights = draws.draw(RandomStream(4, draws.numbers_needed).numbers(0, runs))
    assert weights.max() <= LARGEST_WEIGHT
    assert (weights == np.floor(weights)).all()
    assert (weights >= 0).all()
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def test_uniform_weights_of_four_are_each_beta_1_3() -> None:
    for column in drawn("uniform", [1, 1, 5, 2]).T:
        assert stats.kstest(column, stats.beta(1, 3).cdf).statistic < DISTANCE


def test_uniform_weights_of_two_and_three_fill_the_triangle_evenly() -> None:
    shares = drawn("uniform", [1, 1, 1])
    # The four triangles that halves of the sides cut out have the same size.
    counts = [(shares[:, place] > 0.5).mean() for place in range(3)]
    assert all(abs(count - 0.25) < OFF for count in counts)


@pytest.mark.parametrize(("concentration", "given"), [(3.0, [1, 1]), (1.0, [1, 1]), (40.0, [1, 3])])
def test_dirichlet_weights_of_two_are_beta(concentration: float, given: list[int]) -> None:
    shapes = concentration * 2 * np.array(given) / sum(given)
    first = drawn("dirichlet", given, concentration=concentration)[:, 0]
    assert stats.kstest(first, stats.beta(*shapes).cdf).statistic < DISTANCE


def test_noise_is_even_within_its_bounds_and_never_outside() -> None:
    tree = flat_tree(3)
    draws = WeightDraws(tree, np.array([4.0, 2.0, 1.0]), "noise", within=0.25, varied=frozenset({0}))
    weights = draws.draw(RandomStream(1, 3).numbers(0, RUNS))
    scale = weights.max() / 5
    for column, given in zip(weights.T / scale, (4, 2, 1), strict=True):
        assert stats.kstest(column, stats.uniform(0.75 * given, 0.5 * given).cdf).statistic < DISTANCE


@pytest.mark.parametrize("largest", [LARGEST_WEIGHT, LARGEST_WEIGHT - 1, LARGEST_WEIGHT // 2, 7])
def test_noise_reaches_as_far_up_as_down_however_large_the_given_weights_are(largest: int) -> None:
    draws = WeightDraws(flat_tree(2), np.array([largest, 3.0]), "noise", within=0.5, varied=frozenset({0}))
    weights = draws.draw(RandomStream(1, 2).numbers(0, RUNS))
    assert weights.max() <= LARGEST_WEIGHT
    # Both ends stand where three times the least is the most, none is cut.
    assert (
        stats.kstest(weights[:, 0] / weights[:, 0].max(), stats.uniform(1 / 3, 2 / 3).cdf).statistic
        < DISTANCE
    )


def test_ordered_weights_keep_the_order_and_are_uniform_in_what_is_left() -> None:
    shares = drawn("ordered", [1, 3, 2])
    assert ((shares[:, 1] >= shares[:, 2]) & (shares[:, 2] >= shares[:, 0])).all()
    # The largest of three uniform in the simplex is 11/18 on average, the least 1/9.
    assert np.abs(shares.mean(axis=0) - [1 / 9, 11 / 18, 5 / 18]).max() < 0.005


def test_given_weights_that_are_alike_are_free_among_themselves() -> None:
    shares = drawn("ordered", [2, 1, 1])
    assert (shares[:, 0] >= shares[:, 1:].max(axis=1)).all()
    assert abs((shares[:, 1] > shares[:, 2]).mean() - 0.5) < OFF


def test_only_the_groups_that_vary_do() -> None:
    tree = WeightTree(4, ((0, 1), (2, 3), (4, 5)))
    draws = WeightDraws(tree, np.array([1.0, 2, 3, 4, 5, 6]), "uniform", varied=frozenset({2}))
    weights = draws.draw(RandomStream(1, draws.numbers_needed).numbers(0, 50))
    assert draws.numbers_needed == 2
    assert (weights[:, :4] == [1, 2, 3, 4]).all()
    assert len(set(weights[:, 4].tolist())) > 40


def test_the_weights_of_a_tree_are_products_of_shares() -> None:
    # Index of {a, G}, G of {b, c}: shares a 1/4, G 3/4; b 2/3 and c 1/3 of it: 1/4, 1/2, 1/4.
    tree = WeightTree(3, ((1, 2), (0, 3)))
    weights = tree.leaf_weights(np.array([[1.0, 2, 1, 3]]))
    assert weights.tolist() == [[round(LARGEST_WEIGHT / 2), LARGEST_WEIGHT, round(LARGEST_WEIGHT / 2)]]


def test_a_group_without_any_child_leaves_its_share_to_the_others() -> None:
    tree = WeightTree(3, ((1, 2), (0, 3)))
    assert tree.leaf_weights(np.array([[1.0, 0, 0, 3]])).tolist() == [[LARGEST_WEIGHT, 0, 0]]
    assert tree.leaf_weights(np.array([[0.0, 2, 1, 3]]))[0, 0] == 0


def test_where_all_that_is_left_was_drawn_as_nothing_nothing_counts() -> None:
    tree = WeightTree(3, ((1, 2), (0, 3)))
    assert tree.leaf_weights(np.array([[0.0, 0, 0, 3], [0, 2, 1, 0]])).tolist() == [[0, 0, 0]] * 2


def test_given_weights_become_whole_numbers_in_the_same_ratio() -> None:
    whole, is_rounded = whole_weights(flat_tree(3), [Fraction("0.05"), Fraction("0.2"), Fraction(1, 3)])
    assert (whole.tolist(), is_rounded) == ([3, 12, 20], False)
    whole, is_rounded = whole_weights(flat_tree(2), [Fraction("0.123456789"), Fraction("0.5")])
    assert is_rounded
    assert whole.max() == LARGEST_WEIGHT
