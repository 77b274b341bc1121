"""Regressions and tests of independence by design and lonely policy (models_of_designs.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiso.survey.design import Lonely
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import check_terms, regress
from chiso.survey.sql import parse_conditions
from tests.survey.estimation.test_estimates_beside_r import POLICIES
from tests.survey.models.test_against_r import LINEAR, LOGISTIC
from tests.survey.r import reference
from tests.survey.tables import design, table_of

DESIGNS = ("replacement", "unstratified", "first_stage", "two_stages", "three_stages", "stratified")
# R iterates for the logistic model alone.
CLOSE = {"linear": 1e-10, "logistic": 1e-8}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", DESIGNS)
def test_models_of_every_design_and_policy_are_those_of_r(name: str, policy: Lonely) -> None:
    told = reference("models_of_designs")[policy][name]
    rows, drawn = table_of(name), design(name, policy)
    for model in (LINEAR, LOGISTIC):
        expected, close = told[model.kind], CLOSE[model.kind]
        found = regress(rows, drawn, model)
        test = check_terms(found, [model.predictors[0].column])
        assert ([found.degrees], [found.n]) == (expected["df"], expected["n"])
        figures: dict[str, Any] = {
            "coefficients": found.coefficients,
            "covariance": found.covariance,
            "p": found.p_values(),
            "interval": np.stack(found.intervals(), axis=1),
            "test": [test.statistic, test.degrees_above, test.degrees_below, test.p_value],
        }
        for figure, numbers in figures.items():
            np.testing.assert_allclose(
                numbers, expected[figure], rtol=close, err_msg=f"{model.kind}: {figure}"
            )
    tested = check_independence(rows, drawn, "sex", "q", where=parse_conditions("q > 1"))
    second = [tested.f, *tested.f_degrees, tested.f_p]
    np.testing.assert_allclose(second, told["f"], rtol=1e-10, err_msg="Rao and Scott's second correction")
    first = [tested.chi_square, tested.first_degrees, tested.first_p]
    np.testing.assert_allclose(first, told["chisq"], rtol=1e-10, err_msg="Rao and Scott's first correction")
