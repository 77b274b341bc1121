"""How numbers, days, hours and names are written; expected from Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from datetime import date, datetime

import pytest

from chiso.documents.letters.fixed_words import (
    day_in_words,
    hour_in_words,
    hour_left_open,
    lines_of_name,
    number_line,
    roman,
)

GAP = "\u00a0"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("5", "Số: 05/QĐ-UBND"),
        ("05", "Số: 05/QĐ-UBND"),
        ("123", "Số: 123/QĐ-UBND"),
        (" 4289a ", "Số: 4289a/QĐ-UBND"),
    ],
)
def test_a_number_below_ten_has_a_nought_before_it(number, expected):
    assert number_line(number, "QĐ-UBND") == expected


def test_a_number_that_is_not_given_leaves_room_for_a_pen_or_a_stamp():
    line = number_line("", "qđ-ubnd")
    assert line.startswith("Số: ")
    assert line.endswith("/QĐ-UBND")
    assert line[4:-8] == GAP * 16


def test_a_number_of_the_programs_own_is_whole_without_a_symbol():
    assert number_line("2026/0042", "") == "Số: 2026/0042"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_nought(day, expected):
    assert day_in_words(day, None) == expected


def test_a_day_that_is_not_given_leaves_room_for_day_and_month():
    assert day_in_words(None, 2026).replace(GAP, "") == "ngàythángnăm 2026"
    assert day_in_words(None, 2026).count(GAP) == 14


def test_an_hour_is_written_in_the_readers_language():
    moment = datetime(2026, 3, 5, 8, 5, 9)
    assert hour_in_words(moment, "vi") == "08 giờ 05 phút, ngày 05 tháng 3 năm 2026"
    assert hour_in_words(moment, "vi", has_seconds=True) == "08 giờ 05 phút 09 giây, ngày 05 tháng 3 năm 2026"
    assert hour_in_words(moment, "en", has_seconds=True) == "08:05:09, 5 Mar 2026"
    assert hour_left_open(2026, "vi") == "…… giờ …… phút, ngày …… tháng …… năm 2026"
    assert hour_left_open(2026, "en") == "……:……, …… …… 2026"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sở Nội vụ", ("SỞ NỘI VỤ",)),
        ("Ủy ban nhân dân thành phố Hà Nội", ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI")),
        ("Uỷ ban nhân dân xã Minh Châu", ("UỶ BAN NHÂN DÂN", "XÃ MINH CHÂU")),
        ("Sở Nông nghiệp và Môi trường", ("SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG")),
        ("Hội đồng thẩm định\nthành phố", ("HỘI ĐỒNG THẨM ĐỊNH", "THÀNH PHỐ")),
        ("Ủy ban nhân dân", ("ỦY BAN NHÂN DÂN",)),
    ],
)
def test_a_body_is_named_in_capitals_on_lines_of_like_length(name, expected):
    assert lines_of_name(name) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (48, "XLVIII")]
)
def test_annexes_are_counted_in_roman_figures(number, expected):
    assert roman(number) == expected
