"""The kinds that look at one answer and do little: boolean, entered, veto, tracked, not stated."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from chiso.frameworks.values import Ratio
from tests.frameworks.rules.building import NUMBER, RATIO, Built, labels

YES_NO = {"x": {"type": "boolean"}}


def test_yes_gives_the_maximum_and_no_gives_nothing_unless_stated() -> None:
    plain = Built({"kind": "boolean@1"}, YES_NO)
    turned = Built({"kind": "boolean@1", "points_if_true": "0.5", "points_if_false": "1.5"}, YES_NO)
    assert [plain.outcome({"x": answer}).points for answer in (True, False)] == [2, 0]
    assert [turned.outcome({"x": answer}).points for answer in (True, False)] == [
        Fraction("0.5"),
        Fraction("1.5"),
    ]
    assert plain.landmarks() == {"true", "false"}


def test_entered_points_stand_as_they_are_and_their_bounds_are_for_the_reader() -> None:
    plain = Built({"kind": "entered@1"}, NUMBER, max_points="10/3")
    narrow = Built({"kind": "entered@1", "at_least": "1/3", "at_most": "2"}, NUMBER, max_points="10/3")
    open_ended = Built({"kind": "entered@1"}, NUMBER, max_points=None)
    assert plain.outcome({"x": Fraction("1.234")}).points == Fraction("1.234")
    ends = []
    for built in (plain, narrow, open_ended):
        accepted = built.rule.accepted_domains(built.leaf)["x"].interval
        ends.append((accepted.lower, accepted.upper))
    assert ends == [(0, Fraction(10, 3)), (Fraction(1, 3), 2), (0, None)]


def test_a_failure_caps_the_parent_and_gives_no_points() -> None:
    built = Built({"kind": "veto@1", "fails_when": True, "parent_at_most": "50"}, YES_NO)
    failed, passed = built.outcome({"x": True}), built.outcome({"x": False})
    assert [failed.points, failed.branch, failed.parent_at_most] == [None, "failed", 50]
    assert (passed.points, passed.branch, passed.parent_at_most) == (None, "passed", None)
    assert built.words() == ["x: yes leaves at most 50 points to the group."]


def test_a_tracked_value_is_shown_without_points() -> None:
    rule = {"kind": "tracked@1"}
    assert Built(rule, RATIO).outcome({"x": Ratio(Fraction(1), Fraction(4))}).measured == Fraction(1, 4)
    assert Built(rule, RATIO).outcome({"x": Ratio(Fraction(1), Fraction(0))}).measured is None
    assert Built(rule, YES_NO).outcome({"x": True}).measured == 1
    label = {"x": {"type": "label", "labels": labels("a")}}
    assert Built(rule, label).outcome({"x": "a"}) == (None, "tracked", None, None, None, False, None)
    assert Built(rule, RATIO).landmarks() == frozenset()


def test_a_rule_that_is_not_stated_says_so() -> None:
    outcome = Built({"kind": "not_stated@1"}, {}).outcome({})
    assert outcome.points is None
    assert outcome.open_point is not None


@pytest.mark.parametrize(
    ("rule", "inputs", "max_points", "expected"),
    [
        ({"kind": "boolean@1"}, YES_NO, None, [("CH-2112", ("points_if_true",))]),
        ({"kind": "boolean@1", "points_if_true": "3"}, YES_NO, "2", [("CH-2106", ("points_if_true",))]),
        ({"kind": "boolean@1"}, {**YES_NO, "y": {"type": "boolean"}}, "2", [("CH-2119", ("input",))]),
        ({"kind": "boolean@1", "input": "x"}, NUMBER, "2", [("CH-2108", ("input",))]),
        ({"kind": "entered@1", "at_least": "2", "at_most": "1"}, NUMBER, "2", [("CH-2111", ("at_least",))]),
        ({"kind": "entered@1", "at_most": "3"}, NUMBER, "2", [("CH-2106", ("at_most",))]),
        (
            {"kind": "veto@1", "fails_when": True, "parent_at_most": "0"},
            NUMBER,
            "2",
            [("CH-2119", ("input",))],
        ),
        ({"kind": "tracked@1", "measure": "y"}, NUMBER, None, [("CH-2107", ("measure",))]),
    ],
)
def test_faults(rule: Any, inputs: Any, max_points: str | None, expected: Any) -> None:
    assert Built(rule, inputs, max_points=max_points).faults() == expected
