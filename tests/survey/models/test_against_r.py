"""Regressions, tests of terms and of independence beside R (reference/models.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiso.survey.design import Lonely
from chiso.survey.models.model import Model, Predictor
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import Regression, check_terms, regress
from chiso.survey.sql import parse_conditions
from tests.survey.r import reference
from tests.survey.tables import design, table_of

DESIGNS = ("replacement", "two_stages", "simple", "stratified")
LINEAR = Model("linear", "y", (Predictor("x"), Predictor("sex", categorical=True)))
LOGISTIC = Model("logistic", "q", (Predictor("y"), Predictor("sex", categorical=True, base=2)), chosen=(4, 5))
GROUPED = Model("linear", "percent", (Predictor("q", categorical=True),))


def agrees(found: Regression, expected: Any, term: str) -> None:
    np.testing.assert_allclose(found.coefficients, expected["coefficients"], rtol=1e-8)
    np.testing.assert_allclose(found.covariance, expected["covariance"], rtol=1e-8)
    assert [found.degrees] == expected["df"]
    assert [found.n] == expected["n"]
    np.testing.assert_allclose(found.p_values(), expected["p"], rtol=1e-8)
    np.testing.assert_allclose(np.stack(found.intervals(), axis=1), expected["interval"], rtol=1e-8)
    test = check_terms(found, [term])
    told = [test.statistic, test.degrees_above, test.degrees_below, test.p_value]
    assert told == pytest.approx(expected["test"], rel=1e-8)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("model", [LINEAR, LOGISTIC])
def test_regressions_are_those_of_r(name: str, model: Model) -> None:
    expected = reference("models")["regressions"][name]
    found = regress(table_of(name), design(name, "remove"), model)
    agrees(found, expected[model.kind], model.predictors[0].column)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize("model", [LINEAR, LOGISTIC])
def test_a_condition_leaves_the_design_whole(name: str, model: Model) -> None:
    expected = reference("models")["regressions"][name]["domain"]
    where = parse_conditions("percent > 30")
    found = regress(table_of(name), design(name, "remove"), model, where=where)
    agrees(found, expected[model.kind], model.predictors[0].column)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_column_of_categories_is_tested_as_a_whole(name: str) -> None:
    expected = reference("models")["regressions"][name]["grouped"]
    agrees(regress(table_of(name), design(name, "remove"), GROUPED), expected, "q")


@pytest.mark.parametrize("policy", ["adjust", "average", "certainty"])
def test_lonely_units_are_treated_as_in_any_total(policy: Lonely) -> None:
    found = regress(table_of("replacement"), design("replacement", policy), LINEAR)
    agrees(found, reference("models")["lonely"][policy], "x")


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize(("which", "where"), [("all", "q > 1"), ("domain", "percent > 30 and q > 2")])
def test_independence_is_tested_as_rao_and_scott_do(name: str, which: str, where: str) -> None:
    expected = reference("models")["independence"][name][which]
    conditions = parse_conditions(where)
    found = check_independence(table_of(name), design(name, "remove"), "sex", "q", where=conditions)
    assert [found.f, *found.f_degrees, found.f_p] == pytest.approx(expected["f"], rel=1e-8)
    told = [found.chi_square, found.first_degrees, found.first_p]
    assert told == pytest.approx(expected["chisq"], rel=1e-8)
    assert found.effects.sum() * found.f == pytest.approx(found.chi_square, rel=1e-10)
