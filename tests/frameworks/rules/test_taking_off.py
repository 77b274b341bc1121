"""The kinds that take points off: deduction from a start, and penalties."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.frameworks.rules.building import Built, labels

INPUTS = {
    "late": {"type": "count"},
    "repeated": {"type": "boolean"},
    "gravity": {"type": "label", "labels": labels("light", "grave")},
}
LESS: list[dict[str, Any]] = [
    {"kind": "per_item@1", "measure": "late", "each": "0.5"},
    {"kind": "boolean@1", "input": "repeated", "points_if_true": "1"},
    {"kind": "labels@1", "input": "gravity", "points": {"light": "0", "grave": "2"}},
]


def deduction(**further: Any) -> dict[str, Any]:
    return {"kind": "deduction@1", "start": "5", "less": LESS, **further}


@given(st.integers(0, 12), st.booleans(), st.sampled_from(["light", "grave"]), st.sampled_from(["0", "1.5"]))
def test_what_is_taken_off_adds_up_and_stops_at_the_floor(
    late: int, repeated: bool, gravity: str, floor: str
) -> None:
    off = Fraction(late, 2) + (1 if repeated else 0) + (2 if gravity == "grave" else 0)
    values = {"late": Fraction(late), "repeated": repeated, "gravity": gravity}
    outcome = Built(deduction(floor=floor), INPUTS, max_points="5").outcome(values)
    assert outcome.points == max(Fraction(floor), 5 - off)
    assert outcome.measured == off
    assert outcome.branch == ("floor" if 5 - off < Fraction(floor) else "taken off" if off else "nothing off")


def test_a_part_that_the_law_leaves_open_leaves_the_whole_open() -> None:
    steps = [{"at_most": "2", "points": "1"}, {"above": "2", "open": {"vi": "không nói", "en": "not said"}}]
    built = Built(
        deduction(less=[{"kind": "steps@1", "measure": "late", "steps": steps}]), INPUTS, max_points="5"
    )
    assert built.outcome({"late": Fraction(2)}).points == 4
    open_outcome = built.outcome({"late": Fraction(3)})
    assert (open_outcome.points, open_outcome.branch, open_outcome.open_point is None) == (
        None,
        "open",
        False,
    )


def test_a_part_that_does_not_apply_takes_nothing_off() -> None:
    rule = {
        "kind": "steps@1",
        "steps": [{"at_least": "0", "points": "1"}],
        "when_undefined": "not_applicable",
    }
    measure = {"ratio_of": ["late", {"difference": ["late", "late"]}]}
    whole = {"at_least": "0", "points": "1"}
    below = {"below": "0", "points": "2"}
    built = Built(
        deduction(less=[{**rule, "measure": measure, "steps": [whole, below]}]), INPUTS, max_points="5"
    )
    assert built.outcome({"late": Fraction(2)}).points == 5


def test_landmarks_name_the_part() -> None:
    built = Built(deduction(), INPUTS, max_points="5")
    assert {
        "nothing off",
        "taken off",
        "floor",
        "less 1: counted",
        "less 3: label grave",
    } <= built.landmarks()
    values = {"late": Fraction(0), "repeated": False, "gravity": "light"}
    assert built.reached(values) == {
        "nothing off",
        "less 1: counted",
        "less 1: at 0",
        "less 2: false",
        "less 3: label light",
    }
    bounded = Built(deduction(less=LESS[1:]), INPUTS, max_points="5")
    assert "floor" not in bounded.landmarks()


@pytest.mark.parametrize(
    ("rule", "code", "path"),
    [
        (deduction(start="6"), "CH-2106", ("start",)),
        (deduction(floor="5"), "CH-2111", ("floor",)),
        (deduction(less=[{"kind": "boolean@1"}]), "CH-2112", ("less", 0, "points_if_true")),
        (deduction(less=[{**LESS[0], "measure": "absent"}]), "CH-2107", ("less", 0, "measure")),
        (
            deduction(less=[{"kind": "boolean@1", "points_if_true": "-1"}]),
            "CH-2106",
            ("less", 0, "points_if_true"),
        ),
    ],
)
def test_faults_lead_into_the_part(rule: Any, code: str, path: tuple[str | int, ...]) -> None:
    assert Built(rule, INPUTS, max_points="5").faults() == [(code, path)]


@given(st.integers(0, 50), st.none() | st.sampled_from(["3", "20"]))
def test_a_penalty_is_the_amount_with_the_other_sign_up_to_its_cap(late: int, cap: str | None) -> None:
    built = Built({"kind": "penalty@1", "amount": LESS[0], "at_most": cap}, INPUTS, max_points="0")
    amount = Fraction(late, 2)
    expected = -amount if cap is None else -min(Fraction(cap), amount)
    assert built.outcome({"late": Fraction(late)}).points == expected


def test_the_cap_of_a_penalty_is_a_landmark_where_it_can_be_passed() -> None:
    rule = {"kind": "penalty@1", "amount": LESS[0], "at_most": "3"}
    assert Built(rule, INPUTS).landmarks() == {"counted", "at 0", "capped"}
    assert Built(rule, INPUTS).reached({"late": Fraction(7)}) == {"counted", "capped"}
    graded = {"kind": "penalty@1", "amount": LESS[2], "at_most": "3"}
    assert Built(graded, INPUTS).landmarks() == {"label light", "label grave"}
    assert Built({**rule, "at_most": "0"}, INPUTS).faults() == [("CH-2111", ("at_most",))]
