"""Estimates and errors beside those of R's package `survey` (reference/estimates.R)."""

from __future__ import annotations

import math
from typing import Any

import pytest

from chiso.survey.design import Lonely
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.sql import Condition
from tests.survey.r import reference
from tests.survey.tables import design, table_of

POLICIES: tuple[Lonely, ...] = ("remove", "certainty", "adjust", "average")
DESIGNS = (
    "replacement", "unstratified", "first_stage", "two_stages", "three_stages", "simple", "stratified",
)  # fmt: skip
DOMAINS = {
    "all": (),
    "men": (Condition("sex", "=", (1,)),),
    "agency": (Condition("agency", "=", ("m",)),),
}
ASKED = parse_statistics(["mean:y,percent", "total:y", "total", "ratio:y/x", "proportion:q=4|5"])
CODES = {"mean": 0, "percent": 1, "total": 2, "count": 3, "ratio": 4, "share": 5}


def same(told: float, expected: float) -> bool:
    if math.isnan(expected) or math.isnan(told):
        return math.isnan(expected) and math.isnan(told)
    return math.isclose(told, expected, rel_tol=1e-10)


def rows_of(name: str, policy: Lonely, domain: str, **choices: Any) -> tuple[Estimate, ...]:
    question = Question(ASKED, where=DOMAINS[domain], choices=Choices(**choices))
    return estimate(table_of(name), design(name, policy), question)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", DESIGNS)
def test_estimates_errors_and_design_effects_are_those_of_r(name: str, policy: Lonely) -> None:
    expected = reference("estimates")[policy][name]
    wrong = []
    for domain, of_domain in expected.items():
        found = rows_of(name, policy, domain)
        replaced = rows_of(name, policy, domain, deff="with")
        for statistic, numbers in of_domain.items():
            if statistic == "df":
                told = [found[0].df]
            else:
                row = found[CODES[statistic]]
                told = [row.estimate, row.se, row.deff, replaced[CODES[statistic]].deff][: len(numbers)]
            if not all(same(*pair) for pair in zip(told, numbers, strict=True)):
                wrong.append((domain, statistic, told, numbers))
    assert not wrong
