"""Charts as text: what is drawn where, told apart by reading the SVG back."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

from chiso.documents.charts.bars import Change, ScoreBar, change_bars, score_bar
from chiso.documents.charts.lines import LineChart, LinePoint, line_chart
from chiso.documents.charts.multiples import Tile, tile_chart
from chiso.documents.charts.scale import Scale, round_scale
from chiso.documents.charts.svg import element, percent

YEARS = ("2011", "2012", "2013", "2014")
TOLD = "Rank 1, 3, 2 & 4"


def _chart(values: tuple[int | None, ...], *, breaks: tuple[int, ...] = ()) -> ET.Element:
    return ET.fromstring(
        line_chart(
            LineChart(
                points=[
                    LinePoint(year, None if value is None else Fraction(value), str(value))
                    for year, value in zip(YEARS, values, strict=True)
                ],
                breaks=breaks,
                scale=Scale(Fraction(1), Fraction(4)),
                gridlines=[(Fraction(1), "1"), (Fraction(4), "4")],
                axis_title="Rank",
                told=TOLD,
                low_on_top=True,
                all_written=True,
            )
        )
    )


def _of_class(drawn: ET.Element, kind: str) -> list[ET.Element]:
    return [part for part in drawn.iter() if part.get("class") == kind]


def test_a_line_joins_neighbouring_years() -> None:
    drawn = _chart((1, 3, 2, 4))
    assert len(_of_class(drawn, "line own")) == 3
    assert len(_of_class(drawn, "dot own")) == 4
    assert _of_class(drawn, "break") == []


def test_a_gap_stays_a_gap() -> None:
    drawn = _chart((1, None, 2, 4))
    assert len(_of_class(drawn, "line own")) == 1
    assert len(_of_class(drawn, "dot own")) == 3


def test_a_break_cuts_the_line_and_is_drawn_between_the_years() -> None:
    drawn = _chart((1, 3, 2, 4), breaks=(2,))
    assert len(_of_class(drawn, "line own")) == 2
    (rule,) = _of_class(drawn, "break")
    # Years stand at 9, 38, 67 and 96 per cent; half way between 38 and 67 is 52.5.
    assert rule.get("x1") == "52.5%"


def test_rank_one_is_on_top() -> None:
    heights = [float(dot.get("cy", "")) for dot in _of_class(_chart((1, 2, 3, 4)), "dot own")]
    assert heights == sorted(heights)
    assert heights[0] == 34


def test_a_chart_says_its_finding() -> None:
    drawn = _chart((1, 3, 2, 4))
    assert (drawn.get("role"), drawn.get("aria-label")) == ("img", TOLD)


def test_a_score_bar_is_hidden_from_readers_since_its_figures_stand_beside_it() -> None:
    drawn = ET.fromstring(
        score_bar(
            ScoreBar(Scale(Fraction(1), Fraction(10)), Fraction("5.5"), Fraction(1), Fraction(10), None)
        )
    )
    assert drawn.get("aria-hidden") == "true"
    # From 1 to 10, 5.5 is half way.
    assert [bar.get("width") for bar in _of_class(drawn, "bar own")] == ["50%"]
    assert [dot.get("cx") for dot in _of_class(drawn, "dot")] == ["100%"]
    assert [line.get("x1") for line in _of_class(drawn, "median")] == ["0%"]
    assert _of_class(drawn, "dot hollow") == []


def test_changes_go_to_both_sides_of_zero_in_one_measure() -> None:
    drawn = ET.fromstring(
        change_bars([Change("a", Fraction(-2), "−2"), Change("b", Fraction(1), "+1")], told="a −2, b +1")
    )
    (fall,), (rise,) = _of_class(drawn, "bar own"), _of_class(drawn, "bar")
    assert (fall.get("x"), fall.get("width")) == ("7%", "43%")
    assert (rise.get("x"), rise.get("width")) == ("50%", "21.5%")


def test_a_year_that_stands_alone_in_a_tile_is_seen_as_a_dot() -> None:
    values = (Fraction(10), None, Fraction(20), None, Fraction(30))
    tile = Tile(
        values=values,
        context=(None,) * 5,
        written=("10", "", "20", "", "30"),
        years=("2011", "2015"),
        breaks=(),
        scale=Scale(Fraction(0), Fraction(40)),
        ends=("0", "40"),
        is_own=True,
        told="told",
    )
    drawn = ET.fromstring(tile_chart(tile))
    assert {dot.get("cx") for dot in _of_class(drawn, "dot own")} == {"4%", "50%", "96%"}
    assert _of_class(drawn, "line own") == []


def test_nothing_in_a_chart_has_a_style_of_its_own() -> None:
    assert all(part.get("style") is None for part in _chart((1, 3, 2, 4)).iter())


def test_text_is_escaped() -> None:
    assert element("text", '<b> & "', x="0") == '<text x="0">&lt;b&gt; &amp; &quot;</text>'


def test_shares_are_written_with_a_point() -> None:
    assert percent(Fraction(4489, 10000)) == "44.9%"


def test_a_scale_has_round_ends_that_hold_every_figure() -> None:
    scale, lines = round_scale([Fraction("33.81"), Fraction("44.45")])
    # A third of the range is 3.5; the next round step is 5.
    assert (scale.low, scale.high) == (Fraction(30), Fraction(45))
    assert lines == tuple(map(Fraction, (30, 35, 40, 45)))
