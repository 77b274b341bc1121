"""Distances are split without remainder, whatever the framework adds up and how."""

from __future__ import annotations

import random
from fractions import Fraction
from statistics import median as median_of

import pytest
from hypothesis import assume, given, settings, strategies

from chiso.frameworks.model import Framework
from chiso.improvement.gaps.distances import (
    AGAINST,
    Distance,
    Targets,
    find_distance,
    maxima_of,
    points_of,
)
from chiso.improvement.profiles import with_points
from chiso.problems import WrongCall
from chiso.scoring.answers import Answer
from chiso.scoring.exact import exact_sum
from chiso.scoring.result import Result
from tests.improvement.runs import papi
from tests.scoring.building import Tree, group, leaf, make_framework, points, score_units, unit
from tests.scoring.naive import Given
from tests.scoring.test_score_against_naive import all_leaves, as_answers, trees

F = Fraction
SEEDS = strategies.integers(0, 2**32)
UNITS = tuple(unit(code, group="g" if code in "abc" else "") for code in "abcde")


def league(nodes: list[Tree], seed: int) -> Result:
    """Five units measured by one tree, with answers of chance."""
    chance = random.Random(seed)
    given_answers: dict[str, Given] = {}
    for one in UNITS:
        own: Given = {}
        for node in all_leaves(nodes):
            top = Fraction(5) if node["role"] == "penalty" else Fraction(node["max_points"])
            points_of_leaf = top * Fraction(chance.randint(0, 6), 6)
            own[node["code"]] = "not_applicable" if chance.random() < 0.2 else points_of_leaf
        given_answers[one.code] = own
    answers = {code: as_answers(own) for code, own in given_answers.items()}
    return score_units(make_framework(*nodes), answers, UNITS)


def parts_of(distance: Distance) -> Fraction:
    """All that the distance is said to consist of."""
    effects = exact_sum(effect.amount for effect in distance.effects)
    return exact_sum(distance.lost.values()) + effects + distance.remainder


def add_up(result: Result, against: str) -> None:
    """Hold the first unit against something; its parts are the whole distance."""
    own = UNITS[0]
    assume(result.scores[own.uid].points[0] is not None)
    halves = {code: value / 2 for code, value in maxima_of(result, own.uid).items()}
    targets = Targets({"total": Fraction(7), **halves})
    distance = find_distance(result, own, against, targets)  # type: ignore[arg-type]
    assert parts_of(distance) == distance.difference
    assert distance.own == result.scores[own.uid].points[0]


@given(trees(), SEEDS, strategies.sampled_from(AGAINST))
@settings(max_examples=60)
def test_the_parts_of_a_distance_add_up_to_it_exactly(nodes: list[Tree], seed: int, against: str) -> None:
    add_up(league(nodes, seed), against)


@given(trees(), SEEDS)
@settings(max_examples=30)
def test_the_references_are_what_their_names_say(nodes: list[Tree], seed: int) -> None:
    result = league(nodes, seed)
    totals = {one.uid: total for one in UNITS if (total := result.scores[one.uid].points[0]) is not None}
    assume("a" in totals)
    own = UNITS[0]
    assert find_distance(result, own, "best").reference == max(totals.values())
    assert find_distance(result, own, "first-ten").reference == sum(totals.values()) / len(totals)
    assert find_distance(result, own, "median").reference == median_of(totals.values())
    members = [total for uid, total in totals.items() if uid in "abc"]
    assert find_distance(result, own, "group").reference == sum(members) / len(members)


@given(trees(), SEEDS)
@settings(max_examples=30)
def test_other_points_are_scored_as_if_they_had_been_entered(nodes: list[Tree], seed: int) -> None:
    result = league(nodes, seed)
    own = points_of(result, "b")
    halves = {code: value / 2 for code, value in own.items() if value > 0}
    again = {
        one.uid: dict(result.scores[one.uid].answers) | ({} if one.uid != "b" else _entered(halves))
        for one in UNITS
    }
    expected = score_units(result.framework, again, UNITS)
    found = with_points(result, "b", halves)
    assert found.scores["b"].points == expected.scores["b"].points
    assert [row.rank for row in found.ranking] == [row.rank for row in expected.ranking]


def _entered(halves: dict[str, Fraction]) -> dict[str, Answer]:
    return {code: points(value) for code, value in halves.items()}


@pytest.mark.soak
@given(trees(), SEEDS, strategies.sampled_from(AGAINST))
@settings(max_examples=3000)
def test_the_parts_of_thousands_of_distances_add_up(nodes: list[Tree], seed: int, against: str) -> None:
    add_up(league(nodes, seed), against)


def small(*nodes: Tree, **scores: dict[str, str]) -> tuple[Result, Framework]:
    framework = make_framework(*nodes)
    answers = {code: {name: points(value) for name, value in own.items()} for code, own in scores.items()}
    return score_units(framework, answers), framework


def test_a_ceiling_is_a_line_of_its_own() -> None:
    tree = group(
        "g", leaf("a", "10"), leaf("b", "10"), max_points="12",
        aggregation={"kind": "capped_sum@1", "ceiling": "12"},
    )  # fmt: skip
    result, _ = small(tree, u={"a": "4", "b": "5"}, v={"a": "9", "b": "8"})
    distance = find_distance(result, result.find_unit("u"), "best")
    # By hand: 12 − 9 = 3 points; the criteria bring 5 and 3, the ceiling takes 5 of them.
    assert (distance.difference, distance.lost) == (F(3), {"a": F(5), "b": F(3)})
    assert [(effect.kind, effect.code, effect.amount) for effect in distance.effects] == [
        ("ceiling", "g", F(-5))
    ]


def test_targets_move_what_has_one_and_leave_the_rest_to_the_total() -> None:
    result, _ = small(leaf("a", "10"), leaf("b", "10"), u={"a": "4", "b": "5"}, v={"a": "9", "b": "8"})
    targets = Targets({"a": Fraction(6), "total": Fraction(15)})
    distance = find_distance(result, result.find_unit("u"), "target", targets)
    # By hand: from 9 to 15; the target of a brings 2, nothing is said yet of the other 4.
    assert (distance.difference, distance.lost, distance.remainder) == (F(6), {"a": F(2)}, F(4))


def test_who_is_ranked_first_together_is_held_against_together() -> None:
    result, _ = small(
        leaf("a", "10"), leaf("b", "10"),
        u={"a": "4", "b": "5"}, v={"a": "9", "b": "8"}, w={"a": "8", "b": "9"},
    )  # fmt: skip
    distance = find_distance(result, result.find_unit("u"), "best")
    assert (distance.reference, distance.lost) == (F(17), {"a": F(9, 2), "b": F(7, 2)})


@pytest.mark.parametrize(
    ("against", "answers", "code"),
    [
        ("median", {}, "CH-8310"),
        ("group", {"a": "4"}, "CH-8311"),
        ("target", {"a": "4"}, "CH-8311"),
    ],
)
def test_what_cannot_be_held_against_is_refused(against: str, answers: dict[str, str], code: str) -> None:
    result = score_units(
        make_framework(leaf("a", "10")),
        {"u": {name: points(value) for name, value in answers.items()}, "v": {"a": points("5")}},
    )
    with pytest.raises(WrongCall) as refused:
        find_distance(result, result.find_unit("u"), against)  # type: ignore[arg-type]
    assert [problem.code for problem in refused.value.problems] == [code]


def test_without_a_ranking_there_is_no_best() -> None:
    framework = make_framework(leaf("a", "10"), index={"ranked": "none"})
    result = score_units(framework, {"u": {"a": points("4")}})
    with pytest.raises(WrongCall) as refused:
        find_distance(result, result.find_unit("u"), "best")
    assert [problem.code for problem in refused.value.problems] == ["CH-8311"]


def test_the_distance_of_hanoi_to_median_and_first_ten_of_papi_2019_is_split_exactly() -> None:
    result = papi(2019)
    hanoi = result.find_unit("01")
    totals = sorted((result.scores[one.uid].points[0] or Fraction(0) for one in result.units), reverse=True)
    # The published sum of Hà Nội, and the median of 63 totals, which is the 32nd.
    to_median = find_distance(result, hanoi, "median")
    assert to_median.own == Fraction("41.533021003")
    assert to_median.difference == totals[31] - totals[58]
    assert parts_of(to_median) == to_median.difference
    to_ten = find_distance(result, hanoi, "first-ten")
    assert to_ten.difference == sum(totals[:10]) / 10 - totals[58]
    assert exact_sum(to_ten.lost.values()) == to_ten.difference
    # A sum of sub-dimensions: what each brings is the mean of ten less its own, by plain subtraction.
    first = [row.unit for row in result.ranking[:10]]
    for code, lost in to_ten.lost.items():
        others = [result.node(one.uid, code).points or Fraction(0) for one in first]
        assert lost == sum(others) / 10 - (result.node(hanoi.uid, code).points or 0)
