"""Quantiles with their intervals, and distributions, for every design and lonely policy (quantiles.R)."""

from __future__ import annotations

import numpy as np
import pytest

from chiso.survey.design import Lonely
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.quantiles import order_values
from chiso.survey.estimation.statistics import parse_statistics
from tests.survey.estimation.test_estimates_beside_r import DESIGNS, DOMAINS, POLICIES
from tests.survey.r import reference
from tests.survey.tables import design, table_of

ASKED = parse_statistics(["quantile:y@0.1|0.25|0.5|0.8", "distribution:q"])


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", DESIGNS)
def test_quantiles_and_distributions_are_those_of_r(name: str, policy: Lonely) -> None:
    for domain, told in reference("quantiles")[policy][name].items():
        rows = estimate(table_of(name), design(name, policy), Question(ASKED, where=DOMAINS[domain]))
        quantiles, shares = rows[:4], rows[4:]
        assert [row.estimate for row in quantiles] == told["quantile"]
        for figure, of_r in (("ci_low", "low"), ("ci_high", "high"), ("se", "se")):
            found = [getattr(row, figure) for row in quantiles]
            np.testing.assert_allclose(found, told[of_r], rtol=1e-10, err_msg=f"{domain}: {figure}")
        answers = [int(row.code.removeprefix("q=")) - 1 for row in shares]
        # An answer that nobody of the domain gave has a share of 0 in R and no row here.
        assert not any(share for at, share in enumerate(told["share"]) if at not in answers)
        for figure, of_r in (("estimate", "share"), ("se", "share_se"), ("deff", "share_deff")):
            found = [getattr(row, figure) for row in shares]
            expected = np.array(told[of_r])[answers]
            np.testing.assert_allclose(found, expected, rtol=1e-10, err_msg=f"{domain}: {figure}")


@pytest.mark.parametrize("weight", [1.0, 500 / 44, 1 / 3, 17.17])
def test_a_share_that_is_hit_exactly_is_reached_whatever_the_weight(weight: float) -> None:
    """Of n people with one weight the k-th smallest answer is the quantile at k/n: sums of weights round."""
    for people in range(2, 200):
        ranks = np.arange(1.0, people + 1)
        ordered = order_values(ranks, np.zeros(people, np.int64), 1)
        found = ordered.quantiles(np.full((people, 1), weight), ranks[None, :-1] / people)
        assert found[0, :, 0].tolist() == ranks[:-1].tolist()
