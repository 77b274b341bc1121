"""The map of the report: what each tile says, what has none, the same in the table and in the documents."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pypdfium2
import pytest
from django.urls import reverse

from chiso.inspection.reporting import FindingTold, VisitTold, summarise
from chiso.office.inspections.following.figures import MapShows, ReportShown
from chiso.office.inspections.following.maps import MapShown, map_of
from chiso.office.inspections.models import Place, Recommendation
from tests.office.inspections.following.making import (
    at,
    concluded,
    found,
    handed,
    inspection_of,
    recommended,
    visited,
)
from tests.office.inspections.making import LAST, City, make_city, on
from tests.office.signing import sign_in

TODAY = date(2026, 8, 1)


def shown_of(visits: list[tuple[str, int, int]], *, again: tuple[str, ...] = ()) -> ReportShown:
    """A report of first visits: (district, findings that are open, of these late) each."""
    told = [
        VisitTold(str(number), f"Nơi {number}", "Phường", "Đất đai", district, date(2024, 5, 6), {})
        for number, (district, _, _) in enumerate(visits)
    ]
    told += [
        VisitTold(
            f"again {district}", "Nơi", "Phường", "Đất đai", district, date(2024, 5, 6), {}, looks_again=True
        )
        for district in again
    ]
    findings = [
        FindingTold(
            str(number),
            "A1",
            "reminder",
            False,
            date(2026, 7, 1 if place < late else 31) if place < late else None,
            None,
        )
        for number, (_, findings, late) in enumerate(visits)
        for place in range(findings)
    ]
    by_district = summarise(told, findings, (), by="district", today=TODAY)
    return ReportShown(by_district, by_district, date(2024, 5, 6), [], [])


def drawn(visits: list[tuple[str, int, int]], shows: MapShows, **more: Any) -> MapShown:
    made = map_of(shown_of(visits, **more), shows, "vi")
    assert made is not None
    return made


def tiles_of(drawing: str) -> dict[str, tuple[str, list[str]]]:
    """Of each tile by its words: its class and what is written in it."""
    found = re.findall(r'<g class="([^"]+)" role="img" aria-label="([^"]+)">(.*?)</g>', drawing)
    return {words: (kind, re.findall(r"<text[^>]*>([^<]*)</text>", inside)) for kind, words, inside in found}


SEEN = [
    ("Quận Ba Đình", 0, 0), ("Quận Ba Đình", 2, 1), ("Huyện Sóc Sơn", 1, 1), ("Sơn Tây", 0, 0),
    ("Khu công nghệ cao", 3, 0), ("", 1, 0),
]  # fmt: skip


def test_each_district_is_a_tile_with_its_figure_and_all_of_it_in_words() -> None:
    """Counted by hand: half of two visits, one of one, none of one."""
    tiles = tiles_of(drawn(SEEN, "share").drawing)
    said = {words: told for words, told in tiles.items() if "chưa kiểm tra" not in words}
    assert said == {
        "Quận Ba Đình: 50 % lượt đầu (2) có phát hiện; phát hiện chưa khắc phục 2, trong đó quá hạn 1":
            ("step-3", ["BĐ", "50"]),
        "Huyện Sóc Sơn: 100 % lượt đầu (1) có phát hiện; phát hiện chưa khắc phục 1, trong đó quá hạn 1":
            ("step-5", ["SS", "100"]),
        "Sơn Tây: 0 % lượt đầu (1) có phát hiện; phát hiện chưa khắc phục 0, trong đó quá hạn 0":
            ("step-1", ["ST", "0"]),
    }  # fmt: skip
    assert len(tiles) == 30
    assert tiles["Huyện Mê Linh: chưa kiểm tra"] == ("none", ["ML"])


@pytest.mark.parametrize(
    ("shows", "figures", "legend"),
    [
        ("open", {"BĐ": "2", "SS": "1", "ST": "0"}, ["0", "1", "2 trở lên", "chưa kiểm tra"]),
        ("late", {"BĐ": "1", "SS": "1", "ST": "0"}, ["0", "1 trở lên", "chưa kiểm tra"]),
    ],
)
def test_counts_are_told_one_by_one(shows: MapShows, figures: dict[str, str], legend: list[str]) -> None:
    made = drawn(SEEN, shows)
    told = [written for kind, written in tiles_of(made.drawing).values() if kind != "none"]
    assert dict(map(tuple, told)) == figures  # type: ignore[arg-type]
    words = [one if isinstance(one, str) else one.in_language("vi") for _, one in made.legend]
    assert [re.sub("^từ (.*)$", r"\1 trở lên", one) for one in words] == legend


def test_what_has_no_tile_is_listed_with_its_figures() -> None:
    made = drawn([*SEEN, ("Thị xã Sơn Tây", 1, 0)], "share")
    assert [one.in_language("vi").split(":")[0] for one in made.apart] == [
        "chưa nêu địa bàn", "Khu công nghệ cao", "Thị xã Sơn Tây",
    ]  # fmt: skip
    assert "phát hiện chưa khắc phục 3, trong đó quá hạn 0" in made.apart[1].in_language("vi")


def test_without_a_grid_districts_stand_in_their_order_and_the_map_says_so() -> None:
    made = drawn([("Phường Láng", 1, 0), ("Phường Cửa Nam", 0, 0), ("Phường Yên Hòa", 0, 0)], "share")
    assert [written[0] for _, written in tiles_of(made.drawing).values()] == ["CN", "Lán", "YH"]
    assert "theo thứ tự tên" in made.notes[0].in_language("vi")
    assert made.apart == []


def test_provinces_have_their_archipelagos() -> None:
    made = drawn([("Đà Nẵng", 1, 0), ("Khánh Hòa", 0, 0)], "share")
    for name in ("Hoàng Sa", "Trường Sa"):
        assert name in made.drawing
        assert name in made.notes[1].in_language("vi")


def test_a_district_that_was_only_looked_at_again_has_no_share() -> None:
    tiles = tiles_of(drawn([("Quận Ba Đình", 1, 0)], "share", again=("Quận Đống Đa",)).drawing)
    assert tiles["Quận Đống Đa: không có lượt đầu; phát hiện chưa khắc phục 0, trong đó quá hạn 0"] == (
        "none", ["ĐĐ", "–"],
    )  # fmt: skip


def test_one_district_alone_or_none_is_no_map() -> None:
    for visits in ([], [("Quận Ba Đình", 1, 0)], [("Quận Ba Đình", 1, 0), ("", 0, 0)]):
        assert map_of(shown_of(visits), "share", "vi") is None


def test_what_somebody_wrote_as_a_name_is_no_markup() -> None:
    made = drawn([('<b>"', 1, 0), ("<script>", 0, 0)], "share")
    assert "<b>" not in made.drawing
    assert "<script>" not in made.drawing
    assert "&lt;script&gt;: 0 %" in made.drawing


@pytest.fixture
def city() -> City:
    return make_city(3)


@pytest.mark.django_db
def test_page_word_and_pdf_tell_the_districts_and_only_readers_of_reports_get_them(city: City) -> None:
    inspection = inspection_of(city, opened_at=at(LAST))
    for number, (ward, district) in enumerate(
        zip(city.wards, ("Quận Ba Đình", "Huyện Sóc Sơn", "Khu công nghệ cao"), strict=True)
    ):
        visit = visited(city, inspection, ward, code=f"P{number}")
        Place.objects.filter(pk=visit.place_id).update(district=district)
        if number == 0:
            handed(city, visit)
            recommended(city, concluded(city, visit), [found(city, visit)])
    Recommendation.objects.update(deadline=date(2026, 6, 18))
    with on(TODAY):
        client = sign_in(city.statistician)
        page = client.get(
            reverse("inspections:report"), {"ban_do": "late", "theo": "agency"}
        ).content.decode()
        assert "Bản đồ theo địa bàn: phát hiện quá hạn" in page
        assert (
            "Quận Ba Đình: 100 % lượt đầu (1) có phát hiện; phát hiện chưa khắc phục 1, trong đó quá hạn 1"
            in page
        )
        (table,) = re.findall(r"Cùng số liệu với bản đồ.*?</table>", page, re.DOTALL)
        rows = [
            re.sub(r"<[^>]+>|\s+", " ", one).split()
            for one in re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
        ]
        assert [(" ".join(row[:-4]), row[-4:]) for row in rows] == [
            ("Huyện Sóc Sơn", ["1", "0,0", "0", "0"]), ("Khu công nghệ cao", ["1", "0,0", "0", "0"]),
            ("Quận Ba Đình", ["1", "100,0", "1", "1"]),
        ]  # fmt: skip

        def taken(ending: str) -> bytes:
            return client.get(reverse("inspections:report-document", args=[ending])).content

        tables = docx.Document(BytesIO(taken("docx"))).tables
        by_district = next(one for one in tables if one.cell(0, 0).text == "Địa bàn")
        assert [cell.text for cell in by_district.rows[3].cells] == [
            "Quận Ba Đình", "1", "0", "100", "1", "0", "1", "1",
        ]  # fmt: skip
        content = taken("pdf")
        # PDF/A, so that it can be kept: the drawing has its words.
        assert b"pdfaid:conformance" in content
        with pypdfium2.PdfDocument(content) as document:
            printed = " ".join(one.get_textpage().get_text_bounded() for one in document)
        for words in ("Bản đồ theo địa bàn", "BĐ", "Khu công nghệ cao: 0 %", "Quận Ba Đình"):
            assert words in printed
        assert client.get(reverse("inspections:report-document", args=["exe"])).status_code == 404
        for person in (city.ward_head, city.inspectors[0]):
            assert (
                sign_in(person).get(reverse("inspections:report-document", args=["pdf"])).status_code == 403
            )
