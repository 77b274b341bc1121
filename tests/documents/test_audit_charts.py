"""Squares and strips: read back from the SVG; places are counted by hand."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from chiso.documents.charts.drawing import draw_svg, size_of
from chiso.documents.charts.scale import Scale
from chiso.documents.charts.specification import Words
from chiso.documents.charts.squares import SquareTable, squares_spec
from chiso.documents.charts.strips import Dot, Strip, Strips, strips_spec
from chiso.documents.charts.tokens import CONTEXT, DATA, NARROW, OWN, WIDE

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("Tương quan & <trọng số>", "Hệ số Pearson", "chiso tính", "Hai cặp ngược chiều", "vi")
ONE, HALF = Fraction(1), Fraction(1, 2)


def squares(width: int) -> ET.Element:
    figures = [[None, ONE, -Fraction(1, 4)], [ONE, None, Fraction(0)], [-Fraction(1, 4), Fraction(0), None]]
    return ET.fromstring(draw_svg(squares_spec(SquareTable(WORDS, ["a", "b", "c"], figures, True), width)))


def strips(width: int) -> Strips:
    rows = [
        Strip("Chỉ số thứ nhất", [Dot(ONE, "context"), Dot(Fraction(5))], "5,00"),
        Strip("Chỉ số thứ hai có tên rất dài, dài hơn chỗ dành cho tên", [Dot(HALF, "own")], "0,50", True),
        Strip("Không có số", [], "–"),
    ]
    return Strips(
        WORDS, rows, Scale(Fraction(0), Fraction(5)), [(Fraction(0), "0"), (Fraction(5), "5")],
        [(Fraction(2), "ngưỡng")],
    )  # fmt: skip


def boxes(drawing: ET.Element, colour: str) -> list[tuple[float, float]]:
    """Width and height of the rectangles of a colour, as their paths say."""
    found = []
    for path in drawing.iter(f"{SVG}path"):
        if path.get("fill") == colour and "h" in path.get("d", ""):
            width, height = re.findall(r"[hv](-?[\d.]+)", path.get("d", ""))[:2]
            found.append((float(width), float(height)))
    return found


def texts(drawing: ET.Element) -> list[str]:
    return ["".join(one.itertext()) for one in drawing.iter(f"{SVG}text")]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_area_of_a_square_is_its_figure_and_its_colour_the_sign(width: int) -> None:
    drawn = squares(width)
    # A quarter has half the side of one; what is 0 or not there has no square.
    full, quarter = boxes(drawn, DATA), boxes(drawn, OWN)
    assert len(full) == 2
    assert len(quarter) == 2
    assert quarter[0][0] == pytest.approx(full[0][0] / 2, abs=0.02)
    assert all(box[0] == pytest.approx(box[1], abs=0.02) for box in full + quarter)


def test_rows_are_numbered_where_the_columns_are_the_same() -> None:
    assert {"1  a", "2  b", "3  c", "1", "2", "3"} <= set(texts(squares(WIDE)))
    table = SquareTable(WORDS, ["Ba Đình"], [[HALF, None]], False, ["Y tế", "Giáo dục"])
    assert {"Ba Đình", "1  Y tế", "2  Giáo dục"} <= set(
        texts(ET.fromstring(draw_svg(squares_spec(table, WIDE))))
    )


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_dots_of_a_row_stand_on_one_scale_and_the_row_without_figures_stays(width: int) -> None:
    drawn = ET.fromstring(draw_svg(strips_spec(strips(width), width)))
    written = texts(drawn)
    assert {"5,00", "0,50", "–", "ngưỡng", "Không có số"} <= set(written)
    for colour in (DATA, OWN, CONTEXT):
        assert len([one for one in drawn.iter(f"{SVG}path") if one.get("fill") == colour]) == 1


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_chart_is_as_wide_as_it_was_asked_for(width: int) -> None:
    assert size_of(strips_spec(strips(width), width))[0] == width
    table = SquareTable(WORDS, ["x" * 40], [[HALF] * 60], False)
    assert size_of(squares_spec(table, width))[0] == width


def test_the_same_figures_give_the_same_bytes() -> None:
    assert draw_svg(strips_spec(strips(WIDE), WIDE)) == draw_svg(strips_spec(strips(WIDE), WIDE))
