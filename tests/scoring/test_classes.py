"""Classes, ceilings and quotas, by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from chiso.scoring.answers import Answer
from chiso.scoring.classes import ClassGiven
from tests.scoring.building import (
    TITLE,
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


def bands(*limits: str, needs: list[Tree] | None = None) -> list[Tree]:
    """Classes c0, c1, … from the top; the first may have conditions; the last takes the rest."""
    made: list[Tree] = [
        {"code": f"c{number}", "title": TITLE, "at_least": limit} for number, limit in enumerate(limits)
    ]
    if needs:
        made[0]["needs"] = needs
    return [*made, {"code": f"c{len(limits)}", "title": TITLE, "below": limits[-1]}]


def class_of(framework: Any, answers: dict[str, Answer], code: str = "total") -> ClassGiven:
    """The class of a node of the unit."""
    found = score_one(framework, answers).classification.of("u", code)
    assert found is not None
    return found


@pytest.mark.parametrize(("figure", "expected"), [("90", "c0"), ("89.99", "c1"), ("50", "c1"), ("49", "c2")])
def test_a_bound_belongs_to_the_class_that_begins_there(figure: str, expected: str) -> None:
    framework = make_framework(leaf("a", "100"), classes=bands("90", "50"))
    assert class_of(framework, {"a": points(figure)}).code == expected


def test_percent_are_of_the_maximum_that_applies() -> None:
    framework = make_framework(
        leaf("a", "60"), leaf("b", "40", when_not_applicable="leave_out"),
        classes=bands("90"), class_of="percent",
    )  # fmt: skip
    assert class_of(framework, {"a": points("54"), "b": Answer("not_applicable")}).code == "c0"
    assert class_of(framework, {"a": points("54"), "b": points("0")}).code == "c1"


FULL = [{"node": "a", "points": {"at_least": "60"}}, {"node": "b", "points": {"at_least": "40"}}]


@pytest.mark.parametrize(
    ("condition", "a", "b", "holds"),
    [
        ({"node": "b", "share_at_least": "0.60"}, "50", "24", True),
        ({"node": "b", "share_at_least": "0.60"}, "51", "23", False),
        ({"node": "b", "points": {"above": "30"}}, "60", "30", False),
        ({"each_child_share_at_least": "0.5"}, "30", "20", True),
        ({"each_child_share_at_least": "0.5"}, "60", "19", False),
        ({"not": {"node": "b", "points": {"at_least": "30"}}}, "60", "29", True),
        ({"any": FULL}, "60", "0", True),
        ({"all": FULL}, "60", "0", False),
        ({"all": FULL}, "60", "40", True),
    ],
)  # fmt: skip
def test_a_condition_decides_between_two_classes(condition: Tree, a: str, b: str, holds: bool) -> None:
    framework = make_framework(
        leaf("a", "60"), leaf("b", "40"),
        classes=bands("0", needs=[condition]), classes_open=[{"vi": "hở", "en": "hole"}],
    )  # fmt: skip
    found = class_of(framework, {"a": points(a), "b": points(b)})
    assert (found.code, found.reason) == (("c0", "bounds") if holds else ("", "hole"))


def test_a_class_that_rests_on_an_unanswered_fact_is_not_given() -> None:
    framework = make_framework(
        leaf("a", "100"), fact("F"),
        classes=bands("50", needs=[{"fact": "F", "is": True}]), classes_open=[{"vi": "hở", "en": "hole"}],
    )  # fmt: skip
    answered = {"a": points("60"), "F": given(value=True)}
    assert class_of(framework, answered).code == "c0"
    assert class_of(framework, {"a": points("60")}).reason == "unknown_fact"
    # Below the bound the fact is not asked for.
    assert class_of(framework, {"a": points("40")}).code == "c1"


def test_a_figure_of_a_fact_is_held_against_bounds() -> None:
    framework = make_framework(
        leaf("a", "100"), fact("F", "count"), classes=bands("90", "70", "50"),
        class_caps=[{"when": {"fact": "F", "at_least": "2"}, "at_most": "c2"}],
    )  # fmt: skip
    few = class_of(framework, {"a": points("95"), "F": given(value=Fraction(1))})
    many = class_of(framework, {"a": points("95"), "F": given(value=Fraction(2))})
    low = class_of(framework, {"a": points("10"), "F": given(value=Fraction(2))})
    assert [few.code, many.code, many.before, low.code] == ["c0", "c2", "c0", "c3"]


def test_ceilings_follow_one_another_in_the_order_of_the_document() -> None:
    framework = make_framework(
        leaf("a", "100"), fact("F"), fact("G"), classes=bands("90", "70", "50"),
        class_caps=[
            {"when": {"fact": "F", "is": True}, "at_most": "c1"},
            {"when": {"fact": "G", "is": True}, "lower_by": "1"},
        ],
    )  # fmt: skip

    def given_class(f: bool, g: bool) -> str:
        return class_of(framework, {"a": points("95"), "F": given(value=f), "G": given(value=g)}).code

    assert [given_class(*pair) for pair in ((False, False), (True, False), (False, True), (True, True))] == [
        "c0", "c1", "c1", "c2",
    ]  # fmt: skip


def test_a_group_has_classes_of_its_own() -> None:
    framework = make_framework(group("A", leaf("a", "10"), classes=bands("8")), leaf("b", "10"))
    assert class_of(framework, {"a": points("8")}, "A").code == "c0"


def test_a_class_may_be_for_one_kind_of_unit() -> None:
    both = [
        {"code": "x", "title": TITLE, "applies_to": {"kinds": ["official"]}},
        {"code": "y", "title": TITLE},
    ]
    framework = make_framework(leaf("a", "10"), classes=both)
    official = score_one(framework, {"a": points("1")}, kind="official").classification.of("u", "total")
    office = score_one(framework, {"a": points("1")}, kind="so").classification.of("u", "total")
    assert official is not None
    assert office is not None
    assert (official.code, office.code) == ("x", "y")


def with_quota(scores: dict[str, str], **more: Any) -> dict[str, str]:
    """The class of each unit under a quota for the class c0 (at least 90)."""
    quota = {"class": "c0", "of": "all", "share_at_most": "0.50", "over_quota": "c1"} | more
    framework = make_framework(leaf("a", "100"), leaf("b", "10"), classes=bands("90", "50"), quota=quota)
    answers = {code: {"a": points(figure), "b": points("0")} for code, figure in scores.items()}
    result = score_units(framework, answers)
    return {row.unit.code: row.class_code for row in sorted(result.ranking, key=lambda row: row.unit.code)}


def test_the_best_keep_a_class_that_has_too_few_places() -> None:
    # Five units, half of them rounded down: two places.
    found = with_quota({"p": "99", "q": "98", "r": "97", "s": "60", "t": "10"})
    assert found == {"p": "c0", "q": "c0", "r": "c1", "s": "c1", "t": "c2"}


def test_a_quota_of_all_counts_the_units_of_a_set_that_is_not_for_ranking() -> None:
    quota = {"class": "c0", "of": "all", "share_at_most": "0.50", "over_quota": "c1"}
    index = {"ranked": "none"}
    framework = make_framework(leaf("a", "100"), index=index, classes=bands("90", "50"), quota=quota)
    figures = {"p": "99", "q": "98", "r": "60", "s": "10", "t": "95"}
    result = score_units(framework, {code: {"a": points(figure)} for code, figure in figures.items()})
    # Five units, two places: the two best keep the class.
    classes = {row.unit.code: row.class_code for row in result.ranking}
    assert classes == {"p": "c0", "q": "c0", "r": "c1", "s": "c2", "t": "c1"}


def test_a_group_that_does_not_apply_is_not_said_to_lie_in_a_hole_of_the_law() -> None:
    part = leaf("a", "10", when_not_applicable="leave_out")
    framework = make_framework(group("A", part, classes=bands("8")), leaf("b", "10"))
    found = class_of(framework, {"a": Answer("not_applicable"), "b": points("1")}, "A")
    assert (found.code, found.reason) == ("", "no_points")


@pytest.mark.parametrize(("ties", "expected"), [("all_out", ["c0", "c1", "c1"]), ("all_in", ["c0"] * 3)])
def test_equals_at_the_edge_of_a_quota_share_one_fate(ties: str, expected: list[str]) -> None:
    found = with_quota({"p": "99", "q": "95", "r": "95", "s": "60"}, ties=ties)
    assert [found[code] for code in "pqr"] == expected


def test_who_stands_behind_equals_that_are_out_does_not_slip_in() -> None:
    # Three places (half of six): p, then q = r = s would need four; t is not taken instead.
    found = with_quota({"p": "99", "q": "95", "r": "95", "s": "95", "t": "91", "v": "90"})
    assert [code for code, given_class in found.items() if given_class == "c0"] == ["p"]


def test_a_quota_counts_the_classes_that_it_names() -> None:
    # 0.50 of those classed c1 (two units): one place.
    found = with_quota({"p": "99", "q": "98", "r": "60", "s": "55"}, of=["c1"])
    assert found == {"p": "c0", "q": "c1", "r": "c1", "s": "c1"}


@pytest.mark.parametrize(("rounding", "places"), [("down", 1), ("half_up", 2), ("up", 2)])
def test_a_half_place_is_rounded_as_the_framework_says(rounding: str, places: int) -> None:
    found = with_quota({"p": "99", "q": "98", "r": "97"}, rounding=rounding)  # 1.5 places
    assert sum(given_class == "c0" for given_class in found.values()) == places
