"""Lonely strata put together with their neighbours, beside R on the joined strata (collapsed.R)."""

from __future__ import annotations

import numpy as np
import pytest

from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.models.model import Model, Predictor
from chiso.survey.models.regression import regress
from chiso.survey.sql import parse_conditions
from tests.survey.r import reference
from tests.survey.tables import design, table_of

ASKED = parse_statistics(
    ["mean:y", "total:y", "total", "ratio:y/x", "proportion:q=4|5", "quantile:y@0.25|0.5|0.8"]
)
CODES = ("mean", "total", "count", "ratio", "share")
DOMAINS = {"all": (), "men": parse_conditions("sex = 1"), "amounts": parse_conditions("percent > 50")}


@pytest.mark.parametrize("name", ["replacement", "first_stage", "stratified"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_joined_strata_have_the_errors_that_r_gives_one_stratum(name: str, domain: str) -> None:
    told = reference("collapsed")["estimates"][name][domain]
    question = Question(ASKED, where=DOMAINS[domain], choices=Choices(share_interval="logit"))
    rows = estimate(table_of(name), design(name, "collapse"), question)
    for code, row in zip(CODES, rows, strict=False):
        found = [row.estimate, row.se, row.deff][: len(told[code])]
        np.testing.assert_allclose(found, told[code], rtol=1e-10, err_msg=code)
    share, quantiles = rows[4], rows[5:]
    np.testing.assert_allclose([share.ci_low, share.ci_high], told["logit"], rtol=1e-10)
    assert [row.estimate for row in quantiles] == told["quantile"]
    np.testing.assert_allclose([row.ci_low for row in quantiles], told["low"], rtol=1e-10)
    np.testing.assert_allclose([row.se for row in quantiles], told["se"], rtol=1e-10)


@pytest.mark.parametrize("name", ["replacement", "first_stage", "stratified"])
def test_a_linear_model_has_the_covariance_of_r_with_one_stratum(name: str) -> None:
    told = reference("collapsed")["linear"][name]
    model = Model("linear", "y", (Predictor("x"), Predictor("sex", categorical=True)))
    found = regress(table_of(name), design(name, "collapse"), model)
    np.testing.assert_allclose(found.coefficients, told["coefficients"], rtol=1e-10)
    np.testing.assert_allclose(found.covariance, told["covariance"], rtol=1e-10)
