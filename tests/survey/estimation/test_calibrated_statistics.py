"""Ratios, intervals and design effects with calibrated weights, beside R (calibrated_statistics.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow
import pytest

from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.weights import apply_chain, prepare_chain
from tests.survey.estimation.test_estimates_beside_r import DOMAINS
from tests.survey.r import reference
from tests.survey.tables import design, table
from tests.survey.weights.chains import calibration, chain

ASKED = parse_statistics(["mean:y", "total:y", "ratio:y/x", "proportion:satisfied=1"])
SEX = {"columns": ["sex"], "totals": [["1", "1100"], ["2", "1300"]]}
AGENCY = {"columns": ["agency"], "totals": [["k", "1000"], ["l", "800"], ["m", "600"]]}
PERCENT = {"numbers": [{"column": "percent", "total": 110000}]}
CELLS = {
    "columns": ["sex", "agency"],
    "totals": [
        ["1", "k", "450"], ["2", "k", "550"], ["1", "l", "380"], ["2", "l", "420"], ["1", "m", "270"],
        ["2", "m", "330"],
    ],
}  # fmt: skip
# What R finds by iteration agrees to what both iterate to.
ITERATED = 1e-8
STEPS: dict[str, tuple[dict[str, Any], float]] = {
    "post_stratification": (calibration("post_stratification", CELLS), 1e-10),
    "linear": (calibration("linear", SEX, AGENCY, **PERCENT), 1e-10),
    "raking": (calibration("raking", SEX, AGENCY), ITERATED),
    "logit": (calibration("logit", SEX, AGENCY, **PERCENT, bounds=[0.5, 2]), ITERATED),
    "bounded": (calibration("linear", SEX, AGENCY, **PERCENT, bounds=[0.45, 1.75]), ITERATED),
}


@pytest.mark.parametrize("name", ["replacement", "two_stages"])
@pytest.mark.parametrize("step", STEPS)
def test_figures_with_calibrated_weights_are_those_of_r(name: str, step: str) -> None:
    made, close = STEPS[step]
    prepared = prepare_chain(chain(made), table("clusters"))
    rows = table("clusters").append_column("finished", pyarrow.array(apply_chain(prepared).weights))
    finished = design(name, "adjust").model_copy(update={"weight": "finished"})
    for domain, where in DOMAINS.items():
        told = reference("calibrated_statistics")[name][step][domain]

        def figures_of(where: Any = where, **more: Any) -> tuple[Estimate, ...]:
            question = Question(ASKED, where=where, choices=Choices(**more))
            return estimate(rows, finished, question, chain=prepared.chain)

        mean, total, ratio, share = figures_of(share_interval="beta")
        *_, other_share = figures_of(share_interval="logit")
        figures = {
            "mean": [mean.estimate, mean.se, mean.deff],
            "total": [total.estimate, total.se, total.deff],
            "ratio": [ratio.estimate, ratio.se, ratio.deff],
            "share": [share.estimate, share.se, share.deff],
            "logit": [other_share.ci_low, other_share.ci_high],
            "beta": [share.ci_low, share.ci_high],
            "df": [share.df],
        }
        assert figures.keys() == told.keys()
        for figure, found in figures.items():
            np.testing.assert_allclose(found, told[figure], rtol=close, err_msg=f"{domain}: {figure}")
