"""proportion@1 against the formula as it stands in the head of its module."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.values import Ratio
from tests.frameworks.rules.building import NUMBER, RATIO, SHARE, Built, figures

FREE = {"x": {"type": "number", "at_least": "0"}}


def proportion(**further: Any) -> dict[str, Any]:
    return {"kind": "proportion@1", **further}


@given(
    figures(0, 9),
    figures(1, 5),
    st.none() | figures(0, 1),
    st.none() | figures(0, 2),
    st.booleans(),
)
def test_higher_is_better_as_in_the_formula(
    x: Fraction, target: Fraction, nothing_below: Fraction | None, floor: Fraction | None, uncapped: bool
) -> None:
    rule = proportion(target=target, nothing_below=nothing_below, floor=floor, uncapped=uncapped)
    expected = 2 * x / target if uncapped else 2 * min(Fraction(1), x / target)
    if floor is not None:
        expected = max(expected, floor)
    if nothing_below is not None and x < nothing_below:
        expected = Fraction(0)
    assert Built(rule, FREE).points(x) == expected


@given(figures(0, 9), figures(1, 5), st.none() | figures(0, 2))
def test_lower_is_better_as_in_the_formula(x: Fraction, target: Fraction, floor: Fraction | None) -> None:
    expected = Fraction(2) if x == 0 else 2 * min(Fraction(1), target / x)
    if floor is not None:
        expected = max(expected, floor)
    assert Built(proportion(target=target, direction="lower", floor=floor), FREE).points(x) == expected


def test_a_leaf_is_rounded_before_anything_is_added() -> None:
    # QĐ 766, Hà Nội on 10 October 2026: leaves are printed with two places.
    rounding = {"places": "2", "mode": "not_stated", "reading": "half_up"}
    built = Built(proportion(target="0.9", rounding=rounding), RATIO, max_points="4")
    outcome = built.outcome({"x": Ratio(Fraction(2), Fraction(3))})
    assert (outcome.points, outcome.unrounded, outcome.open_point) == (
        Fraction("2.96"),
        Fraction(80, 27),
        None,
    )
    half = built.outcome({"x": Ratio(Fraction("0.226125"), Fraction(1))})  # 4 · 0.226125 / 0.9 = 1.005
    assert half.points == Fraction("1.01")
    assert half.open_point is not None


def test_without_an_upper_limit_nothing_over_nothing_is_undefined() -> None:
    built = Built(proportion(direction="lower", uncapped=True, when_undefined="zero"), FREE)
    assert built.answer({"x": Fraction(0)}) == (0, "undefined")
    assert built.points("0.5") == 4
    assert built.landmarks() == {"proportion", "undefined", "at 0"}


@pytest.mark.parametrize(
    ("rule", "inputs", "code", "path"),
    [
        (proportion(target="0"), SHARE, "CH-2111", ("target",)),
        (proportion(target="0.5", nothing_below="0.6"), SHARE, "CH-2111", ("nothing_below",)),
        (proportion(direction="lower", nothing_below="0.1"), SHARE, "CH-2115", ("nothing_below",)),
        (proportion(floor="3"), SHARE, "CH-2106", ("floor",)),
        (proportion(), NUMBER, "CH-2118", ("measure",)),
        (proportion(measure="y"), SHARE, "CH-2107", ("measure",)),
    ],
)
def test_faults(rule: Any, inputs: Any, code: str, path: tuple[str, ...]) -> None:
    assert Built(rule, inputs).faults() == [(code, path)]


def test_a_maximum_is_needed() -> None:
    assert Built(proportion(), SHARE, max_points=None).faults() == [("CH-2112", ())]


def test_only_branches_that_a_value_can_take_are_landmarks() -> None:
    assert Built(proportion(), SHARE).landmarks() == {"proportion", "full", "at 0", "at 1"}
    rule = proportion(target="0.8", nothing_below="0.2", floor="1")
    assert Built(rule, SHARE).landmarks() == {
        "nothing",
        "floor",
        "proportion",
        "full",
        "at 0",
        "at 0.2",
        "at 0.8",
    }
    assert Built(rule, SHARE).reached({"x": Fraction("0.8")}) == {"full", "at 0.8"}


def test_a_decimal_that_stays_a_decimal_needs_no_rounding() -> None:
    def may_not_end(rule: Any, inputs: Any) -> bool:
        built = Built(rule, inputs)
        return built.rule.may_not_terminate(built.leaf)

    assert not may_not_end(proportion(target="0.8"), SHARE)
    assert may_not_end(proportion(target="0.9"), SHARE)
    assert may_not_end(proportion(target="0.8"), RATIO)
    assert not may_not_end(proportion(target="0.9", rounding={"places": "2", "mode": "half_up"}), RATIO)
