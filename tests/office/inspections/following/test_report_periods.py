"""The report of a period, a kind, an inspection: page, files and document follow one filter."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import docx
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from chiso.inspection.report_period import ReportPeriod, whole_period
from chiso.office.inspections.following.figures import ReportWanted, report_of
from chiso.office.inspections.models import Finding, Inspection
from chiso.office.ui.language_choice import COOKIE
from chiso.periods import parse_period
from tests.office.inspections.following.making import at, found, inspection_of, visited, voices
from tests.office.inspections.making import LAST, City, make_city, on
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")

TODAY = date(2026, 7, 3)
CHECK, SUPERVISION = "KT-2026-001", "GS-2026-002"


@pytest.fixture
def city() -> City:
    """A check in May and June, a supervision in June; what was found in May was mended in June."""
    made = make_city(3)
    check = inspection_of(made, CHECK, opened_at=at(LAST))
    supervision = inspection_of(made, SUPERVISION)
    Inspection.objects.filter(pk=supervision.pk).update(kind="supervision")
    may = visited(made, check, made.wards[0], code="P1", day=date(2026, 5, 31))
    Finding.objects.filter(pk=found(made, may).pk).update(mended_on=date(2026, 6, 20))
    june = visited(made, check, made.wards[1], code="P2", day=date(2026, 6, 1))
    found(made, june)
    found(made, june, duty="D2")
    voices(june, 5, 1)
    found(made, visited(made, supervision, made.wards[2], code="P3", day=date(2026, 6, 30)))
    return made


def month(written: str) -> ReportPeriod:
    return whole_period(parse_period(written))


def test_first_and_last_day_belong_to_the_period_and_kind_and_inspection_narrow(city: City) -> None:
    def counted(**wanted: Any) -> tuple[int, int]:
        whole = report_of(city.coordinator, ReportWanted(**wanted), TODAY).summary.whole
        return whole.visits, whole.findings

    stretch = ReportPeriod(date(2026, 5, 31), date(2026, 6, 29))
    assert {
        "may": counted(period=month("2026-05")), "june": counted(period=month("2026-06")),
        "quarter": counted(period=month("2026-Q2")), "half": counted(period=month("2026-H1")),
        "july": counted(period=month("2026-07")), "stretch": counted(period=stretch),
        "supervision": counted(kind="supervision"), "inspection": counted(kind="inspection"),
        "one": counted(inspection=CHECK), "june of one": counted(period=month("2026-06"), inspection=CHECK),
    } == {
        "may": (1, 1), "june": (2, 3), "quarter": (3, 4), "half": (3, 4), "july": (0, 0), "stretch": (2, 3),
        "supervision": (1, 1), "inspection": (0, 0), "one": (2, 3), "june of one": (1, 2),
    }  # fmt: skip


def test_the_comparison_knows_what_was_found_before_the_period(city: City) -> None:
    told = report_of(city.coordinator, ReportWanted(month("2026-06")), TODAY).comparison
    assert told is not None
    assert {one.name: (one.now, one.before) for one in told.changes} == {
        "visits": (2, 1), "again": (0, 0), "findings": (3, 1), "mended": (1, 0), "open": (3, 1),
        "late": (0, 0),
    }  # fmt: skip
    # The auditor reads the opened draw alone: without the supervision.
    seen = report_of(city.auditor, ReportWanted(month("2026-06")), TODAY).comparison
    assert seen is not None
    assert {one.name: (one.now, one.before) for one in seen.changes} == {
        "visits": (1, 1), "again": (0, 0), "findings": (2, 1), "mended": (1, 0), "open": (2, 1),
        "late": (0, 0),
    }  # fmt: skip
    assert report_of(city.coordinator, ReportWanted(), TODAY).comparison is None


def test_what_people_said_is_told_of_months_not_from_day_to_day(city: City) -> None:
    def asked(period: ReportPeriod) -> list[int | None]:
        shown = report_of(city.coordinator, ReportWanted(period, kind="check"), TODAY)
        return [one.asked for one in (*shown.summary.groups, shown.summary.whole)]

    assert asked(month("2026-06")) == [6, 6]
    assert asked(ReportPeriod(date(2026, 6, 1), date(2026, 6, 30))) == [None, None]


def page_of(client: Client, **asked: str) -> str:
    answer = client.get(reverse("inspections:report"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_last_month_is_one_click_from_the_report_and_every_file_is_of_it(city: City) -> None:
    with on(TODAY):
        client = sign_in(city.coordinator)
        assert (
            f'href="{reverse("inspections:report")}"'
            in client.get(reverse("inspections:findings")).content.decode()
        )
        page = page_of(client)
        (address,) = re.findall(r'href="([^"]+)">Tháng 6/2026</a>', page)
        page = client.get(address).content.decode()
        assert "<h1>Kiểm tra qua số liệu: tháng 6/2026</h1>" in page
        assert '<b aria-current="true">Tháng 6/2026</b>' in page
        assert ">Tháng 5/2026</th>" in page
        assert "Phường 01" not in page
        taken = client.get(reverse("inspections:report-csv") + "?ky=2026-06")
        assert 'filename="bao-cao-kiem-tra-2026-06.csv"' in taken["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(taken.content.decode("utf-8-sig"))))
        assert [(one["group"], one["findings"]) for one in rows] == [
            ("Phường 02", "2"), ("Phường 03", "1"), ("", "3"),
        ]  # fmt: skip
        book = load_workbook(
            io.BytesIO(client.get(reverse("inspections:report-xlsx") + "?ky=2026-06").content)
        )
        assert book.get_sheet_by_name("So với kỳ trước").to_python() == [
            ["figure", "2026-06", "2026-05", "difference"], ["visits", 2, 1, 1], ["again", 0, 0, 0],
            ["findings", 3, 1, 2], ["mended", 1, 0, 1], ["open", 3, 1, 2], ["late", 0, 0, 0],
        ]  # fmt: skip


def test_the_document_says_its_period_and_stands_beside_the_one_before(city: City) -> None:
    with on(date(2026, 6, 20)):
        asked = {"ky": "2026-06", "loai": "check", "dot": CHECK}
        client = sign_in(city.coordinator)
        content, printed = (
            client.get(reverse("inspections:report-document", args=[ending]), asked).content
            for ending in ("docx", "pdf")
        )
    with pypdfium2.PdfDocument(printed) as pdf:
        on_paper = " ".join(" ".join(one.get_textpage().get_text_bounded() for one in pdf).split())
    assert f"tháng 6/2026; kiểm tra; {CHECK}" in on_paper
    assert "Tháng 5/2026, đến 20/05/2026" in on_paper
    document = docx.Document(io.BytesIO(content))
    said = [one.text for one in document.paragraphs]
    assert any(f"tháng 6/2026; kiểm tra; {CHECK}" in one for one in said), said
    assert not any("Phường 03" in cell.text for table in document.tables for cell in table._cells)
    table = next(one for one in document.tables if one.cell(0, 0).text == "Con số")
    # The month still runs: twenty days of it beside twenty of May, before the visit of its last day.
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Con số", "Tháng 6/2026, đến 20/06/2026", "Tháng 5/2026, đến 20/05/2026", "Chênh lệch"],
        ["Lượt kiểm tra", "1", "0", "+1"], ["Lượt kiểm tra lại", "0", "0", "0"],
        ["Phát hiện", "2", "0", "+2"], ["Đã khắc phục trong kỳ", "1", "0", "+1"],
        ["Chưa khắc phục cuối kỳ", "2", "0", "+2"], ["Quá hạn cuối kỳ", "0", "0", "0"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"tu_ngay": "1/6/2026"}, "Cần cả ngày đầu và ngày cuối"),
        ({"tu_ngay": "2/6/2026", "den_ngay": "1/6/2026"}, "02/06/2026"),
        ({"ky": "2026-06", "tu_ngay": "1/6/2026", "den_ngay": "2/6/2026"}, "không dùng cả hai"),
        ({"ky": "2026-13"}, ""),
        ({"tu_ngay": "31/6/2026", "den_ngay": "2/7/2026"}, "30 ngày"),
        ({"dot": "KT-2020-001"}, ""),
    ],
)
def test_what_does_not_go_together_has_no_figures_and_no_file(
    city: City, asked: dict[str, str], said: str
) -> None:
    with on(TODAY):
        client = sign_in(city.coordinator)
        page = page_of(client, **asked)
        assert "Chưa có số liệu" in page
        assert said in page
        assert "Phường 0" not in page
        for ending in ("csv", "xlsx"):
            assert client.get(reverse(f"inspections:report-{ending}"), asked).status_code == 404
        assert client.get(reverse("inspections:report-document", args=["pdf"]), asked).status_code == 404


def test_an_inspection_that_is_not_counted_for_a_reader_is_none_to_choose(city: City) -> None:
    """Neither its number nor its title, and whoever writes the number gets what nobody's number gets."""
    with on(TODAY):
        for person in (city.auditor, city.statistician):
            client = sign_in(person)
            page = page_of(client)
            assert CHECK in page
            assert SUPERVISION not in page
            assert "Chưa có số liệu" in page_of(client, dot=SUPERVISION)
            assert page_of(client, loai="supervision").count("Phường 03") == 0
        assert (
            sign_in(city.ward_head).get(reverse("inspections:report"), {"ky": "2026-06"}).status_code == 403
        )


def test_from_day_to_day_in_english(city: City) -> None:
    with on(TODAY):
        client = sign_in(city.coordinator)
        client.cookies[COOKIE] = "en"
        page = page_of(client, tu_ngay="1/6/2026", den_ngay="29.6.2026")
    # As many days before: 29 of them.
    assert "From 1 Jun 2026 to 29 Jun 2026 beside from 3 May 2026 to 31 May 2026" in page
