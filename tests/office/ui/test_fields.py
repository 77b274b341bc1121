"""What officials type, and what it is taken for."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from chiso.language import Language, Text
from chiso.office.ui.fields import (
    DayField,
    FigureField,
    MomentField,
    WholeNumberField,
    WordsField,
    read_day,
    read_figure,
    show_value,
)
from chiso.office.ui.mistakes import mistakes_of_form
from tests.office.ui.gallery import WRONG, GalleryForm

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def said(error: pytest.ExceptionInfo[forms.ValidationError]) -> str:
    message = error.value.message
    assert isinstance(message, Text)
    return message.in_language("en")


@pytest.mark.parametrize(
    "written",
    [
        "21/12/2026",
        "21-12-2026",
        "21.12.2026",
        "21 12 2026",
        " 21/12/26 ",
        "21122026",
        "2026-12-21",
        "21 / 12 / 2026",
    ],
)
def test_a_day_is_understood_as_people_type_it(written: str) -> None:
    assert read_day(written) == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/11/2026", "Month 11 of 2026 has 30 days"),
        ("29/02/2026", "Month 2 of 2026 has 28 days"),
        ("12/21/2026", "Expected a day such as 21/12/2026 (day, month, year)"),
        ("hôm nay", "Expected a day such as 21/12/2026 (day, month, year)"),
        ("٢١/١٢/٢٠٢٦", "Expected a day such as 21/12/2026 (day, month, year)"),
        ("21/12/20266", "Expected a day such as 21/12/2026 (day, month, year)"),
    ],
)
def test_what_is_no_day_is_told_why(written: str, why: str) -> None:
    with pytest.raises(forms.ValidationError) as error:
        read_day(written)
    assert said(error) == why


def test_a_day_of_february_stands_in_a_leap_year() -> None:
    assert read_day("29/02/2028") == date(2028, 2, 29)


@given(some.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_a_day_that_is_shown_in_an_input_is_read_back(day: date) -> None:
    assert read_day(show_value(day, "vi")) == day


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [
        ("vi", "0,93", "0.93"),
        ("vi", "1.240", "1240"),
        ("vi", "1.240,5", "1240.5"),
        ("vi", "1 240 000", "1240000"),
        ("vi", "−1,33", "-1.33"),
        ("vi", "42", "42"),
        ("en", "0.93", "0.93"),
        ("en", "1,240.5", "1240.5"),
    ],
)
def test_a_figure_is_read_with_the_signs_of_the_language(language: str, written: str, value: str) -> None:
    assert read_figure(written, language) == Fraction(value)


@pytest.mark.parametrize(
    ("language", "written", "why"),
    [
        ("vi", "0.93", "Decimals stand behind “,”: write 0,93 instead of 0.93"),
        ("vi", "1.24", "Decimals stand behind “,”: write 1,24 instead of 1.24"),
        ("en", "0,93", "Decimals stand behind “.”: write 0.93 instead of 0,93"),
        ("vi", "mười", "Expected a number such as 1.240,5"),
        ("vi", "1,2,3", "Expected a number such as 1.240,5"),
        ("vi", "1e5", "Expected a number such as 1.240,5"),
        ("vi", "٤٢", "Expected a number such as 1.240,5"),
        ("vi", "9" * 61, "Expected a number such as 1.240,5"),
    ],
)
def test_a_figure_that_may_be_meant_either_way_is_not_guessed(language: str, written: str, why: str) -> None:
    with pytest.raises(forms.ValidationError) as error:
        read_figure(written, language)
    assert said(error) == why


@given(some.fractions(max_denominator=10**4).map(lambda one: Fraction(round(one * 100), 100)))
def test_a_figure_that_is_shown_in_an_input_is_read_back(value: Fraction) -> None:
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        assert read_figure(show_value(value, language), language) == value


@pytest.mark.parametrize(
    ("field", "written", "why"),
    [
        (FigureField(minimum=0, maximum=100), "100,01", "Expected 100 or less"),
        (FigureField(minimum=0), "-1", "Expected 0 or more"),
        (FigureField(places=2), "1,234", "Expected at most 2 decimals"),
        (WholeNumberField(), "1,5", "Expected a whole number"),
        (DayField(earliest=date(2026, 12, 1)), "30/11/2026", "Expected 1 Dec 2026 or later"),
        (DayField(latest=date(2026, 12, 1)), "02/12/2026", "Expected 1 Dec 2026 or earlier"),
        (MomentField(), "25:00, 21/12/2026", "Expected a time such as 17:00, 21/12/2026"),
        (MomentField(), "17:00", "Expected a time such as 17:00, 21/12/2026"),
        (MomentField(), "17:00 31/11/2026", "Month 11 of 2026 has 30 days"),
    ],
)
def test_bounds_are_told_in_words(field: forms.Field, written: str, why: str) -> None:
    with translation.override("vi"), pytest.raises(forms.ValidationError) as error:
        field.clean(written)
    assert said(error) == why


def test_the_bounds_themselves_are_taken() -> None:
    assert FigureField(minimum=0, maximum=100).clean("100") == 100
    assert WholeNumberField(minimum=0).clean("0") == 0
    assert DayField(earliest=date(2026, 12, 1)).clean("01/12/2026") == date(2026, 12, 1)


@pytest.mark.parametrize(
    "written", ["17:00, 21/12/2026", "21/12/2026 17:00", "17h 21/12/2026", "17g00, 21-12-2026"]
)
def test_a_time_is_of_the_city_in_either_order(written: str) -> None:
    assert MomentField().clean(written) == datetime(2026, 12, 21, 17, 0, tzinfo=HANOI)


def test_a_day_alone_means_its_last_minute() -> None:
    assert MomentField().clean("21/12/2026") == datetime(2026, 12, 21, 23, 59, tzinfo=HANOI)


def test_equal_words_are_equal_however_the_keyboard_wrote_their_marks() -> None:
    # Apple's keyboards write the marks apart (NFD).
    apart = "Nguye\u0302\u0303n"
    assert WordsField().clean(f" {apart} ") == "Nguyễn"


def test_a_field_that_may_stay_empty_is_none() -> None:
    optional: list[Any] = [DayField(required=False), MomentField(required=False), FigureField(required=False)]
    assert [field.clean("  ") for field in optional] == [None, None, None]


def test_every_mistake_of_a_form_is_told_at_once_in_our_words_in_both_languages() -> None:
    with translation.override("vi"):
        form = GalleryForm(WRONG, {})
        vietnamese = mistakes_of_form(form, "vi")
    assert [one.anchor for one in vietnamese] == [
        "id_name", "id_day", "id_moment", "id_share", "id_count", "id_group", "id_several", "id_agree",
        "id_document",
    ]  # fmt: skip
    assert [one.said for one in vietnamese] == [
        "Nhiều nhất 20 ký tự; đang có 34",
        "Tháng 11 năm 2026 có 30 ngày",
        "Cần giờ và ngày như 17:00, 21/12/2026",
        "Phần thập phân viết sau dấu “,”: hãy viết 0,93 thay cho 0.93",
        "Cần một số không lớn hơn 1.240",
        "Hãy chọn một trong các câu trả lời có sẵn: Loại cơ quan",
        "Chưa điền: Lĩnh vực",
        "Chưa điền: Tôi đã đọc quy chế",
        "Chưa điền: Tài liệu kiểm chứng",
    ]
    assert mistakes_of_form(form, "en")[6].said == "Still to be filled in: Lĩnh vực"
