"""Ceilings, bonus, penalties, vetoes, bounds, means: each by hand. And what is missing or open."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from chiso.frameworks.values import Ratio
from chiso.problems import BadInput
from chiso.scoring.answers import Answer
from tests.scoring.building import (
    Tree,
    fact,
    given,
    group,
    leaf,
    make_framework,
    points,
    score_one,
    score_units,
)

COUNT = {"number": {"type": "count"}}


def penalty(code: str, each: str) -> Tree:
    """A criterion that takes points off for each case."""
    rule = {"kind": "penalty@1", "amount": {"kind": "per_item@1", "each": each, "at_most": "100"}}
    return leaf(code, "0", minimum="-100", role="penalty", inputs=COUNT, rule=rule)


def test_a_bonus_comes_on_top_and_stops_at_its_own_maximum() -> None:
    framework = make_framework(
        leaf("a", "10"),
        group(
            "B",
            leaf("b", "4"),
            leaf("c", "4"),
            role="bonus",
            max_points="5",
            maxima_note={"vi": "x", "en": "x"},
        ),
    )
    result = score_one(framework, {"a": points("10"), "b": points("4"), "c": points("3")})
    assert result.node("u", "B").points == 5
    assert (result.node("u").points, result.node("u").max_points) == (15, 10)


def test_penalties_take_off_at_most_the_ceiling_of_their_group() -> None:
    framework = make_framework(
        leaf("a", "50"),
        group(
            "P",
            penalty("p", "3"),
            penalty("q", "5"),
            role="penalty",
            aggregation={"kind": "capped_sum@1", "ceiling": "20"},
        ),
    )
    few = score_one(
        framework, {"a": points("50"), "p": given(number=Fraction(1)), "q": given(number=Fraction(2))}
    )
    many = score_one(
        framework, {"a": points("50"), "p": given(number=Fraction(5)), "q": given(number=Fraction(2))}
    )
    assert few.node("u").points == 37
    assert many.node("u", "P").points == -20
    assert many.node("u").points == 30


def test_the_total_is_kept_within_its_bounds() -> None:
    framework = make_framework(
        leaf("a", "10"), penalty("p", "4"), index={"bounds": {"at_least": "0", "at_most": "9"}}
    )
    low = score_one(framework, {"a": points("1"), "p": given(number=Fraction(2))})
    high = score_one(framework, {"a": points("10"), "p": given(number=Fraction(0))})
    assert (low.node("u").points, high.node("u").points) == (0, 9)


def test_a_failed_veto_limits_its_group_and_nothing_else() -> None:
    veto = leaf(
        "v", None, role="veto", inputs={"clean": {"type": "boolean"}},
        rule={"kind": "veto@1", "fails_when": False, "parent_at_most": "3"},
    )  # fmt: skip
    framework = make_framework(group("A", leaf("a", "10"), veto), leaf("b", "10"))
    passed = score_one(framework, {"a": points("8"), "v": given(clean=True), "b": points("8")})
    failed = score_one(framework, {"a": points("8"), "v": given(clean=False), "b": points("8")})
    low = score_one(framework, {"a": points("2"), "v": given(clean=False), "b": points("8")})
    assert [r.node("u").points for r in (passed, failed, low)] == [16, 11, 10]


def test_a_veto_without_an_answer_keeps_the_unit_incomplete() -> None:
    veto = leaf(
        "v", None, role="veto", inputs={"clean": {"type": "boolean"}},
        rule={"kind": "veto@1", "fails_when": False, "parent_at_most": "3"},
    )  # fmt: skip
    result = score_one(make_framework(leaf("a", "10"), veto), {"a": points("8")})
    assert result.node("u").status == "missing"
    assert [lack.code for lack in result.incomplete["u"]] == ["v"]


def test_results_side_by_side_have_no_total() -> None:
    framework = make_framework(
        leaf("a", "10"), leaf("b", "10"), index={"aggregation": {"kind": "none@1"}, "ranked": "none"}
    )
    complete = score_one(framework, {"a": points("1"), "b": points("2")})
    incomplete = score_one(framework, {"a": points("1")})
    assert (complete.node("u").status, complete.node("u").points) == ("tracked", None)
    assert complete.is_complete("u")
    assert not incomplete.is_complete("u")


def test_a_fact_that_nobody_answered_keeps_no_unit_from_its_total() -> None:
    result = score_one(make_framework(leaf("a", "10"), fact("F")), {"a": points("4")})
    assert result.node("u").points == 4
    assert result.node("u", "F").status == "missing"
    assert result.incomplete == {}


def test_what_is_missing_is_missing_all_the_way_up_and_only_there() -> None:
    framework = make_framework(group("A", leaf("a"), leaf("b")), group("C", leaf("c"), leaf("d")))
    result = score_one(framework, {"a": points("1"), "c": points("2"), "d": points("3")})
    assert {node.code: node.points for node in result.nodes("u")} == {
        "total": None, "A": None, "a": 1, "b": None, "C": 5, "c": 2, "d": 3,
    }  # fmt: skip


def test_a_value_in_a_hole_of_the_law_is_open_and_never_zero() -> None:
    hole = {
        "kind": "steps@1",
        "steps": [
            {"at_most": "5", "points": "10"},
            {"above": "5", "below": "8", "open": {"vi": "Luật không nói", "en": "Not said"}},
            {"at_least": "8", "points": "0"},
        ],
    }
    framework = make_framework(leaf("a", "10", inputs=COUNT, rule=hole), leaf("b"))
    result = score_one(framework, {"a": given(number=Fraction(6)), "b": points("1")})
    assert (result.node("u", "a").status, result.node("u").status) == ("open", "open")
    assert result.node("u").points is None


def test_a_late_answer_counts_as_nothing_where_the_framework_says_so() -> None:
    framework = make_framework(leaf("a", when_late="zero"), leaf("b"))
    late = Answer("late", {"points": Fraction(9)})
    result = score_one(framework, {"a": late, "b": late})
    assert [result.node("u", code).points for code in ("a", "b")] == [0, 9]


def test_an_answer_with_one_of_two_inputs_is_missing() -> None:
    rule = {
        "kind": "cases@1",
        "cases": [
            {"when": {"all": [{"input": "x", "is": True}, {"input": "y", "is": True}]}, "points": "10"},
            {"otherwise": True, "points": "0"},
        ],
    }
    inputs = {"x": {"type": "boolean"}, "y": {"type": "boolean"}}
    framework = make_framework(leaf("a", "10", inputs=inputs, rule=rule))
    assert score_one(framework, {"a": given(x=True)}).node("u").status == "missing"
    assert score_one(framework, {"a": given(x=True, y=True)}).node("u").points == 10


def test_a_borrowed_input_is_taken_from_the_other_answer() -> None:
    lender = leaf("a", "10", inputs={"done": {"type": "boolean"}}, rule={"kind": "boolean@1"})
    borrower = leaf(
        "b", "4",
        inputs={"done": {"type": "boolean", "same_as": {"code": "a", "input": "done"}}},
        rule={"kind": "boolean@1"},
    )  # fmt: skip
    framework = make_framework(lender, borrower)
    assert score_one(framework, {"a": given(done=True)}).node("u").points == 14
    assert score_one(framework, {}).node("u", "b").status == "missing"


def test_shares_are_taken_of_the_maximum_of_each_part() -> None:
    framework = make_framework(
        group("A", leaf("a", "4"), leaf("b", "10"), aggregation={"kind": "mean_of_shares@1"}, max_points="6")
    )
    # 6 × (3/4 + 5/10) / 2
    assert score_one(framework, {"a": points("3"), "b": points("5")}).node("u").points == Fraction(15, 4)


def test_a_geometric_mean_that_is_a_fraction_is_exact() -> None:
    framework = make_framework(
        group("A", leaf("a", "10"), leaf("b", "10"), aggregation={"kind": "geometric_mean@1"})
    )
    assert score_one(framework, {"a": points("2"), "b": points("8")}).node("u").points == 4


def test_a_geometric_mean_of_a_negative_part_is_open() -> None:
    goalposts = {"kind": "goalposts@1", "worst": "0", "best": "10", "cut": False}
    below = leaf("b", "10", minimum="-10", inputs={"x": {"type": "number"}}, rule=goalposts)
    mean = group("A", leaf("a"), below, aggregation={"kind": "geometric_mean@1"})
    framework = make_framework(mean, leaf("c"))
    answers = {"a": points("2"), "b": given(x=Fraction(-1)), "c": points("1")}
    result = score_one(framework, answers)
    assert [result.node("u", code).status for code in ("b", "A", "c", "total")] == [
        "scored", "open", "scored", "open",
    ]  # fmt: skip
    assert [lack.code for lack in result.incomplete["u"]] == ["A"]


def test_units_are_measured_against_the_lowest_and_highest_of_their_league() -> None:

    rule = {"kind": "min_max@1", "lowest": "1", "highest": "10", "when_all_equal": "open"}
    framework = make_framework(leaf("a", "10", inputs={"x": {"type": "number"}}, rule=rule))
    answers = {code: {"a": given(x=Fraction(x))} for code, x in (("p", 10), ("q", 20), ("r", 40))}
    result = score_units(framework, answers)
    assert [result.node(code).points for code in "pqr"] == [1, 4, 10]
    alone = score_units(framework, {"p": answers["p"]})
    assert alone.node("p", "a").status == "open"


def test_the_printed_share_and_the_counts_meet_the_same_rule() -> None:
    rule = {"kind": "proportion@1", "target": "0.8", "when_undefined": "zero"}
    framework = make_framework(leaf("a", "10", inputs={"x": {"type": "ratio"}}, rule=rule))
    counts = score_one(framework, {"a": given(x=Ratio(Fraction(2), Fraction(5)))})
    printed = score_one(framework, {"a": given(x=Fraction("0.4"))})
    assert counts.node("u").points == printed.node("u").points == 5


def test_a_value_that_came_too_late_to_count_moves_no_other_unit() -> None:
    rule = {"kind": "min_max@1", "lowest": "1", "highest": "10"}
    framework = make_framework(leaf("a", inputs={"x": {"type": "number"}}, rule=rule, when_late="zero"))
    answers = {
        "p": {"a": given(x=Fraction(0))},
        "q": {"a": given(x=Fraction(10))},
        "late": {"a": Answer("late", {"x": Fraction(100)})},
    }
    result = score_units(framework, answers)
    assert [result.node(code).points for code in ("p", "q", "late")] == [1, 10, 0]


def test_a_share_of_a_group_that_has_only_a_deduction_left_is_open() -> None:
    deduction = leaf("p", None, role="penalty", inputs={"n": {"type": "count"}}) | {
        "rule": {"kind": "penalty@1", "amount": {"kind": "per_item@1", "each": "1"}}
    }
    part = leaf("a", "10", when_not_applicable="leave_out")
    framework = make_framework(
        group("A", part, deduction), leaf("c", "10"),
        index={"max_points": "100", "aggregation": {"kind": "mean_of_shares@1"}},
    )  # fmt: skip
    result = score_units(
        framework, {"u": {"a": Answer("not_applicable"), "p": given(n=Fraction(1)), "c": points("5")}}
    )
    assert result.node("u").status == "open"


def test_a_rule_without_its_figure_for_the_unit_is_open_and_says_so() -> None:
    rule = {
        "kind": "steps@1",
        "steps": [
            {"at_least": {"parameter": "limit"}, "points": "10"},
            {"below": {"parameter": "limit"}, "points": "0"},
        ],
    }
    framework = make_framework(
        leaf("a", inputs={"x": {"type": "number"}}, rule=rule),
        parameters={"limit": {"by": "level", "values": {"province": "3"}}},
    )
    answers = {"a": given(x=Fraction(5))}
    assert score_one(framework, answers, level="province").node("u").points == 10
    result = score_one(framework, answers, level="commune")
    outcome = result.node("u", "a").outcome
    assert result.node("u").status == "open"
    assert outcome is not None
    assert outcome.open_point is not None
    assert "limit" in outcome.open_point.in_language("en")


def test_a_year_without_a_calendar_is_named_with_unit_and_criterion() -> None:
    rule = {
        "kind": "lateness@1", "due": "due", "finished": "done", "counts": "working",
        "start": "10", "per_day": "1", "floor": "0",
    }  # fmt: skip
    dates = {"due": {"type": "date"}, "done": {"type": "date"}}
    framework = make_framework(leaf("a", inputs=dates, rule=rule))
    answer = given(due=date(2003, 1, 2), done=date(2003, 1, 9))
    with pytest.raises(BadInput) as refused:
        score_one(framework, {"a": answer})
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.field) == ("CH-1303", "u u, a")
