"""Ladders in the notations of the law: made here from known bounds, printed in many ways, read back."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, strategies

from tests.frameworks.importers.phrasings.reading import PLACE
from tests.frameworks.importers.phrasings.reading import read as read_lines

# (lower, upper) in whole per cent → the words; all of them include the lower end and not the upper one.
BETWEEN = (
    "Từ {0}% đến dưới {1}%",
    "từ {0} % - dưới {1} %",
    "Từ {0} đến dưới {1}%",
    "{0}% - <{1}%",
    "≥ {0}% và < {1}%",
    "Đạt từ {0}% đến dưới {1}%",
    "Tỷ lệ đạt từ {0}% đến < {1}%",
)
UPWARDS = (
    "Từ {0}% trở lên",
    "{0}% trở lên",
    "≥ {0}%",
    "Đạt từ {0}% trở lên",
    "Tỷ lệ không dưới {0}%",
    ">={0}%",
)
BELOW = ("Dưới {0}%", "< {0}%", "Đạt dưới {0} %", "Tỷ lệ thấp hơn {0}%")
POINTS = (
    "{0}: {1}",
    "{0}: {1} điểm",
    "{0} được {1} điểm",
    "{0} ({1} điểm)",
    "{0}: {1}đ",
    "- {0} thì được {1} điểm.",
)


read = partial(read_lines, title="Tỷ lệ hồ sơ đúng hạn")


@given(
    cuts=strategies.lists(strategies.integers(1, 99), min_size=1, max_size=4, unique=True).map(sorted),
    choice=strategies.randoms(use_true_random=False),
)
def test_a_ladder_is_read_back_in_every_notation(cuts: list[int], choice) -> None:  # type: ignore[no-untyped-def]
    expected = [{"below": Fraction(cuts[0], 100), "points": Fraction(0)}]
    lines = [(choice.choice(BELOW).format(cuts[0]), Fraction(0))]
    for number, lower in enumerate(cuts, start=1):
        points = Fraction(number, 2)
        upper = cuts[number] if number < len(cuts) else None
        words = choice.choice(UPWARDS if upper is None else BETWEEN).format(lower, upper)
        lines.append((words, points))
        bounds = {} if upper is None else {"below": Fraction(upper, 100)}
        expected.append({"at_least": Fraction(lower, 100), **bounds, "points": points})
    printed = [
        choice.choice(POINTS).format(words, f"{float(points):g}".replace(".", choice.choice(".,")))
        for words, points in reversed(lines)
    ]
    result = read(str(Fraction(len(cuts), 2)), *printed)
    assert result.doubts == ()
    assert isinstance(result.rule, dict)
    steps = [{key: Fraction(value) for key, value in step.items()} for step in result.rule["steps"]]  # type: ignore[union-attr,arg-type]
    assert steps == list(reversed(expected))


def test_exactly_ninety_per_cent_belongs_to_the_middle_step() -> None:
    result = read("2", "Trên 90%: 2", "Từ 70% đến 90%: 1", "Dưới 70%: 0")
    assert result.doubts == ()
    assert result.rule == {
        "kind": "steps@1",
        "steps": [
            {"above": "0.9", "points": "2"},
            {"at_least": "0.7", "at_most": "0.9", "points": "1"},
            {"below": "0.7", "points": "0"},
        ],
    }


def test_a_bound_that_two_steps_claim_is_open_and_asked_for() -> None:
    result = read("2", "Từ 90% trở lên: 2", "Từ 70% đến 90%: 1", "Dưới 70%: 0")
    assert [doubt.code for doubt in result.doubts] == ["CH-2652"]
    upper, lower = (choice.rule["steps"] for choice in result.choices)  # type: ignore[index,call-overload]
    assert upper == [
        {"at_least": "0.9", "points": "2"},
        {"at_least": "0.7", "below": "0.9", "points": "1"},
        {"below": "0.7", "points": "0"},
    ]
    assert lower == [
        {"above": "0.9", "points": "2"},
        {"at_least": "0.7", "at_most": "0.9", "points": "1"},
        {"below": "0.7", "points": "0"},
    ]


def test_nought_per_cent_in_two_steps_gives_no_points_until_somebody_decides() -> None:
    result = read("5", "Từ 1% trở lên: 0", "Dưới 1%: 3", "0%: 5")
    assert [doubt.code for doubt in result.doubts] == ["CH-2652"]
    assert isinstance(result.rule, dict)
    assert [step.get("points") for step in result.rule["steps"]] == ["0", "3", None]  # type: ignore[union-attr]


def test_whole_per_cents_leave_a_hole_between_89_and_90() -> None:
    result = read("2", "Từ 90% đến 100%: 2", "Từ 70% đến 89%: 1", "Dưới 70%: 0")
    assert [doubt.code for doubt in result.doubts] == ["CH-2651"]
    assert result.doubts[0].place == PLACE


def test_whole_numbers_leave_no_hole_between_4_and_5() -> None:
    result = read("3", "Từ 5 bài trở lên: 3", "Từ 2 - 4 bài: 1,5", "Dưới 2 bài: 0", title="Số bài báo")
    assert result.doubts == ()


@pytest.mark.parametrize(
    "lines",
    [
        # What is measured changes from line to line, or a line has one more condition.
        ("Hoàn thành 100% nhiệm vụ: 2", "Quá hạn dưới 10% nhiệm vụ: 1", "Quá hạn từ 10% trở lên: 0"),
        ("Từ 90% trở lên: 2", "Dưới 90% hoặc không báo cáo: 0"),
        ("Từ 90% trở lên và có báo cáo: 2", "Dưới 90%: 0"),
        ("Trên 90% trở lên: 2", "Dưới 90%: 0"),
        ("Trong 30 ngày: 2", "Trong 60 ngày: 1", "Sau 60 ngày: 0"),
        ("Tăng thêm 5%: 2", "Tăng thêm 3%: 1", "Không tăng: 0"),
        ("Từ 90% hồ sơ không trễ trở lên: 2", "Dưới 90% hồ sơ trễ: 0"),
    ],
)
def test_lines_that_are_no_ladder_stay_as_text(lines: tuple[str, ...]) -> None:
    result = read("2", *lines)
    assert result.rule is None
    assert result.doubts


def test_the_other_cases_are_whatever_the_lines_leave() -> None:
    result = read("2", "Từ 90% trở lên: 2 điểm", "Các trường hợp còn lại: 0 điểm")
    assert result.doubts == ()
    assert result.rule == {
        "kind": "steps@1",
        "steps": [{"at_least": "0.9", "points": "2"}, {"below": "0.9", "points": "0"}],
    }


def test_more_than_everything_may_be_meant() -> None:
    result = read("2", "Trên 100%: 2", "Từ 80% đến 100%: 1", "Dưới 80%: 0")
    assert result.inputs == {"share": {"type": "ratio", "may_exceed_one": True}}


def test_thousands_are_no_decimals() -> None:
    result = read("2", "Từ 1.000 lượt trở lên: 2", "Dưới 1.000 lượt: 0", title="Số lượt truy cập")
    assert result.rule == {
        "kind": "steps@1",
        "steps": [{"at_least": "1000", "points": "2"}, {"below": "1000", "points": "0"}],
    }


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Tỷ lệ học sinh trên giáo viên", ("Từ 20 trở lên: 0", "Dưới 20: 2")),
        ("Tỷ lệ giáo viên trên lớp", ("Từ 1 trở lên: 2", "Dưới 1: 0")),
        ("Số tiền", ("Từ 1 tỷ đồng trở lên: 2", "Dưới 500 triệu đồng: 0")),
        ("Tiêu chí", ("Từ 3 ngày trở lên: 2", "Dưới 3 lần: 0")),
        ("Tiêu chí", ("Từ 90% trở lên: 2", "Dưới 5 phút: 0")),
        ("Tiêu chí", ("Từ 5 trở lên: 2", "Dưới 5: 0")),
    ],
)
def test_figures_whose_measure_is_not_clear_are_asked_about(title: str, lines: tuple[str, ...]) -> None:
    result = read("2", *lines, title=title)
    assert result.rule is None
    assert result.doubts


def test_points_and_minutes_are_measured_and_not_counted() -> None:
    result = read("2", "Từ 80 điểm trở lên: 2 điểm", "Dưới 80 điểm: 0 điểm")
    assert result.inputs == {"number": {"type": "number", "unit": {"vi": "điểm"}, "at_least": "0"}}


def test_a_mean_of_days_has_decimals_and_so_a_hole_between_7_and_8() -> None:
    lines = ("Dưới 5 ngày: 2", "Từ 5 đến 7 ngày: 1", "Từ 8 ngày trở lên: 0")
    assert read("2", *lines, title="Số ngày chờ của một hồ sơ").doubts == ()
    result = read("2", *lines, title="Thời gian chờ trung bình")
    assert [doubt.code for doubt in result.doubts] == ["CH-2651"]
