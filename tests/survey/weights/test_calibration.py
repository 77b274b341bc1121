"""Calibrated totals are the known ones; what cannot be met is named with its total."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.survey.replicates import Factors, factors
from chiso.survey.weights import apply_chain, prepare_chain, replay
from chiso.survey.weights.calibration import Target, calibrate, patterns_of
from chiso.survey.weights.curves import Curve, Exponential, Linear, Logit, Truncated
from chiso.survey.weights.steps import Run
from tests.survey.weighting_sample import frame, psu_of_row, table
from tests.survey.weights.chains import AGE, CELLS, SEX, calibration, chain, codes, prepared, small, weighted

CURVES: list[Curve] = [Linear(), Truncated(0.3, 4), Exponential(), Logit(0.3, 4)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 5), st.integers(2, 5), st.sampled_from(CURVES))
def test_totals_that_some_weights_have_are_met(seed: int, first: int, second: int, curve: Curve) -> None:
    draw = np.random.default_rng(seed)
    rows = 120
    margins = [
        np.eye(count)[np.r_[np.arange(count), draw.integers(0, count, rows - count)]]
        for count in (first, second)
    ]
    auxiliary = np.hstack([*margins, draw.lognormal(0, 0.5, (rows, 1))])
    weights = draw.uniform(1, 5, (rows, 3))
    # Ratios between the bounds make these totals, so there are weights that meet them.
    totals = auxiliary.T @ (weights[:, 0] * draw.uniform(0.8, 1.6, rows))
    targets = tuple(Target(str(number), float(total)) for number, total in enumerate(totals))
    found = calibrate(weights[:, :1], patterns_of(auxiliary), targets, curve, Run(np.ones((rows, 1))))
    np.testing.assert_allclose(auxiliary.T @ found[:, 0], totals, rtol=1e-9)


@pytest.mark.parametrize("curve", CURVES)
def test_a_curve_starts_at_one_and_its_slope_and_integral_belong_to_it(curve: Curve) -> None:
    scores = np.linspace(-0.6, 2.5, 400)
    step = 1e-6
    assert curve.value(np.zeros(1)).tolist() == pytest.approx([1])
    assert curve.slope(np.zeros(1)).tolist() == pytest.approx([1])
    risen = (curve.value(scores + step) - curve.value(scores - step)) / (2 * step)
    np.testing.assert_allclose(curve.slope(scores), risen, rtol=1e-6, atol=1e-8)
    grown = (curve.integral(scores + step) - curve.integral(scores - step)) / (2 * step)
    np.testing.assert_allclose(curve.value(scores), grown, rtol=1e-6)


def test_ratios_stay_within_their_bounds() -> None:
    for method in ("linear", "logit"):
        step = calibration(method, SEX, AGE, bounds=[0.9, 1.4])
        found = weighted(table(), step)
        base = found.stages[0]
        assert ((found.weights / base >= 0.9 - 1e-12) & (found.weights / base <= 1.4 + 1e-12)).all()
        assert found.weights.sum() == pytest.approx(7800, rel=1e-10)


def test_post_stratification_is_raking_with_one_margin() -> None:
    first = weighted(table(), calibration("post_stratification", CELLS)).weights
    second = weighted(table(), calibration("raking", CELLS)).weights
    np.testing.assert_allclose(first, second, rtol=1e-10)


def test_a_margin_without_columns_is_the_size_of_the_population() -> None:
    found = weighted(table(), calibration("linear", {"columns": [], "totals": [["7800"]]}))
    np.testing.assert_allclose(found.weights, found.stages[0] * 7800 / found.stages[0].sum(), rtol=1e-12)


def test_totals_come_from_a_file_beside_the_chain(tmp_path: Path) -> None:
    (tmp_path / "sex.csv").write_text("total,sex\n4100,female\n3700,male\n", encoding="utf-8")
    margin = {"columns": ["sex"], "file": "sex.csv"}
    found = apply_chain(prepare_chain(chain(calibration("raking", margin, AGE)), table(), tmp_path))
    expected = weighted(table(), calibration("raking", SEX, AGE))
    assert (found.weights == expected.weights).all()


def test_a_file_that_is_not_there_is_told_with_all_else(tmp_path: Path) -> None:
    margin = {"columns": ["sex"], "file": "nowhere.csv"}
    step = calibration("raking", margin, {"columns": ["region"], "totals": [["a", "1"]]})
    found = codes(prepare_chain, chain(step), table(), tmp_path)
    assert found[:2] == ["CH-1001", "CH-3155"]
    assert "CH-3151" in found


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ([["female", "1"]], ["CH-3155"]),
        ([["female", "1"], ["male", "2"], ["other", "3"]], ["CH-3155"]),
        ([["female", "1"], ["male", "2"], ["male", "2"]], ["CH-3155"]),
        ([["female", "0"], ["male", "2"]], ["CH-3156"]),
        ([["female", "-1"], ["male", "many"]], ["CH-3156", "CH-3156", "CH-3156", "CH-3156"]),
    ],
)
def test_cells_of_sample_and_population_have_to_be_the_same(totals: Any, expected: list[str]) -> None:
    step = calibration("post_stratification", {"columns": ["sex"], "totals": totals})
    assert codes(prepared, table(), step) == expected


def test_a_total_of_nobody_for_a_cell_that_nobody_is_in_is_passed_over() -> None:
    margin = {"columns": ["sex"], "totals": [*SEX["totals"], ["other", "0"]]}
    assert weighted(table(), calibration("raking", margin)).weights.sum() == pytest.approx(7800)


def test_margins_with_different_sums_contradict_one_another() -> None:
    other = {"columns": ["age"], "totals": [["middle", "3000"], ["old", "2100"], ["young", "2701"]]}
    assert codes(prepared, table(), calibration("raking", SEX, other)) == ["CH-3156"]


def test_a_number_that_says_the_same_as_a_margin_has_to_agree_with_it() -> None:
    data = small(sex=["f", "f", "m"], women=[1.0, 1.0, 0.0])
    margin = {"columns": ["sex"], "totals": [["f", "20"], ["m", "10"]]}
    agreeing = calibration("linear", margin, numbers=[{"column": "women", "total": 20}])
    np.testing.assert_allclose(weighted(data, agreeing).weights, [10, 10, 10])
    other = calibration("linear", margin, numbers=[{"column": "women", "total": 21}])
    assert codes(prepared, data, other) == ["CH-3156"]


def test_bounds_that_leave_no_weights_are_refused_with_the_total_that_is_missed() -> None:
    step = calibration("linear", SEX, AGE, bounds=[0.99, 1.01])
    assert codes(apply_chain, prepared(table(), step)) == ["CH-3157"]
    step = calibration("logit", SEX, AGE, bounds=[0.99, 1.01])
    assert codes(apply_chain, prepared(table(), step)) == ["CH-3157"]


@pytest.mark.parametrize("method", ["post_stratification", "raking", "linear"])
def test_a_cell_that_a_replicate_empties_is_named_with_the_replicate(method: str) -> None:
    rows = psu_of_row()
    cell = np.where(rows == 3, "rare", "common").tolist()
    data = table().append_column("cell", [cell])
    step = calibration(method, {"columns": ["cell"], "totals": [["common", "6000"], ["rare", "300"]]})
    ready = prepared(data, step)
    with pytest.raises(Exception, match="CH-3158") as caught:
        replay(ready, factors(frame("big"), "jkn"), rows)
    assert "replicate 4" in str(caught.value.in_language("en"))  # type: ignore[attr-defined]


def test_every_replicate_is_calibrated_to_the_same_totals() -> None:
    made = factors(frame("big"), "rao_wu", 3, count=130)
    weights = replay(prepared(table(), calibration("linear", SEX, AGE)), made, psu_of_row())
    assert weights.shape == (len(psu_of_row()), 130)
    female = np.array(table()["sex"].to_pylist()) == "female"
    np.testing.assert_allclose(female @ weights, 4100, rtol=1e-9)
    np.testing.assert_allclose(weights.sum(axis=0), 7800, rtol=1e-9)


def test_factors_of_one_change_nothing() -> None:
    ready = prepared(table(), calibration("raking", SEX, AGE))
    ones = Factors("jkn", np.ones((16, 3)), 1, np.ones(3), 2)
    expected = apply_chain(ready).weights
    np.testing.assert_allclose(replay(ready, ones, psu_of_row()), np.tile(expected[:, None], 3), rtol=1e-14)
