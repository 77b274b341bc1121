"""Units drawn with unequal chances, beside R (reference/unequal.R)."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pyarrow
import pytest

from chiso.problems import WrongCall
from chiso.survey.cells import make_cells
from chiso.survey.design import Approximation, Design, Stage
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.sampling.brewer import brewer_joint
from chiso.survey.sql import Condition
from chiso.survey.variance.taylor import taylor
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


def pairs_of_r() -> tuple[tuple[str, str, float], ...]:
    """The joint chances of reference/unequal.R."""
    rows = table("unequal").select(["commune", "stratum", "chance"]).to_pylist()
    units = {row["commune"]: (row["stratum"], row["chance"]) for row in rows}
    return tuple(
        (one, other, chance * more * (1 - 0.2 * (1 - chance) * (1 - more)))
        for (one, (stratum, chance)), (other, (beside, more)) in combinations(units.items(), 2)
        if stratum == beside
    )


@pytest.mark.parametrize("approximation", ["joint", "horvitz_thompson"])
@pytest.mark.parametrize("domain", ["all", "men"])
def test_errors_from_joint_chances_are_those_of_r(approximation: Approximation, domain: str) -> None:
    expected = reference("unequal")[approximation][domain]
    design = unequal_design(approximation).model_copy(update={"pairs": pairs_of_r()})
    asked = parse_statistics(["mean:percent", "total:percent", "ratio:percent/satisfied"])
    where = (Condition("sex", "=", (1,)),) if domain == "men" else ()
    found = estimate(table("unequal"), design, Question(asked, where=where))
    for row, numbers in zip(found, expected.values(), strict=True):
        assert [row.estimate, row.se] == pytest.approx(numbers, rel=1e-10)


def test_domains_asked_for_together_have_the_errors_that_each_has_alone() -> None:
    design = unequal_design("joint").model_copy(update={"pairs": pairs_of_r()})
    asked = parse_statistics(["total:percent"])
    together = estimate(table("unequal"), design, Question(asked, by=("sex",)))
    for row, sex in zip(together, (1, 2), strict=True):
        [alone] = estimate(table("unequal"), design, Question(asked, where=(Condition("sex", "=", (sex,)),)))
        assert row.se == pytest.approx(alone.se, rel=1e-12)


@pytest.mark.parametrize("approximation", ["joint", "horvitz_thompson"])
def test_over_all_samples_the_variance_is_on_average_the_true_one(approximation: Approximation) -> None:
    """Every sample of two from four by Brewer's method, whose joint chances have a closed form.

    The estimated total of each sample and its variance are weighed with the chance of the sample, so the
    expected value is exact (Särndal, Swensson, Wretman 1992, results 2.8.1 and 3.6.1).
    """
    sizes, values = np.array([1.0, 2.0, 3.0, 4.0]), [3.0, 5.0, 4.0, 9.0]
    chances = 2 * sizes / sizes.sum()
    both = brewer_joint(chances, 2)
    mean = variance = expected = 0.0
    truth = sum(values)
    for one, other in combinations(range(4), 2):
        drawn = (one, other)
        rows = pyarrow.table(
            {
                "unit": [f"u{unit}" for unit in drawn],
                "chance": [chances[unit] for unit in drawn],
                "weight": [1 / chances[unit] for unit in drawn],
                "y": [values[unit] for unit in drawn],
            }
        )
        design = Design(
            weight="weight",
            stages=(Stage(cluster="unit", probability="chance"),),
            approximation=approximation,
            pairs=((f"u{one}", f"u{other}", float(both[one, other])),),
        )
        frame_rows = make_cells(rows, design, by=(), terms=parse_statistics(["total:y"])[0].terms)
        [found] = taylor(frame_rows, design)._of_totals(
            frame_rows.weighted[:, :1], frame_rows.weighted[:, :1], None
        )
        total = float(frame_rows.totals()[0, 0])
        mean += both[one, other] * total
        variance += both[one, other] * (total - truth) ** 2
        expected += both[one, other] * float(found[0])
    assert mean == pytest.approx(truth, rel=1e-12)
    assert expected == pytest.approx(variance, rel=1e-12)


def test_a_sum_below_nought_is_no_variance() -> None:
    # Two units of the same chance that nearly never come together: Horvitz and Thompson's sum is negative.
    rows = pyarrow.table({"unit": ["a", "b"], "chance": [0.5, 0.5], "weight": [2.0, 2.0], "y": [1.0, 1.0]})
    stage = Stage(cluster="unit", probability="chance")
    design = Design(
        weight="weight", stages=(stage,), approximation="horvitz_thompson", pairs=(("a", "b", 0.05),)
    )
    [row] = estimate(rows, design, Question(parse_statistics(["total:y"])))
    assert row.estimate == 4
    assert math.isnan(row.se)
    assert math.isnan(row.ci_low)


def test_pairs_that_the_design_lacks_or_that_cannot_be_are_named() -> None:
    pairs = pairs_of_r()
    for wrong, named in (
        (pairs[1:], "u0, u1"),
        (((*pairs[0][:2], 0.9), *pairs[1:]), "u0, u1"),
    ):
        design = unequal_design("joint").model_copy(update={"pairs": wrong})
        with pytest.raises(WrongCall) as raised:
            estimate(table("unequal"), design, Question(parse_statistics(["mean:percent"])))
        assert [(one.code, one.found) for one in raised.value.problems] == [("CH-8840", named)]


def test_chances_that_are_not_there_at_the_first_stage_are_refused() -> None:
    asked = Question(parse_statistics(["mean:percent"]))
    design = Design(weight="weight", stages=(Stage(cluster="commune"),), approximation="brewer")
    with pytest.raises(WrongCall) as raised:
        estimate(table("unequal"), design, asked)
    assert [problem.code for problem in raised.value.problems] == ["CH-3139"]
