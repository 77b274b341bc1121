"""Figures as whole numbers: exact where they can be, and told where they are rounded."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.robustness.whole_numbers import LARGEST_WEIGHT, whole_table, whole_table_of_floats


def test_decimals_keep_all_their_places() -> None:
    table = whole_table([[Fraction("1.25"), Fraction("0.001")], [Fraction(3), Fraction(0)]])
    assert (table.places, table.is_rounded) == (3, False)
    assert table.values.tolist() == [[1250, 1], [3000, 0]]


def test_a_third_is_rounded_to_nine_places_and_that_is_told() -> None:
    table = whole_table([[Fraction(1, 3)], [Fraction(2, 3)]])
    assert (table.places, table.is_rounded) == (9, True)
    assert table.values.tolist() == [[333_333_333], [666_666_667]]


def test_what_is_too_large_for_a_double_is_cut_into_two_limbs_and_stays_exact() -> None:
    # Nine places of 29 indicators, as PAPI has them: 20 bits more than a double holds.
    figures = [[Fraction(10**9 - place - unit, 10**8) for place in range(29)] for unit in range(3)]
    table = whole_table(figures, places=9)
    assert table.score_bits > 53
    weights = np.full((2, 29), float(LARGEST_WEIGHT))
    weights[1] = np.arange(29)
    expected = [
        [sum(x * int(w) for x, w in zip(row, own, strict=True)) for own in weights]
        for row in table.values.tolist()
    ]
    assert table.scores(weights).tolist() == expected


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.integers(-(10**11), 10**11), min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(st.integers(0, LARGEST_WEIGHT), min_size=3, max_size=3),
)
def test_scores_are_the_sums_of_whole_numbers(figures: list[list[int]], weights: list[int]) -> None:
    table = whole_table([[Fraction(one, 10) for one in row] for row in figures])
    made = table.scores(np.array([weights], np.float64))
    expected = [sum(x * w for x, w in zip(row, weights, strict=True)) for row in table.values.tolist()]
    assert [int(one) for one in made[:, 0]] == expected
    assert max(map(abs, expected), default=0).bit_length() <= table.score_bits


def test_a_float_is_the_short_decimal_that_it_is_nearest_to() -> None:
    table = whole_table_of_floats(np.array([[0.1, 0.3], [12.7, 0.0]]))
    assert (table.places, table.is_rounded) == (1, False)
    assert table.values.tolist() == [[1, 3], [127, 0]]


def test_floats_without_an_end_are_rounded_to_what_53_bits_hold() -> None:
    table = whole_table_of_floats(np.full((2, 49), 100 / 3))
    assert table.is_rounded
    assert table.places == 6
    assert table.score_bits <= 53


def test_figures_that_are_too_large_are_refused() -> None:
    with pytest.raises(OverflowError):
        whole_table_of_floats(np.array([[1e12]]))
    with pytest.raises(OverflowError):
        whole_table([[Fraction(10**40)]])


def test_fewer_places_can_be_asked_for() -> None:
    assert whole_table([[Fraction("1.25")]], places=1).values.tolist() == [[12]]
    assert whole_table([[Fraction("1.25")]], places=1).is_rounded
