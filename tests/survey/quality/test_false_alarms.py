"""How often honest work is listed: the kept table is what simulation gives, and what theory says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm

from chiso.survey.quality.false_alarms import SEEDS, false_alarms, honest_city, measure_false_alarms
from chiso.survey.quality.findings import TITLES
from tests.installation import ROOT


@pytest.fixture(scope="module")
def measured():
    return measure_false_alarms(honest_city(), SEEDS)


def test_the_kept_rates_are_those_that_simulation_gives(measured):
    kept = false_alarms()
    assert list(kept) == list(TITLES)
    for found in measured:
        own = kept[found.check]
        assert (own.subject, own.looked_at) == (found.subject, found.looked_at)
        # Another version of NumPy or SciPy may move one at the very edge of a limit.
        assert abs(own.listed - found.listed) <= 1


def test_other_honest_rounds_are_listed_no_more_often(measured):
    kept = false_alarms()
    for found in measure_false_alarms(honest_city(), (101,)):
        most = binom.ppf(0.9999, found.looked_at, max(kept[found.check].share, 0.0005))
        assert found.listed <= most, found.check


def test_lengths_far_from_the_middle_are_as_rare_as_the_normal_law_says():
    own = false_alarms()["duration"]
    # Lengths are a mixture of lognormal laws with nearly the same spread; 2 Φ(−3.5) = 0.00047.
    expected = 2 * norm.cdf(-3.5) * own.looked_at
    assert abs(own.listed - expected) < 4 * np.sqrt(expected)


def test_interviewers_are_listed_for_digits_as_often_as_the_limit_says():
    own = false_alarms()["interviewer_digits"]
    assert own.listed <= binom.ppf(0.9999, own.looked_at, 0.001)


def test_the_docs_hold_the_same_rates():
    page = (ROOT / "docs/reference/survey-quality.md").read_text("utf-8")
    for own in false_alarms().values():
        assert f"| `{own.check}` | {own.looked_at:,} | {own.listed} | {100 * own.share:.2f} % |" in page
