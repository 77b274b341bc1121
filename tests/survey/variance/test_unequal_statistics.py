"""Shares, quantiles, design effects and intervals under unequal chances, beside R (unequal_statistics.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiso.survey.design import Approximation
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.sql import Condition
from tests.survey.r import reference
from tests.survey.tables import table
from tests.survey.variance.test_unequal import pairs_of_r, unequal_design

KINDS: tuple[Approximation, ...] = ("brewer", "overton", "hartley_rao", "joint", "horvitz_thompson")
DOMAINS = {"all": (), "men": (Condition("sex", "=", (1,)),)}
ASKED = parse_statistics(["proportion:satisfied=1", "mean:percent", "quantile:percent@0.25|0.5|0.8"])


def rows_of(kind: Approximation, domain: str, **choices: Any) -> tuple[Estimate, ...]:
    drawn = unequal_design(kind)
    if kind in ("joint", "horvitz_thompson"):
        drawn = drawn.model_copy(update={"pairs": pairs_of_r()})
    question = Question(ASKED, where=DOMAINS[domain], choices=Choices(**choices))
    return estimate(table("unequal"), drawn, question)


def assert_as_in_r(kind: Approximation, domain: str, told: Any) -> None:
    share, mean, *quantiles = rows_of(kind, domain, share_interval="beta")
    replaced, *_ = rows_of(kind, domain, share_interval="logit", deff="with")
    figures = {
        "share": [share.estimate, share.se, share.deff, replaced.deff],
        "mean": [mean.estimate, mean.se, mean.deff],
        "t": [mean.ci_low, mean.ci_high],
        "logit": [replaced.ci_low, replaced.ci_high],
        "beta": [share.ci_low, share.ci_high],
        "df": [share.df],
        "quantile": [row.estimate for row in quantiles],
        "low": [row.ci_low for row in quantiles],
        "high": [row.ci_high for row in quantiles],
        "se": [row.se for row in quantiles],
    }
    assert figures.keys() == told.keys()
    for name, found in figures.items():
        np.testing.assert_allclose(found, told[name], rtol=1e-10, err_msg=name)


@pytest.mark.parametrize("kind", ["brewer", "overton", "hartley_rao"])
def test_figures_of_everybody_are_those_of_r(kind: Approximation) -> None:
    assert_as_in_r(kind, "all", reference("unequal_statistics")["whole"][kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_figures_of_parts_are_put_together_of_errors_of_totals_in_r(kind: Approximation, domain: str) -> None:
    assert_as_in_r(kind, domain, reference("unequal_statistics")["parts"][kind][domain])
