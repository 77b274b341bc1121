"""Methods with unequal chances: exact chances by going through every case, by closed forms, by rules."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.survey.sampling.brewer import brewer_joint
from chiso.survey.sampling.brewer_sets import brewer_pairs, brewer_sets_fit
from chiso.survey.sampling.certainty import split_certain
from chiso.survey.sampling.chao import chao_joint
from chiso.survey.sampling.methods import joint_chances
from chiso.survey.sampling.pareto import exact_pareto
from chiso.survey.sampling.random_numbers import HALVES
from chiso.survey.sampling.sampford import sampford_joint, select_sampford
from chiso.survey.sampling.simple import simple_joint
from chiso.survey.sampling.systematic import select_shuffled, select_systematic
from tests.survey.sampling.enumerations import (
    brewer_by_draws,
    chao_by_steps,
    joint_of,
    proportional,
    sampford_by_rejection,
)

SIZES = [2, 7, 8, 5, 4, 4]


def chances_of(sizes: list[int], n: int) -> list[Fraction]:
    return [Fraction(n * size, sum(sizes)) for size in sizes]


def as_array(chances: list[Fraction]) -> np.ndarray:
    return np.asarray([float(one) for one in chances])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_sampford_agrees_with_its_definition_by_rejection(n: int) -> None:
    chances = chances_of(SIZES, n)
    expected = joint_of(sampford_by_rejection(chances, n), 6)
    assert sampford_joint(as_array(chances), n) == pytest.approx(np.asarray(expected), rel=1e-12)


def test_sampford_takes_each_set_as_often_as_the_definition_says() -> None:
    # Every combination of the numbers of four units on a fine grid of midpoints.
    chances, n, grid = [Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(4, 5)], 2, 11
    expected = sampford_by_rejection(chances, n)
    midpoints = (np.arange(grid) + 0.5) / grid
    found = dict.fromkeys(expected, 0)
    for numbers in np.stack(np.meshgrid(*[midpoints] * 4), axis=-1).reshape(-1, 4):
        found[tuple(select_sampford(as_array(chances), n, numbers).tolist())] += 1
    total = sum(found.values())
    for drawn, chance in expected.items():
        assert found[drawn] / total == pytest.approx(float(chance), abs=0.03)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_brewer_has_exactly_the_chances_aimed_at(n: int) -> None:
    chances = chances_of([6, 8, 8, 9, 9], n)
    joint = joint_of(brewer_by_draws(chances, n), 5)
    assert [joint[k][k] for k in range(5)] == pytest.approx([float(one) for one in chances], rel=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_brewers_joint_chances_agree_with_every_order_of_draws(n: int) -> None:
    sizes = SIZES if n < 4 else [9, 9, 10, 10, 10, 10]
    chances = chances_of(sizes, n)
    expected = np.asarray(joint_of(brewer_by_draws(chances, n), 6))
    assert brewer_joint(as_array(chances), n) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("n", [2, 3])
def test_brewer_of_a_long_list_agrees_with_the_closed_form_and_adds_up(n: int) -> None:
    # 70 units: sets are told apart otherwise than up to 62.
    sizes = np.random.default_rng(5).integers(10, 100, 70)
    target = split_certain(sizes, n)
    joint = brewer_pairs(target.probabilities, n)
    if n == 2:
        assert joint == pytest.approx(brewer_joint(target.probabilities, 2), rel=1e-12)
    assert np.diag(joint) == pytest.approx(target.probabilities, rel=1e-12)
    assert joint.sum(axis=1) == pytest.approx(n * target.probabilities, rel=1e-12)


def test_brewer_says_where_there_are_too_many_sets() -> None:
    assert [brewer_sets_fit(*sizes) for sizes in [(450, 3), (20, 20), (63, 4), (64, 5), (500, 3)]] == [
        False, True, True, False, False,
    ]  # fmt: skip
    sizes = np.random.default_rng(5).integers(10, 100, 64)
    target = split_certain(sizes, 5)
    joint = brewer_joint(target.probabilities, 5)
    assert np.isnan(joint[0, 1])
    assert np.diag(joint) == pytest.approx(target.probabilities)


# The third list has units that are certain for a while, and one that stays so.
@pytest.mark.parametrize(
    ("sizes", "n"), [(SIZES, 2), (SIZES, 3), ([9, 1, 8, 2, 30, 3, 4], 3), ([1, 1, 1, 9], 2)]
)
def test_chao_agrees_with_every_reservoir_that_can_come_about(sizes: list[int], n: int) -> None:
    samples = chao_by_steps(sizes, n)
    expected = joint_of(samples, len(sizes))
    assert sum(samples.values()) == 1
    assert [expected[k][k] for k in range(len(sizes))] == pytest.approx(
        [float(one) for one in proportional(sizes, n)]
    )
    found = chao_joint(np.asarray(sizes, dtype=np.int64), n)
    assert found == pytest.approx(np.asarray(expected), rel=1e-12, abs=1e-15)


def test_pareto_of_one_from_two_has_its_closed_form() -> None:
    # The ratio of two odds u / (1 − u) is below c with the chance c (c − 1 − ln c) / (c − 1)².
    chances = np.asarray([0.3, 0.7])
    c = (0.3 / 0.7) / (0.7 / 0.3)
    first = c * (c - 1 - math.log(c)) / (c - 1) ** 2
    assert exact_pareto(chances, 1) == pytest.approx([first, 1 - first], rel=1e-6)


def test_pareto_comes_near_to_the_chances_aimed_at_and_nearer_in_a_longer_list() -> None:
    short = as_array(chances_of(SIZES, 3))
    long = np.tile(short, 8)
    gaps = [np.abs(exact_pareto(one, n) - one).max() for one, n in ((short, 3), (long, 24))]
    assert gaps[0] < 0.01
    assert gaps[1] < gaps[0] / 5
    assert exact_pareto(long, 24).sum() == pytest.approx(24, rel=1e-9)


@pytest.mark.parametrize("shuffled", [False, True])
def test_systematic_draws_each_unit_for_as_many_starts_as_its_size(shuffled: bool) -> None:
    # Σ x = 30, n = 3: the interval is 10, so the starts fall into ten equal classes.
    sizes = np.asarray(SIZES, dtype=np.int64)
    hits = np.zeros(6)
    for place in range(10):
        start = (2 * place + 1) * HALVES // 20
        if shuffled:
            drawn = select_shuffled(sizes, 3, start, np.asarray([0.6, 0.2, 0.9, 0.1, 0.5, 0.3]))
        else:
            drawn = select_systematic(sizes, 3, start)
        assert len(set(drawn.tolist())) == 3
        hits[drawn] += 1
    assert hits.tolist() == SIZES


@given(
    sizes=some.lists(some.integers(1, 10**9), min_size=2, max_size=30),
    start=some.integers(0, HALVES // 2 - 1),
    draw=some.data(),
)
def test_systematic_always_draws_n_units_once(sizes: list[int], start: int, draw: some.DataObject) -> None:
    n = draw.draw(some.integers(1, len(sizes)))
    whole = np.asarray(sizes, dtype=np.int64)
    target = split_certain(whole, n)
    if target.open_count:
        drawn = select_systematic(whole[~target.certain], target.open_count, 2 * start + 1)
        assert len(set(drawn.tolist())) == target.open_count


@given(sizes=some.lists(some.integers(1, 1000), min_size=1, max_size=12), draw=some.data())
def test_certain_units_are_split_off_as_by_hand(sizes: list[int], draw: some.DataObject) -> None:
    n = draw.draw(some.integers(1, len(sizes)))
    target = split_certain(np.asarray(sizes, dtype=np.int64), n)
    expected = [float(one) for one in proportional(sizes, n)]
    assert target.probabilities.tolist() == pytest.approx(expected, rel=1e-12)
    assert target.certain.tolist() == [one == 1 for one in proportional(sizes, n)]


def test_joint_chances_of_each_method_add_up_as_they_must() -> None:
    # Σ_l π_kl = n π_k over all l, for every method of fixed size.
    sizes = np.asarray([40, *SIZES, 3, 6], dtype=np.int64)
    target = split_certain(sizes, 3)
    assert target.certain.tolist() == [True, *[False] * 8]
    for method in ("sampford", "chao", "brewer"):
        joint = joint_chances(method, target, sizes)
        assert joint.sum(axis=1) == pytest.approx(3 * target.probabilities, rel=1e-12), method
    plain = split_certain(np.ones(7, dtype=np.int64), 3)
    assert joint_chances("simple", plain, sizes[:7]).sum(axis=1) == pytest.approx(9 / 7)


def test_joint_chances_of_a_simple_sample_are_counted_pairs() -> None:
    # 2 of 4: six samples, each pair in one of them.
    assert simple_joint(4, 2).tolist() == [[0.5 if k == m else 1 / 6 for k in range(4)] for m in range(4)]


@pytest.mark.parametrize("method", ["systematic", "pps_systematic", "pps_shuffled", "pareto", "cube"])
def test_a_method_without_a_form_says_so(method: str) -> None:
    target = split_certain(np.asarray(SIZES, dtype=np.int64), 2)
    joint = joint_chances(method, target, np.asarray(SIZES, dtype=np.int64))  # type: ignore[arg-type]
    assert np.isnan(joint[0, 1])
    assert np.diag(joint) == pytest.approx(target.probabilities)
