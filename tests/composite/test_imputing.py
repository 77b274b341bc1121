"""Each way of filling a gap, on figures that can be followed by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from chiso.composite.imputing import impute
from chiso.composite.table import FloatArray, IndicatorTable
from chiso.frameworks.composite.plan import Impute
from tests.composite.making import table_of

GAP = math.nan


def filled(table: IndicatorTable, *methods: object, **more: object) -> list[list[float]]:
    step = Impute.model_validate({"step": "impute", "methods": list(methods), **more})
    values: FloatArray = impute(table, step).values
    return [[figure for figure in row] for row in values.tolist()]


def column(table: IndicatorTable, *methods: object) -> list[float]:
    return [row[0] for row in filled(table, *methods)]


def of_one_unit(*figures: float, periods: Sequence[str] = ()) -> IndicatorTable:
    years = periods or [str(2018 + at) for at in range(len(figures))]
    return table_of([[figure] for figure in figures], units=["x"] * len(figures), periods=years)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ({"kind": "mean@1"}, [1, 2, 9, 4]),
        ({"kind": "median@1"}, [1, 2, 9, 2]),
        ({"kind": "constant@1", "value": "0.5"}, [1, 2, 9, 0.5]),
        ({"kind": "group_mean@1", "group": "region"}, [1, 2, 9, 5.5]),
        ({"kind": "group_median@1", "group": "region"}, [1, 2, 9, 5.5]),
    ],
)
def test_a_gap_is_filled_from_the_other_units(method: dict[str, str], expected: list[float]) -> None:
    table = table_of([[1], [2], [9], [GAP]], groups={"region": ["north", "south", "south", "south"]})
    assert column(table, method) == expected


def test_a_group_without_a_figure_waits_for_the_next_method() -> None:
    table = table_of([[1], [3], [GAP]], groups={"region": ["north", "north", "south"]})
    by_group = {"kind": "group_mean@1", "group": "region"}
    assert math.isnan(column(table, by_group)[2])
    assert column(table, by_group, {"kind": "mean@1"}) == [1, 3, 2]


def test_the_mean_is_of_the_same_period() -> None:
    table = table_of(
        [[1], [GAP], [5], [GAP]], units=("x", "y", "x", "y"), periods=("2018", "2018", "2019", "2019")
    )
    assert column(table, {"kind": "mean@1"}) == [1, 1, 5, 5]


def test_the_latest_figure_is_carried_forward_never_back() -> None:
    found = column(of_one_unit(GAP, 2, GAP, GAP, 5), {"kind": "latest@1"})
    assert math.isnan(found[0])
    assert found[1:] == [2, 2, 2, 5]


def test_a_line_joins_the_figures_before_and_after_and_goes_no_further() -> None:
    found = column(of_one_unit(GAP, 2, GAP, GAP, 8, GAP), {"kind": "linear@1"})
    assert math.isnan(found[0])
    assert found[1:5] == [2, 4, 6, 8]
    assert math.isnan(found[5])


def test_a_line_between_years_knows_how_far_they_are_apart() -> None:
    found = column(of_one_unit(0, GAP, 8, periods=("2010", "2012", "2018")), {"kind": "linear@1"})
    assert found == [0, 2, 8]


def test_the_order_of_the_rows_of_a_panel_decides_nothing() -> None:
    forward = of_one_unit(1, GAP, 5)
    backward = forward.with_rows([2, 1, 0])
    for kind in ("latest@1", "linear@1"):
        assert column(backward, {"kind": kind}) == column(forward, {"kind": kind})[::-1]


def test_the_nearest_units_are_near_in_the_other_indicators() -> None:
    # The last unit lies at the second and third one in b and c, far from the first.
    table = table_of([[90, 0, 0], [10, 50, 52], [20, 54, 50], [70, 100, 100], [GAP, 51, 51]])
    assert column(table, {"kind": "nearest@1", "neighbours": "2"})[4] == 15
    assert column(table, {"kind": "nearest@1", "neighbours": "1"})[4] == 10


def test_of_equally_near_units_the_one_whose_code_comes_first_gives_the_figure() -> None:
    figures: list[list[float]] = [[10, 1], [20, 1], [GAP, 2]]
    for units, expected in ((("p", "q", "z"), 10), (("q", "p", "z"), 20)):
        table = table_of(figures, units=units)
        assert column(table, {"kind": "nearest@1", "neighbours": "1"})[2] == expected


def test_an_indicator_of_its_own_methods_is_not_filled_by_the_others() -> None:
    table = table_of([[1, 1], [3, 3], [GAP, GAP]])
    found = filled(table, {"kind": "mean@1"}, by_indicator={"b": [{"kind": "constant@1", "value": "0"}]})
    assert found == [[1, 1], [3, 3], [2, 0]]


def test_what_was_there_stays_as_it_was() -> None:
    figures = np.random.Generator(np.random.PCG64(1)).normal(size=(20, 4))
    holes = np.random.Generator(np.random.PCG64(2)).random((20, 4)) < 0.3
    table = table_of(np.where(holes, GAP, figures))
    for kind in ("mean@1", "median@1", "nearest@1"):
        step = Impute.model_validate({"step": "impute", "methods": [{"kind": kind}]})
        found = impute(table, step).values
        assert not np.isnan(found).any()
        assert (found[~holes] == figures[~holes]).all()
