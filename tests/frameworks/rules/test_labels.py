"""labels@1: points by label; of several rows the worst, the best or the mean."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.frameworks.rules.building import Built, labels

POINTS = {"minor": "0.5", "serious": "1", "grave": "2", "none": "0"}
ONE = {"x": {"type": "label", "labels": labels(*POINTS)}}
SEVERAL = {"x": {"type": "labels", "labels": labels(*POINTS)}}


def by_label(**further: Any) -> dict[str, Any]:
    return {"kind": "labels@1", "points": POINTS, **further}


@pytest.mark.parametrize("label", POINTS)
def test_a_label_gives_its_points(label: str) -> None:
    assert Built(by_label(), ONE).answer({"x": label}) == (Fraction(POINTS[label]), f"label {label}")


@given(
    st.lists(st.sampled_from(sorted(POINTS)), min_size=1, max_size=6),
    st.sampled_from(["worst", "best", "mean"]),
    st.booleans(),
)
def test_of_several_rows_one_counts_or_the_mean(rows: list[str], reduce: str, higher: bool) -> None:
    points = [Fraction(POINTS[label]) for label in rows]
    expected = {
        "worst": min(points) if higher else max(points),
        "best": max(points) if higher else min(points),
        "mean": sum(points, Fraction(0)) / len(points),
    }[reduce]
    built = Built(by_label(reduce=reduce), SEVERAL, higher_is_better=higher)
    assert built.outcome({"x": tuple(rows)}).points == expected
    assert built.outcome({"x": tuple(rows)}) == built.outcome({"x": tuple(reversed(rows))})


def test_no_row_is_not_no_points() -> None:
    outcome = Built(by_label(reduce="worst"), SEVERAL).outcome({"x": ()})
    assert outcome.points is None
    assert outcome.open_point is not None


@pytest.mark.parametrize(
    ("rule", "inputs", "code", "path"),
    [
        (by_label(reduce="worst"), ONE, "CH-2115", ("reduce",)),
        (by_label(), SEVERAL, "CH-2115", ("reduce",)),
        ({"kind": "labels@1", "points": {**POINTS, "x": "1"}}, ONE, "CH-2109", ("points", "x")),
        ({"kind": "labels@1", "points": {**POINTS, "none": "3"}}, ONE, "CH-2106", ("points", "none")),
        (
            {"kind": "labels@1", "points": {"minor": "1", "serious": "1", "grave": "1"}},
            ONE,
            "CH-2110",
            ("points",),
        ),
        (by_label(), {"x": {"type": "count"}}, "CH-2119", ("input",)),
        (by_label(input="y"), ONE, "CH-2107", ("input",)),
    ],
)
def test_faults(rule: Any, inputs: Any, code: str, path: tuple[str, ...]) -> None:
    assert Built(rule, inputs).faults() == [(code, path)]


def test_every_label_is_a_landmark() -> None:
    mean = Built(by_label(reduce="mean"), SEVERAL)
    assert mean.landmarks() == {f"label {label}" for label in POINTS}
    assert mean.reached({"x": ("minor", "grave")}) == {"label minor", "label grave"}
    assert Built(by_label(reduce="worst"), SEVERAL).reached({"x": ("minor", "grave")}) == {"label minor"}
