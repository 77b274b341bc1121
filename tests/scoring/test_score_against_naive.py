"""Scoring against an evaluator written apart from it, on random trees and random answers."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

from hypothesis import given, strategies
from hypothesis.strategies import DrawFn

from chiso.scoring.answers import Answer, Answers
from chiso.scoring.score import prepared_of, score, score_leaf
from tests.scoring.building import YEAR, Tree, leaf, make_document, make_framework, points, unit
from tests.scoring.naive import LEFT_OUT, Given, Naive, evaluate

MAXIMA = ("1", "2", "2.5", "4", "10/3", "0.7")
TREATMENTS = ("rescale_parent", "rescale_index", "full_points", "zero", "leave_out")
PENALTY = {
    "inputs": {"points": {"type": "number", "at_least": "0", "at_most": "5"}},
    "rule": {"kind": "penalty@1", "amount": {"kind": "per_item@1", "each": "1", "at_most": "5"}},
}


@strategies.composite
def leaves(draw: DrawFn, names: Any, role: str = "regular") -> Tree:
    """A leaf with some treatment of what is missing or does not apply."""
    code = next(names)
    maximum = "0" if role == "penalty" else draw(strategies.sampled_from(MAXIMA))
    more: Tree = {"when_not_applicable": draw(strategies.sampled_from(TREATMENTS)), "role": role}
    more["when_missing"] = draw(strategies.sampled_from(("incomplete", "incomplete", "zero", "minimum")))
    if role == "penalty":
        more |= PENALTY | {"minimum": "-5", "when_not_applicable": "leave_out", "when_missing": "zero"}
    return leaf(code, maximum, **more)


def treatments_of(node: Tree) -> set[str]:
    """How a node can come to be left out: as it says itself, else as its parts do."""
    if "when_not_applicable" in node:
        return {node["when_not_applicable"]} & set(LEFT_OUT)
    regular = [part for part in node["nodes"] if part.get("role", "regular") == "regular"]
    return {treatment for part in regular for treatment in treatments_of(part)}


@strategies.composite
def groups(draw: DrawFn, names: Any, depth: int) -> Tree:
    """A group of leaves and groups with some aggregation."""
    count = draw(strategies.integers(1, 4))
    parts = [
        draw(groups(names, depth - 1) if depth and draw(strategies.booleans()) else leaves(names))
        for _ in range(count)
    ]
    # A group says itself what follows where its parts would not agree.
    says = {treatment for part in parts for treatment in treatments_of(part)}
    own = draw(strategies.sampled_from(TREATMENTS if len(says) > 1 else (None, *TREATMENTS)))
    parts += [
        draw(leaves(names, role)) for role in ("bonus", "penalty") if draw(strategies.integers(0, 4)) == 4
    ]
    kind = draw(
        strategies.sampled_from(
            ("sum@1", "sum@1", "capped_sum@1", "weighted_sum@1", "weighted_mean@1", "mean_of_shares@1")
        )
    )
    aggregation: Tree = {"kind": kind}
    if kind == "capped_sum@1":
        aggregation["ceiling"] = draw(strategies.sampled_from(("1", "3", "7.5")))
    if kind == "mean_of_shares@1":
        aggregation["times"] = draw(strategies.sampled_from(("5", "10")))
    if kind in ("weighted_sum@1", "weighted_mean@1"):
        weights = strategies.sampled_from(("1", "2", "0.3", "1/3"))
        regular = [part["code"] for part in parts if part.get("role", "regular") == "regular"]
        aggregation["weights"] = {code: draw(weights) for code in regular}
        aggregation["times"] = draw(strategies.sampled_from(("1", "10")))
    return {
        "code": next(names),
        "title": parts[0]["title"],
        "nodes": parts,
        "aggregation": aggregation,
        **({"when_not_applicable": own} if own else {}),
        # A mean of shares has the maximum that it is multiplied by; others have what their parts make.
        **({"max_points": aggregation["times"]} if kind == "mean_of_shares@1" else {}),
    }


@strategies.composite
def trees(draw: DrawFn) -> list[Tree]:
    """The nodes under the root: regular ones, a bonus, a penalty."""
    names = (f"n{number}" for number in itertools.count(1))
    nodes = [draw(groups(names, 2)) for _ in range(draw(strategies.integers(1, 3)))]
    if draw(strategies.booleans()):
        nodes.append(draw(leaves(names, "bonus")))
    if draw(strategies.booleans()):
        nodes.append(draw(leaves(names, "penalty")))
    return nodes


def all_leaves(nodes: list[Tree]) -> list[Tree]:
    """The leaves below some nodes."""
    return [found for node in nodes for found in (all_leaves(node["nodes"]) if "nodes" in node else [node])]


@strategies.composite
def answered_trees(draw: DrawFn) -> tuple[list[Tree], Given]:
    """A tree and what one unit answers."""
    nodes = draw(trees())
    answers: Given = {}
    for node in all_leaves(nodes):
        what = draw(strategies.sampled_from(("points",) * 6 + ("missing", "not_applicable")))
        if what == "points":
            top = Fraction(5) if node["role"] == "penalty" else Fraction(node["max_points"])
            answers[node["code"]] = top * draw(strategies.fractions(0, 1, max_denominator=12))
        else:
            answers[node["code"]] = what
    return nodes, answers


def as_answers(answers: Given) -> dict[str, Answer]:
    """The same answers as the program takes them."""
    return {
        code: points(answer) if isinstance(answer, Fraction) else Answer(answer)  # type: ignore[arg-type]
        for code, answer in answers.items()
    }


def same(found: Naive, status: str, figure: Fraction | None) -> bool:
    """Whether the program and the naive evaluator say the same of a node."""
    if found.state == "points":
        return figure == found.points
    if found.state in ("missing", "open"):
        return status == found.state and figure is None
    return status == "not_applicable" and figure is None


@given(answered_trees())
def test_every_node_comes_out_as_plain_recursion_has_it(case: tuple[list[Tree], Given]) -> None:
    nodes, answers = case
    framework = make_framework(*nodes)
    result = score(framework, Answers.of({"u": as_answers(answers)}), [unit("u")], YEAR)
    naive: dict[str, Naive] = {}
    root = evaluate({"code": "total", "nodes": make_document(*nodes)["nodes"]}, answers, naive, is_root=True)
    for code, expected in naive.items():
        node = result.node("u", code)
        assert same(expected, node.status, node.points), code
        assert node.max_points == expected.maximum, code
    assert result.is_complete("u") == (root.state not in ("missing", "open"))


@given(answered_trees())
def test_a_leaf_looked_at_by_itself_is_what_it_is_within_the_whole(case: tuple[list[Tree], Given]) -> None:
    nodes, answers = case
    framework = make_framework(*nodes)
    given_answers = Answers.of({"u": as_answers(answers)})
    whole = score(framework, given_answers, [unit("u")], YEAR)
    for leaf_of_set in prepared_of(framework).leaves:
        code = leaf_of_set.code
        assert score_leaf(framework, given_answers, unit("u"), YEAR, code) == whole.node("u", code)


@given(answered_trees(), strategies.randoms())
def test_the_order_of_answers_and_units_changes_no_digit(case: tuple[list[Tree], Given], random: Any) -> None:
    nodes, answers = case
    framework = make_framework(*nodes)
    given_answers = as_answers(answers)
    shuffled = list(given_answers.items())
    random.shuffle(shuffled)
    units = [unit(code) for code in ("a", "b", "c")]
    other_units = list(units)
    random.shuffle(other_units)
    one = score(framework, Answers.of({u.uid: given_answers for u in units}), units, YEAR)
    two = score(framework, Answers.of({u.uid: dict(shuffled) for u in other_units}), other_units, YEAR)
    assert one.ranking == two.ranking
    assert [list(one.nodes(u.uid)) for u in units] == [list(two.nodes(u.uid)) for u in units]
