"""Weights and scores of whole trees: depths, panels, weights of each unit, everything refused at once."""

from __future__ import annotations

import numpy as np
import pytest

from chiso.composite.aggregating import aggregate
from chiso.composite.run import CompositeRun
from chiso.composite.table import FloatArray, IndicatorTable
from chiso.composite.tree import tree_of
from chiso.composite.weighing import weigh_and_aggregate
from chiso.frameworks.composite.loader import composite_from_tree
from chiso.frameworks.composite.model import CompositeFramework
from chiso.problems import BadInput
from tests.composite.making import framework_tree, table_of

RANDOM = np.random.default_rng(12)
# “c” and “d” stand directly below the index, “a” and “b” two levels down.
NODES = (
    {"code": "index"},
    {"code": "upper", "parent": "index", "weight": "2"},
    {"code": "lower", "parent": "upper"},
    {"code": "a", "parent": "lower", "weight": "3"},
    {"code": "b", "parent": "lower", "weight": "1"},
    {"code": "c", "parent": "upper"},
    {"code": "d", "parent": "index"},
)


def framework(weigh: object = None, method: object = None, **by_group: object) -> CompositeFramework:
    """The tree with a step of weighing and one of aggregating."""
    steps: list[dict[str, object]] = []
    if weigh is not None:
        steps.append({"step": "weigh", "method": weigh})
    steps.append({"step": "aggregate", **({"method": method} if method else {}), "by_group": by_group})
    return composite_from_tree(framework_tree(NODES, steps), name="tree.yaml")


def scored(built: CompositeFramework, table: IndicatorTable) -> tuple[dict[str, FloatArray], IndicatorTable]:
    return weigh_and_aggregate(built, tree_of(built), table)


def test_children_at_different_depths_are_joined_where_they_stand() -> None:
    values = RANDOM.uniform(0, 100, (5, 4))
    a, b, c, d = values.T
    lower = (3 * a + b) / 4
    upper = (lower + c) / 2
    weights, found = scored(framework(), table_of(values))
    assert found.codes == ("a", "b", "c", "d", "lower", "upper", "index")
    np.testing.assert_allclose(found.column("index"), (2 * upper + d) / 3, rtol=1e-14)
    assert {code: one.tolist() for code, one in weights.items()} == {
        "lower": [3, 1],
        "upper": [1, 1],
        "index": [2, 1],
    }


def test_a_group_without_values_is_skipped_above_as_a_missing_value_is() -> None:
    values = RANDOM.uniform(0, 100, (3, 4))
    values[1, :2] = np.nan
    _, found = scored(framework(), table_of(values))
    assert np.isnan(found.column("lower")[1])
    assert found.column("upper")[1] == values[1, 2]


def test_each_group_may_have_a_method_of_its_own() -> None:
    values = RANDOM.uniform(1, 100, (4, 4))
    built = framework(method={"kind": "geometric@1"}, lower={"kind": "harmonic@1"})
    _, found = scored(built, table_of(values))
    lower = 4 / (3 / values[:, 0] + 1 / values[:, 1])
    upper = np.sqrt(lower * values[:, 2])
    np.testing.assert_allclose(found.column("index"), np.cbrt(upper**2 * values[:, 3]), rtol=1e-13)


@pytest.mark.parametrize("kind", ["equal@1", "principal_component@1", "correlation@1", "entropy@1"])
def test_weighed_scores_are_those_that_their_weights_give(kind: str) -> None:
    built, table = framework({"kind": kind}), table_of(RANDOM.uniform(1, 100, (30, 4)))
    weights, found = scored(built, table)
    assert all(one.min() >= 0 for one in weights.values())
    again = aggregate(tree_of(built), table, weights)
    assert (again.values == found.values).all()


def test_the_benefit_of_the_doubt_goes_up_to_a_hundred_and_is_not_rescaled() -> None:
    built = framework({"kind": "benefit_of_doubt@1", "lower": "0.1"})
    table = table_of(RANDOM.uniform(1, 9, (12, 4)))
    weights, found = scored(built, table)
    assert weights["lower"].shape == (12, 2)
    products = (weights["lower"] * table.values[:, :2]).sum(1)
    np.testing.assert_allclose(found.column("lower"), products, atol=5.1e-7)
    for group in ("lower", "upper", "index"):
        # Exactly, so that the best units tie.
        assert found.column(group).max() == 100


def test_units_of_a_panel_are_compared_within_their_period_by_relative_methods() -> None:
    values = RANDOM.uniform(1, 100, (8, 4))
    periods = ["2023"] * 4 + ["2024"] * 4
    units = ["a", "b", "c", "d"] * 2
    for kind in ("copeland@1", "mazziotta_pareto@1"):
        # Standardised figures of the lowest group would not be above 0 under the next one.
        built = framework(method={"kind": "arithmetic@1"}, lower={"kind": kind})
        _, whole = scored(built, table_of(values, units=units, periods=periods))
        for start in (0, 4):
            _, alone = scored(built, table_of(values[start : start + 4]))
            assert (whole.column("lower")[start : start + 4] == alone.column("lower")).all()


def test_weights_from_data_are_the_same_for_all_periods() -> None:
    values = RANDOM.uniform(1, 100, (8, 4))
    panel = table_of(values, units=["a", "b", "c", "d"] * 2, periods=["2023"] * 4 + ["2024"] * 4)
    weights, _ = scored(framework({"kind": "entropy@1"}), panel)
    pooled, _ = scored(framework({"kind": "entropy@1"}), table_of(values))
    assert all((weights[group] == pooled[group]).all() for group in weights)


def test_all_that_cannot_be_joined_is_told_at_once_with_group_and_unit() -> None:
    values = RANDOM.uniform(1, 100, (5, 4))
    values[2, 0], values[3, 3] = -1, -2
    built = framework({"kind": "entropy@1"}, method={"kind": "geometric@1"})
    with pytest.raises(BadInput) as refused:
        scored(built, table_of(values))
    told = [(one.code, one.where.field) for one in refused.value.problems]
    assert told == [("CH-8050", "a"), ("CH-8050", "d")]
    assert "u3: -1" in str(refused.value.problems[0].found)


def test_the_benefit_of_the_doubt_under_another_mean_is_refused() -> None:
    built = framework({"kind": "benefit_of_doubt@1"}, upper={"kind": "geometric@1"})
    with pytest.raises(BadInput) as refused:
        scored(built, table_of(RANDOM.uniform(1, 9, (6, 4))))
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-8052", "upper")]


def test_values_from_which_no_weights_follow_are_told_with_their_group() -> None:
    values = RANDOM.uniform(1, 9, (6, 4))
    values[:, 1] = 4
    with pytest.raises(BadInput) as refused:
        scored(framework({"kind": "correlation@1"}), table_of(values))
    assert [(one.code, one.where.field) for one in refused.value.problems] == [("CH-8051", "lower")]
    assert "is the same for every unit" in refused.value.problems[0].expected.in_language("en")


def test_a_run_holds_what_was_weighed() -> None:
    built, table = framework(), table_of(RANDOM.uniform(1, 9, (6, 4)))
    weights, found = scored(built, table)
    run = CompositeRun(built, {"Raw": table, "Aggregated": found}, weights)
    assert (run.scores == found.column("index")).all()
