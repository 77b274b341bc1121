"""Models with calibrated weights, by design, lonely policy and calibration (models_of_calibration.R)."""

from __future__ import annotations

import numpy as np
import pyarrow
import pytest
from scipy.stats import f as f_distribution

from chiso.survey.design import Lonely
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import check_terms, regress
from chiso.survey.sql import parse_conditions
from chiso.survey.weights import Chain, apply_chain, prepare_chain
from tests.survey.estimation.test_calibrated_beside_r import step
from tests.survey.estimation.test_estimates_beside_r import POLICIES
from tests.survey.models.test_against_r import LINEAR, LOGISTIC
from tests.survey.r import reference
from tests.survey.tables import design, table_of

DESIGNS = ("replacement", "two_stages", "stratified")
# R iterates for the logistic model and for weights within bounds.
ITERATED = 1e-8
CLOSE = {"post_stratification": 1e-10, "linear": 1e-10, "logit": ITERATED}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", DESIGNS)
def test_models_of_calibrated_designs_are_those_of_r(name: str, policy: Lonely) -> None:
    plan, rows = design(name, policy), table_of(name)
    for method, told in reference("models_of_calibration")[policy][name].items():
        base = {"kind": "base", "weight": plan.weight}
        made = step(name, method)
        if method == "logit":
            made = step(name, "linear") | {"method": method, "bounds": [0.4, 2.5]}
        chain = Chain.model_validate({"format": "chiso-weights/1", "steps": [base, made]})
        prepared = prepare_chain(chain, rows)
        weighted = rows.append_column("finished", pyarrow.array(apply_chain(prepared).weights))
        finished = plan.model_copy(update={"weight": "finished"})
        for model in (LINEAR, LOGISTIC):
            expected = told[model.kind]
            close = ITERATED if model.kind == "logistic" else CLOSE[method]
            found = regress(weighted, finished, model, chain=prepared.chain)
            assert [found.degrees] == expected["df"]
            test = check_terms(found, [model.predictors[0].column])
            figures = {
                "coefficients": found.coefficients,
                "covariance": found.covariance,
                "test": [test.statistic, test.degrees_above, test.degrees_below, test.p_value],
            }
            for figure, numbers in figures.items():
                np.testing.assert_allclose(
                    numbers, expected[figure], rtol=close, err_msg=f"{method}, {model.kind}: {figure}"
                )
        tested = check_independence(
            weighted, finished, "sex", "q", where=parse_conditions("q > 1"), chain=prepared.chain
        )
        statistic, above, below, p_value = told["independence"]
        second = [tested.f, *tested.f_degrees, tested.f_p]
        if name == "stratified":
            # R keeps people outside a part of a calibrated design, without weight, and counts them: 44 - 4.
            assert below / above == pytest.approx(40, rel=1e-10)
            of_part = tested.n - 4
            below, p_value = above * of_part, f_distribution.sf(statistic, above, above * of_part)
        expected = [statistic, above, below, p_value]
        np.testing.assert_allclose(second, expected, rtol=CLOSE[method], err_msg=method)
