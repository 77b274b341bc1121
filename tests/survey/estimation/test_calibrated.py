"""Errors that know of the calibration: beside R's `calibrate` and `postStratify`, and what always holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chiso.problems import BadInput, WrongCall
from chiso.survey.design import Design, Stage
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.intervals import INTERVALS, Interval
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.models.model import Kind, Model, Predictor
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import regress
from chiso.survey.replicates import factors
from chiso.survey.replicates.rows import frame_of_rows
from chiso.survey.sql import Condition
from chiso.survey.weights import apply_chain, prepare_chain, replay, residuals_after_calibration
from chiso.survey.weights.chain import PreparedChain
from chiso.survey.weights.finished import design_with_weights
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
    found = estimate(rows, DRAWN, Question(asked), chain=prepared.chain)
    assert [one.estimate for one in found[:2]] == pytest.approx(from_r(told["total"]).tolist(), rel=close)
    assert [one.se for one in found[:2]] == pytest.approx(errors(told["total_covariance"]), rel=close)
    assert [one.se for one in found[2:]] == pytest.approx(errors(told["mean_covariance"]), rel=close)
    by_sex = estimate(rows, DRAWN, Question(parse_statistics(["total:y"]), by=("sex",)), chain=prepared.chain)
    assert [one.unit for one in by_sex] == ["female", "male"]
    assert [one.se for one in by_sex] == pytest.approx(errors(told["by_sex_covariance"]), rel=close)


@pytest.mark.parametrize("name", ["linear", "post_stratification"])
def test_quantiles_have_the_intervals_and_errors_of_r(name: str) -> None:
    told = reference("calibration")["quantiles"][name]
    rows, prepared = calibrated(name)
    asked = parse_statistics(["mean:z", "quantile:y@0.25|0.5|0.8"])
    women = (Condition("sex", "=", ("female",)),)
    _, *everybody = estimate(rows, DRAWN, Question(asked), chain=prepared.chain)
    _, *where_women = estimate(rows, DRAWN, Question(asked, where=women), chain=prepared.chain)
    _, *by_sex = estimate(rows, DRAWN, Question(asked, by=("sex",)), chain=prepared.chain)[:4]
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
    fixed = estimate(rows, DRAWN, Question(parse_statistics(["total"]), by=("sex",)), chain=prepared.chain)
    assert [one.estimate for one in fixed] == pytest.approx([4100, 3700], rel=1e-9)
    assert [one.se for one in fixed] == pytest.approx([0, 0], abs=1e-6)
    # Taken as given, the same weights would make the number of women uncertain.
    assert all(
        one.se > 50 for one in estimate(rows, DRAWN, Question(parse_statistics(["total"]), by=("sex",)))
    )


@pytest.mark.parametrize("kind", INTERVALS)
def test_a_share_that_calibration_has_fixed_is_its_own_interval(kind: Interval) -> None:
    rows, prepared = calibrated("linear")
    question = Question(parse_statistics(["distribution:sex"]), choices=Choices(share_interval=kind))
    fixed = estimate(rows, DRAWN, question, chain=prepared.chain)
    assert [one.estimate for one in fixed] == pytest.approx([4100 / 7800, 3700 / 7800], rel=1e-12)
    assert [(one.se, one.ci_low, one.ci_high) for one in fixed] == [
        (0.0, one.estimate, one.estimate) for one in fixed
    ]


def test_the_table_is_that_of_the_call_without_the_chain_but_for_its_errors() -> None:
    rows, prepared = calibrated("linear")
    asked = parse_statistics(["mean:y", "distribution:sex", "ratio:y/z"])
    question = Question(asked, by=("age",), where=(Condition("income", ">", (2,)),))
    with_chain = estimate(rows, DRAWN, question, chain=prepared.chain)
    without = estimate(rows, DRAWN, question)
    assert [(one.unit, one.code, one.estimate, one.n, one.df) for one in with_chain] == [
        (one.unit, one.code, one.estimate, one.n, one.df) for one in without
    ]
    assert any(one.se != other.se for one, other in zip(with_chain, without, strict=True))


def test_the_order_of_the_rows_changes_no_error() -> None:
    rows, prepared = calibrated("linear")
    question = Question(parse_statistics(["mean:y"]), by=("sex",))
    expected = [one.se for one in estimate(rows, DRAWN, question, chain=prepared.chain)]
    turned = rows.take(pa.array(np.random.default_rng(3).permutation(rows.num_rows)))
    again = prepare_chain(chain(STEPS["linear"][0]), turned)
    found = [one.se for one in estimate(turned, DRAWN, question, chain=again.chain)]
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
    found = estimate(rows, DRAWN, Question(parse_statistics(["mean:y"]), by=("sex",)), chain=prepared.chain)
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
    [row] = estimate(rows, PERSONS, Question(parse_statistics(["mean:y"])), chain=prepared.chain)
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
        estimate(rows, DRAWN, Question(parse_statistics(["mean:y"])), chain=other.chain)
    assert [(one.code, one.where.row) for one in refused.value.problems] == [("CH-8841", 1)]


def test_what_is_not_computed_so_is_refused_all_at_once() -> None:
    rows, _ = calibrated("linear")
    without = prepare_chain(chain(), rows)
    question = Question(
        parse_statistics(["mean:y"]), choices=Choices(replication=Replication("jkn", None, 1, 0.5))
    )
    with pytest.raises(WrongCall) as refused:
        estimate(rows, DRAWN, question, chain=without.chain)
    assert [(one.code, one.where.field) for one in refused.value.problems] == [
        ("CH-8842", "replicates"), ("CH-8842", "steps"),
    ]  # fmt: skip


def test_without_a_basis_for_errors_there_is_none() -> None:
    rows, prepared = calibrated("linear")
    quota = DRAWN.model_copy(update={"basis": "quota"})
    [row] = estimate(rows, quota, Question(parse_statistics(["mean:y"])), chain=prepared.chain)
    assert row.n == len(sample())
    assert np.isnan(row.se)


def with_chain(name: str, **changes: Any) -> tuple[pa.Table, Design]:
    """The sample with finished weights, and the design that holds the chain that made them."""
    rows, prepared = calibrated(name)
    return rows, DRAWN.model_copy(update={"chain": prepared.chain, **changes})


EVERYTHING = Question(
    parse_statistics(["mean:y,z", "total", "ratio:y/z", "distribution:sex", "quantile:y@0.25|0.5"]),
    by=("age",),
    where=(Condition("income", ">", (2,)),),
)


@pytest.mark.parametrize("name", STEPS)
def test_a_design_that_holds_the_chain_gives_the_same_bits_from_a_table_and_from_a_file(
    name: str, tmp_path: Path
) -> None:
    rows, prepared = calibrated(name)
    plan = DRAWN.model_copy(update={"chain": prepared.chain})
    pq.write_table(rows, tmp_path / "rows.parquet")
    expected = repr(estimate(rows, DRAWN, EVERYTHING, chain=prepared.chain))
    assert repr(estimate(rows, plan, EVERYTHING)) == expected
    assert repr(estimate(tmp_path / "rows.parquet", plan, EVERYTHING)) == repr(
        estimate(tmp_path / "rows.parquet", DRAWN, EVERYTHING, chain=prepared.chain)
    )
    assert repr(estimate(rows, DRAWN, EVERYTHING)) != expected


@pytest.mark.parametrize("kind", ["linear", "logistic"])
def test_models_and_tests_know_it_by_the_design_too(kind: Kind) -> None:
    rows, prepared = calibrated("linear")
    _, plan = with_chain("linear")
    model = Model(kind, "z", (Predictor("income"),))
    found, expected = regress(rows, plan, model), regress(rows, DRAWN, model, chain=prepared.chain)
    assert found.covariance.tobytes() == expected.covariance.tobytes()
    assert found.covariance.tobytes() != regress(rows, DRAWN, model).covariance.tobytes()
    tested = check_independence(rows, plan, "sex", "age")
    assert tested.f == check_independence(rows, DRAWN, "sex", "age", chain=prepared.chain).f
    assert tested.f != check_independence(rows, DRAWN, "sex", "age").f


def test_replicates_of_the_data_know_the_calibration_and_nothing_is_counted_twice() -> None:
    rows, prepared = calibrated("linear")
    made = factors(frame_of_rows(rows, DRAWN).frame, "jkn")
    again = replay(prepared, made, frame_of_rows(rows, DRAWN).unit_of_row(made))
    design = design_with_weights(DRAWN, prepared.chain.model_copy(update={"name": "finished"}), made)
    for name, weights in zip(design.replicates.columns, again.T, strict=True):  # type: ignore[union-attr]
        rows = rows.append_column(name, pa.array(weights))
    assert design.chain is not None
    question = Question(parse_statistics(["mean:y"]), by=("sex",))
    found = estimate(rows, design, question)
    assert repr(found) == repr(estimate(rows, design.model_copy(update={"chain": None}), question))
    by_r = errors(reference("calibration")["linear"]["jackknife"]["total_covariance"])
    totals = estimate(rows, design, Question(parse_statistics(["total:y,z"])))
    assert [one.se for one in totals] == pytest.approx(by_r, rel=1e-10)


def test_replicates_that_would_not_know_it_are_refused() -> None:
    rows, plan = with_chain("linear")
    choices = Choices(replication=Replication("jkn"))
    with pytest.raises(WrongCall) as refused:
        estimate(rows, plan, Question(parse_statistics(["mean:y"]), choices=choices))
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-8842", "replicates")]


def test_a_chain_without_a_calibration_or_a_sample_without_a_basis_changes_nothing() -> None:
    rows, _ = calibrated("linear")
    question = Question(parse_statistics(["mean:y"]), by=("sex",))
    _, plan = with_chain("linear", basis="quota")
    assert repr(estimate(rows, plan, question)) == repr(
        estimate(rows, plan.model_copy(update={"chain": None}), question)
    )
    plain = DRAWN.model_copy(update={"chain": chain()})
    assert repr(estimate(rows, plain, question)) == repr(estimate(rows, DRAWN, question))


def test_rows_that_are_not_those_of_the_chain_are_refused() -> None:
    rows, plan = with_chain("linear")
    question = Question(parse_statistics(["mean:y"]))
    with pytest.raises(WrongCall) as other_weights:
        estimate(rows.slice(0, rows.num_rows - 1), plan, question)
    assert [one.code for one in other_weights.value.problems] == ["CH-8841"]
    with pytest.raises(BadInput) as without_a_column:
        estimate(rows.drop_columns(["income"]), plan, question)
    assert [(one.code, one.where.field) for one in without_a_column.value.problems] == [("CH-3151", "income")]
