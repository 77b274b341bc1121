"""Trimming keeps sums and leaves no weight beyond a limit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from chiso.problems import BadInput
from chiso.survey.weights import apply_chain
from tests.survey.weights.chains import codes, prepared, small, weighted


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.5, 50), min_size=8, max_size=40),
    st.sampled_from(["proportionally", "equally"]),
    st.booleans(),
)
def test_sums_of_classes_stay_and_nothing_is_beyond(
    weights: list[float], shares: str, with_lower: bool
) -> None:
    area = ["a" if number % 2 else "b" for number in range(len(weights))]
    given_weights = np.array(weights)
    upper = 1.2 * max(given_weights[::2].mean(), given_weights[1::2].mean())
    lower = 0.7 * min(given_weights[::2].mean(), given_weights[1::2].mean())
    step = {"kind": "trimming", "redistribute": shares, "within": ["area"], "upper": {"value": upper}}
    if with_lower:
        step["lower"] = {"value": lower}
    ready = prepared(small(weight=weights, area=area), step)
    refusals: list[str] = []
    found = given_weights
    try:
        found = apply_chain(ready).weights
    except BadInput as refused:
        refusals = [one.code for one in refused.problems]
    if refusals:
        event("refused")
        assert refusals == ["CH-3159"]
        return
    for one in ("a", "b"):
        those = np.array(area) == one
        assert found[those].sum() == pytest.approx(given_weights[those].sum(), rel=1e-10)
    assert found.max() <= upper * (1 + 1e-9)
    if with_lower:
        assert found.min() >= lower * (1 - 1e-9)


def test_what_is_cut_off_is_shared_out_in_proportion() -> None:
    step = {"kind": "trimming", "upper": {"value": 10}}
    found = weighted(small(weight=[16.0, 1.0, 2.0]), step)
    np.testing.assert_allclose(found.weights, [10, 3, 6])


def test_equal_shares_are_equal() -> None:
    step = {"kind": "trimming", "upper": {"value": 10}, "redistribute": "equally"}
    np.testing.assert_allclose(weighted(small(weight=[16.0, 1.0, 2.0]), step).weights, [10, 4, 5])


def test_a_limit_in_medians_is_that_of_the_rows_with_a_weight() -> None:
    data = small(weight=[1.0, 1.0, 1.0, 7.0, 1.0, 1.0], result=["y", "y", "y", "y", "n", "n"])
    steps: list[dict[str, Any]] = [
        {"kind": "nonresponse"},
        {"kind": "trimming", "upper": {"times_median": 3}},
    ]
    found = weighted(data, *steps, dispositions={"column": "result", "complete": ["y"], "refusal": ["n"]})
    # Nonresponse multiplies by 1.2; the median of the four that answered is 1.2.
    np.testing.assert_allclose(found.weights, [2.8, 2.8, 2.8, 3.6, 0, 0])


def test_once_lets_a_weight_grow_beyond_and_strict_does_not() -> None:
    weights = [20.0, 9.5, 1.0]
    step = {"kind": "trimming", "upper": {"value": 11}, "strict": False}
    assert weighted(small(weight=weights), step).weights.max() > 11
    np.testing.assert_allclose(
        weighted(small(weight=weights), {**step, "strict": True}).weights, [11, 11, 8.5]
    )


def test_where_nobody_can_take_it_the_class_is_named() -> None:
    step = {"kind": "trimming", "upper": {"value": 10}}
    assert codes(apply_chain, prepared(small(weight=[16.0, 12.0]), step)) == ["CH-3159"]
