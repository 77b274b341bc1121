"""lateness@1: points less for each day late, or once."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.frameworks.rules.building import Built

DATES = {"promised": {"type": "date"}, "returned": {"type": "date"}}
DAYS = {"days": {"type": "whole"}}
BETWEEN = {"due": "promised", "finished": "returned"}


def lateness(**further: Any) -> dict[str, Any]:
    return {"kind": "lateness@1", "start": "2", **further}


@given(
    st.integers(-5, 12), st.sampled_from(["0.25", "1/3", "1"]), st.integers(0, 3), st.sampled_from(["0", "1"])
)
def test_each_day_after_the_grace_takes_points_off_down_to_the_floor(
    days: int, per_day: str, grace: int, floor: str
) -> None:
    rule = lateness(days="days", per_day=per_day, grace=str(grace), floor=floor)
    late = max(0, days - grace)
    expected = max(Fraction(floor), 2 - late * Fraction(per_day))
    assert Built(rule, DAYS).outcome({"days": Fraction(days)}).points == expected


def test_being_late_may_cost_the_same_however_late() -> None:
    built = Built(lateness(days="days", each_time="0.5"), DAYS)
    found = [built.answer({"days": Fraction(days)}) for days in (-1, 0, 1, 30)]
    assert found == [(2, "on time"), (2, "on time"), (Fraction(3, 2), "late"), (Fraction(3, 2), "late")]


def test_working_days_are_counted_where_the_law_says_so() -> None:
    # Due on Friday 6 November 2020; the Monday after it is the first working day late.
    friday = date(2020, 11, 6)

    def points(counts: str, later: int) -> Fraction | None:
        built = Built(lateness(**BETWEEN, counts=counts, per_day="0.5"), DATES)
        values = {"promised": friday, "returned": friday + timedelta(days=later)}
        return built.outcome(values).points

    assert [points("calendar", later) for later in (0, 1, 3)] == [2, Fraction("1.5"), Fraction("0.5")]
    assert [points("working", later) for later in (0, 1, 3)] == [2, 2, Fraction("1.5")]


@pytest.mark.parametrize(
    ("rule", "code", "path"),
    [
        (lateness(per_day="1"), "CH-2115", ()),
        (lateness(**BETWEEN, per_day="1"), "CH-2115", ()),
        (lateness(**BETWEEN, counts="working", days="days", per_day="1"), "CH-2115", ()),
        (lateness(days="days"), "CH-2115", ()),
        (lateness(days="days", per_day="1", each_time="1"), "CH-2115", ()),
        (lateness(days="days", per_day="0"), "CH-2111", ("per_day",)),
        (lateness(days="days", per_day="1", floor="2"), "CH-2111", ("floor",)),
        (lateness(due="days", finished="returned", counts="working", per_day="1"), "CH-2108", ("due",)),
        (lateness(days="absent", per_day="1"), "CH-2107", ("days",)),
    ],
)
def test_faults(rule: Any, code: str, path: tuple[str, ...]) -> None:
    assert Built(rule, {**DATES, **DAYS}).faults() == [(code, path)]


def test_landmarks() -> None:
    built = Built(lateness(days="days", per_day="0.5", grace="2"), DAYS)
    assert built.landmarks() == {"on time", "within grace", "late", "floor", "at 0", "at 2"}
    assert built.reached({"days": Fraction(2)}) == {"within grace", "at 2"}
    once = Built(lateness(**BETWEEN, counts="calendar", each_time="1"), DATES)
    assert once.landmarks() == {"on time", "late", "at 0"}
    assert once.words() == [
        "Measured: days late.",
        "In time: 2 points.",
        "If late, 1 point less.",
        "At least 0 points.",
    ]
