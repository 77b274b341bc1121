"""What does not apply, worked out by hand for each treatment."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chiso.frameworks.values import Ratio
from chiso.scoring.answers import Answer
from tests.scoring.building import TITLE, Tree, given, group, leaf, make_framework, points, score_one

NOT_APPLICABLE = Answer("not_applicable")


@pytest.mark.parametrize(
    ("treatment", "total", "maximum"),
    [
        ("leave_out", "8", "15"),  # 6 + 2 of 10 + 5
        ("rescale_parent", "11", "20"),  # 6 of 10 become 9 of 15; + 2
        ("full_points", "13", "20"),  # 6 + 5 + 2
        ("zero", "8", "20"),  # 6 + 0 + 2
    ],
)
def test_each_treatment_comes_to_what_is_worked_out_by_hand(treatment: str, total: str, maximum: str) -> None:
    # A = a (10) + b (5), c = 5. The unit has a = 6, b does not apply, c = 2.
    framework = make_framework(
        group("A", leaf("a", "10"), leaf("b", "5", when_not_applicable=treatment)), leaf("c", "5")
    )
    result = score_one(framework, {"a": points("6"), "b": NOT_APPLICABLE, "c": points("2")})
    assert result.node("u").points == Fraction(total)
    assert result.node("u").max_points == Fraction(maximum)


def test_the_index_is_stretched_for_a_criterion_deep_in_the_tree() -> None:
    # 20 points in all, 5 do not apply: 8 of 15 become 8 × 20 / 15 = 32/3 of 20.
    framework = make_framework(
        group("A", leaf("a", "10"), leaf("b", "5", when_not_applicable="rescale_index")), leaf("c", "5")
    )
    result = score_one(framework, {"a": points("6"), "b": NOT_APPLICABLE, "c": points("2")})
    assert result.node("u").points == Fraction(32, 3)
    assert result.node("u").max_points == 20
    assert result.node("u", "A").points == 6
    assert result.node("u", "A").max_points == 10


def test_a_group_all_of_whose_parts_do_not_apply_does_not_apply() -> None:
    framework = make_framework(group("A", leaf("a", "10", when_not_applicable="leave_out")), leaf("c", "5"))
    result = score_one(framework, {"a": NOT_APPLICABLE, "c": points("2")})
    assert result.node("u", "A").status == "not_applicable"
    assert (result.node("u").points, result.node("u").max_points) == (2, 5)


def test_a_criterion_of_another_level_is_left_out_by_itself() -> None:
    framework = make_framework(leaf("a", "10"), leaf("b", "5", applies_to={"levels": ["district"]}))
    commune = score_one(framework, {"a": points("6")}, level="commune")
    district = score_one(framework, {"a": points("6")}, level="district")
    assert (commune.node("u").points, commune.node("u").max_points) == (6, 10)
    assert district.node("u").status == "missing"


def test_a_group_that_is_for_others_takes_its_parts_with_it() -> None:
    framework = make_framework(
        leaf("a", "10"),
        group("B", leaf("b", "5"), applies_to={"kinds": ["so"]}, when_not_applicable="rescale_index"),
    )
    result = score_one(framework, {"a": points("6")}, kind="phuong")
    assert result.node("u", "b").status == "not_applicable"
    assert (result.node("u").points, result.node("u").max_points) == (9, 15)


def test_a_part_left_out_of_a_mean_leaves_the_mean_of_the_others() -> None:
    mean = {"kind": "weighted_mean@1", "weights": {"a": "3", "b": "1"}}
    framework = make_framework(
        group("A", leaf("a", "10"), leaf("b", "10", when_not_applicable="leave_out"), aggregation=mean)
    )
    both = score_one(framework, {"a": points("6"), "b": points("10")})
    one = score_one(framework, {"a": points("6"), "b": NOT_APPLICABLE})
    assert both.node("u", "A").points == 7  # (18 + 10) / 4
    assert (one.node("u", "A").points, one.node("u", "A").max_points) == (6, 10)


def test_a_ratio_over_nothing_may_leave_the_criterion_out() -> None:
    rule = {"kind": "proportion@1", "when_undefined": "not_applicable"}
    framework = make_framework(
        leaf("a", "10"), leaf("b", "5", inputs={"share": {"type": "ratio"}}, rule=rule)
    )
    nothing = given(share=Ratio(Fraction(0), Fraction(0)))
    result = score_one(framework, {"a": points("6"), "b": nothing})
    assert result.node("u", "b").status == "not_applicable"
    assert (result.node("u").points, result.node("u").max_points) == (6, 10)


PENALTY: Tree = {
    "code": "p", "title": TITLE, "role": "penalty", "max_points": "5",
    "inputs": {"late": {"type": "count"}},
    "rule": {"kind": "penalty@1", "amount": {"kind": "per_item@1", "each": "1"}},
}  # fmt: skip


def test_a_group_whose_regular_parts_do_not_apply_is_not_held_against_the_unit() -> None:
    # Of 10 + 10 the first ten do not apply, and nothing is taken off: 5 of 10 become 10 of 20.
    framework = make_framework(
        group("A", leaf("a", "10", when_not_applicable="rescale_parent"), PENALTY), leaf("c", "10")
    )
    result = score_one(framework, {"a": NOT_APPLICABLE, "p": given(late=Fraction(0)), "c": points("5")})
    assert result.node("u", "A").status == "not_applicable"
    assert (result.node("u").points, result.node("u").max_points) == (10, 20)


@pytest.mark.parametrize(
    ("treatment", "total", "maximum"),
    [
        ("leave_out", "3", "10"),  # 5 − 2 of 10
        ("rescale_index", "6", "20"),  # the same, of 20
    ],
)
def test_a_deduction_counts_where_the_rest_of_its_group_does_not_apply(
    treatment: str, total: str, maximum: str
) -> None:
    framework = make_framework(
        group("A", leaf("a", "10", when_not_applicable=treatment), PENALTY), leaf("c", "10")
    )
    result = score_one(framework, {"a": NOT_APPLICABLE, "p": given(late=Fraction(2)), "c": points("5")})
    assert (result.node("u").points, result.node("u").max_points) == (Fraction(total), Fraction(maximum))


def test_nobody_decides_in_silence_where_a_deduction_counts_whose_group_is_stretched_away() -> None:
    framework = make_framework(
        group("A", leaf("a", "10", when_not_applicable="rescale_parent"), PENALTY), leaf("c", "10")
    )
    result = score_one(framework, {"a": NOT_APPLICABLE, "p": given(late=Fraction(2)), "c": points("5")})
    assert result.node("u").status == "open"
    assert [(lack.code, lack.status) for lack in result.incomplete["u"]] == [("A", "open")]


def test_what_is_given_back_at_the_root_is_not_more_than_the_ceiling_of_its_group_let_through() -> None:
    # A is worth 10 at most; without a it can still reach 8: two points are given back, not eight.
    ceiling = {"kind": "capped_sum@1", "ceiling": "10"}
    parts = leaf("a", "8", when_not_applicable="rescale_index"), leaf("b", "8")
    framework = make_framework(group("A", *parts, aggregation=ceiling), leaf("c", "10"))
    result = score_one(framework, {"a": NOT_APPLICABLE, "b": points("8"), "c": points("5")})
    assert result.node("u").max_points == 20
    assert result.node("u").points == Fraction(13 * 20, 18)


def test_a_unit_with_full_points_in_all_that_applies_has_full_points_under_a_mean_too() -> None:
    mean = {"kind": "weighted_mean@1", "weights": {"A": "1", "c": "1"}}
    parts = leaf("a", "5", when_not_applicable="rescale_index"), leaf("b", "5")
    framework = make_framework(
        group("A", *parts), leaf("c", "10"),
        index={"aggregation": mean, "published": {"places": "2", "mode": "half_up"}},
    )  # fmt: skip
    result = score_one(framework, {"a": NOT_APPLICABLE, "b": points("5"), "c": points("10")})
    assert (result.node("u").points, result.node("u").max_points) == (10, 10)


@pytest.mark.parametrize("treatment", ["leave_out", "rescale_parent"])
def test_a_geometric_mean_is_that_of_the_parts_that_apply(treatment: str) -> None:
    # The root of 0.5 × 0.5 is 0.5, of a maximum of 1; there is nothing to stretch.
    mean = {"aggregation": {"kind": "geometric_mean@1"}, "published": {"places": "3", "mode": "half_up"}}
    parts = leaf("a", "1", when_not_applicable=treatment), leaf("b", "1"), leaf("c", "1")
    result = score_one(
        make_framework(*parts, index=mean), {"a": NOT_APPLICABLE, "b": points("0.5"), "c": points("0.5")}
    )
    assert (result.node("u").points, result.node("u").max_points) == (Fraction(1, 2), 1)


def test_full_points_for_a_group_that_does_not_apply_leave_room_for_its_bonus() -> None:
    bonus = leaf("x", "2", role="bonus")
    parts = leaf("a", "10", when_not_applicable="leave_out"), bonus
    framework = make_framework(group("A", *parts, when_not_applicable="full_points"), leaf("c", "10"))
    result = score_one(framework, {"a": NOT_APPLICABLE, "x": points("1"), "c": points("5")})
    assert (result.node("u", "A").points, result.node("u").points) == (11, 16)
