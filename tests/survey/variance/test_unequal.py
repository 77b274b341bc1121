"""Units drawn with unequal chances, beside R (reference/unequal.R)."""

from __future__ import annotations

from collections import Counter

import pyarrow
import pytest

from chiso.problems import WrongCall
from chiso.survey.design import Approximation, Design, Stage
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.sql import Condition
from tests.survey.r import reference
from tests.survey.tables import table


def unequal_design(approximation: Approximation, *later: Stage) -> Design:
    first = Stage(cluster="commune", strata=("stratum",), probability="chance")
    return Design(weight="weight", stages=(first, *later), approximation=approximation, lonely="remove")


@pytest.mark.parametrize("approximation", ["brewer", "overton", "hartley_rao"])
@pytest.mark.parametrize("domain", ["all", "men"])
def test_errors_are_those_of_r(approximation: Approximation, domain: str) -> None:
    expected = reference("unequal")[approximation][domain]
    asked = parse_statistics(["mean:percent", "total:percent", "ratio:percent/satisfied"])
    where = (Condition("sex", "=", (1,)),) if domain == "men" else ()
    found = estimate(table("unequal"), unequal_design(approximation), Question(asked, where=where))
    for row, numbers in zip(found, expected.values(), strict=True):
        assert [row.estimate, row.se] == pytest.approx(numbers, rel=1e-10)


@pytest.mark.parametrize("domain", ["all", "men"])
def test_brewers_errors_at_two_stages_are_those_of_r(domain: str) -> None:
    rows = table("clusters")
    communes = rows.column("commune").to_pylist()
    households = rows.column("household").to_pylist()
    order = {name: position for position, name in enumerate(sorted(set(communes)), start=1)}
    drawn = Counter(household.split("-")[0] for household in set(households))
    there = rows.column("households").to_pylist()
    chances = [min(0.9, 0.05 * order[commune] / 2 + 0.1) for commune in communes]
    second = [drawn[commune] / count for commune, count in zip(communes, there, strict=True)]
    rows = rows.append_column("chance", pyarrow.array(chances)).append_column("second", pyarrow.array(second))
    plan = Design(
        weight="weight",
        stages=(
            Stage(cluster="commune", strata=("stratum",), probability="chance"),
            Stage(cluster="household", probability="second"),
        ),
        approximation="brewer",
        lonely="adjust",
    )
    expected = reference("unequal")["two_stages"][domain]
    where = (Condition("sex", "=", (1,)),) if domain == "men" else ()
    asked = parse_statistics(["mean:percent", "total:percent"])
    for row, numbers in zip(
        estimate(rows, plan, Question(asked, where=where)), expected.values(), strict=True
    ):
        assert [row.estimate, row.se] == pytest.approx(numbers, rel=1e-10)


def test_joint_chances_and_several_stages_are_refused() -> None:
    asked = Question(parse_statistics(["mean:percent"]))
    for refused in (
        unequal_design("joint"),
        unequal_design("overton", Stage()),
        Design(weight="weight", stages=(Stage(cluster="commune"),), approximation="brewer"),
    ):
        with pytest.raises(WrongCall) as raised:
            estimate(table("unequal"), refused, asked)
        assert [problem.code for problem in raised.value.problems] == ["CH-3139"]
