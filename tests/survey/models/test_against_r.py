"""Regressions, tests of terms and of independence beside R (reference/models.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow
import pytest

from chiso.survey.design import Design, Lonely
from chiso.survey.models.model import Model, Predictor
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import Regression, check_terms, regress
from chiso.survey.sql import parse_conditions
from chiso.survey.weights import apply_chain, prepare_chain
from chiso.survey.weights.chain import PreparedChain
from tests.survey.r import reference
from tests.survey.tables import design, table_of
from tests.survey.weights.chains import calibration, chain

DESIGNS = ("replacement", "two_stages", "simple", "stratified")
LINEAR = Model("linear", "y", (Predictor("x"), Predictor("sex", categorical=True)))
LOGISTIC = Model("logistic", "q", (Predictor("y"), Predictor("sex", categorical=True, base=2)), chosen=(4, 5))
GROUPED = Model("linear", "percent", (Predictor("q", categorical=True),))


def agrees(found: Regression, expected: Any, term: str) -> None:
    # R iterates for the logistic model alone.
    close = 1e-8 if found.model.kind == "logistic" else 1e-10
    np.testing.assert_allclose(found.coefficients, expected["coefficients"], rtol=close)
    np.testing.assert_allclose(found.covariance, expected["covariance"], rtol=close)
    assert [found.degrees] == expected["df"]
    assert [found.n] == expected["n"]
    np.testing.assert_allclose(found.p_values(), expected["p"], rtol=close)
    np.testing.assert_allclose(np.stack(found.intervals(), axis=1), expected["interval"], rtol=close)
    test = check_terms(found, [term])
    told = [test.statistic, test.degrees_above, test.degrees_below, test.p_value]
    assert told == pytest.approx(expected["test"], rel=close)


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


CALIBRATED = ("replacement", "two_stages")
PERCENT = {"numbers": [{"column": "percent", "total": 110000}]}
SEX = {"columns": ["sex"], "totals": [["1", "1100"], ["2", "1300"]]}
STEPS = {
    "post_stratification": calibration("post_stratification", SEX),
    "linear": calibration("linear", SEX, **PERCENT),
}


def calibrated(name: str, step: str) -> tuple[Any, Design, PreparedChain]:
    """The rows with finished weights, their design, and the chain that made the weights."""
    prepared = prepare_chain(chain(STEPS[step]), table_of(name))
    rows = table_of(name).append_column("finished", pyarrow.array(apply_chain(prepared).weights))
    return rows, design(name, "remove").model_copy(update={"weight": "finished"}), prepared


@pytest.mark.parametrize("name", CALIBRATED)
@pytest.mark.parametrize("step", STEPS)
def test_covariances_know_of_the_calibration_as_in_r(name: str, step: str) -> None:
    expected = reference("models")["calibrated"][name][step]
    rows, plan, prepared = calibrated(name, step)
    for model in (LINEAR, LOGISTIC):
        found = regress(rows, plan, model, chain=prepared.chain)
        agrees(found, expected[model.kind], model.predictors[0].column)
    # The chain of the design is taken where no other is named.
    inside = plan.model_copy(update={"chain": chain(STEPS[step])})
    np.testing.assert_array_equal(
        regress(rows, inside, LINEAR).covariance, regress(rows, plan, LINEAR, chain=prepared.chain).covariance
    )
    where = parse_conditions("q > 1")
    tested = check_independence(rows, plan, "sex", "q", where=where, chain=prepared.chain)
    told = [tested.f, *tested.f_degrees, tested.f_p]
    assert told == pytest.approx(expected["independence"], rel=1e-10)


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
    assert [found.f, *found.f_degrees, found.f_p] == pytest.approx(expected["f"], rel=1e-10)
    told = [found.chi_square, found.first_degrees, found.first_p]
    assert told == pytest.approx(expected["chisq"], rel=1e-10)
    assert found.effects.sum() * found.f == pytest.approx(found.chi_square, rel=1e-10)
