"""Roundings against Python's decimal module, and a mode that the source does not state."""

from __future__ import annotations

from decimal import (
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chiso.frameworks.roundings import RoundingRule

DECIMAL_MODES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "half_down": ROUND_HALF_DOWN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}


@given(
    st.decimals("-99", "99", places=3),
    st.integers(0, 4),
    st.sampled_from(sorted(DECIMAL_MODES)),
)
def test_places_round_as_the_decimal_module_does(value: Decimal, places: int, mode: str) -> None:
    rule = RoundingRule.model_validate({"places": str(places), "mode": mode})
    expected = value.quantize(Decimal(1).scaleb(-places), rounding=DECIMAL_MODES[mode])
    assert rule.prepare()(Fraction(value)) == (Fraction(expected), None)
    assert rule.rounding.of(Fraction(value)) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "unit", "mode", "expected"),
    [
        ("1.375", "0.25", "half_up", "1.5"),
        ("1.375", "0.25", "half_even", "1.5"),
        ("1.125", "0.25", "half_even", "1"),
        ("1.3", "0.25", "down", "1.25"),
        ("1/2", "1/3", "half_down", "1/3"),
        ("-1/2", "1/3", "half_up", "-2/3"),
    ],
)
def test_multiples_round_by_hand(value: str, unit: str, mode: str, expected: str) -> None:
    rule = RoundingRule.model_validate({"multiple_of": unit, "mode": mode})
    assert rule.prepare()(Fraction(value)) == (Fraction(expected), None)


@given(st.fractions(-9, 9, max_denominator=40))
def test_a_mode_that_is_not_stated_is_open_where_two_readings_differ(value: Fraction) -> None:
    unstated = RoundingRule.model_validate({"places": "1", "mode": "not_stated", "reading": "half_up"})
    up, _ = RoundingRule.model_validate({"places": "1", "mode": "half_up"}).prepare()(value)
    even, _ = RoundingRule.model_validate({"places": "1", "mode": "half_even"}).prepare()(value)
    rounded, open_point = unstated.prepare()(value)
    assert rounded == up
    assert (open_point is not None) == (up != even)


def test_a_mode_that_is_not_stated_says_how_it_is_read() -> None:
    rule = RoundingRule.model_validate({"places": "1", "mode": "not_stated", "reading": "half_up"})
    _, open_point = rule.prepare()(Fraction("0.25"))
    assert open_point is not None
    assert open_point.in_language("en") == (
        "The law does not say how a half is rounded; it is read here as: halves up."
    )


@pytest.mark.parametrize(
    "written",
    [
        {"mode": "half_up"},
        {"places": "1", "multiple_of": "0.5", "mode": "half_up"},
        {"places": "1", "mode": "not_stated"},
        {"places": "1", "mode": "half_up", "reading": "half_up"},
        {"places": "-1", "mode": "half_up"},
        {"multiple_of": "0", "mode": "half_up"},
    ],
)
def test_half_a_rounding_is_refused(written: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        RoundingRule.model_validate(written)
