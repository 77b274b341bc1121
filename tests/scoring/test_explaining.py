"""What is said of a figure: the chain to rule, branch, input and article; the place beside others."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.frameworks.model import Framework
from chiso.frameworks.values import Ratio
from chiso.problems import WrongCall
from chiso.scoring.answers import Answer
from chiso.scoring.explain import explain
from chiso.scoring.position import find_position, median
from chiso.scoring.result import Result
from tests.scoring.building import (
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

STEPS = {
    "kind": "steps@1",
    "when_undefined": "zero",
    "steps": [{"at_least": "0.9", "points": "10"}, {"below": "0.9", "points": "0"}],
}
SHARE = {"x": {"type": "ratio", "title": {"vi": "Tỷ lệ đúng hạn", "en": "Share in time"}}}
LAW = {
    "documents": [{"key": "law", "number": "Quyết định hư cấu số 0"}],
}


def framework() -> Framework:
    """A group with an article; a criterion by steps and one that may not apply."""
    return make_framework(
        group(
            "A",
            leaf("a", inputs=SHARE, rule=STEPS),
            leaf("b", when_not_applicable="rescale_parent"),
            law=[{"document": "law", "article": "3.2"}],
        ),
        **LAW,
    )


def said(result: Result, code: str = "total", language: str = "en") -> list[str]:
    """The sentences about a node of the unit."""
    sentences = explain(result, result.find_unit("u"), code)
    return [sentence.in_language(language) for sentence in sentences]  # type: ignore[arg-type]


NINE = given(x=Ratio(Fraction(9), Fraction(10)))


def test_a_criterion_is_led_back_to_input_rule_branch_and_article() -> None:
    sentences = said(score_one(framework(), {"a": NINE, "b": points("4")}), "a")
    assert sentences[:3] == ["u, Year 2020: a title", "Points: 10 of 10.", "Given: Share in time = 9/10."]
    assert "What the rule looks at: 0.9." in sentences
    assert "What held: from 0.9 up: 10 points." in sentences
    assert any("Quyết định hư cấu số 0" in sentence and "3.2" in sentence for sentence in sentences)


def test_a_group_shows_its_parts_and_what_was_done_to_them() -> None:
    sentences = said(score_one(framework(), {"a": NINE, "b": Answer("not_applicable")}), "A")
    assert "  a title: 10 of 10" in sentences
    assert "  b title: does not apply" in sentences
    assert "stretched to the whole maximum, since some parts do not apply: 10." in sentences


def test_what_is_missing_is_named() -> None:
    sentences = said(score_one(framework(), {"b": points("4")}), "a")
    assert "No points: an answer is missing." in sentences
    assert "Missing: Share in time." in sentences


def test_the_note_beside_a_missing_answer_says_why_it_is_missing() -> None:
    missing = Answer("missing", notes=("fewer than 30 respondents",))
    sentences = said(score_one(framework(), {"a": missing, "b": points("4")}), "a")
    assert "Noted beside it: fewer than 30 respondents." in sentences


def test_a_withheld_value_is_not_told() -> None:
    withheld = Answer("withheld", {"x": Ratio(Fraction(9), Fraction(10))})
    sentences = said(score_one(framework(), {"a": withheld, "b": points("4")}), "a")
    assert "The answer is withheld; its points are attested by the publisher." in sentences
    assert not any("9/10" in sentence or "0.9." in sentence.replace("from 0.9", "") for sentence in sentences)


def test_an_unknown_node_or_unit_is_a_wrong_call() -> None:
    result = score_one(framework(), {"a": NINE})
    with pytest.raises(WrongCall):
        explain(result, result.find_unit("u"), "z")
    with pytest.raises(WrongCall):
        result.find_unit("nobody")


def test_a_unit_is_found_by_alias_and_by_either_spelling_of_its_name() -> None:
    one = unit("17", aliases=("H28",))
    result = score_units(framework(), {}, (one, unit("Hoà Bình")))
    assert result.find_unit("h28") == one
    assert result.find_unit("Hòa Bình").code == "Hoà Bình"


def test_the_place_beside_best_median_group_and_target() -> None:
    made = make_framework(leaf("a", "100"))
    figures = {"p": "50", "q": "60", "r": "90", "s": "80"}
    units = tuple(unit(code, group="north" if code in "pq" else "south") for code in figures)
    result = score_units(made, {code: {"a": points(figure)} for code, figure in figures.items()}, units)
    position = find_position(result, units[0], target=Fraction(70))
    assert position is not None
    assert position.group is not None
    assert position.target is not None
    assert [mark.points for mark in (position.best, position.median, position.group, position.target)] == [
        90, 70, 55, 70,
    ]  # fmt: skip
    assert [mark.gap for mark in (position.best, position.group)] == [-40, -5]
    assert position.sentences()[1].in_language("en") == "  40 below the best (r), 90"


def test_a_unit_without_points_has_no_place() -> None:
    result = score_one(framework(), {"b": points("4")})
    assert find_position(result, result.find_unit("u")) is None


def test_of_an_even_number_the_median_is_the_middle_of_two() -> None:
    assert median([Fraction(1), Fraction(2), Fraction(4), Fraction(9)]) == 3
    assert median([Fraction(1), Fraction(2), Fraction(9)]) == 2


def test_a_class_that_was_lowered_is_named_by_its_title() -> None:
    good = {"code": "good", "title": {"vi": "Tốt", "en": "Good"}, "at_least": "5"}
    poor = {"code": "poor", "title": {"vi": "Kém", "en": "Poor"}, "below": "5"}
    caps = [{"when": {"fact": "F", "is": True}, "at_most": "poor"}]
    framework = make_framework(leaf("a"), fact("F"), classes=[good, poor], class_caps=caps)
    result = score_one(framework, {"a": points("9"), "F": given(value=True)})
    sentences = said(result)
    assert "Class: Poor." in sentences
    assert "By the points alone it would be “Good”; a ceiling lowers it." in sentences
    # A notebook shows the title too, in Vietnamese unless somebody wishes otherwise.
    assert "Kém" in result._repr_html_()


def test_what_keeps_a_group_open_is_explained() -> None:
    deduction = leaf("p", None, role="penalty", inputs={"n": {"type": "count"}}) | {
        "rule": {"kind": "penalty@1", "amount": {"kind": "per_item@1", "each": "1"}}
    }
    framework = make_framework(
        group("A", leaf("a", when_not_applicable="rescale_parent"), deduction), leaf("c")
    )
    answers = {"a": Answer("not_applicable"), "p": given(n=Fraction(1)), "c": points("5")}
    result = score_one(framework, answers)
    assert any(
        sentence.startswith("Left open by the law: No regular part of the group applies")
        for sentence in said(result, "A")
    )
