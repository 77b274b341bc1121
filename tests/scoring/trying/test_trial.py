"""A draft on last year's answers: both rankings, and what moved them."""

from __future__ import annotations

import json
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import strategies

from chiso.frameworks.model import Framework
from chiso.problems import BadInput
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.difference import split_difference
from chiso.scoring.exact import exact_sum
from chiso.scoring.sides import Side
from chiso.scoring.trying import Trial, try_draft
from chiso.scoring.trying.causes import find_causes
from chiso.scoring.trying.level import find_level_criteria
from chiso.scoring.trying.record import trial_record
from chiso.scoring.trying.sources import share_by_source
from chiso.scoring.trying.unchanged import unchanged_nodes
from tests.scoring.building import YEAR, group, leaf, make_framework, points, unit
from tests.scoring.naive import Given
from tests.scoring.test_score_against_naive import all_leaves, answered_trees, as_answers, trees

Table = dict[str, dict[str, Answer]]


def trial_of(older: Framework, draft: Framework, answers: Table, **more: Any) -> Trial:
    """Try a draft on what these units answered."""
    return try_draft(older, draft, Answers.of(answers), [unit(code) for code in answers], YEAR, **more)


def table(**rows: str) -> Table:
    """u="a4 b5": what each unit answered."""
    return {name: {cell[0]: points(cell[1:]) for cell in written.split()} for name, written in rows.items()}


def ranks(trial: Trial) -> dict[str, tuple[int | None, int | None]]:
    """Both ranks of each unit."""
    return {
        move.unit.code: (move.before and move.before.rank, move.after and move.after.rank)
        for move in trial.moves
    }


ANSWERS = table(u="a9 b2", v="a5 b5", w="a1 b8")


def test_the_new_ranking_stands_beside_the_old() -> None:
    # 11, 10, 9 by the old set; with b out of 20 at the same share: 13, 15, 17.
    draft = make_framework(leaf("a"), leaf("b", "20"), version="2")
    trial = trial_of(make_framework(leaf("a"), leaf("b")), draft, ANSWERS)
    assert ranks(trial) == {"w": (3, 1), "v": (2, 2), "u": (1, 3)}
    assert [move.shift for move in trial.moves] == [-2, 0, 2]


def test_each_change_has_its_exact_amount_and_its_winners() -> None:
    draft = make_framework(leaf("a"), leaf("b", "20"), version="2")
    causes = find_causes(trial_of(make_framework(leaf("a"), leaf("b")), draft, ANSWERS))
    (cause,) = causes.changes
    assert (cause.kind, cause.after, cause.mean, cause.gains, cause.moved) == ("maximum", "b", 5, 3, 2)
    assert cause.amounts == {"u": 2, "v": 5, "w": 8}
    assert (cause.winners(3), cause.losers(3)) == (["w"], ["u"])


def test_a_change_that_gives_all_the_same_moves_no_rank() -> None:
    def framework(points_for_yes: str, version: str) -> Framework:
        inputs = {"x": {"type": "boolean"}}
        rule = {"kind": "boolean@1"}
        return make_framework(leaf("a"), leaf("c", points_for_yes, inputs=inputs, rule=rule), version=version)

    answers: Table = {
        name: {"a": points(a), "c": Answer(values={"x": True})} for name, a in (("u", "4"), ("v", "7"))
    }
    (cause,) = find_causes(trial_of(framework("5", "1"), framework("8", "2"), answers)).changes
    assert (cause.mean, cause.moved) == (3, 0)


def test_a_criterion_without_answers_is_left_out_of_the_draft_and_said() -> None:
    draft = make_framework(leaf("a"), leaf("b"), leaf("n", "30"), version="2")
    trial = trial_of(make_framework(leaf("a"), leaf("b")), draft, ANSWERS)
    assert [(one.code, one.reason) for one in trial.carried.not_carried] == [("n", "new")]
    assert ranks(trial) == {"u": (1, 1), "v": (2, 2), "w": (3, 3)}
    assert trial.after.node("u").max_points == 20
    # The draft as a whole has no ranking: every unit lacks n.
    assert [row.rank for row in trial.whole.ranking] == [None, None, None]
    assert find_causes(trial).changes == ()


def test_the_common_part_has_only_what_both_sets_ask() -> None:
    gone = leaf("z") | {"title": {"vi": "Không còn", "en": "Gone"}}
    older = make_framework(leaf("a"), leaf("b"), gone)
    draft = make_framework(leaf("a"), leaf("b", "20"), leaf("n"), version="2")
    trial = trial_of(older, draft, table(u="a9 b2 z0", v="a1 b8 z9"))
    before, after = trial.common
    assert {uid: before.node(uid).points for uid in "uv"} == {"u": 11, "v": 9}
    assert {uid: after.node(uid).points for uid in "uv"} == {"u": 13, "v": 17}
    assert (trial.only_before, trial.only_after) == ({"z"}, {"n"})
    # Of the whole older set v was first.
    assert ranks(trial) == {"v": (1, 1), "u": (2, 2)}


def test_what_went_is_a_change_of_its_own() -> None:
    trial = trial_of(make_framework(leaf("a"), leaf("b")), make_framework(leaf("a"), version="2"), ANSWERS)
    (cause,) = find_causes(trial).changes
    assert (cause.kind, cause.before, cause.after) == ("removed", "b", None)
    assert cause.amounts == {"u": -2, "v": -5, "w": -8}


def test_a_draft_that_asks_for_nothing_that_was_answered_is_refused() -> None:
    older, draft = make_framework(leaf("a")), make_framework(leaf("x"), version="2")
    older_titled = make_framework(leaf("a") | {"title": {"vi": "Khác", "en": "Other"}})
    with pytest.raises(BadInput) as refused:
        trial_of(older_titled, draft, table(u="a4"))
    assert [problem.code for problem in refused.value.problems] == ["CH-3054"]
    assert trial_of(older, draft, table(u="a4"), same={"a": "x"}).moves


@given_by(answered_trees(), trees(), strategies.randoms())
def test_the_changes_of_every_unit_add_up_exactly(
    case: tuple[list[Any], Given], others: list[Any], random: Any
) -> None:
    nodes, first = case
    leaves = {node["code"]: node for node in all_leaves(nodes)}
    second = {
        code: (Fraction(5) if node["role"] == "penalty" else Fraction(node["max_points"]))
        * Fraction(random.randint(0, 12), 12)
        for code, node in leaves.items()
    }
    older, draft = make_framework(*nodes), make_framework(*others, version="2")
    answers = {"u": as_answers(first), "v": as_answers(second)}
    try:
        trial = trial_of(older, draft, answers)
    except BadInput:
        # No answer fits: there is nothing to try.
        return
    causes = find_causes(trial)
    for uid in causes.units:
        change = exact_sum(cause.amounts[uid] for cause in causes.changes)
        before, after = trial.before.node(uid).points, trial.after.node(uid).points
        assert before is not None
        assert after is not None
        assert change == after - before


@given_by(answered_trees(), strategies.randoms())
def test_what_is_not_looked_into_would_have_given_nothing(case: tuple[list[Any], Given], random: Any) -> None:
    nodes, given = case
    changed = deepcopy(nodes)
    for node in all_leaves(changed):
        if node["role"] != "penalty" and random.random() < 0.2:
            node["max_points"] = str(random.choice((2, 4, 7)))
    older, draft = make_framework(*nodes), make_framework(*changed, version="2")
    trial = trial_of(older, draft, {"u": as_answers(given)})
    sides = Side(trial.before, "u"), Side(trial.after, "u")
    if any(side.node("total").points is None for side in sides):
        return
    parts = split_difference(*sides)
    assert split_difference(*sides, alike=unchanged_nodes(trial)) == parts


def test_criteria_that_tell_nobody_apart_are_named() -> None:
    framework = make_framework(leaf("a"), leaf("b"), leaf("c"), leaf("d"))
    trial = trial_of(framework, framework, table(u="a10 b0 c3 d1", v="a10 b0 c3 d2"))
    assert [(one.code, one.sort, one.points, one.units) for one in find_level_criteria(trial.after)] == [
        ("a", "all_maximum", 10, 2), ("b", "all_nothing", 0, 2), ("c", "all_same", 3, 2),
    ]  # fmt: skip


def test_points_are_shared_out_by_who_says() -> None:
    weights = {"kind": "weighted_sum@1", "weights": {"a": "2", "b": "1"}}
    framework = make_framework(
        group("G", leaf("a", assessed_by=["self"]), leaf("b", assessed_by=["survey"]), aggregation=weights),
        leaf("c", assessed_by=["self", "survey"]),
        leaf("d"),
    )
    trial = trial_of(framework, framework, table(u="a4 b6 c1 d2", v="a6 b8 c3 d2"))
    shares = [
        (one.sources, one.criteria, one.max_points, one.mean_points) for one in share_by_source(trial.after)
    ]
    assert shares == [
        (("self",), 1, 20, 10), ((), 1, 10, 2), (("self", "survey"), 1, 10, 2), (("survey",), 1, 10, 7),
    ]  # fmt: skip


def test_results_side_by_side_have_no_ranking_and_can_be_tried_all_the_same() -> None:
    index = {"aggregation": {"kind": "none@1"}}
    older = make_framework(group("G", leaf("a"), leaf("b")), index=index)
    draft = make_framework(group("G", leaf("a"), leaf("b", "5")), index=index, version="2")
    record = trial_record(trial_of(older, draft, table(u="a4 b5", v="a3 b2")))
    assert [row["shift"] for row in record["ranking"]] == [None, None]
    assert record["changes"] == []


def test_the_record_names_units_by_code_and_speaks_both_languages() -> None:
    draft = make_framework(leaf("a"), leaf("b", "20"), leaf("n"), version="2")
    record = trial_record(trial_of(make_framework(leaf("a"), leaf("b")), draft, ANSWERS))
    (change,) = record["changes"]
    assert [one["unit"] for one in change["winners"]] == ["w"]
    assert set(change["words"]) == {"vi", "en"}
    # Without the new criterion 30 points are left of 40.
    assert record["max_points"] == {"before": "20", "after": "30"}
    assert {row["unit"]: row["changes"] for row in record["ranking"]} == {
        "u": [[0, "2"]], "v": [[0, "5"]], "w": [[0, "8"]],
    }  # fmt: skip
    json.dumps(record)
