"""Which weights of an index can be moved, and what it is then."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from chiso.composite.run import CompositeRun
from chiso.composite.table import IndicatorTable, Row
from chiso.frameworks.composite.loader import composite_from_tree
from chiso.problems import BadInput, Refused, WrongCall
from chiso.robustness.acceptability.admissible import any_weights
from chiso.robustness.acceptability.linear_index import INDICATORS
from chiso.robustness.acceptability.reading import find_unit, weighed_composite
from chiso.robustness.acceptability.swapping import smallest_swap
from chiso.robustness.acceptability.weighed import SUM, Kind, Weighed

# An index of two fields, x of three indicators and y of two; one unit a row.
FIGURES = np.array([[9.0, 4, 2, 5, 7], [3, 8, 8, 6, 1], [5, 5, 5, 5, 5], [1, 2, 9, 8, 8]])
CODES = ("a", "b", "c", "d", "e")
WEIGHTS = {"a": 3.0, "b": 2.0, "c": 1.0, "d": 1.0, "e": 4.0, "x": 60.0, "y": 40.0}


def weighed(kinds: dict[str, Kind] | None = None) -> Weighed:
    figures = dict(zip(CODES, FIGURES.T, strict=True))
    figures["x"] = FIGURES[:, :3] @ [3, 2, 1] / 6
    figures["y"] = FIGURES[:, 3:] @ [1, 4] / 5
    figures["index"] = 0.6 * figures["x"] + 0.4 * figures["y"]
    return Weighed(
        ("A", "B", "C", "D"),
        ("x", "y", "index"),
        {"x": ("a", "b", "c"), "y": ("d", "e"), "index": ("x", "y")},
        WEIGHTS,
        figures,
        {"x": SUM, "y": SUM, "index": SUM} | (kinds or {}),
        {"A": "Phường A"},
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("moved", [INDICATORS, "index", "x", "y"])
def test_whatever_moves_the_sum_ranks_as_the_index_does_at_the_given_weights(moved: str) -> None:
    whole = weighed()
    index = whole.moving(moved)
    assert index.weights.sum() == pytest.approx(1, abs=1e-12)
    # What does not move stands in the values: the sum is the index over the share that moves, to a constant.
    assert index.values @ index.weights * index.share == pytest.approx(whole.figures["index"], abs=1e-12)


def test_a_swap_by_the_weights_of_one_group_is_one_of_the_whole_index() -> None:
    # A 6.7 … by hand: x of A = (27 + 8 + 2)/6, y = (5 + 28)/5; of D (3 + 4 + 9)/6 and (8 + 32)/5.
    whole = weighed()
    found = smallest_swap(whole.moving("x"), "A", "D", any_weights(3))
    assert found.at is not None
    index = 0.6 * (FIGURES[:, :3] @ found.at) + 0.4 * whole.figures["y"]
    assert index[0] == pytest.approx(index[3], abs=1e-9)


def test_what_can_be_moved_is_named_from_the_top() -> None:
    assert [index.moved for index in weighed().movable()] == [INDICATORS, "index", "y", "x"]
    # Below a geometric mean nothing is a sum; at the top its parts can move.
    geometric = weighed({"index": Kind("geometric")})
    assert [index.moved for index in geometric.movable()] == ["index"]
    assert [index.moved for index in weighed({"x": Kind(None)}).movable()] == ["index", "y"]
    assert [index.moved for index in weighed({"index": Kind(None)}).movable()] == []


def test_a_geometric_mean_moves_as_the_sum_of_logarithms() -> None:
    index = weighed({"index": Kind("geometric")}).moving("index")
    figures = weighed().figures
    assert index.values == pytest.approx(np.log(np.stack([figures["x"], figures["y"]], axis=1)), abs=1e-10)
    harmonic = weighed({"index": Kind("harmonic")}).moving("index")
    assert harmonic.values == pytest.approx(-1 / np.stack([figures["x"], figures["y"]], axis=1), abs=1e-12)
    cubes = weighed({"index": Kind("power", Fraction(3))}).moving("index")
    assert cubes.values == pytest.approx(np.stack([figures["x"], figures["y"]], axis=1) ** 3, rel=1e-12)


def test_what_cannot_be_moved_is_refused_with_its_reason() -> None:
    for whole, moved in (
        (weighed(), "z"),
        (weighed(), "a"),
        (weighed({"x": Kind("median")}), "x"),  # type: ignore[arg-type]
        (weighed({"index": Kind("geometric")}), "x"),
        (weighed({"x": Kind("geometric")}), INDICATORS),
    ):
        with pytest.raises(WrongCall) as refused:
            whole.moving(moved)
        assert codes(refused) == ["CH-8160"]


def test_missing_figures_and_logarithms_of_0_are_refused_with_the_units() -> None:
    whole = weighed()
    lacking = {**whole.figures, "a": np.array([np.nan, 3, 5, 1])}
    with pytest.raises(BadInput) as refused:
        replace(whole, figures=lacking).moving("x")
    assert codes(refused) == ["CH-8161"]
    assert "A" in refused.value.problems[0].mend.in_language("en")
    nothing = {**whole.figures, "y": np.array([1.0, 0, 5, 1])}
    with pytest.raises(BadInput) as refused:
        replace(whole, figures=nothing, kinds={**whole.kinds, "index": Kind("geometric")}).moving("index")
    assert codes(refused) == ["CH-8161"]


def test_a_unit_is_found_by_its_code_or_its_name() -> None:
    assert find_unit(weighed(), "A") == find_unit(weighed(), "phường a") == "A"
    with pytest.raises(WrongCall) as refused:
        find_unit(weighed(), "Z")
    assert codes(refused) == ["CH-8165"]


DOCUMENT = {
    "format": "chiso-composite/1",
    "id": "small",
    "version": "1",
    "title": {"en": "Small"},
    "status": "draft",
    "rights": {"en": "made up"},
    "nodes": [
        {"code": "i", "title": {"en": "Index"}},
        {"code": "a", "title": {"en": "A"}, "parent": "i", "weight": "2", "direction": "1"},
        {"code": "b", "title": {"en": "B"}, "parent": "i", "weight": "1", "direction": "1"},
    ],
    "plan": {"steps": [{"step": "normalise", "method": {"kind": "min_max@1"}}, {"step": "aggregate"}]},
}


def panel() -> CompositeRun:
    rows = (Row("A", "1"), Row("B", "1"), Row("A", "2"), Row("B", "2"), Row("C", "2"))
    values = np.array([[1, 4, 2], [4, 1, 3], [1, 1, 1], [2, 2, 2], [np.nan, np.nan, np.nan]])
    return CompositeRun(
        composite_from_tree(DOCUMENT, name="small.yaml"),
        {"Aggregated": IndicatorTable(rows, ("a", "b", "i"), values)},
        {"i": np.array([2.0, 1.0])},
    )


def test_of_a_panel_one_period_is_looked_at_and_only_units_with_a_score() -> None:
    assert weighed_composite(panel(), "2").units == ("A", "B")
    assert weighed_composite(panel(), "1").figures["a"].tolist() == [1, 4]
    for period in (None, "3"):
        with pytest.raises(WrongCall) as refused:
            weighed_composite(panel(), period)
        assert codes(refused) == ["CH-8164"]


def test_weights_of_each_unit_are_no_weights_to_move() -> None:
    own = replace(panel(), weights={"i": np.ones((5, 2))})
    with pytest.raises(BadInput) as refused:
        weighed_composite(own, "1")
    assert codes(refused) == ["CH-8162"]
