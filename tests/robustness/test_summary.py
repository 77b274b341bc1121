"""What counts say, against counts by hand."""

from __future__ import annotations

import numpy as np
import pytest

from chiso.robustness.running import Counts, SectionCounts
from chiso.robustness.summary import Asked, largest_error, pair_shares, shares_of, summarise

# Three units, 100 runs of one set: the first mostly first, the last mostly last.
HISTOGRAM = np.array([[[90, 10, 0], [8, 52, 40], [2, 38, 60]]])
WINS = np.array([[[0, 92, 96], [8, 0, 55], [2, 43, 0]]])
ONE_SET = SectionCounts(HISTOGRAM, WINS)


def test_a_median_is_a_rank_and_an_interval_holds_its_share() -> None:
    made = summarise(ONE_SET, [1, 2, 3], Asked(level=0.9))
    assert made.median.tolist() == [1, 2, 3]
    # At most 5 of 100 runs lie below the low end, and at most 5 above the high one.
    assert made.low.tolist() == [1, 1, 2]
    assert made.high.tolist() == [2, 3, 3]
    assert made.mean.tolist() == [1.1, 2.32, 2.58]


def test_shares_are_those_of_the_counts_with_their_errors() -> None:
    made = summarise(ONE_SET, [1, 2, 3], Asked(top=(2, 9), moves=(1,)))
    assert made.first.values.tolist() == [0.9, 0.08, 0.02]
    assert made.first.errors[0] == pytest.approx(0.03)
    assert made.top[2].values.tolist() == [1.0, 0.6, 0.4]
    assert made.top[9].values.tolist() == [1.0, 1.0, 1.0]
    # By more than one place: from 1 to 3, from 3 to 1; the second cannot.
    assert made.moves[1].values.tolist() == [0.0, 0.0, 0.02]


def test_a_tie_is_above_nobody() -> None:
    shares = pair_shares(ONE_SET).values
    assert shares[0, 2] == 0.96
    assert shares[2, 0] == 0.02


def test_the_error_of_scrambled_points_is_that_between_sets() -> None:
    sets = np.array([[[60, 40], [40, 60]], [[64, 36], [36, 64]], [[62, 38], [38, 62]]])
    counts = SectionCounts(sets, np.zeros((3, 2, 2), np.int64))
    made = shares_of(sets[:, :, 0], counts)
    assert made.values.tolist() == pytest.approx([0.62, 0.38])
    assert made.errors.tolist() == pytest.approx([0.02 / np.sqrt(3)] * 2)


def test_runs_that_choose_among_few_tables_are_no_more_sure_than_the_tables_are_many() -> None:
    assert shares_of(HISTOGRAM[:, :, 0], ONE_SET, tables=25).errors[0] == pytest.approx(0.06)
    assert shares_of(HISTOGRAM[:, :, 0], ONE_SET, tables=10_000).errors[0] == pytest.approx(0.03)


def test_the_largest_error_looks_at_every_rank() -> None:
    counts = Counts((ONE_SET,), 100)
    # Unit 3 has at most rank 2 in 40 of 100 runs, unit 2 in 60: √(0.24/100).
    assert largest_error(counts) == pytest.approx(np.sqrt(0.24 / 100))
