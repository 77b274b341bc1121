"""What drawn replicates give on average, by closed forms and by R's Taylor variance of the same sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiso.survey.psus import SampleFrame, Stage
from chiso.survey.replicates import Factors, factors
from tests.survey.r import reference
from tests.survey.weighting_sample import (
    Real,
    frame,
    from_r,
    numbers,
    psu_of_row,
    sums_by_psu,
    variance_between,
)

REPLICATES = 8_000


def totals_of_psus() -> Real:
    return sums_by_psu(numbers("weight")[:, None] * np.column_stack([numbers("y"), numbers("z")]))


def squares(made: Factors, totals: Real) -> Real:
    """The variance of each of K totals from every replicate alone: (R, K)."""
    off = made.values.T @ totals - totals.sum(axis=0)
    return np.asarray(made.scale * made.count * off**2)


def assert_mean_is(found: Real, expected: Real) -> None:
    """Within four standard errors of the simulation; the seed is fixed, so it holds or does not for good."""
    error = found.std(axis=0) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - expected) < 4 * error).all(), (found.mean(axis=0), expected, error)


@pytest.mark.parametrize(("population", "told"), [("", "taylor"), ("big_communes", "taylor_fpc")])
@pytest.mark.parametrize("method", ["rao_wu", "preston"])
def test_a_bootstrap_gives_the_linearised_variance_on_average(
    method: Any, population: str, told: str
) -> None:
    made = factors(frame("big", population), method, 11, count=REPLICATES)
    assert_mean_is(squares(made, totals_of_psus()), from_r(reference("replicates")[told]).diagonal())


def test_every_sample_of_rao_and_wu_counted_out_gives_the_variance_exactly() -> None:
    # Three PSUs, two draws: nine ordered draws of equal chance are the whole distribution.
    totals = np.array([2.0, 3.0, 7.0])
    variances = []
    for first in range(3):
        for second in range(3):
            times = np.bincount([first, second], minlength=3)
            variances.append((3 / 2 * times @ totals - totals.sum()) ** 2)
    assert np.mean(variances) == pytest.approx(3 / 2 * ((totals - 4) ** 2).sum(), rel=1e-14)
    drawn = SampleFrame(np.zeros(3, np.int64), np.array([3]), np.array([np.nan]), ("",), ())
    made = factors(drawn, "rao_wu", 5, count=3_000)
    possible = {tuple(np.bincount([a, b], minlength=3) * 1.5) for a in range(3) for b in range(3)}
    assert {tuple(column) for column in made.values.T} == possible


def test_canty_and_davison_give_the_variance_of_draws_with_replacement() -> None:
    made = factors(frame("big"), "canty_davison", 2, count=REPLICATES)
    assert_mean_is(
        squares(made, totals_of_psus()), variance_between(totals_of_psus(), frame("big")).diagonal()
    )


def test_canty_and_davison_draw_without_replacement_from_the_repeated_sample() -> None:
    # Five PSUs of ten: everyone stands in it twice, and the number drawn is hypergeometric.
    drawn = SampleFrame(np.zeros(5, np.int64), np.array([5]), np.array([10.0]), ("",), ())
    totals = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    made = factors(drawn, "canty_davison", 4, count=REPLICATES)
    assert made.values.max() == 2
    assert (made.values.sum(axis=0) == 5).all()
    between = ((totals - totals.mean()) ** 2).mean()
    expected = 5 * between * (10 - 5) / (10 - 1) * 5 / 4
    assert_mean_is(squares(made, totals[:, None]), np.array([expected]))


def test_preston_s_bootstrap_gives_the_variance_of_two_stages_on_average() -> None:
    first = frame("big", "big_communes")
    rows = np.bincount(psu_of_row())
    people = np.array([float(numbers("people")[psu_of_row() == psu][0]) for psu in range(16)])
    second = Stage(np.arange(16), psu_of_row(), rows, people)
    drawn = SampleFrame(
        first.stratum_of_psu,
        first.psu_counts,
        first.population_counts,
        first.stratum_names,
        (),
        None,
        (second,),
    )
    made = factors(drawn, "preston", 8, count=REPLICATES)
    assert made.values.shape == (len(psu_of_row()), REPLICATES)
    values = numbers("weight")[:, None] * np.column_stack([numbers("y"), numbers("z")])
    assert_mean_is(squares(made, values), from_r(reference("replicates")["two_stages"]).diagonal())


def test_successive_differences_are_the_squares_of_differences_of_neighbours() -> None:
    totals = totals_of_psus()
    drawn = frame("big", "big_communes")
    expected = np.zeros(2)
    for stratum in range(4):
        those = totals[drawn.stratum_of_psu == stratum]
        left = 1 - 4 / drawn.population_counts[stratum]
        expected += left * ((those - np.roll(those, -1, axis=0)) ** 2).sum(axis=0) / 2
    made = factors(drawn, "successive_difference")
    np.testing.assert_allclose(squares(made, totals).mean(axis=0), expected, rtol=1e-12)


def test_a_design_of_two_pairs_has_the_same_variance_by_half_samples_and_by_strata() -> None:
    made = factors(frame("stratum"), "brr")
    found = squares(made, totals_of_psus()).mean(axis=0)
    np.testing.assert_allclose(
        found, variance_between(totals_of_psus(), frame("stratum")).diagonal(), rtol=1e-12
    )
