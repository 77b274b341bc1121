"""Conditions against a naive reading of the same words, and their faults."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chiso.frameworks.conditions import Condition
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.measures import Measure
from chiso.language import render
from tests.frameworks.rules.building import figures, labels

CONDITIONS: TypeAdapter[Any] = TypeAdapter(Condition)

LEAF = LeafContext(
    max_points=Fraction(2),
    inputs={
        "late": InputDefinition.model_validate({"type": "number"}),
        "complaint": InputDefinition.model_validate({"type": "boolean"}),
        "manner": InputDefinition.model_validate({"type": "label", "labels": labels("early", "on_time")}),
    },
    settings=({"limit": Fraction(5)}, {"limit": Fraction(7)}),
)


class Answers:
    """Reads from a plain mapping; a number that is None is undefined."""

    def number(self, measure: Measure) -> Callable[[Any], Fraction | None]:
        return lambda answers: answers[measure.name()]

    def answer(self, name: str) -> Callable[[Any], str | bool]:
        return lambda answers: answers[name]

    def parameter(self, name: str) -> Callable[[Any], Fraction]:
        return lambda answers: answers[name]


def holds(written: Any, **answers: Any) -> bool | None:
    condition = CONDITIONS.validate_python(written)
    assert condition.faults(LEAF) == []
    truth: bool | None = condition.prepare(Answers())(answers)
    return truth


@pytest.mark.parametrize(
    ("bounds", "low", "five", "high"),
    [
        ({"above": "5"}, False, False, True),
        ({"at_least": "5"}, False, True, True),
        ({"below": "5"}, True, False, False),
        ({"at_most": "5"}, True, True, False),
        ({"equals": "5"}, False, True, False),
        ({"at_least": "5", "below": "5.1"}, False, True, False),
        ({"above": {"parameter": "limit"}}, False, False, True),
    ],
)
def test_a_bound_says_whether_it_is_included(bounds: Any, low: bool, five: bool, high: bool) -> None:
    found = [
        holds({"measure": "late", **bounds}, late=Fraction(late), limit=Fraction(5))
        for late in ("4.99", "5", "5.11")
    ]
    assert found == [low, five, high]


def naive(written: Any, late: Fraction, complaint: bool, manner: str) -> bool:
    if "all" in written:
        return all([naive(part, late, complaint, manner) for part in written["all"]])
    if "any" in written:
        return any([naive(part, late, complaint, manner) for part in written["any"]])
    if "not" in written:
        return not naive(written["not"], late, complaint, manner)
    if "is" in written:
        return complaint is bool(written["is"])
    if "label" in written:
        return manner == str(written["label"])
    return late >= Fraction(written["at_least"])


TREES = st.recursive(
    st.builds(lambda bound: {"measure": "late", "at_least": bound}, figures(0, 3))
    | st.builds(lambda answer: {"input": "complaint", "is": answer}, st.booleans())
    | st.builds(lambda key: {"input": "manner", "label": key}, st.sampled_from(["early", "on_time"])),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)


@given(TREES, figures(0, 3), st.booleans(), st.sampled_from(["early", "on_time"]))
def test_conditions_hold_as_they_read(written: Any, late: Fraction, complaint: bool, manner: str) -> None:
    expected = naive(written, late, complaint, manner)
    assert holds(written, late=late, complaint=complaint, manner=manner) is expected


def test_an_undefined_measure_is_asked_only_if_nothing_before_it_decides() -> None:
    late = {"measure": "late", "above": "0"}
    complaint = {"input": "complaint", "is": True}
    assert holds(late, late=None) is None
    assert holds({"not": late}, late=None) is None
    assert holds({"any": [complaint, late]}, late=None, complaint=True) is True
    assert holds({"any": [complaint, late]}, late=None, complaint=False) is None
    assert holds({"all": [complaint, late]}, late=None, complaint=False) is False
    assert holds({"all": [late, complaint]}, late=None, complaint=False) is None


@pytest.mark.parametrize(
    ("written", "code", "path"),
    [
        ({"measure": "absent", "above": "0"}, "CH-2107", ("measure",)),
        ({"measure": "late"}, "CH-2115", ()),
        ({"measure": "late", "above": "0", "at_least": "1"}, "CH-2115", ()),
        ({"measure": "late", "equals": "0", "below": "1"}, "CH-2115", ()),
        ({"measure": "late", "above": "3", "at_most": "3"}, "CH-2111", ("above",)),
        ({"measure": "late", "above": {"parameter": "absent"}}, "CH-2114", ("above", "parameter")),
        ({"measure": "late", "at_least": "6", "below": {"parameter": "limit"}}, "CH-2111", ("at_least",)),
        ({"input": "late", "is": True}, "CH-2108", ("input",)),
        ({"input": "manner", "label": "late"}, "CH-2109", ("label",)),
        ({"any": [{"not": {"input": "absent", "is": True}}]}, "CH-2107", ("any", 0, "not", "input")),
    ],
)
def test_a_faulty_condition_names_the_key(written: Any, code: str, path: tuple[str | int, ...]) -> None:
    faults = CONDITIONS.validate_python(written).faults(LEAF)
    assert [(fault.code, fault.path) for fault in faults] == [(code, path)]


@pytest.mark.parametrize(
    "written", [{"all": []}, {"measure": "late", "over": "3"}, {"input": "complaint", "is": "maybe"}, "late"]
)
def test_what_is_no_condition_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        CONDITIONS.validate_python(written)


def test_conditions_are_said_in_words() -> None:
    written = {
        "all": [
            {"measure": "late", "at_least": "1000", "below": {"parameter": "limit"}},
            {"any": [{"input": "complaint", "is": True}, {"not": {"input": "manner", "label": "early"}}]},
        ]
    }
    shown = render(CONDITIONS.validate_python(written).words(LEAF), "en")
    assert shown == "late from 1,000 to below limit and (complaint = yes or not (manner = early))"
