"""Extremes: what passes, what is drawn in, what is transformed; every change noted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chiso.composite.shapes import kurtosis, skewness
from chiso.composite.table import FloatArray
from chiso.composite.treating import passes, treat, treat_series
from chiso.frameworks.composite.plan import Treat
from chiso.frameworks.composite.preparations import ByShape
from tests.composite.making import table_of

ORDINARY = [float(figure) for figure in range(1, 21)]


def treated(figures: list[float], **method: object) -> tuple[FloatArray, list[str]]:
    step = Treat.model_validate({"step": "treat", "method": method})
    found, reasons = treat_series(np.array(figures), step.method)
    return found, [str(reason) for reason in reasons]


@given(st.lists(st.integers(-(10**6), 10**6), min_size=4, max_size=40).filter(lambda x: len(set(x)) > 1))
def test_skewness_and_kurtosis_are_those_of_another_program(figures: list[int]) -> None:
    series = np.array(figures, dtype=float)
    assert skewness(series) == pytest.approx(stats.skew(series, bias=False), rel=1e-9, abs=1e-9)
    if len(figures) > 3:
        assert kurtosis(series) == pytest.approx(stats.kurtosis(series, bias=False), rel=1e-9, abs=1e-9)


def test_a_series_without_a_shape_has_none_and_passes() -> None:
    for figures in ([], [1.0], [1.0, 2.0], [3.0] * 9, [math.nan] * 5):
        assert math.isnan(kurtosis(np.array(figures)))
        assert passes(np.array(figures), ByShape())


def test_huge_and_tiny_figures_have_a_shape_too() -> None:
    figures = np.array([1.0, 2.0, 4.0, 9.0, 3.0])
    for factor in (1e300, 1e-300):
        assert skewness(figures * factor) == pytest.approx(skewness(figures), rel=1e-12)
        assert kurtosis(figures * factor) == pytest.approx(kurtosis(figures), rel=1e-12)


def test_an_ordinary_series_is_left_as_it_is() -> None:
    found, reasons = treated(ORDINARY, kind="by_shape@1")
    assert found.tolist() == ORDINARY
    assert reasons == [""] * 20


def test_one_extreme_is_drawn_in_to_the_next_figure() -> None:
    found, reasons = treated([*ORDINARY, 500.0], kind="by_shape@1")
    assert found.tolist() == [*ORDINARY, 20.0]
    assert reasons == [""] * 20 + ["winsorised_high"]


def test_an_extreme_below_is_drawn_in_from_below() -> None:
    found, reasons = treated([-500.0, *ORDINARY], kind="by_shape@1")
    assert found.tolist() == [1.0, *ORDINARY]
    assert reasons == ["winsorised_low"] + [""] * 20


def test_ties_at_the_end_are_drawn_in_together_but_never_more_than_allowed() -> None:
    figures = [*ORDINARY, 5000.0, 5000.0, 5000.0]
    # Three that are the same are no extreme of this series by the bounds: both are set lower.
    bounds = {"skewness": "1", "kurtosis": "1"}
    found, reasons = treated(figures, kind="by_shape@1", **bounds, most_winsorised="3")
    assert found.tolist() == [*ORDINARY, 20.0, 20.0, 20.0]
    assert reasons.count("winsorised_high") == 3
    kept, none = treated(figures, kind="by_shape@1", **bounds, most_winsorised="2", then={"kind": "none@1"})
    assert kept.tolist() == figures
    assert none == [""] * 23


def test_a_series_that_still_fails_is_transformed_from_the_figures_as_they_were() -> None:
    figures = [math.exp(power / 2) for power in range(1, 31)]
    found, reasons = treated(figures, kind="by_shape@1", most_winsorised="2")
    low, high = min(figures), max(figures)
    expected = [math.log(figure - low + 0.01 * (high - low)) for figure in figures]
    np.testing.assert_allclose(found, expected, rtol=1e-14)
    assert reasons == ["log"] * 30


def test_the_logarithm_does_something() -> None:
    """COINr's log_GII gives back the figures as they were, and says that it has transformed them."""
    figures = [1.0, 10.0, 100.0, 1000.0]
    found, reasons = treated(figures, kind="log@1", offset="0.01")
    expected = [math.log(figure - 1 + 9.99) for figure in figures]
    np.testing.assert_allclose(found, expected, rtol=1e-14)
    assert not np.isclose(found, figures).any()
    assert abs(skewness(found)) < abs(skewness(np.array(figures)))
    assert reasons == ["log"] * 4


@pytest.mark.parametrize(
    "method", [{"kind": "log@1"}, {"kind": "box_cox@1"}, {"kind": "box_cox@1", "power": "-1"}]
)
@pytest.mark.parametrize("figures", [[0.1, 0.2, 0.9], [-5.0, 0.0, 5.0], [1e6, 1e7, 1e9]])
def test_no_transformation_turns_the_order_round(method: dict[str, object], figures: list[float]) -> None:
    """COINr's formula of log_GII would: its factor max − 1 is below 0 where no figure reaches 1."""
    found, _ = treated(figures, **method)
    assert (np.diff(found) > 0).all()


def test_a_given_power_is_the_formula_of_box_and_cox() -> None:
    found, reasons = treated([1.0, 4.0, 9.0], kind="box_cox@1", power="0.5")
    np.testing.assert_allclose(found, [0, 2, 4], rtol=1e-14, atol=1e-14)
    assert reasons == ["box_cox"] * 3
    logarithms, _ = treated([1.0, 4.0, 9.0], kind="box_cox@1", power="0")
    np.testing.assert_allclose(logarithms, np.log([1, 4, 9]), rtol=1e-14)


def test_the_fitted_power_has_the_largest_likelihood() -> None:
    figures = np.exp(np.random.Generator(np.random.PCG64(7)).normal(size=60))
    found, _ = treated(figures.tolist(), kind="box_cox@1")
    expected, _ = stats.boxcox(figures)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_fixed_number_at_each_end_is_drawn_in() -> None:
    found, reasons = treated([9.0, 1.0, 2.0, 3.0, 8.0, math.nan], kind="winsorise@1", low="1", high="2")
    np.testing.assert_equal(found, [3.0, 2.0, 2.0, 3.0, 3.0, math.nan])
    assert reasons == ["winsorised_high", "winsorised_low", "", "", "winsorised_high", ""]


def test_a_constant_series_has_no_ends_to_draw_in_and_nothing_to_transform() -> None:
    for kind in ("winsorise@1", "log@1", "box_cox@1", "by_shape@1"):
        more = {"low": "1", "high": "1"} if kind == "winsorise@1" else {}
        found, reasons = treated([3.0, 3.0, math.nan], kind=kind, **more)
        np.testing.assert_equal(found, [3.0, 3.0, math.nan])
        assert reasons == ["", "", ""]


def test_the_table_of_changes_tells_each_cell_and_why() -> None:
    table = table_of([[figure, figure] for figure in [*ORDINARY, 500.0]])
    step = Treat.model_validate({"step": "treat", "by_indicator": {"b": {"kind": "none@1"}}})
    after, changed = treat(table, step)
    (cell,) = changed
    assert (cell.row.unit, cell.code, cell.before, cell.after) == ("u21", "a", 500.0, 20.0)
    assert cell.reason == "winsorised_high"
    assert cell.skewness == pytest.approx(stats.skew(table.values[:, 0], bias=False), rel=1e-9)
    assert after.values[:, 1].tolist() == table.values[:, 1].tolist()


def test_years_of_a_panel_are_treated_together_unless_each_stands_by_itself() -> None:
    years = [[figure] for figure in (*ORDINARY, 500.0)] + [[figure + 480] for figure in ORDINARY]
    units = [f"u{at}" for at in range(21)] + [f"u{at}" for at in range(20)]
    panel = table_of(years, units=units, periods=["1"] * 21 + ["2"] * 20)
    together, apart = (Treat.model_validate({"step": "treat", "over": over}) for over in ("panel", "period"))
    assert treat(panel, together)[1] == ()
    assert [cell.row.period for cell in treat(panel, apart)[1]] == ["1"]


@given(st.lists(st.integers(-50, 50).map(lambda x: float(x**3)), min_size=4, max_size=30), st.integers(1, 9))
def test_another_unit_of_measure_draws_in_the_same_figures(figures: list[float], factor: int) -> None:
    bounds = ByShape.model_validate({"kind": "by_shape@1", "then": {"kind": "none@1"}})
    _, one = treat_series(np.array(figures), bounds)
    _, other = treat_series(np.array(figures) * 2.0**factor, bounds)
    assert one.tolist() == other.tolist()
