"""min_max@1: the place among the units of the league."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.values import Circumstances
from tests.frameworks.rules.building import NUMBER, Built, figures


def min_max(**further: Any) -> dict[str, Any]:
    return {"kind": "min_max@1", "lowest": "1", "highest": "10", **further}


@given(st.lists(figures(), min_size=2, max_size=6, unique=True), st.sampled_from(["higher", "lower"]))
def test_the_ends_have_1_and_10_and_the_others_lie_evenly_between(
    league: list[Fraction], direction: str
) -> None:
    built = Built(min_max(direction=direction), NUMBER, max_points="10")
    circumstances = Circumstances(extremes=(min(league), max(league)))
    points = {x: built.outcome({"x": x}, circumstances=circumstances).points for x in league}
    best, worst = (max(league), min(league)) if direction == "higher" else (min(league), max(league))
    assert [points[best], points[worst]] == [10, 1]
    for x in league:
        assert points[x] == 1 + 9 * (x - worst) / (best - worst)


def test_without_the_league_the_value_is_measured_and_gives_no_points() -> None:
    built = Built(min_max(), NUMBER, max_points="10")
    assert built.rule.needs_league
    outcome = built.outcome({"x": Fraction(7)})
    assert [outcome.points, outcome.measured, outcome.open_point] == [None, 7, None]


def test_equal_units_have_what_is_stated_or_nothing_that_the_law_says() -> None:
    everybody = Circumstances(extremes=(Fraction(7), Fraction(7)))
    stated = Built(min_max(when_all_equal="5.5"), NUMBER, max_points="10")
    assert stated.outcome({"x": Fraction(7)}, circumstances=everybody).points == Fraction("5.5")
    silent = Built(min_max(), NUMBER, max_points="10").outcome({"x": Fraction(7)}, circumstances=everybody)
    assert silent.points is None
    assert silent.open_point is not None


@pytest.mark.parametrize(
    ("rule", "code", "path"),
    [
        (min_max(lowest="10"), "CH-2111", ("lowest",)),
        (min_max(highest="11"), "CH-2106", ("highest",)),
        (min_max(when_all_equal="11"), "CH-2106", ("when_all_equal",)),
    ],
)
def test_faults(rule: Any, code: str, path: tuple[str, ...]) -> None:
    assert Built(rule, NUMBER, max_points="10").faults() == [(code, path)]
