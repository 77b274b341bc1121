"""Quantiles of Student's t beside those of SciPy, and the closed forms of one and two degrees of freedom."""

import math

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from chiso.scoring.student import outside_of, two_sided_quantile


@given(st.floats(1, 1e5), st.floats(1e-9, 0.999))
def test_the_quantile_is_that_of_scipy(df: float, outside: float) -> None:
    expected = scipy.stats.t.isf(outside / 2, df)
    assert two_sided_quantile(outside, df) == pytest.approx(expected, rel=1e-8, abs=1e-12)


def test_one_degree_of_freedom_is_the_distribution_of_cauchy() -> None:
    # P(|T| > t) = 1 − 2 arctan(t)/π
    assert outside_of(3.0, 1) == pytest.approx(1 - 2 * math.atan(3) / math.pi, rel=1e-12)


def test_two_degrees_of_freedom_have_a_closed_form() -> None:
    # P(|T| > t) = 1 − t/√(2 + t²)
    assert outside_of(1.5, 2) == pytest.approx(1 - 1.5 / math.sqrt(2 + 1.5**2), rel=1e-12)


def test_without_degrees_of_freedom_it_is_the_normal_one() -> None:
    assert two_sided_quantile(0.05, None) == pytest.approx(1.959963984540054, rel=1e-12)
