"""The whole chain: read strictly, done in order, and done again in every replicate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.survey.replicates import Factors
from chiso.survey.weights import Chain, apply_chain, prepare_chain, read_chain, replay
from tests.survey.weighting_sample import psu_of_row, table
from tests.survey.weights.chains import (
    AGE,
    BASE,
    INCOME,
    SEX,
    calibration,
    chain,
    codes,
    small,
    weighted,
    write,
)


def whole_chain() -> Chain:
    return chain(
        {"kind": "unknown_eligibility"},
        {
            "kind": "nonresponse",
            "method": "propensity",
            "predictors": ["sex"],
            "numeric": ["income"],
            "groups": 3,
        },
        calibration("linear", SEX, AGE, numbers=[INCOME]),
        {"kind": "trimming", "upper": {"times_median": 2.5}},
        dispositions={"column": "result", "complete": ["y"], "refusal": ["n"], "unknown": ["?"]},
    )


def results() -> list[str]:
    drawn = np.random.default_rng(4).choice(["y", "n", "?"], len(psu_of_row()), p=[0.7, 0.2, 0.1])
    return [str(one) for one in drawn]


def test_a_replicate_is_the_chain_on_as_many_copies_of_each_row_as_its_factor_says() -> None:
    data = table().append_column("result", [results()])
    copies = np.random.default_rng(6).integers(0, 4, (16, 5)).astype(np.float64)
    made = Factors("rao_wu", copies, 0.2, np.ones(5), 4)
    found = replay(prepare_chain(whole_chain(), data), made, psu_of_row())
    for replicate in range(5):
        times = copies[psu_of_row(), replicate].astype(np.int64)
        repeated = np.repeat(np.arange(data.num_rows), times)
        expected = np.zeros(data.num_rows)
        np.add.at(expected, repeated, apply_chain(prepare_chain(whole_chain(), data.take(repeated))).weights)
        np.testing.assert_allclose(found[:, replicate], expected, rtol=1e-9)


def test_the_order_of_rows_changes_no_weight() -> None:
    data = table().append_column("result", [results()])
    order = np.random.default_rng(1).permutation(data.num_rows)
    first = apply_chain(prepare_chain(whole_chain(), data)).weights
    second = apply_chain(prepare_chain(whole_chain(), data.take(order))).weights
    np.testing.assert_allclose(second, first[order], rtol=1e-10)


def test_the_base_is_the_product_of_the_chances_of_all_stages() -> None:
    data = small(first=[0.5, 0.25], second=[0.1, 1.0])
    found = apply_chain(
        prepare_chain(
            Chain.model_validate({"steps": [{"kind": "base", "probabilities": ["first", "second"]}]}), data
        )
    )
    np.testing.assert_allclose(found.weights, [20, 4])


def test_a_chance_above_one_is_no_chance() -> None:
    declared = Chain.model_validate({"steps": [{"kind": "base", "probabilities": ["first"]}]})
    assert codes(prepare_chain, declared, small(first=[0.5, 1.5])) == ["CH-3152"]
    assert codes(prepare_chain, declared, small(first=[0.5, 0.0])) == ["CH-3152"]


def test_whole_numbers_that_came_as_fractions_are_the_same_classes() -> None:
    margin = {"columns": ["sex"], "totals": [["1", "10"], ["2", "20"]]}
    for sex in ([1, 2, 2], [1.0, 2.0, 2.0], ["1", "2", "2"]):
        found = weighted(small(sex=sex), calibration("post_stratification", margin))
        assert found.weights.tolist() == [10, 10, 10]


def test_zero_is_one_class_whatever_its_sign_and_infinity_is_one_too() -> None:
    margin = {"columns": ["delay"], "totals": [["0.0", "10"], ["1.5", "20"], ["inf", "5"]]}
    rows = small(delay=[0.0, -0.0, 1.5, float("inf")])
    found = weighted(rows, calibration("post_stratification", margin))
    assert found.weights.tolist() == [5, 5, 20, 5]


@pytest.mark.parametrize(
    "kind", [pa.list_(pa.int64()), pa.struct([("a", pa.int64())]), pa.duration("s")], ids=str
)
def test_columns_whose_values_have_no_one_way_to_be_written_make_no_classes(kind: pa.DataType) -> None:
    values = {"list": [[1], [2]], "stru": [{"a": 1}, {"a": 2}], "dura": [1, 2]}[str(kind)[:4]]
    data = pa.table({"weight": [1.0, 1.0], "delay": pa.array(values, kind)})
    margin = {"columns": ["delay"], "totals": [["a", "10"], ["b", "20"]]}
    assert codes(weighted, data, calibration("post_stratification", margin))[0] == "CH-3152"


DECLARED: dict[str, Any] = {
    "format": "chiso-weights/1",
    "dispositions": {"column": "result", "complete": ["1"], "refusal": ["2"]},
    "steps": [
        {"kind": "base", "weight": "weight"},
        {"kind": "nonresponse", "classes": ["area"]},
        calibration("raking", {"columns": ["sex"], "totals": [["f", 2310], ["m", 2200.5]]}),
        {"kind": "trimming", "upper": {"times_median": 5}},
    ],
}  # fmt: skip


def test_a_chain_is_read_from_its_file(tmp_path: Path) -> None:
    found = read_chain(write(tmp_path, DECLARED))
    assert [step.kind for step in found.steps] == ["base", "nonresponse", "calibration", "trimming"]
    assert found.name == "final_weight"


@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        ([{"kind": "base"}], 1),
        ([{"kind": "base", "weight": "w", "probabilities": ["p"]}], 1),
        ([{"kind": "trimming", "upper": {"value": 1}}], 1),
        ([BASE, BASE], 1),
        ([BASE, {"kind": "smoothing"}], 1),
        ([BASE, {"kind": "trimming"}, {"kind": "calibration", "method": "logit"}], 2),
        ([BASE, {"kind": "trimming", "upper": {"value": 0}, "lower": {"value": 1, "times_median": 1}}], 2),
        ([BASE, calibration("logit", SEX)], 1),
        ([BASE, calibration("raking", SEX, numbers=[INCOME])], 1),
        ([BASE, calibration("raking", SEX, bounds=[0.5, 2])], 1),
        ([BASE, calibration("linear", SEX, bounds=[1.5, 2])], 1),
        ([BASE, calibration("post_stratification", SEX, AGE)], 1),
        ([BASE, calibration("linear", {"columns": ["sex"]})], 1),
        ([BASE, calibration("linear", {"columns": ["sex"], "totals": [["f", "m", "3"]]})], 1),
        ([BASE, calibration("linear", SEX, numbers=[{"column": "x", "total": "nan"}])], 1),
        ([BASE, {"kind": "nonresponse", "method": "propensity"}], 1),
        ([BASE, {"kind": "nonresponse", "method": "propensity", "predictors": ["a"], "classes": ["b"]}], 1),
        ([BASE, {"kind": "nonresponse", "predictors": ["a"]}], 1),
        ([BASE, calibration("raking", SEX), {"kind": "nonresponse"}], 1),
    ],
)
def test_every_fault_of_a_chain_is_told_at_once(tmp_path: Path, steps: list[Any], faults: int) -> None:
    assert codes(read_chain, write(tmp_path, {**DECLARED, "steps": steps})) == ["CH-3150"] * faults


def test_a_code_in_two_groups_and_steps_without_dispositions_are_faults(tmp_path: Path) -> None:
    twice = {**DECLARED, "dispositions": {"column": "r", "complete": ["1"], "refusal": ["1"]}}
    assert codes(read_chain, write(tmp_path, twice)) == ["CH-3150"]
    without = {key: value for key, value in DECLARED.items() if key != "dispositions"}
    assert codes(read_chain, write(tmp_path, without)) == ["CH-3150"]


def test_a_file_that_is_not_there_or_of_another_format_is_a_problem(tmp_path: Path) -> None:
    assert codes(read_chain, tmp_path / "nowhere.yaml") == ["CH-3150"]
    assert codes(read_chain, write(tmp_path, {"format": "chiso-survey-design/1"})) == ["CH-3150"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_give_a_problem_never_a_traceback(content: bytes) -> None:
    path = Path("weights.yaml")
    from chiso.frameworks.records import read_record
    from chiso.survey.declared_chain import CODE, FORMAT

    with pytest.raises(BadInput):
        read_record(content, Chain, name=path.name, form=FORMAT, code=CODE)
