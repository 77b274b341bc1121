"""The kinds that count with a number: points per item, and a multiple of a ratio."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.values import Ratio
from tests.frameworks.rules.building import COUNT, NUMBER, RATIO, SHARE, Built, figures

FREE_RATIO = {"x": {"type": "ratio", "may_exceed_one": True}}


@given(st.integers(0, 20), figures(1, 3), st.none() | figures(1, 2))
def test_each_item_counts_up_to_the_cap(count: int, each: Fraction, cap: Fraction | None) -> None:
    expected = min(Fraction(2) if cap is None else cap, count * each)
    built = Built({"kind": "per_item@1", "each": each, "at_most": cap}, COUNT)
    assert built.points(count) == expected


def test_the_cap_is_a_landmark_only_where_it_can_be_passed() -> None:
    few = {"x": {"type": "count", "at_most": "4"}}
    rule = {"kind": "per_item@1", "each": "0.5"}
    assert Built(rule, few).landmarks() == {"counted", "at 0", "at 4"}
    assert Built(rule, COUNT).landmarks() == {"counted", "capped", "at 0", "at 4"}
    assert Built({"kind": "per_item@1", "each": "0.7"}, COUNT).landmarks() == {"counted", "capped", "at 0"}
    assert Built(rule, COUNT).reached({"x": Fraction(4)}) == {"counted", "at 4"}


def test_a_multiple_may_pass_the_maximum_unless_it_is_capped() -> None:
    more = {"x": Ratio(Fraction(6), Fraction(5))}
    assert Built({"kind": "ratio@1"}, FREE_RATIO, max_points="70").outcome(more).points == 84
    capped = Built({"kind": "ratio@1", "times": "100", "at_most": "110"}, FREE_RATIO)
    assert capped.answer(more) == (110, "capped")
    assert capped.landmarks() == {"ratio", "capped", "at 1.1", "undefined"}
    rounding = {"places": "1", "mode": "half_up"}
    third = Built({"kind": "ratio@1", "times": "100", "rounding": rounding}, FREE_RATIO)
    assert third.outcome({"x": Ratio(Fraction(1), Fraction(3))})[0] == Fraction("33.3")


@pytest.mark.parametrize(
    ("rule", "inputs", "max_points", "code", "path"),
    [
        ({"kind": "per_item@1", "each": "0"}, COUNT, "2", "CH-2111", ("each",)),
        ({"kind": "per_item@1", "each": "1", "at_most": "3"}, COUNT, "2", "CH-2106", ("at_most",)),
        ({"kind": "per_item@1", "each": "1"}, NUMBER, "2", "CH-2118", ("measure",)),
        ({"kind": "ratio@1"}, RATIO, None, "CH-2112", ("times",)),
        ({"kind": "ratio@1", "times": "-1"}, RATIO, "2", "CH-2111", ("times",)),
    ],
)
def test_faults(rule: Any, inputs: Any, max_points: str | None, code: str, path: tuple[str, ...]) -> None:
    assert Built(rule, inputs, max_points=max_points).faults() == [(code, path)]


def test_what_is_counted_ends_as_a_decimal_where_it_can_only_be_one() -> None:
    def may_not_end(rule: dict[str, str], inputs: Any) -> bool:
        built = Built(rule, inputs)
        return built.rule.may_not_terminate(built.leaf)

    assert not may_not_end({"kind": "per_item@1", "each": "0.5"}, COUNT)
    assert may_not_end({"kind": "per_item@1", "each": "1/3"}, COUNT)
    assert may_not_end({"kind": "per_item@1", "each": "0.5"}, RATIO)
    assert not may_not_end({"kind": "ratio@1"}, SHARE)
    assert may_not_end({"kind": "ratio@1"}, RATIO)


def test_one_point_is_said_in_the_singular() -> None:
    assert Built({"kind": "per_item@1", "each": "1"}, COUNT).words() == [
        "Measured: x.",
        "For each: 1 point.",
        "At most 2 points.",
    ]
