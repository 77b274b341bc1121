"""Each normalisation against its formula on figures that can be followed by hand; what always holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.composite.normalising import normalise
from chiso.composite.table import FloatArray
from chiso.frameworks.composite.plan import Normalise
from tests.composite.making import flat_framework, table_of

FIGURES = [2.0, 5.0, 5.0, 10.0, math.nan]
# Whole numbers: differences and quotients of them are far from the last digits of a float.
series = st.lists(st.integers(-1000, 1000), min_size=2, max_size=12, unique=True)


def normalised(
    figures: list[float], method: dict[str, object], *, direction: int = 1, **keys: object
) -> FloatArray:
    framework = flat_framework(["a"], special={"a": {"direction": str(direction), **keys}})
    step = Normalise.model_validate({"step": "normalise", "method": method})
    return normalise(table_of([[figure] for figure in figures]), step, framework).values[:, 0]


def assert_series(found: FloatArray, expected: list[float]) -> None:
    np.testing.assert_allclose(found, [*expected, math.nan], rtol=1e-14)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ({"kind": "min_max@1"}, [0, 37.5, 37.5, 100]),
        ({"kind": "min_max@1", "lower": "1", "upper": "9"}, [1, 4, 4, 9]),
        ({"kind": "rank@1"}, [1, 2, 2, 4]),
        ({"kind": "rank@1", "ties": "mean"}, [1, 2.5, 2.5, 4]),
        ({"kind": "rank@1", "ties": "highest"}, [1, 3, 3, 4]),
        ({"kind": "percentile@1"}, [0, 1 / 3, 1 / 3, 1]),
        ({"kind": "borda@1"}, [0, 1.5, 1.5, 3]),
        ({"kind": "borda@1", "ties": "lowest"}, [0, 1, 1, 3]),
        ({"kind": "distance_to_best@1"}, [0, 0.375, 0.375, 1]),
        ({"kind": "distance_to_reference@1", "unit": "u2"}, [0, 1, 1, 1]),
        ({"kind": "distance_to_reference@1", "unit": "u2", "capped": False}, [0, 1, 1, 8 / 3]),
        ({"kind": "distance_to_target@1"}, [0, 0.5, 0.5, 1]),
        ({"kind": "distance_to_target@1", "capped": False}, [0, 0.5, 0.5, 4 / 3]),
        ({"kind": "goalposts@1"}, [0, 25, 25, 87.5]),
        ({"kind": "goalposts@1", "cut": False}, [-12.5, 25, 25, 87.5]),
        ({"kind": "goalposts@1", "lower": "1", "upper": "9"}, [1, 3, 3, 8]),
        ({"kind": "share_of_maximum@1"}, [0.2, 0.5, 0.5, 1]),
        ({"kind": "none@1"}, [2, 5, 5, 10]),
    ],
)
def test_more_is_better(method: dict[str, object], expected: list[float]) -> None:
    found = normalised(FIGURES, method, target="8", goalposts={"lower": "3", "upper": "11"})
    assert_series(found, expected)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ({"kind": "min_max@1"}, [100, 62.5, 62.5, 0]),
        ({"kind": "rank@1"}, [4, 2, 2, 1]),
        ({"kind": "percentile@1"}, [1, 1 / 3, 1 / 3, 0]),
        ({"kind": "borda@1"}, [3, 1.5, 1.5, 0]),
        ({"kind": "distance_to_best@1"}, [1, 0.625, 0.625, 0]),
        ({"kind": "distance_to_reference@1", "unit": "u2"}, [1, 1, 1, 0]),
        ({"kind": "distance_to_target@1"}, [1, 1, 1, 0]),
        ({"kind": "goalposts@1"}, [100, 75, 75, 12.5]),
        ({"kind": "none@1"}, [-2, -5, -5, -10]),
    ],
)
def test_less_is_better(method: dict[str, object], expected: list[float]) -> None:
    found = normalised(FIGURES, method, direction=-1, target="6", goalposts={"lower": "3", "upper": "11"})
    assert_series(found, expected)


def test_a_standardised_series_has_its_mean_and_its_deviation_over_n_less_one() -> None:
    found = normalised([1.0, 2.0, 4.0, 9.0], {"kind": "z_score@1", "mean": "100", "deviation": "10"})
    # Sum of squares 38 around the mean 4, over 3.
    deviation = math.sqrt(38 / 3)
    np.testing.assert_allclose(found, [100 + 10 * (x - 4) / deviation for x in (1, 2, 4, 9)], rtol=1e-14)


def test_an_indicator_of_its_own_method_leaves_the_others_alone() -> None:
    framework = flat_framework(["a", "b"])
    step = Normalise.model_validate(
        {"step": "normalise", "method": {"kind": "none@1"}, "by_indicator": {"b": {"kind": "rank@1"}}}
    )
    found = normalise(table_of([[3, 30], [1, 10], [2, 20]]), step, framework).values
    assert found.tolist() == [[3, 3], [1, 1], [2, 2]]


def test_years_of_a_panel_share_their_constants_unless_each_stands_by_itself() -> None:
    framework = flat_framework(["a"])
    panel = table_of([[0], [10], [10], [20]], units=("x", "y", "x", "y"), periods=("1", "1", "2", "2"))
    together = Normalise.model_validate({"step": "normalise"})
    apart = Normalise.model_validate({"step": "normalise", "over": "period"})
    assert normalise(panel, together, framework).values[:, 0].tolist() == [0, 50, 50, 100]
    assert normalise(panel, apart, framework).values[:, 0].tolist() == [0, 100, 0, 100]


METHODS = st.sampled_from(
    ["min_max@1", "z_score@1", "rank@1", "percentile@1", "borda@1", "distance_to_best@1", "none@1"]
)


@given(series, METHODS, st.randoms(use_true_random=False))
def test_the_order_of_the_units_decides_nothing(figures: list[int], kind: str, chance: object) -> None:
    shuffled = list(range(len(figures)))
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one = normalised([float(figure) for figure in figures], {"kind": kind})
    other = normalised([float(figures[position]) for position in shuffled], {"kind": kind})
    np.testing.assert_allclose(other, one[shuffled], rtol=1e-12, atol=1e-12)


@given(series, METHODS, st.sampled_from([1, -1]))
def test_what_is_better_comes_out_higher(figures: list[int], kind: str, direction: int) -> None:
    found = normalised([float(figure) for figure in figures], {"kind": kind}, direction=direction)
    assert np.argsort(found).tolist() == np.argsort([direction * figure for figure in figures]).tolist()


@given(series, st.sampled_from(["min_max@1", "z_score@1", "distance_to_best@1"]), st.integers(1, 50))
def test_another_unit_of_measure_changes_nothing(figures: list[int], kind: str, factor: int) -> None:
    one = normalised([float(figure) for figure in figures], {"kind": kind})
    other = normalised([factor * float(figure) - 7 for figure in figures], {"kind": kind})
    np.testing.assert_allclose(other, one, rtol=1e-10, atol=1e-10)


@given(series, st.sampled_from(["rank@1", "percentile@1", "borda@1"]))
def test_places_do_not_ask_how_far_units_are_apart(figures: list[int], kind: str) -> None:
    one = normalised([float(figure) for figure in figures], {"kind": kind})
    other = normalised([math.exp(figure / 100) for figure in figures], {"kind": kind})
    assert other.tolist() == one.tolist()
