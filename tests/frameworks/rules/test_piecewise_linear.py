"""piecewise_linear@1: constant pieces and lines, with the same proof as steps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from tests.frameworks.rules.building import SHARE, Built, figures


def piecewise(*segments: dict[str, Any], **further: Any) -> dict[str, Any]:
    return {"kind": "piecewise_linear@1", "segments": list(segments), **further}


# A jump at 0.6, as resolution_57 has one: nothing below, from there evenly from 1 to 2.
JUMP = (
    {"below": "0.6", "points": "0"},
    {"at_least": "0.6", "below": "1", "at_lower": "1", "at_upper": "2"},
    {"equals": "1", "points": "2"},
)


@given(figures(0, 1))
def test_points_run_along_the_line(x: Fraction) -> None:
    expected = Fraction(0) if x < Fraction("0.6") else 1 + (x - Fraction("0.6")) / Fraction("0.4")
    assert Built(piecewise(*JUMP), SHARE).points(x) == expected


def test_a_line_may_fall_and_is_rounded_at_the_end() -> None:
    rounding = {"places": "1", "mode": "half_up"}
    falling = {"at_least": "0", "at_most": "1", "at_lower": "2", "at_upper": "0"}
    outcome = Built(piecewise(falling, rounding=rounding), SHARE).outcome({"x": Fraction("0.125")})
    assert (outcome.points, outcome.unrounded) == (Fraction("1.8"), Fraction("1.75"))


def test_an_open_piece_says_so() -> None:
    open_piece = {"at_most": "0.5", "open": {"vi": "không nói", "en": "not said"}}
    outcome = Built(piecewise(open_piece, {"above": "0.5", "points": "1"}), SHARE).outcome({"x": Fraction(0)})
    assert (outcome.points, outcome.branch, outcome.open_point is None) == (None, "segment 1", False)


@pytest.mark.parametrize(
    ("segment", "code", "path"),
    [
        ({"at_least": "0", "at_lower": "0", "at_upper": "2"}, "CH-2113", ("segments", 0)),
        ({"at_least": "0", "at_most": "1", "at_lower": "0"}, "CH-2115", ("segments", 0)),
        (
            {"at_least": "0", "at_most": "1", "at_lower": "0", "at_upper": "3"},
            "CH-2106",
            ("segments", 0, "at_upper"),
        ),
        ({"at_least": "0", "points": "1", "at_lower": "0", "at_upper": "2"}, "CH-2115", ("segments", 0)),
        ({"at_least": "0.5", "points": "1"}, "CH-2101", ("segments",)),
    ],
)
def test_faults(segment: Any, code: str, path: tuple[str | int, ...]) -> None:
    assert Built(piecewise(segment), SHARE).faults() == [(code, path)]


def test_landmarks_and_words() -> None:
    built = Built(piecewise(*JUMP), SHARE)
    assert built.landmarks() == {"segment 1", "segment 2", "segment 3", "at 0.6", "at 1"}
    assert built.reached({"x": Fraction("0.6")}) == {"segment 2", "at 0.6"}
    assert built.words()[2] == "from 0.6 to below 1: evenly from 1 to 2 points."
    assert not built.rule.may_not_terminate(built.leaf)
