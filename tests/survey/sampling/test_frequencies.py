"""Inclusion frequencies agree with the probabilities, draw by draw with seeds that are written down.

A unit's count over D draws is binomial (D, π). Each of the 8 units must lie within the bounds that an honest
method leaves once in 10⁷ cases (5·10⁻⁸ on each side); with the seeds fixed a test never wavers. 2,000 draws
in the ordinary run, 20,000 in the long one.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from chiso.survey.sampling.certainty import split_certain
from chiso.survey.sampling.methods import Draw, draw_open
from chiso.survey.sampling.pareto import exact_pareto
from chiso.survey.sampling.plan import Method
from chiso.survey.sampling.random_numbers import Stream, numbers_from, permanent_halves

SIZES = np.asarray([2, 7, 8, 5, 4, 4, 1, 5], dtype=np.int64)
UNITS = [f"unit {one}" for one in range(8)]
N = 3
ONE_SIDE = 5e-8
EQUAL = frozenset({"simple", "systematic"})
METHODS: tuple[Method, ...] = (
    "simple", "systematic", "pps_systematic", "pps_shuffled", "brewer", "sampford", "pareto", "chao", "cube",
)  # fmt: skip


def expected_chances(method: Method) -> np.ndarray:
    if method in EQUAL:
        return np.full(8, N / 8)
    chances = N * SIZES / SIZES.sum()
    return exact_pareto(chances, N) if method == "pareto" else chances


def counts_of(method: Method, draws: int) -> np.ndarray:
    """How often each unit came in, and each draw had n different units."""
    sizes = np.ones(8, dtype=np.int64) if method in EQUAL else SIZES
    target = split_certain(sizes, N)
    counts = np.zeros(8, dtype=int)
    balance = np.asarray([[3.0, 1, 4, 1, 5, 9, 2, 6]]).T
    for draw in range(draws):
        seed = f"{method} {draw}"
        numbers = numbers_from(permanent_halves(seed, "unit", UNITS), 0)
        given = Draw(N, target.probabilities, sizes, numbers, balance, Stream(seed, "unit", ""))
        drawn, rest = draw_open(method, given)
        assert sorted((*drawn.tolist(), *rest.tolist())) == list(range(8))
        assert len(drawn) == N
        counts[drawn] += 1
    return counts


def assert_honest(method: Method, draws: int) -> None:
    chances = expected_chances(method)
    counts = counts_of(method, draws)
    assert (binom.ppf(ONE_SIDE, draws, chances) <= counts).all(), (method, counts / draws, chances)
    assert (counts <= binom.isf(ONE_SIDE, draws, chances)).all(), (method, counts / draws, chances)


@pytest.mark.parametrize("method", METHODS)
def test_each_unit_comes_in_as_often_as_its_chance_says(method: Method) -> None:
    assert_honest(method, 2_000)


@pytest.mark.soak
@pytest.mark.parametrize("method", METHODS)
def test_each_unit_comes_in_as_often_over_twenty_thousand_draws(method: Method) -> None:
    assert_honest(method, 20_000)


def test_a_method_that_favours_a_unit_would_be_found() -> None:
    # The bounds over 2,000 draws: a chance of 2 / 12 that is really 2 / 12 + 0.06 lies outside.
    assert binom.isf(ONE_SIDE, 2_000, 1 / 6) < 2_000 * (1 / 6 + 0.06)
