from fractions import Fraction

import pytest

from chiso.frameworks.importers.maxima import Maximum, read_maximum, split_title


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("1,5", "3/2"), ("1.5", "3/2"), ("Tối đa 2", "2"), ("Tối đa: 3 điểm", "3"), ("2 điểm", "2"),
        ("10đ", "10"), ("+5", "5"), ("0 - 2", "2"), ("0–2", "2"),
        ("Từ 0,5 đến 1", "1"), ("0 ÷ 1,25", "5/4"), ("5,0", "5"),
        ("Không quá 3 điểm", "3"), ("Cộng tối đa 2", "2"), ("0,05", "1/20"),
    ],
)  # fmt: skip
def test_a_maximum_is_read_exactly(words, points):
    assert read_maximum(words) == Maximum(Fraction(points))


@pytest.mark.parametrize(("words", "points"), [("-2", 2), ("– 2", 2), ("trừ 2 điểm", 2), ("-1 đến -5", 5)])
def test_points_that_are_taken_off_say_so(words, points):
    assert read_maximum(words) == Maximum(Fraction(points), is_taken_off=True)


@pytest.mark.parametrize("words", ["", "-", "x"])
def test_an_empty_cell_has_no_maximum(words):
    assert read_maximum(words) == Maximum()


@pytest.mark.parametrize("words", ["hai", "1/2", "20%", "2 (3)", "2 điểm hoặc 3 điểm", "3 - 1", "12345"])
def test_what_is_not_wholly_understood_is_no_maximum(words):
    assert read_maximum(words) == Maximum(is_unclear=True)


def test_several_figures_in_a_cell_are_the_points_of_its_lines():
    assert read_maximum("1\n0,5\n0") == Maximum(Fraction(1), by_line=("1", "0,5", "0"))


@pytest.mark.parametrize(
    ("title", "left", "points"),
    [
        ("TỔ CHỨC (10 điểm)", "TỔ CHỨC", 10),
        ("Điểm thưởng (tối đa 5 điểm)", "Điểm thưởng", 5),
        ("Kết quả: 20 điểm", "Kết quả", 20),
    ],
)
def test_points_at_the_end_of_a_title_are_its_maximum(title, left, points):
    assert split_title(title) == (left, Maximum(Fraction(points)))


@pytest.mark.parametrize("title", ["Giảm 5 điểm nghẽn", "Quyết định 15", "(5 điểm)"])
def test_other_figures_in_a_title_stay(title):
    assert split_title(title) == (title, Maximum())
