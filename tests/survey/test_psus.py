"""The frame of a design, read from keys."""

from __future__ import annotations

import numpy as np
import polars

from chiso.survey.psus import StageColumns, frame_from_keys

KEYS = polars.DataFrame(
    {
        "stratum": ["b", "a", "b", "a", "b", "a"],
        "unit": [1, 1, 1, 2, 3, 1],
        "floor": ["x", "x", "y", "x", "x", "x"],
        "home": [7, 5, 7, 5, 1, 4],
        "units": [9, 4, 9, 4, 9, 4],
        "homes": [None, 30, 20, 30, 8, 30],
    }
)
STAGES = (StageColumns(("stratum",), "unit", "units"), StageColumns(("floor",), "home", "homes"))


def test_units_of_the_same_name_in_two_strata_are_two() -> None:
    frame, leaf = frame_from_keys(KEYS, STAGES[:1])
    assert frame.stratum_names == ("a", "b")
    assert frame.psu_names == ("1", "2", "1", "3")
    assert frame.stratum_of_psu.tolist() == [0, 0, 1, 1]
    assert frame.psu_counts.tolist() == [2, 2]
    assert frame.population_counts.tolist() == [4.0, 9.0]
    assert leaf.tolist() == [2, 0, 2, 1, 3, 0]


def test_a_later_stage_lies_within_the_units_above() -> None:
    """By hand: a1 has homes 4 and 5, a2 home 5, b1 floors x and y with a home 7 each, b3 home 1."""
    frame, leaf = frame_from_keys(KEYS, STAGES)
    (second,) = frame.later
    assert second.parent_of_stratum.tolist() == [0, 1, 2, 2, 3]
    assert second.stratum_of_unit.tolist() == [0, 0, 1, 2, 3, 4]
    assert second.unit_counts.tolist() == [2, 1, 1, 1, 1]
    np.testing.assert_array_equal(second.population_counts, [30.0, 30.0, np.nan, 20.0, 8.0])
    assert second.parent_of_unit.tolist() == [0, 0, 1, 2, 2, 3]
    assert frame.leaf_count == 6
    assert frame.psu_of_leaf().tolist() == [0, 0, 1, 2, 2, 3]
    assert leaf.tolist() == [3, 1, 4, 2, 5, 0]


def test_a_design_without_strata_has_one() -> None:
    frame, _ = frame_from_keys(KEYS, (StageColumns((), "unit"),))
    assert frame.stratum_names == ("",)
    assert frame.psu_counts.tolist() == [3]
    assert np.isnan(frame.population_counts).all()


def test_rows_that_are_units_themselves_have_no_names() -> None:
    rows = KEYS.with_row_index("row")
    frame, leaf = frame_from_keys(rows, (StageColumns(("stratum",), "row"),), named=False)
    assert frame.psu_names == ()
    assert frame.psu_counts.tolist() == [3, 3]
    assert leaf.tolist() == [3, 0, 4, 1, 5, 2]
