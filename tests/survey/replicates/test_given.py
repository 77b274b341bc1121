"""Replicate weights that come with the data are taken, or refused with every fault of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from chiso.problems import BadInput
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.replicates import factors, given_replicates
from chiso.survey.replicates.rows import frame_of_rows
from tests.survey.weighting_sample import frame, psu_of_row, table

ROWS = pa.table({"r1": [2.0, 4.0], "r2": [1, 0], "word": ["a", "b"], "hole": [1.0, None]})


def taken(*columns: str, **more: Any) -> Any:
    declared = Replicates(method="other", columns=columns, **more)
    return given_replicates(ROWS, Design(replicates=declared), np.array([10.0, 20.0]))


def test_whole_weights_are_taken_and_factors_multiply_the_weight() -> None:
    assert taken("r1", "r2").replicates.tolist() == [[2, 1], [4, 0]]
    assert taken("r1", "r2", combined=False).replicates.tolist() == [[20, 10], [80, 0]]


def test_scales_are_those_of_the_design_and_one_without() -> None:
    found = taken("r1", "r2", scale=0.5, rscales=(1.0, 3.0), degrees_of_freedom=7.0)
    assert (found.scale, found.rscales.tolist(), found.degrees_of_freedom) == (0.5, [1, 3], 7)
    assert taken("r1", "r2").rscales.tolist() == [1, 1]
    assert taken("r1", "r2").degrees_of_freedom == 1


def test_every_fault_of_the_columns_is_told() -> None:
    with pytest.raises(BadInput) as caught:
        taken("word", "hole", "nowhere", rscales=(1.0,))
    assert [(one.code, one.where.field) for one in caught.value.problems] == [
        ("CH-3163", "replicates.rscales"), ("CH-3163", "word"), ("CH-3163", "hole"), ("CH-3163", "nowhere"),
    ]  # fmt: skip
    with pytest.raises(BadInput, match="CH-3163"):
        given_replicates(ROWS, Design(), np.ones(2))


def test_the_frame_of_a_table_is_the_one_by_hand_whatever_the_order_of_its_rows() -> None:
    stages = (Stage(cluster="psu", strata=("big",), population="big_communes"), Stage(population="people"))
    order = np.random.default_rng(1).permutation(table().num_rows)
    found = frame_of_rows(table().take(order), Design(weight="weight", stages=stages))
    by_hand = frame("big", "big_communes")
    assert found.frame.psu_counts.tolist() == by_hand.psu_counts.tolist()
    assert found.frame.population_counts.tolist() == by_hand.population_counts.tolist()
    one_stage = factors(found.frame, "jkn")
    units = found.unit_of_row(one_stage)
    names = np.array(table()["psu"].to_pylist())[order]
    assert [found.frame.psu_names[unit] for unit in units] == names.tolist()
    assert found.unit_of_row(factors(found.frame, "preston", count=2)).tolist() != units.tolist()
    assert len(set(found.leaf_of_row.tolist())) == len(psu_of_row())
