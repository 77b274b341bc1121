"""Regressions and tests of independence where units were drawn with unequal chances (models_of_unequal.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiso.survey.design import Approximation, Design
from chiso.survey.models.model import Model, Predictor
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import check_terms, regress
from chiso.survey.sql import parse_conditions
from tests.survey.r import reference
from tests.survey.tables import table
from tests.survey.variance.test_unequal import pairs_of_r, unequal_design

KINDS: tuple[Approximation, ...] = ("brewer", "overton", "hartley_rao", "joint", "horvitz_thompson")
SEX = Predictor("sex", categorical=True)
# R iterates for the logistic model alone.
CLOSE = {"linear": 1e-10, "logistic": 1e-8}


def models(*beside: Predictor) -> tuple[Model, Model]:
    return (
        Model("linear", "percent", (Predictor("satisfied"), *beside)),
        Model("logistic", "satisfied", (Predictor("percent"), *beside)),
    )


def plan(kind: Approximation) -> Design:
    drawn = unequal_design(kind)
    by_pairs = kind in ("joint", "horvitz_thompson")
    return drawn.model_copy(update={"pairs": pairs_of_r()}) if by_pairs else drawn


@pytest.mark.parametrize("kind", ["brewer", "overton", "hartley_rao"])
def test_models_of_everybody_are_those_of_r(kind: Approximation) -> None:
    told = reference("models_of_unequal")["whole"][kind]
    for model in models(SEX):
        expected, close = told[model.kind], CLOSE[model.kind]
        found = regress(table("unequal"), plan(kind), model)
        assert [found.degrees] == expected["df"]
        np.testing.assert_allclose(found.coefficients, expected["coefficients"], rtol=close)
        np.testing.assert_allclose(found.covariance, expected["covariance"], rtol=close)
        test = check_terms(found, [model.predictors[0].column])
        figures = [test.statistic, test.degrees_above, test.degrees_below, test.p_value]
        np.testing.assert_allclose(figures, expected["test"], rtol=close)
    tested = check_independence(table("unequal"), plan(kind), "satisfied", "sex")
    np.testing.assert_allclose([tested.f, *tested.f_degrees, tested.f_p], told["f"], rtol=1e-10)
    first = [tested.chi_square, tested.first_degrees, tested.first_p]
    np.testing.assert_allclose(first, told["chisq"], rtol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("domain", "where", "beside"), [("all", "", (SEX,)), ("men", "sex = 1", ())])
def test_covariances_are_put_together_of_those_of_totals_in_r(
    kind: Approximation, domain: str, where: str, beside: tuple[Predictor, ...]
) -> None:
    told: Any = reference("models_of_unequal")["parts"][kind][domain]
    for model in models(*beside):
        conditions = parse_conditions(where) if where else ()
        found = regress(table("unequal"), plan(kind), model, where=conditions)
        close = CLOSE[model.kind]
        np.testing.assert_allclose(found.coefficients, told[model.kind]["coefficients"], rtol=close)
        np.testing.assert_allclose(found.covariance, told[model.kind]["covariance"], rtol=close)
