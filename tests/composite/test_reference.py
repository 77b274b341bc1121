"""ASEM step by step against outputs of COINr 1.1.14 (see reference/README.md), to 1e-10 of the figure."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pytest

from chiso.composite.aggregating import aggregate
from chiso.composite.normalising import normalise
from chiso.composite.plan_run import run_plan
from chiso.composite.run import CompositeRun
from chiso.composite.table import IndicatorTable
from chiso.composite.tree import tree_of
from chiso.frameworks.composite.loader import plan_from_tree, with_plan
from chiso.frameworks.composite.plan import Normalise
from tests.composite.making import REFERENCE, asem, asem_table, reference_codes, reference_table

CLOSE = 1e-10


@cache
def whole_run() -> CompositeRun:
    return run_plan(asem(), asem_table())


def assert_equals_reference(table: IndicatorTable, name: str) -> None:
    codes = reference_codes(name)
    ours = table.with_values(table.columns(codes), codes)
    np.testing.assert_allclose(ours.values, reference_table(name, ours), rtol=CLOSE, atol=CLOSE)


def one_step(**written: object) -> IndicatorTable:
    """The treated figures of the reference's example, normalised in another way."""
    step = Normalise.model_validate({"step": "normalise", "method": written})
    return normalise(whole_run().stages["Treated"], step, asem())


def test_denominating_imputing_screening_and_treating_give_the_figures_of_the_reference() -> None:
    assert_equals_reference(whole_run().stages["Treated"], "treated.csv")


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ({"kind": "min_max@1"}, "min_max_0_100.csv"),
        ({"kind": "min_max@1", "lower": "1"}, "min_max_1_100.csv"),
        ({"kind": "z_score@1"}, "z_score.csv"),
        ({"kind": "rank@1"}, "rank_lowest.csv"),
    ],
)
def test_normalised_figures_are_those_of_the_reference(method: dict[str, str], name: str) -> None:
    assert_equals_reference(one_step(**method), name)


@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
def test_scores_of_every_node_are_those_of_the_reference(mean: str) -> None:
    tree = {
        "format": "chiso-plan/1",
        "steps": [
            *asem().plan.tree["steps"][:4],  # type: ignore[index,call-overload,misc]
            {"step": "normalise", "method": {"kind": "min_max@1", "lower": "1"}},
            {"step": "aggregate", "method": {"kind": f"{mean}@1"}},
        ],
    }
    framework = with_plan(asem(), plan_from_tree(tree, asem(), name="plan.yaml"))
    assert_equals_reference(run_plan(framework, asem_table()).stages["Aggregated"], f"{mean}.csv")


def test_scores_under_random_weights_are_those_of_the_reference() -> None:
    with (REFERENCE / "random_weights.csv").open(encoding="utf-8", newline="") as handle:
        drawn = {row["code"]: float(row["weight"]) for row in csv.DictReader(handle)}
    tree = tree_of(asem())
    weights = {group: np.array([drawn[child] for child in tree.children(group)]) for group in tree.groups}
    scores = aggregate(tree, one_step(kind="min_max@1", lower="1"), weights)
    assert_equals_reference(scores, "arithmetic_random_weights.csv")


def test_every_figure_that_the_treatment_changed_is_listed_with_its_reason() -> None:
    run = whole_run()
    before, after = run.stages["Screened"], run.stages["Treated"]
    changed = {
        (before.rows[row], before.codes[column]) for row, column in np.argwhere(before.values != after.values)
    }
    assert {(cell.row, cell.code) for cell in run.treatment} == changed
    treated_by_reference = reference_table("treated.csv", before)
    drawn_down = int((treated_by_reference < before.values - 1e-9).sum())
    drawn_up = int((treated_by_reference > before.values + 1e-9).sum())
    assert (drawn_down, drawn_up) == (34, 1)
    assert sorted(cell.reason for cell in run.treatment) == ["winsorised_high"] * 34 + ["winsorised_low"]
    for cell in run.treatment:
        row, column = before.rows.index(cell.row), before.codes.index(cell.code)
        assert (cell.before, cell.after) == (before.values[row, column], after.values[row, column])
        assert abs(cell.skewness) >= 2
        assert cell.kurtosis >= 3.5


def test_the_readme_of_the_example_counts_its_gaps_right() -> None:
    denominated = whole_run().stages["Denominated"]
    assert np.isnan(asem_table().values).sum() == 63
    assert np.isnan(denominated.values).sum() == 65
    assert not np.isnan(whole_run().stages["Imputed"].values).any()
