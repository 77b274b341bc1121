"""The cube method keeps totals: exactly where that is possible, else up to the last units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.survey.sampling.cube import null_direction, select_cube
from chiso.survey.sampling.random_numbers import Stream


def stream(seed: str) -> Stream:
    return Stream(seed, "unit", "")


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_strata_that_can_be_kept_are_kept_exactly(seed: str) -> None:
    # 12 of 48 with two overlapping classifications whose counts are all divisible by four.
    units = np.arange(48)
    marks = np.column_stack([units % 3 == 0, units % 3 == 1, units < 24]).astype(float)
    drawn = select_cube(np.full(48, 0.25), marks, stream(seed).next_number)
    assert len(drawn) == 12
    assert marks[drawn].sum(axis=0).tolist() == [4, 4, 6]


@given(
    rows=some.lists(some.tuples(some.integers(0, 50), some.integers(0, 50)), min_size=12, max_size=40),
    sizes=some.lists(some.integers(10, 30), min_size=40, max_size=40),
    seed=some.text(max_size=5),
)
def test_totals_miss_by_no_more_than_the_landing_can(
    rows: list[tuple[int, int]], sizes: list[int], seed: str
) -> None:
    # Deville and Tillé 2004: |estimate − total| <= p · max |x_k / π_k|, here p = 3 with the number of units.
    balance = np.asarray(rows, dtype=float)
    weights = np.asarray(sizes[: len(rows)], dtype=float)
    chances = weights / weights.sum() * 4
    drawn = select_cube(chances, balance, stream(seed).next_number)
    assert len(drawn) == 4
    estimates = (balance[drawn] / chances[drawn, None]).sum(axis=0)
    assert (
        np.abs(estimates - balance.sum(axis=0)) <= 3 * (balance / chances[:, None]).max(axis=0) + 1e-6
    ).all()


def test_balanced_samples_vary_far_less_than_simple_ones() -> None:
    # Total of a variable that is balanced on, 60 draws of 20 of 200; simple sampling: S √(N² (1 − f) / n).
    values = np.asarray([(37 * unit) % 101 for unit in range(200)], dtype=float)
    chances = np.full(200, 0.1)
    totals = [
        10 * values[select_cube(chances, values[:, None], stream(str(one)).next_number)].sum()
        for one in range(60)
    ]
    simple = values.std(ddof=1) * np.sqrt(200**2 * 0.9 / 20)
    assert np.sqrt(np.mean((np.asarray(totals) - values.sum()) ** 2)) < simple / 3


@given(some.lists(some.lists(some.integers(-9, 9), min_size=4, max_size=4), min_size=1, max_size=3))
def test_a_direction_leaves_every_total_as_it_is(rows: list[list[int]]) -> None:
    matrix = np.asarray(rows, dtype=float)
    direction = null_direction(matrix)
    assert direction is not None
    assert np.abs(direction).max() >= 1
    assert matrix @ direction == pytest.approx(np.zeros(len(rows)), abs=1e-7 * np.abs(direction).max())


def test_a_square_that_holds_everything_has_no_direction() -> None:
    assert null_direction(np.eye(3)) is None


def test_ten_thousand_units_are_balanced_on_five_variables() -> None:
    units = np.arange(10_000)
    balance = np.column_stack([(units * step) % 97 + 1.0 for step in (3, 5, 7, 11, 13)])
    drawn = select_cube(np.full(10_000, 0.05), balance, stream("large").next_number)
    assert len(drawn) == 500
    assert (balance[drawn] / 0.05).sum(axis=0) == pytest.approx(balance.sum(axis=0), rel=0.02)
