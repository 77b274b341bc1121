"""Differences of means, totals, ratios and shares between domains, beside R (differences_of_ratios.R)."""

from __future__ import annotations

import pytest

from chiso.survey.comparing import Side, compare_domains
from chiso.survey.design import Lonely
from chiso.survey.estimation.question import Question
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.sql import parse_conditions
from tests.survey.estimation.test_estimates_beside_r import POLICIES
from tests.survey.r import reference
from tests.survey.tables import design, table

ASKED = parse_statistics(["mean:y", "total:y", "ratio:y/x", "proportion:q=4|5"])
CODES = ("mean", "total", "ratio", "share")
DOMAINS = {"all": (), "amounts": parse_conditions("percent > 30")}
DESIGNS = ("replacement", "first_stage", "two_stages")


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", DESIGNS)
def test_differences_of_domains_are_those_of_r(name: str, policy: Lonely) -> None:
    for domain, where in DOMAINS.items():
        told = reference("differences_of_ratios")[policy][name][domain]
        side = Side(table("clusters"), design(name, policy), Question(ASKED, ("sex",), where))
        for code, row in zip(CODES, compare_domains(side, [("1", "2")]), strict=True):
            # By "average" a stage of which every stratum is lonely has no error, in R neither.
            near = pytest.approx(told[code], rel=1e-10, nan_ok=True)
            assert [row.difference, row.se] == near, (domain, code)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_difference_of_ratios_is_that_of_r_s_own_covariances_of_domains(name: str) -> None:
    side = Side(table("clusters"), design(name, "remove"), Question(ASKED[2:3], ("sex",)))
    [row] = compare_domains(side, [("1", "2")])
    told = reference("differences_of_ratios")["own"][name]
    assert [row.difference, row.se] == pytest.approx(told, rel=1e-10)
