"""The pairs of rounds whose differences `cases` looks at, and what errors would be without covariances."""

from __future__ import annotations

import numpy as np

from chiso.survey.estimation.replicated import Replication
from tests.survey.coverage.cases import CASES
from tests.survey.coverage.pairs_of_rounds import PAIRS_AT_ONCE, draw_pairs, measure
from tests.survey.coverage.rounds import WITH_REPLACEMENT

PAIRS = 50


def test_errors_that_know_of_no_covariance_are_found() -> None:
    """By the same interviews, with the neighbourhoods of the later rounds under other names."""
    (case,) = (one for one in CASES if one.name == "difference of the index, linearised")
    found = case.measured(PAIRS)
    apart = measure(PAIRS, WITH_REPLACEMENT, Replication(), under_other_names=True)
    assert np.array_equal(apart.estimates, found.estimates)
    assert not case.is_as_promised(apart, PAIRS), (apart.coverage, apart.squares)


def test_the_pairs_share_three_quarters_of_their_neighbourhoods() -> None:
    later, earlier = (
        set(zip(*(np.asarray(rows[name]).tolist() for name in ("round", "neighbourhood")), strict=True))
        for rows in draw_pairs(PAIRS)
    )
    assert len(later) == len(earlier) == PAIRS * 16 * 4
    assert len(later & earlier) == PAIRS * 16 * 3


def test_more_pairs_than_are_looked_at_together_are_the_same_pairs() -> None:
    several = measure(PAIRS_AT_ONCE + 2, WITH_REPLACEMENT, Replication())
    last = draw_pairs(2, PAIRS_AT_ONCE)[0]
    assert np.array_equal(measure(PAIRS_AT_ONCE, WITH_REPLACEMENT, Replication()).errors, several.errors[:-2])
    weight, chosen, told, number = (
        np.asarray(last[name], np.float64) for name in ("weight", "chosen", "told", "round")
    )
    earlier = draw_pairs(2, PAIRS_AT_ONCE)[1]
    for place in (0, 1):
        now = number == place
        then = np.asarray(earlier["round"]) == place
        before = np.asarray(earlier["weight"])[then]
        expected = (weight * chosen)[now].sum() / (weight * told)[now].sum() - (
            before * np.asarray(earlier["chosen"])[then]
        ).sum() / (before * np.asarray(earlier["told"])[then]).sum()
        assert abs(several.estimates[PAIRS_AT_ONCE + place] - expected) < 1e-12
