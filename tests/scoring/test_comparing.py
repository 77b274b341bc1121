"""Differences are split without remainder, and each part has its right name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import strategies
from hypothesis.strategies import DrawFn

from chiso.frameworks.model import Framework
from chiso.language import LANGUAGES
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.compare import Comparison, compare_runs, compare_units
from chiso.scoring.comparison_words import say_comparison
from chiso.scoring.exact import exact_sum
from chiso.scoring.result import Result
from chiso.scoring.score import score
from tests.scoring.building import (
    YEAR,
    fact,
    given,
    group,
    leaf,
    make_framework,
    points,
    score_one,
    score_units,
    unit,
)
from tests.scoring.naive import Given
from tests.scoring.test_score_against_naive import all_leaves, answered_trees, as_answers, trees

PARTS = tuple[tuple[str, str | None, Fraction], ...]


def compare(before: Result, after: Result) -> Comparison:
    """Compare the unit "u" of two results."""
    return compare_units(before, before.find_unit("u"), after, after.find_unit("u"))


def parts(comparison: Comparison) -> PARTS:
    """The parts as kind, code and amount."""
    return tuple((part.kind, part.after or part.before, part.amount) for part in comparison.parts)


@strategies.composite
def pairs(draw: DrawFn) -> tuple[list[Any], Given, Given]:
    """A tree and the answers of one unit in two years."""
    nodes, before = draw(answered_trees())
    after = dict(before)
    for node in all_leaves(nodes):
        if draw(strategies.booleans()):
            top = Fraction(5) if node["role"] == "penalty" else Fraction(node["max_points"])
            share = draw(strategies.fractions(0, 1, max_denominator=12))
            after[node["code"]] = draw(strategies.sampled_from((top * share, "not_applicable")))
    return nodes, before, after


@given_by(pairs())
def test_the_parts_add_up_to_the_difference_exactly(case: tuple[list[Any], Given, Given]) -> None:
    nodes, before, after = case
    framework = make_framework(*nodes)
    comparison = compare(score_one(framework, as_answers(before)), score_one(framework, as_answers(after)))
    if comparison.difference is not None:
        assert exact_sum(part.amount for part in comparison.parts) == comparison.difference


@given_by(answered_trees(), trees(), strategies.randoms())
def test_nothing_is_left_over_between_two_frameworks_either(
    case: tuple[list[Any], Given], others: list[Any], random: Any
) -> None:
    nodes, before = case
    after: Given = {
        node["code"]: (Fraction(5) if node["role"] == "penalty" else Fraction(node["max_points"]))
        * Fraction(random.randint(0, 12), 12)
        for node in all_leaves(others)
    }
    one = score_one(make_framework(*nodes), as_answers(before))
    two = score_one(make_framework(*others, version="2"), as_answers(after))
    comparison = compare(one, two)
    if comparison.difference is not None:
        assert exact_sum(part.amount for part in comparison.parts) == comparison.difference


def test_other_answers_are_named_with_their_amounts() -> None:
    framework = make_framework(leaf("a"), leaf("b"))
    before = score_one(framework, {"a": points("4"), "b": points("4")})
    after = score_one(framework, {"a": points("7"), "b": points("3")})
    assert parts(compare(before, after)) == (("inputs", "a", 3), ("inputs", "b", -1))


COUNT = {"n": {"type": "count"}}


def steps(limit: str, maximum: str = "10") -> dict[str, Any]:
    """Full points from `limit` up, else none."""
    entries = [{"at_least": limit, "points": maximum}, {"below": limit, "points": "0"}]
    return {"kind": "steps@1", "steps": entries}


def test_a_changed_rule_is_told_from_changed_answers() -> None:
    # 5 gives 10 by the old rule (from 4 up); 7 gives 10 by the old and 0 by the new rule (from 9 up).
    old = make_framework(leaf("a", "10", inputs=COUNT, rule=steps("4")))
    new = make_framework(leaf("a", "10", inputs=COUNT, rule=steps("9")), version="2")
    before = score_one(old, {"a": given(n=Fraction(3))})
    after = score_one(new, {"a": given(n=Fraction(7))})
    comparison = compare(before, after)
    assert parts(comparison) == (("inputs", "a", 10), ("rule", "a", -10))
    assert [difference.sort for difference in comparison.breaks] == ["rule"]
    assert comparison.common.codes == ()


def test_a_changed_maximum_is_named() -> None:
    rule = {"kind": "proportion@1", "when_undefined": "zero"}
    inputs = {"x": {"type": "share"}}
    old = make_framework(leaf("a", "10", inputs=inputs, rule=rule))
    new = make_framework(leaf("a", "20", inputs=inputs, rule=rule), version="2")
    half = {"a": given(x=Fraction(1, 2))}
    comparison = compare(score_one(old, half), score_one(new, half))
    assert parts(comparison) == (("maximum", "a", 5),)


def test_points_entered_out_of_another_maximum_are_not_called_other_answers() -> None:
    old = make_framework(leaf("a", "5"))
    new = make_framework(leaf("a", "3"), version="2")
    comparison = compare(score_one(old, {"a": points("4")}), score_one(new, {"a": points("3")}))
    assert parts(comparison) == (("maximum", "a", -1),)


def test_what_came_and_went_is_named_and_the_common_part_compared() -> None:
    old = make_framework(leaf("a"), leaf("b", concept="reports"), leaf("c"))
    new = make_framework(leaf("a"), leaf("B", concept="reports"), leaf("d"), version="2")
    before = score_one(old, {"a": points("4"), "b": points("5"), "c": points("6")})
    after = score_one(new, {"a": points("5"), "B": points("3"), "d": points("9")})
    comparison = compare(before, after)
    assert parts(comparison) == (
        ("inputs", "a", 1), ("inputs", "B", -2), ("added", "d", 9), ("removed", "c", -6),
    )  # fmt: skip
    assert comparison.common.codes == (("a", "a"), ("b", "B"))
    assert (comparison.common.before, comparison.common.after) == (9, 8)


def test_weights_and_ceilings_have_their_own_names() -> None:
    def framework(weight: str, version: str) -> Framework:
        weighted = {"kind": "weighted_sum@1", "weights": {"a": weight, "b": "1"}}
        return make_framework(group("A", leaf("a"), leaf("b"), aggregation=weighted), version=version)

    answers = {"a": points("4"), "b": points("5")}
    comparison = compare(score_one(framework("1", "1"), answers), score_one(framework("2", "2"), answers))
    assert parts(comparison) == (("weight", "a", 4),)
    capped = make_framework(
        group("A", leaf("a"), leaf("b"), aggregation={"kind": "capped_sum@1", "ceiling": "12"})
    )
    before = score_one(capped, {"a": points("4"), "b": points("5")})
    after = score_one(capped, {"a": points("8"), "b": points("6")})
    assert parts(compare(before, after)) == (("inputs", "a", 4), ("inputs", "b", 1), ("ceiling", "A", -2))


def test_a_change_of_applicability_is_named_with_what_it_stretches() -> None:
    framework = make_framework(group("A", leaf("a"), leaf("b", when_not_applicable="rescale_parent")))
    before = score_one(framework, {"a": points("4"), "b": points("5")})
    after = score_one(framework, {"a": points("4"), "b": Answer("not_applicable")})
    assert parts(compare(before, after)) == (("applicability", "b", -5), ("rescaling", "A", 4))


def test_each_part_of_a_geometric_mean_has_its_share() -> None:
    framework = make_framework(group("A", leaf("a"), leaf("b"), aggregation={"kind": "geometric_mean@1"}))
    before = score_one(framework, {"a": points("1"), "b": points("1")})
    after = score_one(framework, {"a": points("4"), "b": points("9")})
    # √(1·1) = 1 → √(4·9) = 6. a first: +1, then b: +4; b first: +2, then a: +3. Means: a +2, b +3.
    assert parts(compare(before, after)) == (("inputs", "a", 2), ("inputs", "b", 3))


def test_a_rank_changes_by_others_and_by_who_takes_part() -> None:
    framework = make_framework(leaf("a", "100"))
    before = score_units(framework, {c: {"a": points(x)} for c, x in (("u", "50"), ("v", "40"), ("w", "60"))})
    after = score_units(
        framework,
        {c: {"a": points(x)} for c, x in (("u", "50"), ("v", "55"), ("x", "70"), ("y", "60"))},
    )
    rank = compare(before, after).rank
    assert rank is not None
    # Among u and v: 1 → 2. From 2 of {u, v, w} to 4 of {u, v, x, y}: +1 by v, +1 by who came and went.
    assert (rank.before, rank.after, rank.among_common, rank.by_membership) == (2, 4, 1, 1)
    assert (rank.came, rank.went) == (("x", "y"), ("w",))


def test_a_missing_total_is_said_and_nothing_is_split() -> None:
    framework = make_framework(leaf("a"), leaf("b"))
    before = score_one(framework, {"a": points("4"), "b": points("5")})
    after = score_one(framework, {"a": points("6")})
    comparison = compare(before, after)
    assert (comparison.difference, comparison.parts, comparison.rank) == (None, (), None)
    assert comparison.common.codes == (("a", "a"),)
    assert "cannot be compared" in say_comparison(comparison)[3].in_language("en")


def test_two_runs_are_compared_for_every_unit_that_both_have() -> None:
    framework = make_framework(leaf("a"), fact("F"))
    answers = Answers.of({code: {"a": points("4")} for code in "pqr"})
    one = score(framework, answers, [unit("p"), unit("q")], YEAR)
    two = score(framework, answers, [unit("q"), unit("r")], YEAR)
    assert [comparison.after.uid for comparison in compare_runs((one,), (two,))] == ["q"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_comparison_can_be_read(language: Any) -> None:
    old = make_framework(leaf("a"), leaf("c"))
    new = make_framework(leaf("a"), leaf("d"), version="2")
    before = score_one(old, {"a": points("4"), "c": points("6")})
    after = score_one(new, {"a": points("5"), "d": points("9")})
    sentences = [sentence.in_language(language) for sentence in say_comparison(compare(before, after))]
    assert all(sentences)
    assert not any("{" in sentence for sentence in sentences)


def test_another_figure_of_the_law_is_another_rule() -> None:
    # 5 of 10 items are in time: enough in a commune (0.5), not in a province (0.6).
    rule = {
        "kind": "steps@1",
        "steps": [
            {"at_least": {"parameter": "limit"}, "points": "10"},
            {"below": {"parameter": "limit"}, "points": "0"},
        ],
    }
    limits = {"limit": {"by": "level", "values": {"commune": "0.5", "province": "0.6"}}}
    framework = make_framework(
        leaf("a", inputs={"x": {"type": "number"}}, rule=rule), leaf("b"), parameters=limits
    )
    answers = {"a": given(x=Fraction(1, 2)), "b": points("4")}
    before = score_one(framework, answers, level="commune")
    after = score_one(framework, answers, level="province")
    comparison = compare(before, after)
    assert parts(comparison) == (("rule", "a", Fraction(-10)),)
    assert comparison.common.codes == (("b", "b"),)
