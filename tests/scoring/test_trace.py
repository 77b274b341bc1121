"""The trace: each figure leads to what it was made of, and the amounts add up to it."""

from __future__ import annotations

from fractions import Fraction

from chiso.scoring.answers import Answer
from chiso.scoring.trace import trace_of_unit, trace_record
from tests.scoring.building import given, group, leaf, make_framework, points, score_one, score_units

HALVES = {"kind": "weighted_sum@1", "weights": {"a": "1/2", "b": "1"}}


def test_parts_and_effects_of_a_group_add_up_to_its_points() -> None:
    # 9/2 + 4 = 17/2, of a maximum of 15 that stands for 15; the ceiling of the total leaves 8.
    framework = make_framework(
        group("A", leaf("a", "10"), leaf("b", "10"), aggregation=HALVES), index={"bounds": {"at_most": "8"}}
    )
    trace = trace_of_unit(score_one(framework, {"a": points("9"), "b": points("4")}), "u")
    assert trace["A"]["parts"] == {"a": "4.5", "b": "4"}
    assert (trace["A"]["points"], trace["A"]["max_points"]) == ("8.5", "15")
    assert trace["total"]["parts"] == {"A": "8.5"}
    assert trace["total"]["effects"] == {"bounds": "-0.5"}
    assert trace["total"]["points"] == "8"


def test_a_maximum_that_did_not_apply_in_full_is_written_as_it_applied() -> None:
    framework = make_framework(leaf("a", "10"), leaf("b", "5", when_not_applicable="leave_out"))
    result = score_units(
        framework,
        {
            "all": {"a": points("1"), "b": points("2")},
            "some": {"a": points("1"), "b": Answer("not_applicable")},
        },
    )
    (league,) = trace_record([result])["leagues"]
    maxima = {code: trace["total"]["max_points"] for code, trace in league["units"].items()}
    assert maxima == {"all": "15", "some": "10"}
    assert league["units"]["some"]["total"]["left_out"] == ["b"]


def test_what_a_group_leaves_open_is_told_in_both_languages() -> None:
    mean = {"aggregation": {"kind": "geometric_mean@1"}, "published": {"places": "3", "mode": "half_up"}}
    rule = {"kind": "goalposts@1", "worst": "0", "best": "1", "cut": False}
    parts = (leaf(code, "1", inputs={"x": {"type": "number"}}, rule=rule) for code in ("a", "b"))
    result = score_one(
        make_framework(*parts, index=mean), {"a": given(x=Fraction(-1)), "b": given(x=Fraction(1))}
    )
    assert set(trace_of_unit(result, "u")["total"]["open"]) == {"vi", "en"}
