"""Response rates of AAPOR's Standard Definitions, by hand for one example."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chiso.survey.weights import response_rates
from tests.survey.weights.chains import small, weighted

# I 500, P 50, R 200, NC 100, O 50, UH 150, UO 50, ineligible 100: 900 of 1,000 known are eligible, e = 0.9.
COUNTS: dict[str, float] = {
    "complete": 500, "partial": 50, "refusal": 200, "noncontact": 100, "other": 50,
    "unknown": 150, "unknown_other": 50, "ineligible": 100,
}  # fmt: skip


def test_every_rate_of_an_example_is_the_one_by_hand() -> None:
    found = response_rates(COUNTS)
    assert found.eligible_share == 0.9
    expected = {
        "RR1": 500 / 1100, "RR2": 550 / 1100, "RR3": 500 / 1080, "RR4": 550 / 1080, "RR5": 500 / 900,
        "RR6": 550 / 900, "COOP1": 500 / 800, "COOP2": 550 / 800, "COOP3": 500 / 750, "COOP4": 550 / 750,
        "REF1": 200 / 1100, "REF2": 200 / 1080, "REF3": 200 / 900, "CON1": 800 / 1100, "CON2": 800 / 1080,
        "CON3": 800 / 900,
    }  # fmt: skip
    assert found.rates == pytest.approx(expected, rel=1e-15)


def test_the_share_that_is_eligible_can_be_given() -> None:
    assert response_rates(COUNTS, 0.5).rates["RR3"] == 500 / 1000


def test_the_first_rates_are_the_smallest_and_the_fifth_ones_the_largest() -> None:
    rates = response_rates(COUNTS).rates
    assert rates["RR1"] <= rates["RR3"] <= rates["RR5"]
    assert rates["RR2"] <= rates["RR4"] <= rates["RR6"]


def test_without_anybody_there_is_no_rate() -> None:
    assert all(math.isnan(rate) for rate in response_rates({}).rates.values())


def test_a_chain_tells_the_rates_of_its_rows_and_of_their_weights() -> None:
    data = small(weight=[1.0, 2.0, 3.0, 4.0], result=["1", "1", "2", "3"])
    found = weighted(
        data, dispositions={"column": "result", "complete": ["1"], "refusal": ["2"], "noncontact": ["3"]}
    )
    assert found.rates is not None
    assert found.weighted_rates is not None
    assert (found.rates.rates["RR1"], found.weighted_rates.rates["RR1"]) == (0.5, 0.3)
    np.testing.assert_allclose(found.weights, [1, 2, 3, 4])
