"""Permanent random numbers: the same units where that is wished, others where it is not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from chiso.survey.sampling.certainty import Target, split_certain
from chiso.survey.sampling.methods import next_start_of
from chiso.survey.sampling.pareto import select_pareto
from chiso.survey.sampling.random_numbers import numbers_from, permanent_halves
from chiso.survey.sampling.simple import select_simple


def names(count: int, first: int = 0) -> list[str]:
    return [f"office {one}" for one in range(first, first + count)]


def simple_target(count: int, n: int) -> Target:
    return split_certain(np.ones(count, dtype=np.int64), n)


@given(
    seed=some.text(max_size=6),
    first=some.integers(1, 12),
    second=some.integers(1, 12),
    more=some.integers(0, 9),
)
def test_two_simple_samples_that_fit_side_by_side_have_no_unit_in_common(
    seed: str, first: int, second: int, more: int
) -> None:
    count = first + second + more
    halves = permanent_halves(seed, "office", names(count))
    one = select_simple(numbers_from(halves, 0), first)
    start = next_start_of("simple", simple_target(count, first), halves, 0, one, one[:0])
    other = select_simple(numbers_from(halves, start), second)
    assert not set(one.tolist()) & set(other.tolist())


def test_a_reserve_is_avoided_too() -> None:
    halves = permanent_halves("seed", "office", names(30))
    order = select_simple(numbers_from(halves, 0), 10)
    start = next_start_of("simple", simple_target(30, 7), halves, 0, order[:7], order[7:])
    assert not set(order.tolist()) & set(select_simple(numbers_from(halves, start), 20).tolist())


def test_five_years_ask_every_office_once_before_any_is_asked_twice() -> None:
    halves = permanent_halves("seed", "office", names(50))
    start, asked = 0, []
    for _ in range(5):
        drawn = select_simple(numbers_from(halves, start), 10)
        asked += drawn.tolist()
        start = next_start_of("simple", simple_target(50, 10), halves, start, drawn, drawn[:0])
    assert sorted(asked) == list(range(50))


def test_offices_that_come_and_go_leave_the_others_in_the_sample() -> None:
    # 60 offices, five close, five open: a unit leaves the sample only for one of these ten.
    before = set(
        np.asarray(names(60))[select_simple(numbers_from(permanent_halves("s", "o", names(60)), 0), 15)]
    )
    later = names(60, first=5)
    after = set(np.asarray(later)[select_simple(numbers_from(permanent_halves("s", "o", later), 0), 15)])
    assert len(before & after) >= 15 - 10
    gone, come = set(names(5)), set(names(5, first=60))
    assert len(before - after - gone) <= len(after & come)
    assert len(after - before - come) <= len(before & gone)


def test_pareto_keeps_its_units_when_sizes_change_a_little_and_avoids_them_when_asked() -> None:
    # 40 of 200, no chance above 0.4. Independent draws would share Σ π² = 9.0 units on average.
    rng = np.random.default_rng(7)
    sizes = rng.integers(50, 150, 200)
    changed = sizes + rng.integers(-5, 6, 200)
    first, second = split_certain(sizes, 40), split_certain(changed, 40)
    kept, met = [], []
    for seed in range(50):
        halves = permanent_halves(str(seed), "office", names(200))
        one = set(select_pareto(numbers_from(halves, 0), first.probabilities, 40).tolist())
        drawn = np.asarray(sorted(one))
        start = next_start_of("pareto", first, halves, 0, drawn, drawn[:0])
        same = select_pareto(numbers_from(halves, 0), second.probabilities, 40)
        other = select_pareto(numbers_from(halves, start), second.probabilities, 40)
        kept.append(len(one & set(same.tolist())))
        met.append(len(one & set(other.tolist())))
    assert np.mean(kept) > 37
    assert np.mean(met) < 0.5
    assert (first.probabilities**2).sum() > 8
