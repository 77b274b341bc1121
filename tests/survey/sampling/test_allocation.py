"""A total shared among strata, against every other way to share it."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.survey.sampling.allocation import (
    AllocationMethod,
    Stratum,
    allocate,
    allocate_budget,
    weight_of,
)
from chiso.survey.sampling.shares import split_whole

HALF = Fraction(1, 2)
METHODS: tuple[AllocationMethod, ...] = ("proportional", "equal", "neyman", "power")

strata_of = some.lists(
    some.builds(
        Stratum,
        name=some.just("h"),
        population=some.integers(1, 6),
        variance=some.fractions(min_value=0, max_value=9, max_denominator=5),
        mean=some.fractions(min_value=Fraction(1, 4), max_value=9, max_denominator=4),
        cost=some.fractions(min_value=Fraction(1, 2), max_value=4, max_denominator=2),
        least=some.integers(0, 3),
    ),
    min_size=1,
    max_size=4,
)


def loss(
    strata: list[Stratum], numbers: tuple[int, ...] | list[int], method: AllocationMethod
) -> tuple[int, Fraction]:
    """Strata that count and have nobody, and the sum that an allocation keeps small."""
    weights = [weight_of(one, method, HALF) for one in strata]
    without = sum(1 for weight, n in zip(weights, numbers, strict=True) if weight and not n)
    return without, sum((w / n for w, n in zip(weights, numbers, strict=True) if n), Fraction(0))


def every_way(strata: list[Stratum], total: int) -> list[tuple[int, ...]]:
    ranges = [range(min(one.least, one.population), one.population + 1) for one in strata]
    return [way for way in itertools.product(*ranges) if sum(way) == total]


@given(strata=strata_of, method=some.sampled_from(METHODS), draw=some.data())
def test_the_numbers_add_up_within_their_bounds(
    strata: list[Stratum], method: AllocationMethod, draw: some.DataObject
) -> None:
    least = sum(min(one.least, one.population) for one in strata)
    total = draw.draw(some.integers(least, sum(one.population for one in strata)))
    numbers = allocate(strata, total, method)
    assert sum(numbers) == total
    for one, n in zip(strata, numbers, strict=True):
        assert min(one.least, one.population) <= n <= one.population


@given(strata=strata_of, method=some.sampled_from(("neyman", "power")), draw=some.data())
def test_no_other_way_to_share_a_total_is_better(
    strata: list[Stratum], method: AllocationMethod, draw: some.DataObject
) -> None:
    least = sum(min(one.least, one.population) for one in strata)
    total = draw.draw(some.integers(least, sum(one.population for one in strata)))
    best = min(loss(strata, way, method) for way in every_way(strata, total))
    found = loss(strata, allocate(strata, total, method), method)
    # Where there is not one for each stratum no variance can be estimated; then only their number counts.
    assert found[0] == best[0]
    if not best[0]:
        assert found == best


def test_neyman_by_hand() -> None:
    # N S = 3,000 and 1,000: three quarters of 40 and one quarter.
    strata = [Stratum("city", 300, variance=Fraction(100)), Stratum("country", 500, variance=Fraction(4))]
    assert allocate(strata, 40, "neyman") == [30, 10]


def test_neyman_at_its_cap_takes_the_stratum_whole_and_gives_the_rest_away() -> None:
    strata = [Stratum("few", 10, variance=Fraction(10_000)), Stratum("many", 1_000), Stratum("more", 1_000)]
    assert allocate(strata, 110, "neyman") == [10, 50, 50]


def test_power_one_half_lies_between_equal_and_proportional() -> None:
    # Equal relative spread: n in proportion to the root of N, 10 : 40 : 90 of roots 10, 20, 30 squared.
    strata = [Stratum("a", 100), Stratum("b", 400), Stratum("c", 900)]
    assert allocate(strata, 60, "power") == [10, 20, 30]
    assert allocate(strata, 60, "power", power=Fraction(0)) == [20, 20, 20]
    assert allocate(strata, 70, "power", power=Fraction(1)) == [5, 20, 45]


def test_the_largest_remainders_are_served_first_and_equal_ones_in_the_order_of_the_list() -> None:
    # 10 × 47 / 100 = 4.7, 1.6, 1.58, 1.2, 0.61, 0.31: Hamilton's method, the example of many textbooks.
    votes = [Fraction(one) for one in (47_000, 16_000, 15_800, 12_000, 6_100, 3_100)]
    assert split_whole(10, votes, [0] * 6, [10] * 6) == [5, 2, 1, 1, 1, 0]
    assert split_whole(1, [Fraction(1)] * 3, [0] * 3, [9] * 3) == [1, 0, 0]


def test_a_least_number_is_taken_from_those_that_have_more() -> None:
    strata = [Stratum("a", 900, least=10), Stratum("b", 90, least=10), Stratum("c", 10, least=20)]
    assert allocate(strata, 100, "proportional") == [80, 10, 10]


@pytest.mark.parametrize("method", METHODS)
def test_a_thousand_strata_and_forty_thousand_people_are_shared_in_whole_numbers(
    method: AllocationMethod,
) -> None:
    strata = [Stratum(str(h), 50 + 7 * h, variance=Fraction(h % 13 + 1, 10), least=5) for h in range(1_000)]
    assert sum(allocate(strata, 40_000, method)) == 40_000


@given(strata=strata_of, method=some.sampled_from(("neyman", "power")), more=some.fractions(0, 30))
def test_a_budget_is_kept_and_nothing_that_fits_is_left(
    strata: list[Stratum], method: AllocationMethod, more: Fraction
) -> None:
    start = [max(min(one.least, one.population), 1 if weight_of(one, method, HALF) else 0) for one in strata]
    budget = more + sum((one.cost * n for one, n in zip(strata, start, strict=True)), Fraction(0))
    numbers = allocate_budget(strata, budget, method)
    left = budget - sum((one.cost * n for one, n in zip(strata, numbers, strict=True)), Fraction(0))
    assert left >= 0
    for one, n in zip(strata, numbers, strict=True):
        assert n == one.population or one.cost > left or not weight_of(one, method, HALF)


def test_with_equal_costs_a_budget_is_a_total() -> None:
    strata = [Stratum(str(h), 40 + h, variance=Fraction(h + 1)) for h in range(6)]
    assert allocate_budget(strata, Fraction(50), "neyman") == allocate(strata, 50, "neyman")


def test_where_asking_is_dear_fewer_are_asked() -> None:
    # n ∝ N S / √c: with costs 1 and 4 twice as many where it is cheap; 40 + 20 × 4 = 120.
    strata = [Stratum("near", 1_000), Stratum("far", 1_000, cost=Fraction(4))]
    assert allocate_budget(strata, Fraction(120), "neyman") == [40, 20]
