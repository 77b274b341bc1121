"""Thresholds against leagues that are scored again: in every draw, with every score that could decide."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest

from chiso.figures import Rounding
from chiso.frameworks.model import Framework
from chiso.improvement.rivals.standing import Rivals, rivals_as_they_stand, rivals_of
from chiso.improvement.targets import parse_target
from chiso.improvement.thresholds import Requirement, requirement_of, rounded_up_to
from chiso.problems import WrongCall
from chiso.scoring.result import Result
from tests.scoring.building import TITLE, Tree, leaf, make_framework, points, score_units

OWN = "own"
Holds = Callable[[Result], bool]


def league(framework: Framework, own: Fraction, rivals: Sequence[Fraction]) -> Result:
    """The league with these scores: the unit and its rivals r0, r1, …"""
    scores = {OWN: own, **{f"r{at}": score for at, score in enumerate(rivals)}}
    return score_units(framework, {code: {"a": points(score)} for code, score in scores.items()})


def rank_at_most(rank: int) -> Holds:
    return lambda result: next(row.rank for row in result.ranking if row.unit.uid == OWN) <= rank  # type: ignore[operator]


def class_at_least(*codes: str) -> Holds:
    return lambda result: result.classification.by_unit[OWN]["total"].code in codes


def above_mean(result: Result) -> bool:
    """By the definition: the mean of all, the own score among them."""
    scores = [result.scores[unit.uid].points[0] or Fraction(0) for unit in result.units]
    return (result.scores[OWN].points[0] or 0) > sum(scores) / len(scores)


def above_median(result: Result) -> bool:
    """By the definition: the median of all, the own score among them."""
    scores = sorted(result.scores[unit.uid].points[0] or Fraction(0) for unit in result.units)
    middle = len(scores) // 2
    median = scores[middle] if len(scores) % 2 else (scores[middle - 1] + scores[middle]) / 2
    return (result.scores[OWN].points[0] or 0) > median


def is_as_the_league_says(
    requirement: Requirement, framework: Framework, rivals: Rivals, holds: Holds
) -> None:
    """Score the league anew in each draw; the share of draws in which the target holds decides."""
    edges = {score for draw in range(len(rivals.draws)) for score in rivals.scores(draw)} | {
        one.score for one in requirement.thresholds if one.score is not None
    }
    close = Fraction(1, 1000)
    for own in sorted({edge + step for edge in edges for step in (-close, Fraction(0), close)}):
        if not 0 <= own <= 100:
            continue
        held = [holds(league(framework, own, rivals.scores(draw))) for draw in range(len(rivals.draws))]
        assert [one.met_by(own) for one in requirement.thresholds] == held or len(requirement.thresholds) == 1
        assert requirement.required.met_by(own) == (
            sum(held) >= requirement.target.wished * len(rivals.draws)
        ), f"own {own}"


def drawn(seed: int, draws: int = 6, units: int = 5) -> Rivals:
    """Scores with many ties: whole and half points close to one another."""
    chance = random.Random(seed)
    rows = [[Fraction(chance.randint(80, 100), 2) for _ in range(units)] for _ in range(draws)]
    return rivals_of([f"r{at}" for at in range(units)], rows, are_drawn=True)


def requirement(written: str, framework: Framework, rivals: Rivals) -> Requirement:
    result = league(framework, Fraction(1), rivals.scores(0))
    return requirement_of(parse_target(written), result, OWN, rivals)


@pytest.mark.parametrize("seed", range(50))
def test_a_rank_with_a_probability_is_a_score_in_fifty_scenario_models(seed: int) -> None:
    chance = random.Random(f"models {seed}")
    ties = chance.choice(["lowest", "highest", "dense"])
    ranked = chance.choice(["exact", "published"])
    mode = chance.choice(["half_up", "half_even", "half_down", "up", "down"])
    index = {"ties": ties, "ranked": ranked, "published": {"places": "0", "mode": mode}}
    framework = make_framework(leaf("a", "100"), index=index)
    rivals = drawn(seed)
    rank, probability = chance.randint(1, 6), chance.choice(["0.3", "0.5", "0.9", "1"])
    found = requirement(f"rank<={rank}@{probability}", framework, rivals)
    is_as_the_league_says(found, framework, rivals, rank_at_most(rank))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("middle", ["average", "median"])
def test_above_the_middle_counts_the_own_score(seed: int, middle: str) -> None:
    framework = make_framework(leaf("a", "100"))
    rivals = drawn(seed, units=4 + seed % 2)
    found = requirement(f"above {middle}@0.5", framework, rivals)
    is_as_the_league_says(found, framework, rivals, above_mean if middle == "average" else above_median)


BANDS: list[Tree] = [
    {"code": "tot", "title": TITLE, "at_least": "45"},
    {"code": "kha", "title": TITLE, "at_least": "42", "below": "45"},
    {"code": "yeu", "title": TITLE, "below": "42"},
]


@pytest.mark.parametrize("code", ["tot", "kha"])
def test_a_class_without_quota_is_its_lower_bound(code: str) -> None:
    framework = make_framework(leaf("a", "100"), classes=BANDS)
    rivals = drawn(1)
    found = requirement(f"class>={code}", framework, rivals)
    assert [one.score for one in found.thresholds] == [Fraction(45 if code == "tot" else 42)]
    held = class_at_least("tot") if code == "tot" else class_at_least("tot", "kha")
    is_as_the_league_says(found, framework, rivals, held)


@pytest.mark.parametrize("seed", range(16))
def test_a_quota_of_a_class_asks_for_a_place_in_each_draw(seed: int) -> None:
    chance = random.Random(f"quota {seed}")
    quota: dict[str, Any] = {
        "class": "tot",
        "of": chance.choice(["all", ["tot"], ["tot", "kha"]]),
        "share_at_most": chance.choice(["0.2", "0.4", "0.6"]),
        "rounding": chance.choice(["down", "up", "half_up"]),
        "over_quota": "kha",
        "ties": chance.choice(["all_in", "all_out"]),
    }
    framework = make_framework(leaf("a", "100"), classes=BANDS, quota=quota)
    rivals = drawn(seed, units=6)
    found = requirement("class>=tot@0.5", framework, rivals)
    is_as_the_league_says(found, framework, rivals, class_at_least("tot"))


def test_a_class_of_percent_is_of_the_maximum_that_applies() -> None:
    framework = make_framework(leaf("a", "50"), classes=BANDS, class_of="percent")
    found = requirement("class>=tot", framework, drawn(1))
    assert found.required.score == Fraction(45, 2)  # 45 % of 50


def test_rivals_that_stay_are_one_future() -> None:
    framework = make_framework(leaf("a", "100"))
    result = league(framework, Fraction(1), [Fraction(40), Fraction(50), Fraction(45)])
    rivals = rivals_as_they_stand(result, OWN)
    found = requirement_of(parse_target("rank<=2"), result, OWN, rivals)
    assert (found.required.score, found.required.is_strict) == (Fraction(45), False)
    assert [one.in_language("en") for one in found.assumptions] == ["The other units stay where they are."]


def test_equals_that_other_criteria_part_are_to_be_passed() -> None:
    framework = make_framework(leaf("a", "100"), leaf("b", "0"), index={"tie_break": ["b"]})
    scores = {OWN: "1", "r0": "40", "r1": "50"}
    result = score_units(
        framework, {code: {"a": points(score), "b": points("0")} for code, score in scores.items()}
    )
    found = requirement_of(parse_target("rank<=1"), result, OWN, rivals_as_they_stand(result, OWN))
    assert (found.required.score, found.required.is_strict) == (Fraction(50), True)


def test_a_rank_behind_all_rivals_asks_for_nothing() -> None:
    found = requirement("rank<=6@1", make_framework(leaf("a", "100")), drawn(3))
    assert found.required.score is None
    assert found.required.met_by(Fraction(0))


@pytest.mark.parametrize("mode", ["half_up", "half_even", "half_down", "up", "down"])
@pytest.mark.parametrize("is_strict", [False, True])
def test_a_published_figure_is_reached_by_all_that_rounds_to_it(mode: Any, is_strict: bool) -> None:
    rounding = Rounding(1, mode)
    for asked in (Fraction(-3, 10), Fraction(0), Fraction(2, 10), Fraction(3, 10)):
        found = rounded_up_to(asked, is_strict, rounding)
        for step in range(-60, 61):
            own = asked + Fraction(step, 200)
            figure = rounding.of(own)
            assert found.met_by(own) == (figure > asked if is_strict else figure >= asked), (asked, own)


def test_the_least_multiple_of_a_grid_is_the_first_that_meets_the_threshold() -> None:
    found = requirement("rank<=2@0.9", make_framework(leaf("a", "100")), drawn(5)).required
    first = found.least_multiple(7)
    assert first is not None
    assert [found.met_by(Fraction(m, 7)) for m in (first - 1, first)] == [False, True]


def test_a_rank_where_nobody_else_is_ranked_is_said_to_say_nothing() -> None:
    framework = make_framework(leaf("a", "100"))
    result = score_units(framework, {OWN: {"a": points("1")}, "r0": {}})
    found = requirement_of(parse_target("rank<=1"), result, OWN, rivals_as_they_stand(result, OWN))
    assert [one.in_language("en") for one in found.assumptions][1:] == [
        "No other unit of the league is ranked: a rank among one says nothing."
    ]


@pytest.mark.parametrize("written", ["above average", "above median"])
def test_who_is_alone_is_above_nobody(written: str) -> None:
    result = league(make_framework(leaf("a", "100")), Fraction(1), [])
    with pytest.raises(WrongCall) as refused:
        requirement_of(parse_target(written), result, OWN, rivals_as_they_stand(result, OWN))
    assert codes_of(refused.value) == ["CH-8303"]


def codes_of(refused: WrongCall) -> list[str]:
    return [problem.code for problem in refused.problems]


@pytest.mark.parametrize(
    ("written", "more", "code"),
    [
        ("class>=gold", {"classes": BANDS}, "CH-8302"),
        ("class>=tot", {}, "CH-8302"),
        ("rank<=3", {"index": {"ranked": "none"}}, "CH-8303"),
        ("score>=3", {"index": {"higher_is_better": False}}, "CH-8304"),
        ("class>=tot", {"classes": [BANDS[0] | {"below": "50"}, *BANDS[1:]]}, "CH-8305"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(written: str, more: dict[str, Any], code: str) -> None:
    if code == "CH-8305":
        more = {**more, "classes_open": [TITLE]}
    framework = make_framework(leaf("a", "100"), **more)
    with pytest.raises(WrongCall) as refused:
        requirement(written, framework, drawn(1))
    assert codes_of(refused.value) == [code]
