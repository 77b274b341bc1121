"""Correlations of columns with gaps, held to R, to SciPy pair by pair, and to what must always hold."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats

from chiso.composite.correlations import chance_of_pearson, kendall, pearson, shared_rows, spearman
from tests.composite.r import rows_of, said_by_r

AGREES = 1e-12
tables = some.integers(2, 5).flatmap(
    lambda columns: some.lists(
        some.lists(
            some.one_of(some.integers(-6, 6).map(float), some.just(math.nan)),
            min_size=columns,
            max_size=columns,
        ),
        min_size=2,
        max_size=9,
    )
)


@pytest.mark.parametrize("correlate", [pearson, spearman, kendall])
def test_correlations_with_gaps_are_those_of_r(correlate) -> None:  # type: ignore[no-untyped-def]
    found = correlate(rows_of("audit_rows.csv"))
    np.testing.assert_allclose(found, said_by_r("audit")[correlate.__name__], rtol=0, atol=AGREES)


def test_chances_are_those_of_r() -> None:
    values = rows_of("audit_rows.csv")
    with np.errstate(divide="ignore"):
        found = chance_of_pearson(pearson(values), shared_rows(values))
    expected = said_by_r("audit")["p_values"]
    apart = ~np.eye(len(found), dtype=bool)
    np.testing.assert_allclose(found[apart], expected[apart], rtol=1e-9)


@given(tables)
def test_each_pair_has_the_correlation_that_scipy_gives_for_its_rows(table: list[list[float]]) -> None:
    values = np.array(table)
    for ours, theirs in (
        (pearson, stats.pearsonr),
        (spearman, stats.spearmanr),
        (kendall, stats.kendalltau),
    ):
        found = ours(values)
        for first in range(values.shape[1]):
            for second in range(first):
                pair = values[:, [first, second]]
                pair = pair[~np.isnan(pair).any(1)]
                varies = len(pair) > 1 and (pair.max(0) > pair.min(0)).all()
                with warnings.catch_warnings():
                    # SciPy warns where a column hardly varies; the figures are whole numbers here.
                    warnings.simplefilter("ignore")
                    expected = theirs(pair[:, 0], pair[:, 1])[0] if varies else math.nan
                assert found[first, second] == pytest.approx(expected, abs=1e-10, nan_ok=True)
                assert found[second, first] == pytest.approx(found[first, second], abs=1e-14, nan_ok=True)


@given(tables)
def test_units_of_measurement_change_no_correlation(table: list[list[float]]) -> None:
    values = np.array(table)
    moved = values * 1e6 + 1e9
    assert pearson(moved) == pytest.approx(pearson(values), abs=1e-6, nan_ok=True)
    assert (np.nan_to_num(kendall(moved)) == np.nan_to_num(kendall(values))).all()


def test_a_column_that_does_not_vary_has_no_correlation() -> None:
    values = np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 5.0]])
    for correlate in (pearson, spearman, kendall):
        assert np.isnan(correlate(values)[0, 1])


def test_a_column_that_does_not_vary_among_the_shared_rows_has_no_correlation() -> None:
    values = np.array([[0.3, 1.0], [0.3, 2.0], [0.3, 5.0], [7.1, math.nan]])
    for correlate in (pearson, spearman, kendall):
        assert np.isnan(correlate(values)[0, 1])


def test_kendall_over_many_rows_is_the_same_as_in_one_block() -> None:
    random = np.random.default_rng(2)
    values = random.integers(0, 9, (300, 3)).astype(float)
    expected = stats.kendalltau(values[:, 0], values[:, 2])[0]
    assert kendall(values)[0, 2] == pytest.approx(expected, abs=AGREES)
