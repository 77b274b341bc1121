"""Do 95 % intervals of differences between rounds that share units hold the truth?

Fifty pairs, by the bounds of `bounds`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from chiso.survey.estimation.replicated import Replication
from tests.survey.coverage.bounds import Measured, bounds_of_hits, bounds_of_squares
from tests.survey.coverage.pairs_of_rounds import draw_pairs, measure
from tests.survey.coverage.rounds import WITH_REPLACEMENT

PAIRS = 50
# With replacement is told a variance that is too large by the share drawn of what neighbourhoods differ.
LEAST_SQUARES = 0.85
METHODS: dict[str, Replication] = {
    "linearised": Replication(),
    "jkn": Replication("jkn"),
    "rao_wu": Replication("rao_wu", count=400),
}


@cache
def measured(method: str) -> Measured:
    return measure(PAIRS, WITH_REPLACEMENT, METHODS[method])


def is_as_promised(found: Measured) -> bool:
    fewest, most = bounds_of_hits(PAIRS)
    least, largest = bounds_of_squares(PAIRS, float(found.degrees.mean()), low=LEAST_SQUARES)
    return bool(fewest <= found.holds.sum() <= most and least <= found.squares <= largest)


@pytest.mark.parametrize("method", METHODS)
def test_intervals_of_differences_hold_the_truth_as_often_as_they_say(method: str) -> None:
    found = measured(method)
    assert is_as_promised(found), (found.coverage, found.squares)


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("method", METHODS)
def test_errors_of_half_or_twice_the_size_are_found(method: str, factor: float) -> None:
    wrong = measured(method).with_errors_times(factor)
    assert not is_as_promised(wrong), (wrong.coverage, wrong.squares)


def test_errors_that_know_of_no_covariance_are_found() -> None:
    """By the same interviews, with the neighbourhoods of the later rounds under other names."""
    found = measured("jkn")
    apart = measure(PAIRS, WITH_REPLACEMENT, METHODS["jkn"], under_other_names=True)
    assert np.array_equal(apart.estimates, found.estimates)
    assert not is_as_promised(apart), (apart.coverage, apart.squares)


def test_the_pairs_share_three_quarters_of_their_neighbourhoods() -> None:
    later, earlier = (
        set(zip(*(np.asarray(rows[name]).tolist() for name in ("round", "neighbourhood")), strict=True))
        for rows in draw_pairs(PAIRS)
    )
    assert len(later) == len(earlier) == PAIRS * 16 * 4
    assert len(later & earlier) == PAIRS * 16 * 3
