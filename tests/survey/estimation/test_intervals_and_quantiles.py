"""Intervals and quantiles beside R's `svyciprop`, `confint` and `svyquantile` (reference/intervals.R)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import norm, t

from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.intervals import INTERVALS, Interval, intervals
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.sql import Condition
from tests.survey.r import reference
from tests.survey.tables import design, table

DOMAINS = {"all": (), "men": (Condition("sex", "=", (1,)),), "agency": (Condition("agency", "=", ("m",)),)}


@pytest.mark.parametrize("name", ["replacement", "two_stages"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_intervals_are_those_of_r(name: str, domain: str) -> None:
    expected = reference("intervals")[name][domain]
    asked = parse_statistics(["proportion:satisfied=1", "mean:percent"])
    kinds: tuple[Interval, ...] = ("logit", "beta")
    for kind in kinds:
        question = Question(asked, where=DOMAINS[domain], choices=Choices(share_interval=kind))
        share, mean = estimate(table("clusters"), design(name, "adjust"), question)
        assert [share.ci_low, share.ci_high] == pytest.approx(expected[kind], rel=1e-10)
        assert [mean.ci_low, mean.ci_high] == pytest.approx(expected["t"], rel=1e-10)
    question = Question(asked, where=DOMAINS[domain], choices=Choices(level=0.9))
    _, mean = estimate(table("clusters"), design(name, "adjust"), question)
    assert [mean.ci_low, mean.ci_high] == pytest.approx(expected["t90"], rel=1e-10)


@pytest.mark.parametrize("name", ["replacement", "two_stages"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_intervals_by_likelihood_are_those_of_r(name: str, domain: str) -> None:
    """R iterates (1e-8); its `svyciprop` interpolates between few points and scales by the residuals."""
    expected = reference("intervals")[name][domain]
    asked = parse_statistics(["proportion:satisfied=1"])
    question = Question(asked, where=DOMAINS[domain], choices=Choices(share_interval="likelihood"))
    [share] = estimate(table("clusters"), design(name, "adjust"), question)
    assert [share.ci_low, share.ci_high] == pytest.approx(expected["likelihood"], rel=1e-8)
    assert [share.ci_low, share.ci_high] == pytest.approx(expected["likelihood_interpolated"], abs=0.02)


@pytest.mark.parametrize("name", ["replacement", "two_stages"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_quantiles_and_their_errors_are_those_of_r(name: str, domain: str) -> None:
    expected = reference("intervals")[name][domain]
    asked = parse_statistics(["quantile:y@0.1|0.25|0.5|0.8", "quantile:q@0.25|0.5|0.75"])
    found = estimate(table("clusters"), design(name, "adjust"), Question(asked, where=DOMAINS[domain]))
    amounts, scale = found[:4], found[4:]
    assert [row.estimate for row in amounts] == expected["quantile"]
    np.testing.assert_allclose([row.ci_low for row in amounts], expected["low"], rtol=1e-10)
    np.testing.assert_allclose([row.ci_high for row in amounts], expected["high"], rtol=1e-10)
    np.testing.assert_allclose([row.se for row in amounts], expected["se"], rtol=1e-10)
    assert [row.estimate for row in scale] == expected["scale"]
    np.testing.assert_allclose([row.ci_low for row in scale], expected["scale_low"], rtol=1e-10)


def one_interval(
    kind: Interval, share: float, variance: float, n: int, degrees: float
) -> tuple[float, float]:
    low, high = intervals(
        kind,
        np.array([share]),
        np.array([variance]),
        np.array([degrees]),
        n=np.array([n]),
        is_certain=np.array([False]),
    )
    return float(low[0]), float(high[0])


def test_wilsons_ends_are_the_shares_that_a_test_just_does_not_refuse() -> None:
    """A simple sample with replacement: n* is n − 1 where V = p(1 − p)/(n − 1) and d = n − 1."""
    share, n = 0.3, 41
    low, high = one_interval("wilson", share, share * (1 - share) / (n - 1), n, n - 1)

    def distance(p: float) -> float:
        return float(abs(share - p) / np.sqrt(p * (1 - p) / (n - 1)) - norm.ppf(0.975))

    below = brentq(distance, 1e-9, share, xtol=1e-15)
    above = brentq(distance, share, 1 - 1e-9, xtol=1e-15)
    assert [low, high] == pytest.approx([below, above], rel=1e-10)


def test_where_everybody_agrees_the_lower_end_is_that_of_clopper_and_pearson() -> None:
    """Of 20 persons all chose: the share p with p^20 = 2.5 %."""
    low, high = one_interval("beta", 1.0, 0.0, 20, 12.0)
    assert low == pytest.approx(0.025 ** (1 / 20), rel=1e-12)
    assert high == 1.0
    assert np.isnan(one_interval("logit", 1.0, 0.0, 20, 12.0)).all()


def test_where_nobody_chose_the_likelihood_has_a_closed_form() -> None:
    """(1 − p₀)ⁿ is the likelihood of nobody among n: p₀ = 1 − exp(−t²/2n), with t = 1.9600 for d = ∞."""
    low, high = one_interval("likelihood", 0.0, 0.0, 20, np.inf)
    assert low == 0.0
    assert high == pytest.approx(1 - np.exp(-(norm.ppf(0.975) ** 2) / 40), rel=1e-12)
    assert one_interval("likelihood", 1.0, 0.0, 20, np.inf) == pytest.approx((1 - high, 1.0), rel=1e-12)


@given(st.floats(0.001, 0.999), st.floats(1e-8, 0.05), st.integers(2, 400))
def test_ends_of_the_likelihood_have_the_ratio_that_is_allowed(
    share: float, variance: float, degrees: int
) -> None:
    low, high = one_interval("likelihood", share, variance, 1000, degrees)
    assert 0 <= low < share < high <= 1
    persons = share * (1 - share) / variance
    allowed = t.ppf(0.975, degrees) ** 2
    for end in (low, high):
        if 1e-12 < end < 1 - 1e-12:
            ratio = (
                2 * persons * (share * np.log(share / end) + (1 - share) * np.log((1 - share) / (1 - end)))
            )
            assert ratio == pytest.approx(allowed, rel=1e-6, abs=1e-7)


def test_without_degrees_of_freedom_there_is_no_interval() -> None:
    for kind in INTERVALS:
        assert np.isnan(one_interval(kind, 0.4, 0.01, 20, 0.0)).all()
        assert np.isnan(one_interval(kind, 0.5, 0.0, 20, 0.0)).all()
    at_an_end: tuple[Interval, ...] = ("wilson", "beta", "likelihood")
    for kind in at_an_end:
        assert np.isnan(one_interval(kind, 1.0, 0.0, 20, 0.0)).all()


def test_an_agency_of_which_everybody_was_asked_has_an_interval_without_length() -> None:
    """Stratum l of the table of persons was drawn as a whole (9 of 9)."""
    asked = parse_statistics(["proportion:satisfied=1"])
    question = Question(asked, where=(Condition("stratum", "=", ("l",)),))
    (row,) = estimate(table("persons"), design("stratified", "adjust"), question)
    assert (row.se, row.ci_low, row.ci_high) == (0.0, row.estimate, row.estimate)
