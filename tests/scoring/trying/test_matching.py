"""Which criterion of a draft is which of the older set, and which answers go over."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from chiso.frameworks.model import Framework
from chiso.frameworks.values import Ratio
from chiso.problems import WrongCall
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.trying.carrying import Carried, carry_answers
from chiso.scoring.trying.matching import align, match_nodes
from tests.scoring.building import given, group, leaf, make_framework, points


def titled(code: str, title: str, **more: Any) -> dict[str, Any]:
    """A criterion with a title of its own."""
    return leaf(code, **more) | {"title": {"vi": title, "en": title}}


def pairs(older: Framework, draft: Framework, **stated: str) -> set[tuple[str, str, str]]:
    """The pairs with how they were found."""
    return {(one.before, one.after, one.how) for one in match_nodes(older, draft, stated).pairs}


def test_what_was_renumbered_is_found_by_its_title_and_not_taken_for_its_old_number() -> None:
    older = make_framework(titled("1.1", "Đúng hạn"), titled("1.2", "Trực tuyến"))
    draft = make_framework(
        titled("1.1", "Đúng hạn"), titled("1.2", "Hài lòng"), titled("1.3", "Trực tuyến"), version="2"
    )
    assert pairs(older, draft) == {("1.1", "1.1", "code_and_title"), ("1.2", "1.3", "title")}
    assert match_nodes(older, draft).added == ("1.2",)


def test_the_same_title_in_two_groups_is_told_apart_by_the_group() -> None:
    def field(code: str, title: str, part: str) -> dict[str, Any]:
        return group(code, titled(part, "Kế hoạch")) | {"title": {"vi": title, "en": title}}

    older = make_framework(field("I", "Cải cách", "1"), field("II", "Chuyển đổi số", "2"))
    draft = make_framework(field("I", "Chuyển đổi số", "1"), field("II", "Cải cách", "2"), version="2")
    assert pairs(older, draft) == {
        ("I", "II", "title"), ("II", "I", "title"), ("1", "2", "title"), ("2", "1", "title"),
    }  # fmt: skip


def test_a_concept_goes_before_titles_and_what_a_person_states_before_all() -> None:
    older = make_framework(titled("a", "Một", concept="reports"), titled("b", "Hai"))
    draft = make_framework(titled("a", "Hai"), titled("b", "Một", concept="reports"), version="2")
    assert pairs(older, draft) == {("a", "b", "concept"), ("b", "a", "title")}
    assert pairs(older, draft, a="a") == {("a", "a", "stated"), ("b", "b", "code")}


def test_a_pair_that_names_no_node_or_one_twice_is_refused_with_all_problems() -> None:
    framework = make_framework(leaf("a"), leaf("b"))
    with pytest.raises(WrongCall) as refused:
        match_nodes(framework, framework, {"x": "a", "b": "a"})
    assert [problem.code for problem in refused.value.problems] == ["CH-3052", "CH-3053"]


def test_the_draft_is_given_the_identities_of_the_older_set() -> None:
    older = make_framework(titled("1", "Đúng hạn"), titled("2", "Trực tuyến"))
    draft = make_framework(titled("1", "Hài lòng"), titled("2", "Đúng hạn"), version="2")
    aligned = align(older, draft, match_nodes(older, draft))
    identities = {node.code: node.identity for node in aligned.leaves}
    # What is "1" now measures something else than what was "1".
    assert identities["2"] == "1"
    assert identities["1"] not in ("1", "2")
    assert align(older, older, match_nodes(older, older)) is older


def carry(before: dict[str, Any], now: dict[str, Any], *answers: Answer) -> Carried:
    """Carry the answers of as many units from one criterion to the other."""
    older, draft = make_framework(before, leaf("z")), make_framework(now, leaf("z"), version="2")
    given_to = Answers.of({f"u{n}": {"a": answer, "z": points("1")} for n, answer in enumerate(answers)})
    return carry_answers(older, draft, match_nodes(older, draft), given_to)


def carried_values(found: Carried) -> list[dict[str, Any]]:
    """What the units answer now."""
    return [
        dict(layers["a"]["self_assessed"].values) if "a" in layers else {}
        for layers in found.answers.by_unit.values()
    ]


def test_entered_points_are_carried_at_the_same_share_of_another_range() -> None:
    # 4 of 5 is the same share as 2.4 of 3.
    found = carry(leaf("a", "5"), leaf("a", "3"), points("4"), points("0"))
    assert carried_values(found) == [{"points": Fraction(12, 5)}, {"points": Fraction(0)}]
    assert found.ways["a"] == "same_share"


def test_an_answer_that_is_out_of_the_new_range_is_left_behind_and_named() -> None:
    def asking(most: str) -> dict[str, Any]:
        inputs = {"n": {"type": "count", "at_most": most}}
        steps = [{"at_least": "4", "points": "10"}, {"below": "4", "points": "0"}]
        return leaf("a", "10", inputs=inputs, rule={"kind": "steps@1", "steps": steps})

    found = carry(asking("100"), asking("10"), given(n=Fraction(7)), given(n=Fraction(70)))
    assert carried_values(found) == [{"n": Fraction(7)}, {}]
    assert [(one.uid, one.code) for one in found.left_behind] == [("u1", "a")]
    assert found.not_carried == ()


def test_the_only_input_may_bear_another_name_but_not_another_type() -> None:
    def asking(name: str, kind: str) -> dict[str, Any]:
        rule = {"kind": "proportion@1", "when_undefined": "zero"}
        return leaf("a", "10", inputs={name: {"type": kind}}, rule=rule)

    half = given(x=Ratio(Fraction(1), Fraction(2)))
    renamed = carry(asking("x", "ratio"), asking("y", "ratio"), half)
    assert carried_values(renamed) == [{"y": Ratio(Fraction(1), Fraction(2))}]
    other = carry(asking("x", "ratio"), asking("x", "share"), half)
    assert [(one.code, one.reason) for one in other.not_carried] == [("a", "inputs")]
    assert carried_values(other) == [{}]


def test_not_applicable_is_not_carried_where_the_draft_refuses_it() -> None:
    found = carry(
        leaf("a", when_not_applicable="leave_out"), leaf("a"), Answer("not_applicable"), points("3")
    )
    assert [one.uid for one in found.left_behind] == ["u0"]
    assert carried_values(found)[1] == {"points": Fraction(3)}


def test_a_label_that_the_draft_does_not_know_is_left_behind() -> None:
    def asking(*labels: str) -> dict[str, Any]:
        inputs = {"x": {"type": "label", "labels": {one: {"vi": one, "en": one} for one in labels}}}
        rule = {"kind": "labels@1", "points": {one: str(number) for number, one in enumerate(labels)}}
        return leaf("a", str(len(labels) - 1), inputs=inputs, rule=rule)

    found = carry(asking("no", "some", "all"), asking("no", "all"), given(x="all"), given(x="some"))
    assert carried_values(found) == [{"x": "all"}, {}]


def test_what_uses_the_answer_of_a_criterion_without_answers_has_none_either() -> None:
    def document(kind: str) -> list[dict[str, Any]]:
        rule = {"kind": "proportion@1", "when_undefined": "zero"}
        return [
            leaf("a", "10", inputs={"x": {"type": kind}}, rule=rule),
            leaf("b", "5", inputs={"x": {"type": kind, "same_as": {"code": "a", "input": "x"}}}, rule=rule),
            leaf("c"),
        ]

    older, draft = make_framework(*document("share")), make_framework(*document("ratio"), version="2")
    answers = Answers.of({"u": {"a": given(x=Fraction(1, 2)), "c": points("1")}})
    found = carry_answers(older, draft, match_nodes(older, draft), answers)
    assert [(one.code, one.reason) for one in found.not_carried] == [("a", "inputs"), ("b", "lender")]
