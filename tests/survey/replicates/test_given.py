"""Replicate weights that come with the data are taken, or refused with every fault of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chiso.language import render
from chiso.problems import BadInput
from chiso.survey.cells import make_cells, make_value_cells
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimation import brought
from chiso.survey.replicates import factors, look_through
from chiso.survey.replicates.rows import frame_of_rows
from chiso.survey.sql import Condition, Term
from tests.survey.weighting_sample import frame, psu_of_row, table

ROWS = pa.table(
    {
        "r1": [2.0, 4.0], "r2": [1, 0], "word": ["a", "b"], "hole": [1.0, None], "w": [10.0, 20.0],
        "half": [1.0, 0.5],
    }
)  # fmt: skip


def plan_for(*columns: str, **more: Any) -> Design:
    return Design(weight="w", replicates=Replicates(method="other", columns=columns, **more))


def taken(*columns: str, **more: Any) -> Any:
    return look_through(ROWS, plan_for(*columns, **more))


def random_rows(seed: int) -> pa.Table:
    """Sixty rows in three domains and none, with answers that are missing, and nine replicate weights."""
    random = np.random.default_rng(seed)
    columns = {
        "area": pa.array([("a", "b", "c", None)[one] for one in random.integers(0, 4, 60)], pa.string()),
        "y": pa.array(random.integers(1, 6, 60), mask=random.random(60) < 0.2),
        "w": random.integers(0, 3, 60) / 2,
    }
    return pa.table(columns | {f"r{one}": random.integers(0, 9, 60) / 4 for one in range(9)})


@pytest.mark.parametrize("combined", [True, False])
@pytest.mark.parametrize("from_file", [True, False])
def test_sums_under_brought_weights_are_those_of_every_row_however_many_columns_go_at_once(
    combined: bool, from_file: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(brought, "SUMS_AT_ONCE", 5)
    rows, names = random_rows(4), [f"r{one}" for one in range(9)]
    plan, terms = plan_for(*names, combined=combined), (Term("y", "y"), Term("n"))
    source: pa.Table | Path = rows
    if from_file:
        source = tmp_path / "rows.parquet"
        pq.write_table(rows, source, row_group_size=17)
    where = (Condition("y", "!=", (5,)),)
    cells = make_cells(source, plan, by=("area",), terms=terms, where=where)
    found = brought.brought_totals(source, plan, cells, terms, where, None)
    each = polars.DataFrame(rows)
    weights = each.select(names).to_numpy() * (1.0 if combined else each.select("w").to_numpy())
    for number, (area,) in enumerate(cells.domains):
        chosen = (polars.col("area") == area) & polars.col("y").is_not_null() & (polars.col("y") != 5)
        those = each.select(chosen.fill_null(False)).to_series().to_numpy()
        answers = each["y"].to_numpy()[those]
        # Halves and quarters: the sums are exact.
        assert found.replicates[number, 0].tolist() == (weights[those].T @ answers).tolist()
        assert found.replicates[number, 1].tolist() == weights[those].sum(axis=0).tolist()


def test_the_values_of_a_column_are_weighed_in_each_replicate() -> None:
    rows, names = random_rows(5), [f"r{one}" for one in range(9)]
    plan = plan_for(*names)
    cells = make_value_cells(rows, plan, "y", by=("area",))
    found = brought.brought_values(rows, plan, "y", cells, where=(), without=(), engine=None)
    ((block, ordered, weights),) = found.blocks(cells)
    assert (block.start, block.stop) == (0, 9)
    each = polars.DataFrame(rows)
    for place, (domain, value) in enumerate(zip(ordered.domain, ordered.values, strict=True)):
        of_area = polars.col("area") == cells.domains[domain][0]
        those = each.filter(of_area & (polars.col("y") == value))
        assert weights[place].tolist() == list(those.select(names).sum().row(0))


def test_scales_are_those_of_the_design_and_one_without() -> None:
    found = taken("r1", "r2", rscales=(1.0, 3.0), degrees_of_freedom=7.0)
    assert (found.rscales.tolist(), found.degrees_of_freedom) == ([1, 3], 7)
    assert taken("r1", "r2").rscales.tolist() == [1, 1]
    assert taken("r1", "r2").degrees_of_freedom == 1


def test_every_fault_of_the_columns_is_told() -> None:
    with pytest.raises(BadInput) as caught:
        taken("word", "hole", "nowhere", rscales=(1.0,))
    assert [(one.code, one.where.field) for one in caught.value.problems] == [
        ("CH-3163", "replicates.rscales"), ("CH-3163", "word"), ("CH-3163", "hole"), ("CH-3163", "nowhere"),
    ]  # fmt: skip
    with pytest.raises(BadInput, match="CH-3163"):
        look_through(ROWS, Design())


def test_a_hole_is_told_with_its_first_row_also_far_down_a_file(tmp_path: Path) -> None:
    holes = np.ones(5_000)
    holes[[4_321, 4_500]] = np.nan
    pq.write_table(pa.table({"w": np.ones(5_000), "r1": holes}), tmp_path / "r.parquet", row_group_size=700)
    with pytest.raises(BadInput) as caught:
        look_through(tmp_path / "r.parquet", plan_for("r1"))
    (problem,) = caught.value.problems
    assert problem.found == "2"
    assert "row 4,322." in render(problem.expected, "en")


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
