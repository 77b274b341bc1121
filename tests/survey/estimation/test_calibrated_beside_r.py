"""Calibrated weights: estimates and errors beside R's, for every design and policy (calibrated_designs.R)."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from chiso.survey.design import Lonely
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.weights import Chain, apply_chain, prepare_chain
from tests.survey.estimation.test_estimates_beside_r import DESIGNS, DOMAINS, POLICIES
from tests.survey.r import reference
from tests.survey.tables import design, table_of
from tests.survey.weights.chains import calibration

ASKED = parse_statistics(["mean:y,percent", "total:y", "ratio:y/x", "proportion:q=4|5"])
CODES = ("mean", "percent", "total", "ratio", "share")


def step(name: str, method: str) -> dict[str, Any]:
    """The calibration of R's script for this design."""
    of_persons = name in ("simple", "stratified")
    men, women, percent = ("280", "240", 25000) if of_persons else ("1100", "1300", 110000)
    sex = {"columns": ["sex"], "totals": [["1", men], ["2", women]]}
    numbers = {"numbers": [{"column": "percent", "total": percent}]} if method == "linear" else {}
    return calibration(method, sex, **numbers)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", DESIGNS)
def test_errors_with_calibrated_weights_are_those_of_r(name: str, policy: Lonely) -> None:
    expected = reference("calibrated_designs")[policy][name]
    plan, rows = design(name, policy), table_of(name)
    wrong = []
    for method, of_domains in expected.items():
        base = {"kind": "base", "weight": plan.weight}
        chain = Chain.model_validate({"format": "chiso-weights/1", "steps": [base, step(name, method)]})
        prepared = prepare_chain(chain, rows)
        weighted = rows.append_column("finished", pa.array(apply_chain(prepared).weights))
        finished = plan.model_copy(update={"weight": "finished"})
        for domain, of_domain in of_domains.items():
            question = Question(ASKED, where=DOMAINS[domain])
            found = estimate(weighted, finished, question, chain=prepared.chain)
            for code, row in zip(CODES, found, strict=True):
                # Where calibration has fixed the figure R's error is rounding, and so is ours.
                near = pytest.approx(of_domain[code], rel=1e-10, abs=1e-12, nan_ok=True)
                if [row.estimate, row.se] != near:
                    wrong.append((method, domain, code, [row.estimate, row.se], of_domain[code]))
    assert not wrong
