from itertools import pairwise

import pytest

from chiso.frameworks.importers.numbers import follows, read_number, split_item, split_number


def kinds(words):
    number = read_number(words)
    return number and [(reading.kind, reading.value) for reading in number.readings]


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("1.", "1"), ("1.1.", "1.1"), ("a)", "a"), ("(2)", "2"), ("2.đ", "2.đ"), ("II.3.a", "II.3.a"),
        ("Phần A", "A"), ("Mục I", "I"), ("Tiêu chí 1", "1"), ("TC2", "2"), ("I -", "I"),
    ],
)  # fmt: skip
def test_a_number_is_read_without_the_signs_around_it(words, printed):
    assert read_number(words).printed == printed


@pytest.mark.parametrize("words", ["", "-", "2020", "100%", "Ghi chú", "1/2", "x y"])
def test_what_is_no_number_is_none(words):
    assert read_number(words) is None


def test_both_readings_of_a_letter_that_is_a_roman_figure_are_kept():
    assert kinds("I") == [("roman", 1), ("upper", 10)]
    assert kinds("c") == [("small_roman", 100), ("lower", 3)]
    assert kinds("đ") == [("lower", 5)]
    assert kinds("XIV") == [("roman", 14)]
    assert kinds("IIX") is None


@pytest.mark.parametrize(
    ("title", "number", "rest"),
    [
        ("I. CÔNG TÁC", "I", "CÔNG TÁC"),
        ("1.1 Ban hành", "1.1", "Ban hành"),
        ("a) Kịp thời", "a", "Kịp thời"),
        ("(a) Kịp thời", "a", "Kịp thời"),
        ("Mục I. Chung", "I", "Chung"),
        ("II - Kết quả", "II", "Kết quả"),
    ],
)
def test_a_number_in_front_of_a_title_is_split_off(title, number, rest):
    found, left = split_number(title)
    assert (found.printed, left) == (number, rest)


@pytest.mark.parametrize(
    "title", ["100% hồ sơ", "5 văn bản", "3 tháng đầu năm", "Có kế hoạch", "Điểm", "Vi phạm"]
)
def test_a_title_that_begins_with_a_figure_or_letter_keeps_it(title):
    assert split_number(title) == (None, title)


def test_a_dash_begins_an_item_and_a_minus_a_figure():
    assert split_item("- Kịp thời") == (True, "Kịp thời")
    assert split_item("+ Đủ") == (True, "Đủ")
    assert split_item("-2") == (False, "-2")


def test_official_letters_follow_one_another_without_f_j_w_z():
    letters = "a b c d đ e g h i k l m n o p q r s t u v x y".split()
    readings = [
        next(one for one in read_number(letter).readings if one.kind == "lower") for letter in letters
    ]
    assert all(follows(before, after) for before, after in pairwise(readings))
    assert not follows(readings[0], readings[2])
