"""What annexes say in ways of their own, written by hand: read as a person reads it, or asked about.

None of the sentences is read otherwise than it is meant without a question beside it.
"""

from __future__ import annotations

import pytest

from chiso.frameworks.document import Tree
from tests.frameworks.importers.phrasings.reading import read

SHARE = "Tỷ lệ hồ sơ giải quyết đúng hạn"
YES_NO = "Đạt: 2; không đạt: 0"


def steps(*several: str) -> Tree:
    """A ladder from "at_least 0.9 below 1: 2"."""
    made: list[Tree] = []
    for one in several:
        bounds, _, points = one.partition(": ")
        words = bounds.split()
        made.append({**dict(zip(words[::2], words[1::2], strict=True)), "points": points})
    return {"kind": "steps@1", "steps": made}


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (
            "Từ trên 90%: 2 điểm; từ trên 70% đến 90%: 1 điểm; từ 70% trở xuống: 0 điểm",
            steps("above 0.9: 2", "above 0.7 at_most 0.9: 1", "at_most 0.7: 0"),
        ),
        (
            "Dưới 70%: 0 điểm; từ 70% đến dưới 90%: 1 điểm; từ 90%: 2 điểm",
            steps("at_least 0.9: 2", "at_least 0.7 below 0.9: 1", "below 0.7: 0"),
        ),
        ("Từ 90,5% trở lên: 2 điểm; dưới 90.5%: 0 điểm", steps("at_least 0.905: 2", "below 0.905: 0")),
        (
            "70% – 90%: 1 điểm; > 90%: 2 điểm; < 70%: 0 điểm",
            steps("above 0.9: 2", "at_least 0.7 at_most 0.9: 1", "below 0.7: 0"),
        ),
        (
            "Từ 90%-100%: 2 điểm; từ 80%-<90%: 1 điểm; <80%: 0 điểm",
            steps("at_least 0.9 at_most 1: 2", "at_least 0.8 below 0.9: 1", "below 0.8: 0"),
        ),
        ("Không dưới 90%: 2 điểm; không đạt 90%: 0 điểm", steps("at_least 0.9: 2", "below 0.9: 0")),
        ("Chưa đến 90%: 0 điểm; từ 90%: 2 điểm", steps("at_least 0.9: 2", "below 0.9: 0")),
        ("Trên 70%: 2 điểm; đến 70%: 0 điểm", steps("above 0.7: 2", "at_most 0.7: 0")),
        (
            "Không dưới 70% và không quá 90%: 1; trên 90%: 2; dưới 70%: 0",
            steps("above 0.9: 2", "at_least 0.7 at_most 0.9: 1", "below 0.7: 0"),
        ),
        ("Từ 90% trở lên – 2đ; dưới 90% – 0đ", steps("at_least 0.9: 2", "below 0.9: 0")),
        (
            "Nếu tỷ lệ đạt từ 90% trở lên thì được 2 điểm; nếu dưới 90% thì không được điểm",
            steps("at_least 0.9: 2", "below 0.9: 0"),
        ),
        (
            "Hoàn thành từ 90% hồ sơ được nộp trở lên: 2; từ 70% đến dưới 90%: 1; dưới 70%: 0",
            steps("at_least 0.9: 2", "at_least 0.7 below 0.9: 1", "below 0.7: 0"),
        ),
        ("Từ 90% (số hồ sơ) trở lên: 2; dưới 90%: 0", steps("at_least 0.9: 2", "below 0.9: 0")),
    ],
)
def test_steps_are_read_whatever_their_order_and_signs(lines: str, rule: Tree) -> None:
    result = read("2", lines, title=SHARE)
    assert result.rule == rule
    assert result.doubts == ()


@pytest.mark.parametrize(
    "lines",
    [
        "Từ 90% trở lên, có minh chứng: 2; dưới 90%: 0",
        "Từ 90% trở lên (nếu có kế hoạch): 2; dưới 90%: 0",
        "Từ 90% trở lên (có minh chứng): 2; dưới 90%: 0",
        "Từ 90% trở lên - có minh chứng: 2; dưới 90%: 0",
        "Từ 90% trở lên khi có báo cáo: 2; dưới 90%: 0",
        "Trên 90% khi có báo cáo: 2; từ 90% trở xuống: 0",
        "Từ 90% trở lên trước ngày 15/12: 2; dưới 90%: 0",
        "Từ 90% trở lên trong quý I: 2; dưới 90%: 0",
        "Từ 90% trở lên theo xác nhận của Sở Nội vụ: 2; dưới 90%: 0",
        "Từ 90% trở lên liên tục: 2; dưới 90%: 0",
        "Từ 90% trở lên: 2; dưới 90% (có giải trình): 0",
        "Từ 90% trở lên, có minh chứng: 2; còn lại: 0",
        "Từ 90% trở lên và có báo cáo: 2; còn lại: 0",
        "Từ 90% trở lên: 2; dưới 70% hoặc không báo cáo: 0; từ 70% đến dưới 90%: 1",
        "Đúng hạn từ 90% và trực tuyến từ 50% trở lên: 2; còn lại: 0",
        "Từ 50% số xã, từ 80% số hồ sơ: 2; còn lại: 0",
    ],
)
def test_a_condition_beside_the_bounds_of_one_line_is_asked_about(lines: str) -> None:
    result = read("2", lines, title=SHARE)
    assert result.rule is None
    assert result.doubts


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Thu ngân sách tăng, giảm", "Tăng từ 5% trở lên: 2; giảm dưới 5%: 0"),
        ("Tỷ lệ cấp xã, cấp huyện", "Cấp xã từ 90%: 2; cấp huyện dưới 90%: 0"),
        ("Thu ngân sách", "Tăng từ 5% trở lên: 2; tăng dưới 5%: 0"),
        ("Tỷ lệ tăng thu ngân sách", "Từ 5% trở lên: 2; dưới 5%: 0"),
        ("Xây dựng kế hoạch", "Từ 80% đơn vị có kế hoạch đúng hạn: 2; dưới 80% đơn vị có kế hoạch: 0"),
        ("Hồ sơ", "Từ 90% hồ sơ cấp xã: 2; dưới 90% hồ sơ cấp huyện: 0"),
        ("Nhân sự", "Từ 90% cán bộ trở lên: 2; dưới 90% công chức: 0"),
        ("Sáng kiến", "Không có sáng kiến được công nhận: 0; từ 01 sáng kiến trở lên: 2"),
        ("Lỗi", "Không có quá 2 lỗi: 2; có từ 3 lỗi: 0"),
        ("Chỉ tiêu", "Vượt từ 10% trở lên: 2; đạt 100%: 1; dưới 100%: 0"),
        ("Số hồ sơ", "Từ 1,000 hồ sơ trở lên: 2; dưới 1,000 hồ sơ: 0"),
        (SHARE, "Tù 90% trở lên: 2; duới 90%: 0"),
        (SHARE, "Từ 70% trở xuóng: 0; trên 70%: 2"),
        (SHARE, "Từ 70% trỡ lên: 2; dưới 70%: 0"),
        (SHARE, "Không phải trên 90%: 0; trên 90%: 2; từ 90% trở xuống: 1"),
        (SHARE, "Từ 70% đến 90% (không bao gồm 90%): 1; từ 90%: 2; dưới 70%: 0"),
        (SHARE, "Cứ 10% được 0,5 điểm"),
        (SHARE, "Đạt 100%: 2 điểm, cứ giảm 1% trừ 0,1 điểm"),
        (SHARE, "Dưới 50% (có giải trình): 0 điểm; từ 50% đến dưới 100% tính theo tỷ lệ"),
        (SHARE, "Trên 50%: tính theo tỷ lệ; dưới 50%: 0 điểm"),
        (SHARE, "Tính theo tỷ lệ %, không dưới 1 điểm"),
    ],
)
def test_bounds_that_can_be_meant_in_two_ways_are_asked_about(title: str, lines: str) -> None:
    result = read("2", lines, title=title)
    assert result.rule is None
    assert result.doubts


@pytest.mark.parametrize(
    "given",
    [
        "-1 điểm",
        "- 1 điểm",
        "1 - 2 điểm",
        "1,5-2 điểm",
        "1 hoặc 2 điểm",
        "từ 1 đến 2 điểm",
        "không quá 2 điểm",
        "tối đa 2 điểm",
        "ít nhất 1 điểm",
        "tối thiểu 1 điểm",
        "khoảng 2 điểm",
        "mất 2 điểm",
        "giảm 2 điểm",
        "chưa được 2 điểm",
        "không được 2 điểm",
        "không được 50% số điểm",
        "2 điểm/tiêu chí",
        "2 điểm x hệ số 2",
    ],
)
def test_points_that_are_bounded_denied_or_taken_are_not_given(given: str) -> None:
    result = read("2", f"Đạt: {given}; không đạt: 0 điểm")
    assert result.rule is None
    assert result.doubts


def test_a_minus_in_the_cell_of_a_row_is_no_gain() -> None:
    result = read("2", "Đạt", "Không đạt", points=("2", "-1"))
    assert result.rule is None
    assert result.doubts


def test_a_minus_among_deductions_is_what_is_taken_off() -> None:
    in_words = read(None, "Trễ 1 ngày: -1 điểm", "Trễ trên 1 ngày: -2 điểm", role="penalty")
    in_cells = read(None, "Trễ 1 ngày", "Trễ trên 1 ngày", points=("-1", "- 2"), role="penalty")
    known = {"kind": "penalty@1", "amount": steps("above 1: 2", "equals 1: 1", "equals 0: 0")}
    assert in_words.rule == in_cells.rule == known
    assert in_words.doubts == in_cells.doubts == ()


def test_beyond_the_step_that_takes_off_most_nobody_knows_what_holds() -> None:
    result = read(None, "Trễ 1 ngày: trừ 1 điểm", "Trễ 2 ngày: trừ 2 điểm", role="penalty")
    assert [doubt.code for doubt in result.doubts] == ["CH-2651"]
    (choice,) = result.choices
    assert choice.rule == {
        "kind": "penalty@1",
        "amount": steps("at_least 2: 2", "equals 1: 1", "equals 0: 0"),
    }


@pytest.mark.parametrize(
    "lines",
    [
        "-0,5 điểm/báo cáo chậm",
        "0,5 điểm/báo cáo chậm",
        "Mỗi lần không được 0,5 điểm",
        "Mỗi báo cáo không chậm không bị trừ 0,5 điểm",
        "Mỗi lần chậm không trừ 1 điểm",
        "Cứ một trong các lỗi sau trừ 0,5 điểm",
        "Mỗi % giảm trừ 0,1 điểm",
        "Mỗi văn bản chậm trừ 0,5 điểm/ngày",
        "Chậm mỗi ngày trừ 0,5 điểm/báo cáo",
        "Mỗi báo cáo chậm trừ 0,5 điểm cho đến hết điểm và hạ bậc thi đua",
        "Mỗi báo cáo chậm trừ 0,5 điểm, tối thiểu còn 1 điểm",
        "Mỗi sáng kiến được 0,5 điểm, tối đa 1 điểm/nội dung",
        "Mỗi sáng kiến được 0,5 điểm; tối đa 03 sáng kiến",
        "Mỗi sáng kiến được 0,5 điểm, từ sáng kiến thứ 3 được 1 điểm",
        "Chậm mỗi ngày trừ 0,5 điểm, quá 3 ngày không tính điểm",
        "Điểm = chỉ số hài lòng trừ đi chỉ số năm trước x điểm tối đa",
        "Tính theo tỷ lệ hài lòng, trừ ý kiến không hợp lệ",
        "(b/a) x 2. Nếu a < 0,7 thì điểm là 0",
        "(b/a) x 2. Nếu a/b < 0,7 thì điểm là 0",
        "(b/a) x 2. Nếu tỷ lệ trễ hạn < 0,7 thì điểm là 0",
    ],
)
def test_points_for_each_and_formulas_with_a_but_are_asked_about(lines: str) -> None:
    result = read("2", lines)
    assert result.rule is None
    assert result.doubts


@pytest.mark.parametrize("cap", ["tối đa không quá 1 điểm", "nhưng không quá 1 điểm", "trừ tối đa 1 điểm"])
def test_a_cap_bounds_what_is_taken_off(cap: str) -> None:
    assert read("2", f"Mỗi lỗi trừ 0,5 điểm, {cap}").rule == {
        "kind": "deduction@1",
        "start": "2",
        "less": [{"kind": "per_item@1", "measure": "loi", "each": "0.5", "at_most": "1"}],
    }


@pytest.mark.parametrize("ending", ["", " cho đến hết điểm", ", trừ đến hết điểm của tiêu chí này"])
def test_what_is_taken_off_ends_at_no_points_anyhow(ending: str) -> None:
    assert read("2", f"Mỗi lỗi trừ 0,5 điểm{ending}").rule == {
        "kind": "deduction@1",
        "start": "2",
        "less": [{"kind": "per_item@1", "measure": "loi", "each": "0.5"}],
    }


@pytest.mark.parametrize(
    "lines",
    [
        ("Ban hành trước 31/3: 2 điểm", "Ban hành sau 31/3: 1 điểm"),
        ("Hoàn thành toàn bộ: 2 điểm", "Hoàn thành một phần: 1 điểm"),
        ("Hoàn thành một phần: 1 điểm", "Hoàn thành toàn bộ: 2 điểm"),
        ("Đầy đủ: 2 điểm", "Thiếu: 1 điểm"),
        ("Có kế hoạch: 1 điểm", "Hoặc có báo cáo: 1 điểm", "Hoặc có sơ kết: 1 điểm"),
    ],
)
def test_lines_that_may_be_grades_are_not_added_up_unasked(lines: tuple[str, ...]) -> None:
    result = read("3", *lines)
    assert [doubt.code for doubt in result.doubts] == ["CH-2654"]
    assert [choice.rule["kind"] for choice in result.choices] == ["deduction@1", "labels@1"]  # type: ignore[index,call-overload]


@pytest.mark.parametrize(
    "sentence",
    [
        "Trường hợp không phát sinh hồ sơ thì không được điểm tối đa",
        "Trường hợp không phát sinh hồ sơ thì không bị trừ điểm tối đa",
        "Trường hợp không phát sinh vi phạm thì được điểm tối đa",
        "Trường hợp không có hồ sơ trễ hạn thì được điểm tối đa",
        "Trường hợp không phát sinh hồ sơ và có báo cáo thì được điểm tối đa",
        "Nếu không có văn bản chỉ đạo thì 0 điểm",
        "Nếu không áp dụng biện pháp xử lý thì 0 điểm",
        "Nếu không thuộc diện miễn thì 0 điểm",
    ],
)
def test_a_condition_of_the_rule_is_no_case_in_which_it_does_not_apply(sentence: str) -> None:
    result = read("2", YES_NO, sentence)
    assert result.settings == {}
    assert result.rule != {"kind": "boolean@1"}


@pytest.mark.parametrize(
    ("sentence", "setting"),
    [
        ("Trường hợp không phát sinh hồ sơ thì được điểm tối đa", "full_points"),
        ("Trường hợp không có nhiệm vụ được giao thì được 2 điểm", "full_points"),
        ("Nếu trong năm không phát sinh thì không được điểm", "zero"),
        ("Đơn vị không thuộc đối tượng áp dụng: không tính", None),
    ],
)
def test_what_does_not_arise_is_a_setting(sentence: str, setting: str | None) -> None:
    expected = {} if setting is None else {"when_not_applicable": setting}
    assert read("2", YES_NO, sentence).settings == expected


def test_an_apology_for_delays_does_not_apply_without_delays() -> None:
    sentence = "Trường hợp không phát sinh hồ sơ trễ hạn thì được điểm tối đa"
    assert read("2", YES_NO, sentence, title="Xin lỗi khi trễ hạn").settings == {
        "when_not_applicable": "full_points"
    }


def test_a_share_that_is_not_that_of_the_title_says_so() -> None:
    result = read("2", "Điểm = tỷ lệ trễ hạn x điểm tối đa", title=SHARE)
    assert result.inputs == {"share": {"type": "ratio", "title": {"vi": "Tỷ lệ trễ hạn"}}}
    assert read("2", "Điểm = tỷ lệ % hồ sơ đúng hạn x điểm tối đa", title=SHARE).inputs == {
        "share": {"type": "ratio"}
    }


def test_thousands_of_points_are_not_read_as_single_ones() -> None:
    assert read("5000", "Mỗi mô hình được 1.000 điểm").rule is None
    assert read("1", "Đạt: 0.125 điểm; không đạt: 0 điểm").rule is not None
