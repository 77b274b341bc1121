"""Ratios, shares, design effects and quantiles by replicates, beside R (replicated_statistics.R)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow
import pytest

from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.psus import SampleFrame
from chiso.survey.psus import Stage as DrawnStage
from chiso.survey.replicates import factors
from chiso.survey.sql import parse_conditions
from tests.survey.r import reference
from tests.survey.weighting_sample import Real, from_r, psu_of_row, table

ASKED = parse_statistics(
    ["ratio:y/income", "proportion:z=1", "mean:y", "total:y", "distribution:age", "quantile:y@0.25|0.5|0.8"]
)
DOMAINS = {"all": (), "women": parse_conditions("sex = female")}
MADE = {"jk1": ("jk1", (), ""), "jkn": ("jkn", ("big",), ""), "jkn_fpc": ("jkn", ("big",), "big_communes")}
BROUGHT = ("brr", "fay", "canty_davison", "rao_wu")


def assert_as_in_r(rows: pyarrow.Table, drawn: Design, replication: Replication, told: Any) -> None:
    for domain, where in DOMAINS.items():
        expected = told[domain]

        def figures_of(where: Any = where, **more: Any) -> tuple[Estimate, ...]:
            choices = Choices(replication=replication, **more)
            return estimate(rows, drawn, Question(ASKED, where=where, choices=choices))

        ratio, share, mean, total, *answers = figures_of(share_interval="beta")
        answers, quantiles = answers[:3], answers[3:]
        _, other_share, replaced, *_ = figures_of(share_interval="logit", deff="with")
        figures = {
            "ratio": [ratio.estimate, ratio.se],
            "share": [share.estimate, share.se, share.deff],
            "mean": [mean.estimate, mean.se, mean.deff, replaced.deff],
            "total": [total.estimate, total.se, total.deff],
            "answers": [row.estimate for row in answers],
            "answers_se": [row.se for row in answers],
            "answers_deff": [row.deff for row in answers],
            "t": [mean.ci_low, mean.ci_high],
            "logit": [other_share.ci_low, other_share.ci_high],
            "beta": [share.ci_low, share.ci_high],
            "df": [share.df],
            "quantile": [row.estimate for row in quantiles],
            "low": [row.ci_low for row in quantiles],
            "high": [row.ci_high for row in quantiles],
            "se": [row.se for row in quantiles],
        }
        assert figures.keys() == expected.keys()
        for name, found in figures.items():
            np.testing.assert_allclose(found, expected[name], rtol=1e-10, err_msg=f"{domain}: {name}")


@pytest.mark.parametrize("name", MADE)
def test_figures_by_a_jackknife_are_those_of_r(name: str) -> None:
    method, strata, population = MADE[name]
    drawn = Design(weight="weight", stages=(Stage(cluster="psu", strata=strata, population=population),))
    replication = Replication(method=method)  # type: ignore[arg-type]
    assert_as_in_r(table(), drawn, replication, reference("replicated_statistics")[name])


@pytest.mark.parametrize("name", BROUGHT)
def test_with_the_factors_of_r_half_samples_and_bootstraps_give_its_figures(name: str) -> None:
    told = reference("replicated_statistics")[name]
    made = from_r(told["factors"])[psu_of_row()]
    rows, names = table(), tuple(f"r{number}" for number in range(made.shape[1]))
    for column, values in zip(names, made.T, strict=True):
        rows = rows.append_column(column, pyarrow.array(np.ascontiguousarray(values)))
    brought = Replicates(
        method="other", columns=names, combined=False, scale=told["scale"][0], rscales=tuple(told["rscales"])
    )
    stage = Stage(cluster="psu", strata=("big",))
    drawn = Design(weight="weight", stages=(stage,), replicates=brought)
    assert_as_in_r(rows, drawn, Replication(), told)


def test_preston_s_bootstrap_has_the_factors_of_r_all_of_them_and_no_others() -> None:
    """One unit of three, and one of two, is kept; of it one person of three, and two of four: 9 × 12 ways."""
    told = reference("replicated_statistics")["preston"]
    units = DrawnStage(
        parent_of_stratum=np.zeros(2, np.int64),
        stratum_of_unit=np.array([0, 0, 0, 1, 1]),
        unit_counts=np.array([3, 2]),
        population_counts=np.array([7.0, 5.0]),
    )
    people = DrawnStage(
        parent_of_stratum=np.arange(5),
        stratum_of_unit=np.repeat(np.arange(5), [3, 3, 3, 4, 4]),
        unit_counts=np.array([3, 3, 3, 4, 4]),
        population_counts=np.array([5.0, 9.0, 4.0, 12.0, 6.0]),
    )
    drawn = SampleFrame(
        units.stratum_of_unit, units.unit_counts, units.population_counts, ("a", "b"),
        ("a1", "a2", "a3", "b1", "b2"), later=(people,),
    )  # fmt: skip
    made = factors(drawn, "preston", 5, count=4000)

    def different(columns: Real) -> Real:
        return columns[np.unique(np.round(columns, 6), axis=0, return_index=True)[1]]

    found, expected = different(made.values.T), different(from_r(told["factors"]))
    assert len(expected) == 9 * 12
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-11)
    # R centres at the mean of the replicates and divides by one less; here the estimate is the centre.
    assert made.scale * 4000 == pytest.approx(told["scale"][0], rel=1e-12)
