"""Weight goes from those who did not answer to those like them, by classes or by the chance of an answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiso.survey.weights import apply_chain
from tests.survey.weights.chains import codes, prepared, small, weighted

RESULTS = {
    "column": "result",
    "complete": ["yes"],
    "refusal": ["no"],
    "unknown": ["?"],
    "ineligible": ["gone"],
}
ROWS: dict[str, list[Any]] = {
    "weight": [10.0, 10.0, 20.0, 20.0, 5.0, 15.0, 30.0],
    "area": ["a", "a", "a", "a", "b", "b", "b"],
    "result": ["yes", "no", "?", "gone", "yes", "yes", "no"],
}
ELIGIBILITY = {"kind": "unknown_eligibility", "classes": ["area"]}
CLASSES = {"kind": "nonresponse", "classes": ["area"]}


def test_those_of_whom_nothing_is_known_hand_their_weight_to_all_others_of_the_class() -> None:
    found = weighted(small(**ROWS), ELIGIBILITY, dispositions=RESULTS)
    # Class a: 60 in all, 40 known: × 1.5; class b: everybody is known.
    np.testing.assert_allclose(found.weights, [15, 15, 0, 30, 5, 15, 30])


def test_those_who_did_not_answer_hand_their_weight_to_those_who_did() -> None:
    found = weighted(small(**ROWS), ELIGIBILITY, CLASSES, dispositions=RESULTS)
    # Class a: 15 + 15 for the one answer, who does not belong leaves; class b: 50 for 20.
    np.testing.assert_allclose(found.weights, [30, 0, 0, 0, 12.5, 37.5, 0])


def test_without_a_step_for_eligibility_the_unknown_count_as_people_who_did_not_answer() -> None:
    found = weighted(small(**ROWS), CLASSES, dispositions=RESULTS)
    np.testing.assert_allclose(found.weights, [40, 0, 0, 0, 12.5, 37.5, 0])


def test_the_table_of_steps_says_what_each_class_did() -> None:
    found = weighted(small(**ROWS), ELIGIBILITY, CLASSES, dispositions=RESULTS)
    base, eligibility, response = found.effects
    assert (base.rows, base.sum, base.smallest, base.largest) == (7, 110, 5, 30)
    assert (eligibility.rows, eligibility.sum, eligibility.largest_ratio) == (6, 110, 1.5)
    told = [
        (cell.cell, cell.rows_before, cell.rows_after, cell.before, cell.after) for cell in response.cells
    ]
    assert told == [("a", 3, 1, 60, 30), ("b", 3, 2, 50, 50)]
    weights = np.array([30, 12.5, 37.5])
    assert response.design_effect == pytest.approx(3 * (weights**2).sum() / weights.sum() ** 2, rel=1e-14)
    assert response.cv == pytest.approx(weights.std() / weights.mean(), rel=1e-14)


def test_every_class_without_an_answer_is_named_with_the_way_out() -> None:
    data = small(area=["a", "b", "b", "c"], result=["yes", "no", "no", "no"])
    ready = prepared(data, CLASSES, dispositions=RESULTS)
    assert codes(apply_chain, ready) == ["CH-3154", "CH-3154"]
    ready = prepared(small(area=["a", "b"], result=["yes", "?"]), ELIGIBILITY, dispositions=RESULTS)
    assert codes(apply_chain, ready) == ["CH-3154"]


def test_a_class_of_people_who_do_not_belong_needs_no_answer() -> None:
    data = small(area=["a", "b"], result=["yes", "gone"])
    assert weighted(data, CLASSES, dispositions=RESULTS).weights.tolist() == [1, 0]


def test_a_single_predictor_gives_the_share_that_answered_as_the_chance() -> None:
    data = small(area=["a", "a", "a", "b", "b"], result=["yes", "no", "no", "yes", "no"])
    step = {"kind": "nonresponse", "method": "propensity", "predictors": ["area"]}
    np.testing.assert_allclose(weighted(data, step, dispositions=RESULTS).weights, [3, 0, 0, 2, 0], rtol=1e-9)


def test_where_everybody_answers_nothing_is_added() -> None:
    data = small(area=["a", "a", "b", "b"], result=["yes", "yes", "no", "yes"])
    step = {"kind": "nonresponse", "method": "propensity", "predictors": ["area"]}
    np.testing.assert_allclose(weighted(data, step, dispositions=RESULTS).weights, [1, 1, 0, 2], rtol=1e-9)


def test_groups_of_the_chance_hand_on_as_classes_do() -> None:
    draw = np.random.default_rng(3)
    area = draw.integers(0, 6, 300)
    result = np.where(draw.random(300) < 0.3 + 0.1 * area, "yes", "no")
    data = small(area=area.tolist(), result=result.tolist())
    step = {"kind": "nonresponse", "method": "propensity", "predictors": ["area"], "groups": 3}
    found = weighted(data, step, dispositions=RESULTS)
    assert found.weights.sum() == pytest.approx(300)
    # The least likely to answer first; an area goes where the rows before it end: below 100, 200, 300.
    shares = np.array([(result[area == one] == "yes").mean() for one in range(6)])
    before = np.array([(shares[area] < share).sum() for share in shares])
    group = (before // 100)[area]
    for one in np.unique(group):
        those = group == one
        expected = those.sum() / (result[those] == "yes").sum()
        np.testing.assert_allclose(found.weights[those & (result == "yes")], expected)
    assert [cell.rows_before for cell in found.effects[-1].cells] == np.bincount(group, minlength=3).tolist()


def test_a_value_at_which_nobody_answers_is_named() -> None:
    data = small(area=["a", "a", "b", "b"], result=["yes", "no", "no", "no"])
    step = {"kind": "nonresponse", "method": "propensity", "predictors": ["area"]}
    assert codes(apply_chain, prepared(data, step, dispositions=RESULTS)) == ["CH-3160"]


def test_codes_that_no_group_has_are_named_with_their_first_row() -> None:
    data = small(area=["a", "a", "a"], result=["yes", "later", "lost"])
    assert codes(prepared, data, CLASSES, dispositions=RESULTS) == ["CH-3153", "CH-3153"]


def test_a_broken_off_questionnaire_answers_unless_the_chain_says_no() -> None:
    data = small(area=["a", "a"], result=["yes", "half"])
    dispositions = {**RESULTS, "partial": ["half"]}
    assert weighted(data, CLASSES, dispositions=dispositions).weights.tolist() == [1, 1]
    strict = {**dispositions, "partial_responds": False}
    assert weighted(data, CLASSES, dispositions=strict).weights.tolist() == [2, 0]


def test_columns_that_are_missing_or_hold_no_numbers_are_told_together() -> None:
    data = small(
        weight=[1.0, -2.0], area=["a", None], result=["yes", "no"], income=["x", "y"], chance=[0.5, 1.5]
    )
    step = {"kind": "calibration", "method": "linear", "numbers": [{"column": "income", "total": 1}]}
    classes = {"kind": "nonresponse", "classes": ["area", "kind"]}
    found = codes(prepared, data, classes, step, dispositions=RESULTS)
    assert found == ["CH-3152", "CH-3151", "CH-3152"]
    found = codes(prepared, data, {**classes, "classes": ["area"]}, dispositions=RESULTS)
    assert found == ["CH-3152", "CH-3152"]
