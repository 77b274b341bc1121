"""What officials type and what is understood: decimal comma, thousands, per cent, days."""

from __future__ import annotations

import pytest

from chiso.frameworks.inputs import InputDefinition, InputType
from chiso.office.campaigns.answering.typed import read_cell, show_cell


def definition(kind: InputType) -> InputDefinition:
    return InputDefinition(type=kind)


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("84,64", "84,64"),
        ("84.64", "84,64"),
        ("0.93", "0,93"),
        ("1.240", "1240"),
        ("1.240.000", "1240000"),
        ("1.240,5", "1240,5"),
        ("1 240", "1240"),
        ("−1,5", "-1,5"),
        ("0.500", "0,500"),
        ("1240.55", "1240,55"),
        # Two points that part no thousands, and letters: left as they are, and refused by the reader.
        ("1.2.3", "1.2.3"),
        ("khoảng 5", "khoảng 5"),
    ],
)
def test_a_vietnamese_reader_types_a_comma_and_both_signs_are_understood(
    written: str, understood: str
) -> None:
    assert read_cell(written, definition("number"), ",") == understood


@pytest.mark.parametrize(
    ("written", "understood"),
    [("1,240.5", "1240.5"), ("0,93", "0.93"), ("1,240", "1240"), ("84.64", "84.64")],
)
def test_an_english_reader_types_a_point(written: str, understood: str) -> None:
    assert read_cell(written, definition("number"), ".") == understood


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("85 %", "0,85"), ("85,5%", "0,855"), ("100%", "1"), ("7%", "0,07"), ("0%", "0"), ("150 %", "1,5"),
        ("0,85", "0,85"), ("tám mươi %", "tám mươi %"),
    ],
)  # fmt: skip
def test_per_cent_is_a_share_where_a_share_is_asked_for(written: str, understood: str) -> None:
    assert read_cell(written, definition("share"), ",") == understood


def test_per_cent_of_what_is_no_share_stays_and_is_refused() -> None:
    assert read_cell("85 %", definition("number"), ",") == "85 %"


def test_a_day_keeps_its_points() -> None:
    assert read_cell(" 21.12.2026 ", definition("date"), ",") == "21.12.2026"


def test_what_is_kept_is_shown_as_one_types_it() -> None:
    assert show_cell("84.64", definition("number"), ",") == "84,64"
    assert show_cell("2026-12-21", definition("date"), ",") == "21/12/2026"
    assert show_cell("on_time", definition("label"), ",") == "on_time"
