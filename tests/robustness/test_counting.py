"""Ranks counted by the compiled loop are those of a sort, ties and near ties included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import rankdata

from chiso.robustness.counting import count_ranks, count_ranks_plainly, ranks_of


def both(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Histogram and wins by the compiled loop, which have to be those of its twin."""
    units = len(scores)
    made = [np.zeros((units, units), np.int64) for _ in range(4)]
    count_ranks(scores, made[0], made[1])
    count_ranks_plainly(scores, made[2], made[3])
    assert (made[0] == made[2]).all()
    assert (made[1] == made[3]).all()
    return made[0], made[1]


@settings(max_examples=60, deadline=None)
@given(arrays(np.int64, st.tuples(st.integers(1, 9), st.integers(1, 40)), elements=st.integers(-3, 3)))
def test_the_loop_counts_what_its_twin_counts_with_many_ties(scores: np.ndarray) -> None:
    for kind in (np.float64, np.int64):
        histogram, _ = both(scores.astype(kind))
        ranks = rankdata(-scores, method="min", axis=0)
        for unit, own in enumerate(histogram):
            assert (own == np.bincount(ranks[unit] - 1, minlength=len(scores))).all()


@pytest.mark.parametrize("kind", [np.float64, np.int64])
def test_scores_that_single_precision_cannot_tell_apart_are_told_apart(kind: type) -> None:
    base = 2**52 - 40
    scores = np.array([[0, 5], [base, base], [base + 1, base], [base + 3, base + 2]]).astype(kind)
    histogram, wins = both(scores)
    assert histogram.tolist() == [[0, 0, 0, 2], [0, 1, 1, 0], [0, 2, 0, 0], [2, 0, 0, 0]]
    assert wins[2, 1] == 1
    assert wins[1, 2] == 0


def test_more_runs_than_a_tile_holds_are_all_counted() -> None:
    scores = np.random.default_rng(1).integers(0, 6, (7, 1000)).astype(np.float64)
    histogram, _ = both(scores)
    assert (histogram.sum(axis=1) == 1000).all()


def test_a_tie_for_first_leaves_no_second() -> None:
    assert ranks_of(np.array([3.0, 1.0, 3.0, 0.0])).tolist() == [1, 3, 1, 4]
