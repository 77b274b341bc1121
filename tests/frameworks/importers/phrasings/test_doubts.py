"""What the prose does not decide is never decided in silence."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies

from chiso.frameworks.importers.parts import LeafFacts, ReadRule
from chiso.frameworks.importers.phrasings.proving import faults_of
from chiso.frameworks.model import Role
from tests.frameworks.importers.phrasings.reading import PLACE, read


def codes(result: ReadRule) -> list[str]:
    return [doubt.code for doubt in result.doubts]


def test_a_leaf_without_prose_has_no_rule_and_no_doubt() -> None:
    assert read("2") == ReadRule(None, {})


def test_prose_that_no_phrasing_knows_stays_as_text_with_its_place() -> None:
    result = read("2", "Theo kết quả xếp hạng chuyển đổi số của tỉnh")
    assert result.rule is None
    assert codes(result) == ["CH-2650"]
    assert result.doubts[0].place == PLACE


def test_a_sentence_beside_a_rule_is_not_passed_over() -> None:
    result = read("2", "Đạt: 2 điểm; không đạt: 0 điểm", "Chỉ tính các báo cáo có xác nhận của Sở Nội vụ")
    assert result.rule is None
    assert codes(result) == ["CH-2655"]
    assert result.choices[0].rule == {"kind": "boolean@1"}


def test_more_points_than_the_maximum_are_asked_for() -> None:
    result = read("2", "Từ 90% trở lên: 3 điểm", "Dưới 90%: 0 điểm")
    assert result.rule is None
    assert codes(result) == ["CH-2656"]


def test_a_ladder_that_never_gives_the_maximum_is_kept_and_asked_for() -> None:
    result = read("2", "Từ 90% trở lên: 1,5 điểm", "Dưới 90%: 0 điểm")
    assert result.rule is not None
    assert codes(result) == ["CH-2657"]


def test_a_row_and_its_words_that_give_unequal_points_are_not_read() -> None:
    result = read("2", "Kịp thời: 2 điểm", "Không kịp thời: 1 điểm", points=("2", "0"))
    assert result.rule is None
    assert result.doubts


def test_a_bonus_without_a_maximum_has_no_cap_to_guess() -> None:
    assert codes(read(None, "Mỗi sáng kiến được 0,5 điểm", role="bonus")) == ["CH-2662"]


def test_a_formula_with_another_maximum_is_not_read() -> None:
    assert read("2", "(b/a) x 3 điểm").rule is None


def test_a_formula_of_letters_that_are_half_explained_is_not_read() -> None:
    assert read("2", "(b/a) x điểm tối đa. Trong đó: a là tổng số nhiệm vụ.").rule is None


def test_penalties_for_several_causes_do_not_become_one() -> None:
    result = read(None, "Mỗi lần chậm trừ 1 điểm", "Mỗi lần thiếu trừ 2 điểm", role="penalty")
    assert result.rule is None
    assert result.doubts


@pytest.mark.parametrize(
    "line",
    [
        "Từ 1 đến 2 điểm tùy mức độ",
        "Cứ tăng 10% được 0,5 điểm",
        "Cứ 2 mô hình được 1 điểm",
        "Mỗi 03 văn bản chậm trừ 0,5 điểm",
        "Trừ từ 0,5 đến 1 điểm",
    ],
)
def test_what_could_be_counted_in_two_ways_stays_as_text(line: str) -> None:
    result = read("2", line)
    assert result.rule is None
    assert result.doubts


@given(strategies.lists(strategies.text(max_size=80), max_size=5), strategies.sampled_from(["2", None]))
def test_no_prose_breaks_the_reading(lines: list[str], maximum: str | None) -> None:
    result = read(maximum, *lines)
    assert result.rule is not None or result.inputs == {}


WORDS = (
    "từ trên dưới đến đạt 90% 70% 5 2 điểm : ; tối đa mỗi trừ 0,5 không hoặc và trở lên ngày chậm"
    " / ( ) b a x tỷ lệ"
).split()


@given(
    strategies.lists(strategies.sampled_from(WORDS), max_size=40).map(" ".join),
    strategies.sampled_from(("regular", "penalty", "bonus")),
)
def test_what_is_read_from_any_words_loads_or_is_asked_for(line: str, role: Role) -> None:
    result = read("2", line, role=role)
    if result.rule is not None:
        leaf = LeafFacts("1.1", "Tiêu chí", Fraction(2), (), role)
        assert faults_of(leaf, result.rule, result.inputs) == frozenset()


def test_a_page_of_prose_takes_no_time() -> None:
    # A quadratic pattern would take minutes over this.
    assert read("2", "a " * 20_000 + "- " * 20_000 + "1 " * 20_000).rule is None


def test_rows_without_end_are_no_rule() -> None:
    lines = tuple(f"Từ {number}% đến {number + 1}%: 1 điểm" for number in range(3_000))
    result = read("2", *lines)
    assert result.rule is None
    assert codes(result) == ["CH-2650"]


def test_figures_without_end_are_no_figures() -> None:
    assert read("2", f"Từ {'9' * 9000} trở lên: 2", points=("9" * 9000,)).rule is None
