"""Errors that know of the calibration: beside R's `calibrate` and `postStratify`, and what always holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from chiso.problems import WrongCall
from chiso.survey.design import Design, Stage
from chiso.survey.estimation.calibrated import estimate_calibrated
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.sql import Condition
from chiso.survey.weights import apply_chain, prepare_chain, residuals_after_calibration
from chiso.survey.weights.chain import PreparedChain
from tests.survey.r import reference
from tests.survey.weighting_sample import (
    frame,
    from_r,
    numbers,
    sample,
    sums_by_psu,
    table,
    variance_between,
)
from tests.survey.weights.chains import AGE, CELLS, INCOME, SEX, calibration, chain

DRAWN = Design(weight="finished", stages=(Stage(cluster="psu", strata=("big",), population="big_communes"),))
ITERATED = 1e-8
STEPS: dict[str, tuple[dict[str, Any], float]] = {
    "linear": (calibration("linear", SEX, AGE, numbers=[INCOME]), 1e-10),
    "logit": (calibration("logit", SEX, AGE, numbers=[INCOME], bounds=[0.4, 3]), ITERATED),
    "bounded": (calibration("linear", SEX, AGE, numbers=[INCOME], bounds=[0.99, 1.345]), ITERATED),
    "margins": (calibration("raking", SEX, AGE), ITERATED),
    "post_stratification": (calibration("post_stratification", CELLS), 1e-10),
}


def calibrated(name: str) -> tuple[pa.Table, PreparedChain]:
    """The sample with the finished weights, and the chain that made them."""
    prepared = prepare_chain(chain(STEPS[name][0]), table())
    return table().append_column("finished", pa.array(apply_chain(prepared).weights)), prepared


def errors(covariance: object) -> list[float]:
    return [float(one) for one in np.sqrt(from_r(covariance).diagonal())]


@pytest.mark.parametrize("name", STEPS)
def test_errors_of_means_totals_and_domains_are_those_of_r(name: str) -> None:
    told, close = reference("calibration")[name]["linearised"], STEPS[name][1]
    rows, prepared = calibrated(name)
    asked = parse_statistics(["total:y,z", "mean:y,z"])
    found = estimate_calibrated(rows, DRAWN, prepared, Question(asked))
    assert [one.estimate for one in found[:2]] == pytest.approx(from_r(told["total"]).tolist(), rel=close)
    assert [one.se for one in found[:2]] == pytest.approx(errors(told["total_covariance"]), rel=close)
    assert [one.se for one in found[2:]] == pytest.approx(errors(told["mean_covariance"]), rel=close)
    by_sex = estimate_calibrated(rows, DRAWN, prepared, Question(parse_statistics(["total:y"]), by=("sex",)))
    assert [one.unit for one in by_sex] == ["female", "male"]
    assert [one.se for one in by_sex] == pytest.approx(errors(told["by_sex_covariance"]), rel=close)


@pytest.mark.parametrize("name", ["linear", "post_stratification"])
def test_quantiles_have_the_intervals_and_errors_of_r(name: str) -> None:
    told = reference("calibration")["quantiles"][name]
    rows, prepared = calibrated(name)
    asked = parse_statistics(["mean:z", "quantile:y@0.25|0.5|0.8"])
    women = (Condition("sex", "=", ("female",)),)
    _, *everybody = estimate_calibrated(rows, DRAWN, prepared, Question(asked))
    _, *where_women = estimate_calibrated(rows, DRAWN, prepared, Question(asked, where=women))
    _, *by_sex = estimate_calibrated(rows, DRAWN, prepared, Question(asked, by=("sex",)))[:4]
    without = estimate(rows, DRAWN, Question(asked))[1:]
    for found, group in ((everybody, "all"), (where_women, "women"), (by_sex, "women")):
        assert [row.code for row in found] == ["y@0.25", "y@0.5", "y@0.8"]
        assert [row.estimate for row in found] == told[group]["quantile"]
        for figure, name_of_r in (("ci_low", "low"), ("ci_high", "high"), ("se", "se")):
            expected = told[group][name_of_r]
            assert [getattr(row, figure) for row in found] == pytest.approx(expected, rel=1e-10)
    assert [row.se for row in everybody] != [row.se for row in without]


def test_what_calibration_has_fixed_has_no_error() -> None:
    rows, prepared = calibrated("margins")
    fixed = estimate_calibrated(rows, DRAWN, prepared, Question(parse_statistics(["total"]), by=("sex",)))
    assert [one.estimate for one in fixed] == pytest.approx([4100, 3700], rel=1e-9)
    assert [one.se for one in fixed] == pytest.approx([0, 0], abs=1e-6)
    # Taken as given, the same weights would make the number of women uncertain.
    assert all(
        one.se > 50 for one in estimate(rows, DRAWN, Question(parse_statistics(["total"]), by=("sex",)))
    )


def test_the_table_is_that_of_the_call_without_the_chain_but_for_its_errors() -> None:
    rows, prepared = calibrated("linear")
    asked = parse_statistics(["mean:y", "distribution:sex", "ratio:y/z"])
    question = Question(asked, by=("age",), where=(Condition("income", ">", (2,)),))
    with_chain = estimate_calibrated(rows, DRAWN, prepared, question)
    without = estimate(rows, DRAWN, question)
    assert [(one.unit, one.code, one.estimate, one.n, one.df) for one in with_chain] == [
        (one.unit, one.code, one.estimate, one.n, one.df) for one in without
    ]
    assert any(one.se != other.se for one, other in zip(with_chain, without, strict=True))


def test_the_order_of_the_rows_changes_no_error() -> None:
    rows, prepared = calibrated("linear")
    question = Question(parse_statistics(["mean:y"]), by=("sex",))
    expected = [one.se for one in estimate_calibrated(rows, DRAWN, prepared, question)]
    turned = rows.take(pa.array(np.random.default_rng(3).permutation(rows.num_rows)))
    again = prepare_chain(chain(STEPS["linear"][0]), turned)
    found = [one.se for one in estimate_calibrated(turned, DRAWN, again, question)]
    assert found == pytest.approx(expected, rel=1e-9)


ANSWERED = {"column": "z", "complete": ["1"], "refusal": ["0"]}
CHAINS = {
    "two calibrations": chain(calibration("linear", SEX, numbers=[INCOME]), calibration("raking", AGE)),
    "rows left out before": chain(
        {"kind": "nonresponse", "classes": ["sex"]}, calibration("linear", SEX, AGE), dispositions=ANSWERED
    ),
}
PERSONS = DRAWN.model_copy(update={"stages": (Stage(strata=("big",)),)})


@pytest.mark.parametrize("name", CHAINS)
def test_totals_by_unit_give_what_the_residuals_of_every_row_give(name: str) -> None:
    prepared = prepare_chain(CHAINS[name], table())
    done = apply_chain(prepared)
    rows = table().append_column("finished", pa.array(done.weights))
    found = estimate_calibrated(rows, DRAWN, prepared, Question(parse_statistics(["mean:y"]), by=("sex",)))
    for row in found:
        inside = (sample()["sex"] == row.unit).to_numpy()
        total = done.weights[inside].sum()
        influence = np.where(inside, (numbers("y") - row.estimate) / total, 0.0)[:, None]
        left = residuals_after_calibration(prepared, done.stages, influence) * done.weights[:, None]
        expected = variance_between(sums_by_psu(left), frame("big", "big_communes"))
        assert row.se == pytest.approx(float(np.sqrt(expected[0, 0])), rel=1e-10)


def test_people_drawn_directly_count_also_where_the_chain_left_them_out() -> None:
    prepared = prepare_chain(CHAINS["rows left out before"], table())
    done = apply_chain(prepared)
    assert 0 < (done.weights == 0).sum() < len(done.weights)
    rows = table().append_column("finished", pa.array(done.weights))
    [row] = estimate_calibrated(rows, PERSONS, prepared, Question(parse_statistics(["mean:y"])))
    influence = ((numbers("y") - row.estimate) / done.weights.sum())[:, None]
    left = residuals_after_calibration(prepared, done.stages, influence)[:, 0] * done.weights
    expected = 0.0
    for stratum in set(sample()["big"].to_list()):
        those = left[(sample()["big"] == stratum).to_numpy()]
        expected += len(those) * those.var(ddof=1)
    assert row.se == pytest.approx(float(np.sqrt(expected)), rel=1e-10)


def test_weights_of_another_chain_are_refused_at_their_first_row() -> None:
    rows, _ = calibrated("linear")
    other = prepare_chain(chain(STEPS["margins"][0]), rows)
    with pytest.raises(WrongCall) as refused:
        estimate_calibrated(rows, DRAWN, other, Question(parse_statistics(["mean:y"])))
    assert [(one.code, one.where.row) for one in refused.value.problems] == [("CH-8841", 1)]


def test_what_is_not_computed_so_is_refused_all_at_once() -> None:
    rows, _ = calibrated("linear")
    without = prepare_chain(chain(), rows)
    question = Question(
        parse_statistics(["mean:y"]), choices=Choices(replication=Replication("jkn", None, 1, 0.5))
    )
    with pytest.raises(WrongCall) as refused:
        estimate_calibrated(rows, DRAWN, without, question)
    assert [(one.code, one.where.field) for one in refused.value.problems] == [
        ("CH-8842", "replicates"), ("CH-8842", "steps"),
    ]  # fmt: skip


def test_without_a_basis_for_errors_there_is_none() -> None:
    rows, prepared = calibrated("linear")
    quota = DRAWN.model_copy(update={"basis": "quota"})
    [row] = estimate_calibrated(rows, quota, prepared, Question(parse_statistics(["mean:y"])))
    assert row.n == len(sample())
    assert np.isnan(row.se)
