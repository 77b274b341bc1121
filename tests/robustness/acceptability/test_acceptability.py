"""What any weights can make of a ranking: worked examples and properties."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.robustness.acceptability.admissible import any_weights, keeping_order, weights_within
from chiso.robustness.acceptability.linear_index import LinearIndex
from chiso.robustness.acceptability.rank_range import rank_range
from chiso.robustness.acceptability.shares import TooMany, acceptability
from chiso.robustness.acceptability.swapping import smallest_swap
from tests.robustness.acceptability.cases import cases


def index_of(values: list[list[float]], weights: list[float]) -> LinearIndex:
    return LinearIndex(
        tuple("ABCDEFGH"[: len(values)]),
        tuple(f"p{part}" for part in range(len(weights))),
        np.array(values),
        np.array(weights),
    )


def test_the_smallest_swap_of_a_worked_example() -> None:
    # A leads by 10 in the first part and trails by 30 in the second. At 0.8 : 0.2 it leads by 8 − 6 = 2;
    # level where 10 w = 30 (1 − w), w = 0.75: 0.05 of the weight changes hands.
    found = smallest_swap(index_of([[60, 10], [50, 40]], [0.8, 0.2]), "B", "A", any_weights(2))
    assert (found.above, found.below) == ("A", "B")
    assert found.difference == pytest.approx(2)
    assert found.change == pytest.approx(0.05)
    assert found.at == pytest.approx([0.75, 0.25])


def test_of_several_parts_the_one_with_the_largest_effect_moves() -> None:
    # Leads 10, 2, −20 at weights ½, ¼, ¼: 5 + 0.5 − 5 = 0.5 in all. Weight that goes from the first part to
    # the third takes away 30 for each unit of it: 0.5/30 has to move.
    found = smallest_swap(index_of([[10, 2, 0], [0, 0, 20]], [0.5, 0.25, 0.25]), "A", "B", any_weights(3))
    assert found.change == pytest.approx(0.5 / 30)
    assert found.at == pytest.approx([0.5 - 0.5 / 30, 0.25, 0.25 + 0.5 / 30])
    largest = smallest_swap(
        index_of([[10, 2, 0], [0, 0, 20]], [0.5, 0.25, 0.25]), "A", "B", any_weights(3), "largest"
    )
    assert largest.change is not None
    assert found.change is not None
    assert largest.change <= found.change + 1e-12


def test_a_unit_that_leads_everywhere_is_never_swapped() -> None:
    found = smallest_swap(index_of([[3, 3], [2, 1]], [0.5, 0.5]), "A", "B", any_weights(2))
    assert (found.change, found.at) == (None, None)
    assert found.least == pytest.approx(1)


def test_level_units_need_no_change() -> None:
    found = smallest_swap(index_of([[1, 3], [3, 1]], [0.5, 0.5]), "A", "B", any_weights(2))
    assert found.is_level
    assert found.change == 0
    equal = smallest_swap(index_of([[1, 3], [1, 3]], [0.5, 0.5]), "A", "B", any_weights(2))
    assert equal.is_level


def test_a_unit_is_not_compared_with_itself() -> None:
    with pytest.raises(ValueError, match="level with itself"):
        smallest_swap(index_of([[1, 3], [1, 3]], [0.5, 0.5]), "A", "A", any_weights(2))


def test_weights_that_may_not_move_leave_the_rank_as_it_is() -> None:
    index = index_of([[5, 1, 4], [2, 4, 4], [3, 3, 3]], [0.5, 0.3, 0.2])
    ranks = index.ranks(index.weights)
    for at, unit in enumerate(index.units):
        found = rank_range(index, unit, weights_within(index.weights, 0))
        assert (found.best, found.worst) == (ranks[at], ranks[at])


def test_weights_that_are_equal_but_for_rounding_have_no_order() -> None:
    weights = np.array([0.1 + 0.2, 0.3, 0.4])
    assert weights[0] != weights[1]
    allowed = keeping_order(any_weights(3), weights)
    assert allowed.order.tolist() == [[-1, 0, 1], [0, -1, 1]]


def test_shares_of_two_units_and_two_parts_are_those_of_a_line() -> None:
    # A is above where 10 w > 30 (1 − w): w from ¾ to 1.
    shares = acceptability([[Fraction(60), Fraction(10)], [Fraction(50), Fraction(40)]])
    assert shares == [[Fraction(1, 4), Fraction(3, 4)], [Fraction(3, 4), Fraction(1, 4)]]


def test_shares_of_three_parts_are_areas() -> None:
    # Each unit leads in one part alone: by symmetry each rank has a third.
    shares = acceptability([[Fraction(int(unit == part)) for part in range(3)] for unit in range(3)])
    assert shares == [[Fraction(1, 3)] * 3] * 3


def test_equal_units_share_the_lowest_rank() -> None:
    shares = acceptability(
        [[Fraction(1), Fraction(2)], [Fraction(1), Fraction(2)], [Fraction(0), Fraction(9)]]
    )
    assert shares[0] == shares[1] == [Fraction(1, 8), Fraction(7, 8), Fraction(0)]
    assert shares[2] == [Fraction(7, 8), Fraction(0), Fraction(1, 8)]


def test_too_many_simplices_are_not_cut() -> None:
    random = np.random.default_rng(1)
    values = [[Fraction(int(one)) for one in row] for row in random.integers(0, 1000, (8, 5))]
    with pytest.raises(TooMany):
        acceptability(values, most=50)


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_shares_add_up_to_one_and_agree_with_drawn_weights(drawn: list[list[int]]) -> None:
    values = [[Fraction(one) for one in row] for row in drawn]
    shares = acceptability(values)
    assert all(sum(row) == 1 for row in shares)
    weights = np.random.default_rng(3).dirichlet(np.ones(3), 4_000)
    scores = weights @ np.array(drawn, float).T
    ranks = 1 + (scores[:, None, :] - scores[:, :, None] > 1e-12).sum(axis=2)
    for unit, row in enumerate(shares):
        for rank, share in enumerate(row, start=1):
            # Six standard errors of 4,000 draws.
            assert float(share) == pytest.approx((ranks[:, unit] == rank).mean(), abs=6 * 0.5 / 4_000**0.5)


def test_the_worst_rank_with_a_share_of_weights_is_the_worst_rank() -> None:
    for number, case in enumerate(cases()):
        if number % 5 == 0:
            values = [[Fraction(int(one)) for one in row] for row in case.index.values]
            for unit, row in zip(case.index.units, acceptability(values), strict=True):
                worst = max(rank for rank, share in enumerate(row, start=1) if share)
                assert rank_range(case.index, unit, any_weights(len(case.index.codes))).worst == worst
