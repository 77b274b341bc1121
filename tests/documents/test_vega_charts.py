"""Charts from Vega-Lite specifications: read back from the SVG; places are counted by hand."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from chiso.documents.charts import drawing, engine
from chiso.documents.charts.bars import ScoreBar
from chiso.documents.charts.comparisons import FieldBar, FieldComparison, comparison_spec
from chiso.documents.charts.drawing import browser_library, draw_svg, refuse_reaching_out, size_of
from chiso.documents.charts.explorers import (
    FieldDot,
    HistoryExplorer,
    RankingExplorer,
    UnitLine,
    history_explorer_spec,
    ranking_explorer_spec,
)
from chiso.documents.charts.histories import History, history_spec, stretches
from chiso.documents.charts.lines import LinePoint
from chiso.documents.charts.rankings import RankedDot, Ranking, ranking_spec
from chiso.documents.charts.scale import Scale
from chiso.documents.charts.specification import Spec, Words, broken
from chiso.documents.charts.tokens import COLOURS, CONTEXT, DATA, INK_SOFT, LINE_STRONG, NARROW, OWN, WIDE
from chiso.looks import FOLDER
from chiso.problems import WrongCall

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    "Hà Nội hạng 59 & cuối bảng", "PAPI <2019>, tổng điểm", 'Nguồn: "CECODES"', "Hà Nội: 41,53; 42,10", "vi"
)
LABELS = {
    "unit": "Đơn vị", "other": "Đặt cạnh", "field": "Xếp theo", "none": "không có", "year": "Năm",
    "score": "Điểm", "rank": "Hạng",
}  # fmt: skip


def _history(*values: str | None, breaks: tuple[int, ...] = ()) -> History:
    """A history on a scale from 0 to 10; the median is 5 in each year."""
    points = [
        LinePoint(str(2011 + n), None if value is None else Fraction(value), (value or "").replace(".", ","))
        for n, value in enumerate(values)
    ]
    lines = [(Fraction(0), "0"), (Fraction(10), "10")]
    scale = Scale(Fraction(0), Fraction(10))
    return History(WORDS, points, [Fraction(5)] * len(points), breaks, scale, lines, "Hà Nội", "trung vị")


def _ranking(count: int = 3) -> Ranking:
    dots = [
        RankedDot(str(n + 1), f"Tỉnh {n + 1}", Fraction(10 - n), f"{10 - n},00", n == 1) for n in range(count)
    ]
    scale = Scale(Fraction(10 - count), Fraction(10))
    return Ranking(WORDS, dots, Fraction(9), "trung vị 9,00", scale, [(scale.low, "7"), (scale.high, "10")])


def _comparison() -> FieldComparison:
    bar = ScoreBar(Scale(Fraction(1), Fraction(10)), Fraction("5.5"), Fraction(1), Fraction(10), None)
    return FieldComparison(
        WORDS, [FieldBar("1. Tham gia", "5,50 / 10", bar)], "Hà Nội", "trung vị", "cao nhất", ""
    )


def _every_drawing() -> list[Spec]:
    return [
        make(width)
        for width in (WIDE, NARROW)
        for make in (
            lambda width: history_spec(_history("4", "6", None, "5", breaks=(3,)), width),
            lambda width: ranking_spec(_ranking(), width),
            lambda width: comparison_spec(_comparison(), width),
        )
    ]


def _drawn(spec: Spec) -> ET.Element:
    return ET.fromstring(draw_svg(spec))


def _texts(drawing: ET.Element) -> list[str]:
    return ["".join(one.itertext()) for one in drawing.iter(f"{SVG}text")]


def _paths(drawing: ET.Element, colour: str) -> list[str]:
    """The lines of a colour that are no dots: paths without a fill."""
    return [
        one.get("d", "")
        for one in drawing.iter(f"{SVG}path")
        if one.get("stroke") == colour and one.get("fill") is None
    ]


def test_a_break_cuts_the_line_and_is_drawn_and_a_gap_stays_a_gap() -> None:
    drawn = _drawn(history_spec(_history("4", "6", "7", None, "5", "6", "7", breaks=(2,)), WIDE))
    # 2011–2012 | break | 2013 alone | gap | 2015–2017: by hand two lines of 2 and 3 points, one point alone.
    lines = [line for line in _paths(drawn, OWN) if "L" in line]
    assert sorted(line.count("L") for line in lines) == [1, 2]
    dotted = [one for one in drawn.iter(f"{SVG}line") if one.get("stroke") == LINE_STRONG]
    assert len(dotted) == 1
    assert dotted[0].get("stroke-dasharray") == "2,3"
    dots = [one for one in drawn.iter(f"{SVG}path") if one.get("fill") == OWN]
    assert len(dots) == 6


def test_stretches_end_at_breaks_and_gaps() -> None:
    one = Fraction(1)
    assert stretches([one, one, None, one, one], {4}) == [0, 0, None, 1, 2]
    assert stretches([one, one], set()) == [0, 0]


def test_figures_stand_where_the_scale_has_them() -> None:
    drawn = _drawn(history_spec(_history("0", "10"), WIDE))
    (line,) = [line for line in _paths(drawn, OWN) if "L" in line]
    (x1, y1), (x2, y2) = (map(float, place.split(",")) for place in line[1:].split("L"))
    # The drawing is 280 px high; 0 lies at its foot, 10 at its head. The first year stands at 40 px, the last
    # 8 px before the edge.
    assert (y1, y2) == (280, 0)
    assert (x1, x2) == (40, 680 - 12 - 130 - 8)


def test_the_median_is_drawn_dashed_in_the_colour_of_context() -> None:
    drawn = _drawn(history_spec(_history("4", "6"), WIDE))
    (line,) = [
        one for one in drawn.iter(f"{SVG}path") if one.get("stroke") == CONTEXT and "L" in one.get("d", "")
    ]
    assert line.get("stroke-dasharray") == "5,3"


def test_a_last_figure_of_an_earlier_year_says_of_which() -> None:
    assert "6 (2012)" in _texts(_drawn(history_spec(_history("4", "6", None), WIDE)))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_ranking_names_every_unit_once_from_first_to_last(width: int) -> None:
    texts = _texts(_drawn(ranking_spec(_ranking(), width)))
    assert [one for one in texts if one.startswith("Tỉnh")] == ["Tỉnh 1", "Tỉnh 2", "Tỉnh 3"]
    assert [one for one in texts if one in ("10,00", "9,00", "8,00")] == ["10,00", "9,00", "8,00"]
    assert "trung vị 9,00" in texts


def test_only_the_own_unit_of_a_ranking_has_its_colour() -> None:
    drawn = _drawn(ranking_spec(_ranking(5), WIDE))
    fills = [one.get("fill") for one in drawn.iter(f"{SVG}path")]
    assert (fills.count(OWN), fills.count(DATA)) == (1, 4)


def test_no_name_is_cut() -> None:
    name = "Ban Quản lý dự án đầu tư xây dựng công trình hạ tầng kỹ thuật và nông nghiệp thành phố"
    assert " ".join(broken(name, 100, 12)) == name
    one = RankedDot("1", name, Fraction(3), "3", False)
    two = RankedDot("2", "B", Fraction(1), "1", False)
    ranking = Ranking(WORDS, [one, two], None, "", Scale(Fraction(1), Fraction(3)), [])
    assert name in " ".join(_texts(_drawn(ranking_spec(ranking, NARROW))))


def test_a_bar_is_the_share_of_what_can_be_had() -> None:
    drawn = _drawn(comparison_spec(_comparison(), WIDE))
    bars = [one.get("d", "") for one in drawn.iter(f"{SVG}path") if one.get("fill") == OWN]
    # From 1 to 10, 5.5 is half way: half of 680 − 16 px. The other bar is that of the legend.
    assert any(re.match(r"M0,\d+(\.\d+)?h332v", bar) for bar in bars)
    assert {"Hà Nội", "trung vị", "cao nhất"} <= set(_texts(drawn))
    assert [one for one in drawn.iter(f"{SVG}path") if one.get("stroke") == INK_SOFT] == []


def test_every_drawing_is_told_has_text_as_text_and_fetches_nothing() -> None:
    for spec in _every_drawing():
        content = draw_svg(spec)
        read = ET.fromstring(content)
        assert read.get("role") == "img"
        assert read.get("lang") == "vi"
        assert (read.findtext(f"{SVG}title"), read.findtext(f"{SVG}desc")) == (
            WORDS.title,
            WORDS.description,
        )
        said = " ".join(_texts(read))
        assert WORDS.subtitle in said
        assert WORDS.source in said
        assert re.findall(rb"https?://[^\"]*", content) == [b"http://www.w3.org/2000/svg"]
        assert b"href" not in content
        assert not [one for one in read.iter() if one.get("style")]
        assert (read.get("width"), read.get("height")) == tuple(map(str, size_of(spec)))


def test_the_same_chart_has_the_same_bytes_whatever_the_fonts(tmp_path: Path) -> None:
    program = (
        "from tests.documents.test_vega_charts import _every_drawing\n"
        "from chiso.documents.charts.drawing import draw_svg\n"
        "import sys\n"
        "sys.stdout.buffer.write(b''.join(map(draw_svg, _every_drawing())))\n"
    )
    empty = tmp_path / "fonts.conf"
    empty.write_text("<?xml version='1.0'?><fontconfig/>", encoding="utf-8")
    root = Path(__file__).parents[2]
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={"FONTCONFIG_FILE": str(empty), "PYTHONPATH": f"{root}:{root / 'src'}", "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert elsewhere.stdout == b"".join(map(draw_svg, _every_drawing()))


def test_a_specification_that_reaches_out_is_refused_and_nothing_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asked: list[object] = []
        listening.settimeout(0.3)

        def listen() -> None:
            try:
                asked.append(listening.accept())
            except TimeoutError:
                return

        thread = threading.Thread(target=listen)
        thread.start()
        spec = history_spec(_history("4", "6"), WIDE)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/rows.json"
        reaching = {**spec, "layer": [{**spec["layer"][0], "data": {"url": address}}]}
        with pytest.raises(ValueError, match="holds its data itself"):
            draw_svg(reaching)
        # The program that draws refuses it as well, were it asked.
        monkeypatch.setattr(drawing, "refuse_reaching_out", lambda spec: None)
        with pytest.raises(ValueError, match="not allowed"):
            draw_svg(reaching)
        thread.join()
    assert asked == []


def test_charts_to_explore_hold_their_data_themselves() -> None:
    for spec in (history_explorer_spec(_years()), ranking_explorer_spec(_fields())):
        refuse_reaching_out(spec)
        assert spec["description"] == WORDS.description
        assert all(one["bind"]["input"] == "select" for one in spec["params"])


def test_a_chart_over_the_years_knows_every_unit_and_keeps_gaps() -> None:
    spec = history_explorer_spec(_years())
    rows = spec["data"]["values"]
    assert [(row["unit"], row["year"], row["written"], row["rank"]) for row in rows] == [
        ("Hà Nội", "2011", "4,00", "2/2"),
        ("Hà Nội", "2013", "6,00", "1/2"),
        ("Huế", "2011", "5,00", "1/2"),
        ("Huế", "2012", "5,50", "1/1"),
        ("Huế", "2013", "5,00", "2/2"),
    ]
    assert len({row["stretch"] for row in rows if row["unit"] == "Hà Nội"}) == 2
    unit, other = spec["params"]
    assert (unit["value"], unit["bind"]["options"]) == ("Hà Nội", ["Hà Nội", "Huế"])
    assert other["bind"]["options"] == ["không có", "Hà Nội", "Huế"]


def test_a_ranking_to_explore_sorts_by_the_field_that_is_chosen() -> None:
    spec = ranking_explorer_spec(_fields())
    assert spec["params"][0]["bind"]["options"] == ["Tổng điểm", "1. Tham gia"]
    assert [(row["field"], row["unit"], row["place"]) for row in spec["data"]["values"]] == [
        ("Tổng điểm", "Hà Nội", 2), ("Tổng điểm", "Huế", 1), ("1. Tham gia", "Hà Nội", 1),
    ]  # fmt: skip


def test_without_the_library_a_reader_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    engine.rest()
    with pytest.raises(WrongCall) as refused:
        draw_svg(history_spec(_history("4", "6"), WIDE))
    assert [(one.code, one.found) for one in refused.value.problems] == [("CH-5002", "vl-convert-python")]
    monkeypatch.setattr(engine, "PACKAGE", "no-such-package")
    with pytest.raises(WrongCall, match="CH-5002"):
        drawing.drawn_with()


def test_drawing_is_loaded_only_by_who_draws() -> None:
    program = (
        "import sys, chiso.portal.building, chiso.documents.charts.drawing\n"
        "sys.exit('vl_convert' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_library_for_browsers_is_one_script_that_needs_nothing_else() -> None:
    script = browser_library("window.vegaEmbed = vegaEmbed;").decode()
    assert "window.vegaEmbed=" in script
    assert not re.search(r"\bimport\s*\(|^import\b", script)


def test_the_colours_are_those_of_the_stylesheet_in_both_schemes() -> None:
    style = (FOLDER / "chiso.css").read_text(encoding="utf-8")
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    for token, (by_day, by_night) in COLOURS.items():
        assert re.search(rf"--{token}: ({by_day});", light), token
        assert re.search(rf"--{token}: ({by_night});", dark.partition("@media")[0]), token


def _years() -> HistoryExplorer:
    one, two = Fraction(4), Fraction(5)
    return HistoryExplorer(
        words=WORDS,
        years=["2011", "2012", "2013"],
        short_years=["’11", "’12", "’13"],
        lines=[
            UnitLine("Hà Nội", [one, None, Fraction(6)], ["4,00", "", "6,00"], ["2/2", "", "1/2"]),
            UnitLine("Huế", [two, Fraction("5.5"), two], ["5,00", "5,50", "5,00"], ["1/2", "1/1", "2/2"]),
        ],
        breaks=(),
        scale=Scale(Fraction(4), Fraction(6)),
        chosen="Hà Nội",
        labels=LABELS,
    )


def _fields() -> RankingExplorer:
    total = [FieldDot("Hà Nội", 2, Fraction(4), "4,00"), FieldDot("Huế", 1, Fraction(5), "5,00")]
    part = [FieldDot("Hà Nội", 1, Fraction(2), "2,00")]
    return RankingExplorer(
        WORDS, [("Tổng điểm", total), ("1. Tham gia", part)], ["Hà Nội", "Huế"], "Hà Nội", LABELS
    )
