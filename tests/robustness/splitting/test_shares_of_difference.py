"""Parts of a difference against brute force over all orders, and what has to hold of them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.robustness.splitting.shares_of_difference import (
    Combination,
    FloatArray,
    Group,
    TooManyWays,
    parts_of_difference,
    parts_of_groups,
)


def arithmetic(*weights: float) -> Combination:
    return lambda values: np.asarray(values @ (np.array(weights) / sum(weights)))


def geometric(*weights: float) -> Combination:
    return lambda values: np.asarray(np.exp(np.log(values) @ (np.array(weights) / sum(weights))))


def score(groups: list[Group], figures: dict[str, float]) -> float:
    found = dict(figures)
    for group in groups:
        found[group.code] = float(group.combine(np.array([found[child] for child in group.children])))
    return found[groups[-1].code]


def with_groups(groups: list[Group], figures: dict[str, float]) -> dict[str, float]:
    found = dict(figures)
    for group in groups:
        found[group.code] = float(group.combine(np.array([found[child] for child in group.children])))
    return found


def orders_that_keep_groups(groups: list[Group], code: str) -> list[list[str]]:
    """Every order of the indicators below a node in which each group stays together."""
    group = next((one for one in groups if one.code == code), None)
    if group is None:
        return [[code]]
    found = []
    for order in permutations(group.children):
        partly: list[list[str]] = [[]]
        for child in order:
            partly = [one + more for one in partly for more in orders_that_keep_groups(groups, child)]
        found += partly
    return found


def parts_by_orders(groups: list[Group], a: dict[str, float], b: dict[str, float]) -> dict[str, float]:
    """The mean over all such orders of what the score gains when an indicator passes from b to a."""
    orders = orders_that_keep_groups(groups, groups[-1].code)
    parts = dict.fromkeys(a, 0.0)
    for order in orders:
        mixed = dict(b)
        before = score(groups, mixed)
        for code in order:
            mixed[code] = a[code]
            after = score(groups, mixed)
            parts[code] += (after - before) / len(orders)
            before = after
    return parts


figures = st.lists(st.integers(1, 50), min_size=5, max_size=5)


@given(figures, figures)
def test_a_flat_geometric_mean_has_the_values_of_shapley(first: list[int], second: list[int]) -> None:
    groups = [Group("index", tuple("abcde"), geometric(1, 2, 1, 3, 1))]
    a, b = (dict(zip("abcde", map(float, one), strict=True)) for one in (first, second))
    expected = parts_by_orders(groups, a, b)
    assert parts_of_difference(groups, a, b) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(figures, figures)
def test_a_tree_has_the_mean_over_orders_that_keep_its_groups(first: list[int], second: list[int]) -> None:
    groups = [
        Group("x", ("a", "b"), geometric(1, 2)),
        Group("y", ("c", "x"), arithmetic(1, 1)),
        Group("index", ("y", "d", "e"), geometric(2, 1, 1)),
    ]
    a, b = (dict(zip("abcde", map(float, one), strict=True)) for one in (first, second))
    all_of_a, all_of_b = with_groups(groups, a), with_groups(groups, b)
    parts = parts_of_difference(groups, all_of_a, all_of_b)
    assert parts == pytest.approx(parts_by_orders(groups, a, b), rel=1e-9, abs=1e-9)
    whole = parts_of_groups(groups, parts)["index"]
    assert whole == pytest.approx(all_of_a["index"] - all_of_b["index"], abs=1e-9)


def test_of_arithmetic_means_a_part_is_weight_times_difference() -> None:
    groups = [Group("x", ("a", "b"), arithmetic(1, 3)), Group("index", ("x", "c"), arithmetic(2, 2))]
    a, b = {"a": 4.0, "b": 1.0, "c": 7.0}, {"a": 0.0, "b": 3.0, "c": 7.0}
    parts = parts_of_difference(groups, with_groups(groups, a), with_groups(groups, b))
    assert parts == pytest.approx({"a": 0.5 * 0.25 * 4, "b": 0.5 * 0.75 * -2, "c": 0}, abs=1e-12)
    # The group is level while its indicators are not.
    assert parts_of_groups(groups, parts)["x"] == pytest.approx(0.5 - 0.75, abs=1e-12)


def test_two_parts_of_a_geometric_mean_are_worked_out_by_hand() -> None:
    # a (4, 9), b (1, 1), equal weights: √36 = 6 against 1. First part: ½ (√4 − 1) + ½ (6 − √9) = 2; second 3.
    groups = [Group("index", ("p", "q"), geometric(1, 1))]
    a, b = {"p": 4.0, "q": 9.0, "index": 6.0}, {"p": 1.0, "q": 1.0, "index": 1.0}
    assert parts_of_difference(groups, a, b) == pytest.approx({"p": 2, "q": 3}, abs=1e-12)


def test_groups_that_are_too_large_are_refused() -> None:
    def mean(values: FloatArray) -> FloatArray:
        return np.asarray(values.mean(axis=-1))

    codes = tuple(f"i{number}" for number in range(22))
    equal = dict.fromkeys(codes, 1.0) | {"index": 1.0}
    with pytest.raises(TooManyWays):
        parts_of_difference([Group("index", codes, mean)], equal, equal)
