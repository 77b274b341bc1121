"""steps@1: the interval that holds, and the proof that exactly one does."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.values import Circumstances, Ratio
from tests.frameworks.rules.building import COUNT, NUMBER, RATIO, SHARE, Built, figures

THREE_STEPS = [
    {"above": "0.9", "points": "2"},
    {"at_least": "0.7", "at_most": "0.9", "points": "1"},
    {"below": "0.7", "points": "0"},
]


def steps(*entries: dict[str, Any], **further: Any) -> dict[str, Any]:
    return {"kind": "steps@1", "steps": list(entries), **further}


@pytest.mark.parametrize(
    ("share", "points"), [("0.91", 2), ("0.9", 1), ("0.8", 1), ("0.7", 1), ("0.6999", 0), ("0", 0), ("1", 2)]
)
def test_above_90_gives_2_from_70_to_90_gives_1_below_gives_0(share: str, points: int) -> None:
    assert Built(steps(*THREE_STEPS), SHARE).points(share) == points


@given(st.lists(figures(), min_size=1, max_size=6, unique=True), st.lists(st.booleans()), figures(-25, 25))
def test_the_step_is_the_one_that_a_walk_through_the_list_finds(
    cuts: list[Fraction], belongs_above: list[bool], x: Fraction
) -> None:
    cuts = sorted(cuts)
    above = [*belongs_above, *[True] * len(cuts)][: len(cuts)]
    entries: list[dict[str, Any]] = [{"points": Fraction(n)} for n in range(len(cuts) + 1)]
    for n, (cut, included) in enumerate(zip(cuts, above, strict=True)):
        entries[n]["below" if included else "at_most"] = cut
        entries[n + 1]["at_least" if included else "above"] = cut
    expected = sum(x >= cut if included else x > cut for cut, included in zip(cuts, above, strict=True))
    found = Built(steps(*entries), NUMBER, max_points="99").outcome({"x": x})
    assert [found.points, found.branch, found.measured] == [expected, f"step {expected + 1}", x]


def test_a_hole_is_named() -> None:
    built = Built(steps({"at_most": "5", "points": "1"}, {"at_least": "7", "points": "2"}), NUMBER)
    assert built.faults() == [("CH-2101", ("steps",))]
    assert "nothing is said for 5 < x < 7" in built.complaints()


def test_an_overlap_is_named_with_its_entries() -> None:
    built = Built(steps({"at_most": "5", "points": "1"}, {"at_least": "5", "points": "2"}), NUMBER)
    assert built.faults() == [("CH-2102", ("steps", 1))]
    assert "x = 5 lies in entries 1, 2" in built.complaints()


def test_touching_bounds_that_both_exclude_leave_a_hole_of_one_number() -> None:
    built = Built(steps({"below": "5", "points": "1"}, {"above": "5", "points": "2"}), NUMBER)
    assert built.faults() == [("CH-2101", ("steps",))]
    assert "nothing is said for x = 5" in built.complaints()


def test_whole_numbers_need_nothing_between_4_and_5() -> None:
    entries = ({"at_most": "4", "points": "1"}, {"at_least": "5", "points": "2"})
    assert Built(steps(*entries), COUNT).faults() == []
    assert Built(steps(*entries), NUMBER).faults() == [("CH-2101", ("steps",))]


def test_the_law_s_own_hole_is_answered_by_saying_so() -> None:
    hole = {"equals": "0.5", "open": {"vi": "Luật không nói.", "en": "The law does not say."}}
    built = Built(steps({"above": "0.5", "points": "2"}, hole, {"below": "0.5", "points": "0"}), SHARE)
    outcome = built.outcome({"x": Fraction(1, 2)})
    assert (outcome.points, outcome.branch) == (None, "step 2")
    assert outcome.open_point is not None
    assert outcome.open_point.in_language("vi") == "Luật không nói."


@pytest.mark.parametrize(
    ("choice", "points", "open_", "not_applicable"),
    [
        ("open", None, True, False),
        ("zero", 0, False, False),
        ("full", 2, False, False),
        ("not_applicable", None, False, True),
    ],
)
def test_a_ratio_over_nothing_is_answered_as_stated(
    choice: str, points: int | None, open_: bool, not_applicable: bool
) -> None:
    built = Built(steps(*THREE_STEPS, when_undefined=choice), RATIO)
    outcome = built.outcome({"x": Ratio(Fraction(0), Fraction(0))})
    assert outcome.branch == "undefined"
    assert outcome.points == points
    assert (outcome.open_point is not None, outcome.not_applicable) == (open_, not_applicable)


def test_a_ratio_is_compared_exactly() -> None:
    built = Built(steps({"at_least": "1/3", "points": "2"}, {"below": "1/3", "points": "0"}), RATIO)
    assert built.outcome({"x": Ratio(Fraction(333333), Fraction(999999))}).points == 2
    assert built.outcome({"x": Ratio(Fraction(333333), Fraction(1000000))}).points == 0


def test_a_bound_by_level_is_proved_and_applied_for_each_level() -> None:
    rule = steps(
        {"at_least": {"parameter": "whole"}, "points": "2"},
        {"at_least": "0.2", "below": {"parameter": "whole"}, "points": "1"},
        {"below": "0.2", "points": "0"},
    )
    good = Built(rule, SHARE, settings=[{"whole": Fraction("0.5")}, {"whole": Fraction(1)}])
    half = {"x": Fraction("0.5")}
    at_half = Circumstances(parameters={"whole": Fraction("0.5")})
    assert good.outcome(half, circumstances=at_half).points == 2
    assert good.outcome(half, circumstances=Circumstances(parameters={"whole": Fraction(1)})).points == 1
    assert good.outcome(half).open_point is not None
    bad = Built(rule, SHARE, settings=[{"whole": Fraction("0.5")}, {"whole": Fraction("0.2")}])
    assert bad.faults() == [("CH-2111", ("steps", 1, "at_least"))]


def test_a_step_is_at_fault_only_if_no_setting_ever_meets_it() -> None:
    rule = steps(
        {"at_least": {"parameter": "edge"}, "points": "2"}, {"below": {"parameter": "edge"}, "points": "0"}
    )
    zero, half = {"edge": Fraction(0)}, {"edge": Fraction("0.5")}
    assert Built(rule, SHARE, settings=[zero, half]).faults() == []
    assert Built(rule, SHARE, settings=[zero]).faults() == [("CH-2104", ("steps", 1))]


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        ({"at_least": "0", "points": "3"}, "CH-2106", ("steps", 0, "points")),
        ({"at_least": "0", "points": "-1"}, "CH-2106", ("steps", 0, "points")),
        ({"at_least": "0"}, "CH-2115", ("steps", 0)),
        ({"points": "1"}, "CH-2115", ("steps", 0)),
        ({"at_least": "0", "points": "1", "open": {"vi": "?"}}, "CH-2115", ("steps", 0)),
    ],
)
def test_a_faulty_step_is_named(entry: dict[str, Any], code: str, path: tuple[str | int, ...]) -> None:
    assert Built(steps(entry), SHARE).faults() == [(code, path)]


def test_full_points_without_a_maximum_and_an_unclear_measure_are_faults() -> None:
    rule = steps({"at_least": "0", "points": "1"}, when_undefined="full")
    two = {"x": {"type": "ratio"}, "y": {"type": "ratio"}}
    assert Built(rule, two, max_points=None).faults() == [
        ("CH-2116", ("measure",)),
        ("CH-2112", ("when_undefined",)),
    ]


def test_landmarks_are_the_steps_the_bounds_and_the_undefined() -> None:
    built = Built(steps(*THREE_STEPS), RATIO)
    assert built.landmarks() == {"step 1", "step 2", "step 3", "at 0.9", "at 0.7", "undefined"}
    assert built.reached({"x": Ratio(Fraction(9), Fraction(10))}) == {"step 2", "at 0.9"}
    assert built.reached({"x": Ratio(Fraction(9), Fraction(0))}) == {"undefined"}


def test_steps_are_said_in_words() -> None:
    built = Built(steps(*THREE_STEPS), {"x": {"type": "ratio", "title": {"vi": "tỷ lệ", "en": "share"}}})
    assert built.words() == [
        "Measured: share.",
        "above 0.9: 2 points.",
        "from 0.7 to 0.9: 1 point.",
        "below 0.7: 0 points.",
        "Where there is nothing to divide by, the law does not say what then.",
    ]
