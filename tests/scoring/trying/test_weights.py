"""Another weight of a criterion: every rank is that of a full recomputation.

The recomputation knows nothing of lines: it scores another framework. In a sum the criterion gets
another maximum and its points grow with it; in a mean its weight is written into the document.
"""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, strategies
from hypothesis import given as given_by
from hypothesis.strategies import DrawFn

from chiso.figures import write_exact
from chiso.scoring.answers import Answer
from chiso.scoring.result import Result
from chiso.scoring.trying.sensitivity import Sensitivity, find_sensitivity, ranks_at
from tests.scoring.building import group, leaf, make_framework, points, score_units
from tests.scoring.test_score_against_naive import PENALTY, all_leaves, trees

Given = dict[str, dict[str, Fraction | str]]
KINDS = ("sum@1", "capped_sum@1", "weighted_sum@1", "weighted_mean@1", "geometric_mean@1")
MEANS = ("weighted_mean@1", "geometric_mean@1")
LEAVES = ("a", "b", "c")


def aggregation(kind: str, codes: tuple[str, ...], weights: tuple[int, ...]) -> dict[str, Any]:
    """How a group is put together."""
    found: dict[str, Any] = {"kind": kind}
    if kind == "capped_sum@1":
        found["ceiling"] = "14"
    elif kind != "sum@1":
        found["weights"] = {code: str(weight) for code, weight in zip(codes, weights, strict=True)}
    return found


@strategies.composite
def leagues(draw: DrawFn) -> tuple[dict[str, Any], Given]:
    """A group of three criteria beside one more and a deduction, and what four units answered."""
    weights = draw(strategies.tuples(*[strategies.integers(1, 3)] * 3))
    kind = draw(strategies.sampled_from(KINDS))
    index_kind = draw(strategies.sampled_from(("sum@1", "weighted_sum@1", "weighted_mean@1")))
    conduct = draw(strategies.sampled_from(("rescale_parent", "leave_out", "full_points")))
    stated: dict[str, Any] = {"aggregation": aggregation(index_kind, ("G", "d"), weights[:2])}
    if draw(strategies.booleans()):
        stated["bounds"] = {"at_least": "0", "at_most": draw(strategies.sampled_from(("9", "25", "60")))}
    if draw(strategies.booleans()):
        stated["tie_break"] = ["G"]
    nodes = [
        group(
            "G",
            *(leaf(code, when_not_applicable=conduct) for code in LEAVES),
            aggregation=aggregation(kind, LEAVES, weights),
            when_not_applicable=conduct,
        ),
        leaf("d"),
        leaf("p", "0", **PENALTY, role="penalty", minimum="-5", when_not_applicable="leave_out"),
    ]
    answers: Given = {}
    for unit in ("u", "v", "w", "x"):
        answers[unit] = {"d": Fraction(draw(strategies.integers(0, 10)))}
        answers[unit]["p"] = Fraction(draw(strategies.integers(0, 5)))
        for code in LEAVES:
            answers[unit][code] = draw(
                strategies.one_of(
                    strategies.integers(0, 10).map(Fraction),
                    strategies.integers(0, 40).map(lambda n: Fraction(n, 4)),
                    strategies.just("not_applicable"),
                )
            )
    return {"nodes": nodes, "index": stated}, answers


def score_league(document: dict[str, Any], answers: Given) -> Result:
    """The result of all units."""
    framework = make_framework(*document["nodes"], index=document["index"])
    return score_units(
        framework,
        {
            unit: {
                code: Answer("not_applicable") if isinstance(value, str) else points(value)
                for code, value in given.items()
            }
            for unit, given in answers.items()
        },
    )


def recompute(document: dict[str, Any], answers: Given, code: str, factor: Fraction) -> Result:
    """Score the framework in which the criterion weighs otherwise."""
    changed, given = deepcopy(document), deepcopy(answers)
    holder = changed["index"] if code == "d" else changed["nodes"][0]
    if holder["aggregation"]["kind"] in MEANS:
        weights = holder["aggregation"]["weights"]
        weights[code] = write_exact(Fraction(weights[code]) * factor)
        return score_league(changed, given)
    parts = changed["nodes"] if code == "d" else changed["nodes"][0]["nodes"]
    own = next(node for node in parts if node["code"] == code)
    own["max_points"] = write_exact(Fraction(own["max_points"]) * factor)
    for answered in given.values():
        value = answered[code]
        answered[code] = value if isinstance(value, str) else value * factor
    return score_league(changed, given)


def ranks(result: Result) -> dict[str, int]:
    """The ranks of the ranked units."""
    return {row.unit.uid: row.rank for row in result.ranking if row.rank is not None}


FACTORS = strategies.sampled_from([Fraction(n, 20) for n in (1, 10, 15, 18, 19, 21, 22, 25, 40, 100)])


@given_by(leagues(), strategies.sampled_from((*LEAVES, "d")), FACTORS)
def test_every_rank_is_that_of_a_full_recomputation(
    league: tuple[dict[str, Any], Given], code: str, factor: Fraction
) -> None:
    document, answers = league
    kinds = (document["index"]["aggregation"]["kind"], document["nodes"][0]["aggregation"]["kind"])
    rescales = any("not_applicable" in given.values() for given in answers.values())
    # No document can say a weight in a sum with a ceiling; where parts are stretched too, nothing is claimed.
    assume(not (kinds[1] == "capped_sum@1" and rescales and code != "d"))
    result = score_league(document, answers)
    assert ranks_at(result, code, factor) == ranks(recompute(document, answers, code, factor))


@given_by(trees(), strategies.randoms(), FACTORS)
def test_every_rank_is_right_in_trees_of_any_depth_too(
    nodes: list[dict[str, Any]], random: Any, factor: Fraction
) -> None:
    own = random.choice(all_leaves(nodes))
    parents = {part["code"]: node for node in all_groups(nodes) for part in node["nodes"]}
    kind = parents.get(own["code"], {}).get("aggregation", {"kind": "sum@1"})["kind"]
    assume(own["role"] == "regular" and kind in ("sum@1", "weighted_sum@1"))
    answers: Given = {
        unit: {
            node["code"]: "not_applicable"
            if random.random() < 0.15
            else Fraction(5 if node["role"] == "penalty" else node["max_points"]) * random.randint(0, 4) / 4
            for node in all_leaves(nodes)
        }
        for unit in ("u", "v", "w", "x")
    }
    changed, given = deepcopy(nodes), deepcopy(answers)
    for node in all_leaves(changed):
        if node["code"] == own["code"]:
            node["max_points"] = write_exact(Fraction(node["max_points"]) * factor)
    for answered in given.values():
        value = answered[own["code"]]
        answered[own["code"]] = value if isinstance(value, str) else value * factor
    result = score_league({"nodes": nodes, "index": {}}, answers)
    assert ranks_at(result, own["code"], factor) == ranks(
        score_league({"nodes": changed, "index": {}}, given)
    )


def all_groups(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups among some nodes and below them."""
    found = [node for node in nodes if "nodes" in node]
    return found + [inner for node in found for inner in all_groups(node["nodes"])]


@given_by(leagues(), strategies.sampled_from((*LEAVES, "d")))
def test_no_rank_changes_before_the_threshold_and_one_does_behind_it(
    league: tuple[dict[str, Any], Given], code: str
) -> None:
    document, answers = league
    result = score_league(document, answers)
    found = sensitivity_of(result, code)
    for direction, threshold in ((1, found.up), (-1, found.down)):
        if threshold is None:
            continue
        end = threshold.first if threshold.first is not None else threshold.until
        last = end if end is not None else Fraction(1) if direction < 0 else Fraction(8)
        for share in (Fraction(1, 7), Fraction(6, 7), Fraction(999, 1000)):
            change = direction * last * share
            if change > -1:
                assert ranks_at(result, code, 1 + change) == ranks(result)
        if threshold.first is not None and not result.framework.index.tie_break:
            behind = threshold.first + Fraction(1, 10**9)
            if direction > 0 or behind < 1:
                assert ranks_at(result, code, 1 + direction * behind) != ranks(result)


@given_by(leagues(), strategies.sampled_from((*LEAVES, "d")))
def test_the_first_rank_is_kept_before_its_threshold_and_lost_behind_it(
    league: tuple[dict[str, Any], Given], code: str
) -> None:
    document, answers = league
    assume("tie_break" not in document["index"])
    result = score_league(document, answers)
    found = sensitivity_of(result, code)
    leading = leaders(ranks(result))
    for direction, threshold in ((1, found.up), (-1, found.down)):
        if threshold is None or threshold.top is None:
            continue
        before = threshold.top * Fraction(999, 1000)
        behind = threshold.top + Fraction(1, 10**9)
        if direction > 0 or behind < 1:
            assert leaders(ranks_at(result, code, 1 + direction * before)) == leading
            assert leaders(ranks_at(result, code, 1 + direction * behind)) != leading


def leaders(ranked: dict[str, int]) -> set[str]:
    """Who is first."""
    return {uid for uid, rank in ranked.items() if rank == min(ranked.values())}


def sensitivity_of(result: Result, code: str) -> Sensitivity:
    """The sensitivity of one node."""
    return next(one for one in find_sensitivity(result) if one.code == code)


def test_two_units_draw_level_where_their_lines_meet() -> None:
    # u: 6 + 8 = 14, v: 9 + 4 = 13. With "b" at w: 6 + 8w and 9 + 4w meet at w = 3/4.
    framework = make_framework(leaf("a"), leaf("b"))
    result = score_units(
        framework, {"u": {"a": points("6"), "b": points("8")}, "v": {"a": points("9"), "b": points("4")}}
    )
    found = sensitivity_of(result, "b")
    assert found.down is not None
    assert found.up is not None
    assert (found.down.first, found.down.top) == (Fraction(1, 4), Fraction(1, 4))
    assert (found.up.first, found.up.top) == (None, None)
    assert [(shift.factor, shift.mean) for shift in found.shifts] == [
        (Fraction(3, 4), Fraction(1, 2)), (Fraction(9, 10), 0), (Fraction(11, 10), 0), (Fraction(5, 4), 0),
    ]  # fmt: skip


def test_units_that_are_level_part_at_any_change() -> None:
    result = score_units(
        make_framework(leaf("a"), leaf("b")),
        {"u": {"a": points("6"), "b": points("4")}, "v": {"a": points("4"), "b": points("6")}},
    )
    found = sensitivity_of(result, "a")
    assert found.up is not None
    assert (found.up.first, found.up.top) == (0, 0)


def test_nothing_is_said_from_where_a_bound_begins_to_hold() -> None:
    # u has 18 of at most 20: from b · 1.25 on (10 + 8 · 1.25 = 20) its total stands still.
    framework = make_framework(leaf("a"), leaf("b"), index={"bounds": {"at_least": "0", "at_most": "20"}})
    result = score_units(
        framework, {"u": {"a": points("10"), "b": points("8")}, "v": {"a": points("7"), "b": points("9")}}
    )
    found = sensitivity_of(result, "b")
    assert found.up is not None
    assert (found.up.first, found.up.until) == (None, Fraction(1, 4))
    # At 2.2 both stand at 20.
    assert ranks_at(result, "b", Fraction(11, 5)) == {"u": 1, "v": 1}


def test_a_bonus_and_a_mean_of_shares_have_no_weight_to_change() -> None:
    framework = make_framework(
        group("G", leaf("a"), leaf("b"), aggregation={"kind": "mean_of_shares@1", "times": "10"}),
        leaf("c", "2", role="bonus"),
    )
    result = score_units(framework, {"u": {code: points("1") for code in "abc"}})
    found = {one.code: one.unweighed for one in find_sensitivity(result)}
    assert found == {"G": None, "a": "no_weights", "b": "no_weights", "c": "extra"}
    nobody = make_framework(leaf("a"), leaf("b", when_not_applicable="leave_out"))
    left_out = score_units(nobody, {"u": {"a": points("1"), "b": Answer("not_applicable")}})
    assert sensitivity_of(left_out, "b").unweighed == "no_points"
    with pytest.raises(ValueError, match="cannot be changed"):
        ranks_at(result, "c", Fraction(2))


def test_a_deduction_beside_a_weighted_mean_is_not_divided_by_the_weights() -> None:
    # (12 + 0·w) / (1 + w) − 2 and (0 + 9·w) / (1 + w): 4 and 4.5 at w = 1; 6 and 3 at w = 1/2. They meet
    # where 12 − 2·(1 + w) = 9·w, at w = 10/11.
    weights = {"kind": "weighted_mean@1", "weights": {"a": "1", "d": "1"}}
    deduction = leaf("p", "0", **PENALTY, role="penalty", minimum="-5")
    framework = make_framework(leaf("a", "12"), leaf("d"), deduction, index={"aggregation": weights})
    given = {"u": {"a": "12", "d": "0", "p": "2"}, "v": {"a": "0", "d": "9", "p": "0"}}
    result = score_units(
        framework, {unit: {code: points(x) for code, x in own.items()} for unit, own in given.items()}
    )
    assert ranks_at(result, "d", Fraction(1, 2)) == {"u": 1, "v": 2}
    found = sensitivity_of(result, "d").down
    assert found is not None
    assert found.first == Fraction(1, 11)


def test_published_figures_are_ranked_by_their_rounded_totals() -> None:
    # 9.996 and 9.994 print as 10.00 and 9.99; with b at 0.9 both print as 9.99 or less, and part otherwise.
    framework = make_framework(leaf("a"), leaf("b"), index={"ranked": "published"})
    result = score_units(
        framework,
        {"u": {"a": points("9"), "b": points("0.994")}, "v": {"a": points("9.001"), "b": points("0.994")}},
    )
    assert ranks(result) == {"v": 1, "u": 2}
    # 9 + 0.994·0.9 = 9.8946 → 9.89 and 9.8956 → 9.90.
    assert ranks_at(result, "b", Fraction(9, 10)) == {"v": 1, "u": 2}
    # 9 + 0.994·0.5 = 9.497 → 9.50 and 9.498 → 9.50.
    assert ranks_at(result, "b", Fraction(1, 2)) == {"v": 1, "u": 1}
    assert sensitivity_of(result, "b").up is None
