"""Rows that are alike in all that a chain looks at stand as one: beside the chain on every row."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chiso.language import render
from chiso.problems import BadInput, WrongCall
from chiso.survey.cells import make_cells
from chiso.survey.design import Design, Stage
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimation.calibration_errors import calibration_errors
from chiso.survey.estimation.profiles import Profiles, read_profiles
from chiso.survey.sql import Term, parse_conditions
from chiso.survey.weights import Chain, apply_chain, prepare_chain
from chiso.survey.weights.chain import prepare_columns, weights_of_steps
from chiso.survey.weights.columns import Columns
from tests.survey.weighting_sample import table
from tests.survey.weights.chains import AGE, SEX, calibration, chain
from tests.survey.weights.test_chain import results, whole_chain

DRAWN = Design(stages=(Stage(cluster="psu", strata=("big",)),))


def thrice() -> pa.Table:
    """The sample with what became of each row, every row three times, in an order by chance."""
    rows = table().append_column("result", [results()])
    return rows.take(np.random.default_rng(8).permutation(np.repeat(np.arange(rows.num_rows), 3)))


def profiles_of(rows: pa.Table | Path, declared: Chain, drawn: Design = DRAWN) -> Profiles:
    return read_profiles(rows, drawn, declared, DuckDB())


TRIMMED = chain(
    calibration("raking", SEX, AGE),
    {"kind": "trimming", "upper": {"times_median": 1.6}, "redistribute": "equally", "strict": False},
    calibration("logit", SEX, AGE, bounds=[0.3, 4]),
)


@pytest.mark.parametrize("declared", [whole_chain(), TRIMMED], ids=["whole", "trimmed"])
def test_every_step_gives_each_row_the_weight_that_it_has_without_profiles(
    declared: Chain, tmp_path: Path
) -> None:
    rows = thrice()
    expected = apply_chain(prepare_chain(declared, rows)).stages
    pq.write_table(rows, tmp_path / "rows.parquet", row_group_size=100)
    for source in (rows, tmp_path / "rows.parquet"):
        found = profiles_of(source, declared)
        assert len(found.alike.copies) <= rows.num_rows / 3
        stages = weights_of_steps(prepare_columns(declared, Columns(found.table, alike=found.alike)))
        np.testing.assert_allclose(stages[:, found.of_rows()], expected, rtol=1e-11)


@pytest.mark.parametrize("kind", ["date64", "time32", "timestamp", "zone", "decimal", "dictionary", "zero"])
def test_classes_of_any_kind_are_those_that_the_chain_has_without_profiles(kind: str, tmp_path: Path) -> None:
    day, other = datetime(2026, 5, 4, 7, 30, 0, 125_000), datetime(2026, 5, 5)
    kinds: dict[str, tuple[pa.DataType | None, list[Any]]] = {
        "date64": (pa.date64(), [day, other]),
        "time32": (pa.time32("ms"), [day.time(), other.time()]),
        "timestamp": (pa.timestamp("us"), [day, other]),
        "zone": (pa.timestamp("us", "Asia/Ho_Chi_Minh"), [day, other]),
        "decimal": (None, [Decimal("1.50"), Decimal("2.00")]),
        "dictionary": (None, ["it's", 'a "b"']),
        "zero": (None, [-0.0, 0.0, 2.5]),
    }
    held, values = kinds[kind]
    column = pa.array([values[one % len(values)] for one in range(60)], held)
    column = column.dictionary_encode() if kind == "dictionary" else column
    rows = pa.table({"weight": np.tile([1.5, 2.0, 1.25], 20), "area": column})
    pq.write_table(rows, tmp_path / "rows.parquet")
    for source in (rows, tmp_path / "rows.parquet"):
        # A file gives days without a time back for "date64".
        read = rows if source is rows else pq.read_table(source)
        totals = [[name, "100"] for (name,) in Columns(read).classes(["area"]).names]
        declared = chain(calibration("raking", {"columns": ["area"], "totals": totals}))
        expected = apply_chain(prepare_chain(declared, read)).weights
        found = profiles_of(source, declared, Design(basis="open"))
        weights = weights_of_steps(prepare_columns(declared, Columns(found.table, alike=found.alike)))[-1]
        np.testing.assert_allclose(weights[found.of_rows()], expected, rtol=1e-12)


def test_counts_by_unit_and_sums_by_domain_are_those_of_the_rows() -> None:
    rows, where = thrice(), parse_conditions("y > 10 and income != 3")
    found, each = profiles_of(rows, whole_chain()), polars.DataFrame(thrice())
    profile = found.of_rows()
    assert np.bincount(profile).tolist() == found.alike.copies.tolist()
    assert [int(np.argmax(profile == one)) for one in range(3)] == found.alike.first[:3].tolist()
    units = make_cells(rows, DRAWN, terms=(Term("n"),))
    by_unit = np.bincount(found.leaf, found.rows, minlength=found.frame.leaf_count)
    assert by_unit.tolist() == units.n[:, 0].tolist()
    domains = (("middle",), ("young",))
    sums = found.sums_by_domain(domains, by=("age",), terms=(Term("z", "z"), Term("n")), where=where)
    kept = each.with_columns(polars.Series("profile", profile)).filter(
        (polars.col("y") > 10) & (polars.col("income") != 3) & polars.col("age").is_in(["middle", "young"])
    )
    expected = kept.group_by("age", "profile").agg(polars.col("z").sum(), polars.len()).sort("age", "profile")
    assert [domains[one][0] for one in sums.domain] == expected["age"].to_list()
    assert sums.profile.tolist() == expected["profile"].to_list()
    assert sums.sums.tolist() == [[float(z), float(n)] for _, _, z, n in expected.rows()]


def with_hole(name: str, value: Any, *rows: int) -> pa.Table:
    """The sample, with something else in a column of some of its rows (from 0)."""
    held = table()
    column = held.column(name).to_pylist()
    for row in rows:
        column[row] = value
    return held.set_column(held.column_names.index(name), name, [column])


def test_a_fault_is_counted_in_rows_and_told_at_the_first() -> None:
    rows = with_hole("sex", None, 7, 9, 11)
    declared = chain(calibration("linear", SEX))
    said = []
    for prepare in (
        lambda: prepare_chain(declared, rows),
        lambda: calibration_errors(rows, DRAWN.model_copy(update={"weight": "weight"}), declared),
    ):
        with pytest.raises(BadInput) as refused:
            prepare()
        said.append([(one.code, render(one.expected, "en")) for one in refused.value.problems])
    assert said[0] == said[1]
    assert "3" in said[0][0][1]
    assert "row 8" in said[0][0][1]


def test_another_weight_is_told_at_its_row_also_where_its_neighbours_agree() -> None:
    declared = chain(calibration("linear", SEX))
    weights = apply_chain(prepare_chain(declared, table())).weights.copy()
    weights[[41, 100]] *= 1.01
    rows = table().append_column("finished", pa.array(weights))
    with pytest.raises(WrongCall) as refused:
        calibration_errors(rows, DRAWN.model_copy(update={"weight": "finished"}), declared)
    assert [(one.code, one.where.row) for one in refused.value.problems] == [("CH-8841", 42)]
