"""Handling of violations and letters in reports: by type, small counts held back, narrowed as the rest."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.urls import reverse
from python_calamine import load_workbook

from chiso.inspection.holding_back import HeldCounts
from chiso.inspection.report_period import ReportPeriod, whole_period
from chiso.office.inspections.following.figures import ReportWanted, report_of
from chiso.office.inspections.following.handled import HandledShown
from chiso.office.inspections.models import Finding, Handling, Letter, Tie
from chiso.periods import parse_period
from tests.office.inspections.following.making import VISIT_DAY, at, found, inspection_of, visited
from tests.office.inspections.making import LAST, City, make_city
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")
TODAY = date(2026, 8, 1)
MAY, JUNE = (whole_period(parse_period(one)) for one in ("2026-05", "2026-06"))


@pytest.fixture
def city() -> City:
    return make_city(3)


def handled(city: City, finding: Finding, kind: str, count: int) -> None:
    for _ in range(count):
        Handling.objects.create(
            finding=finding, kind=kind, decided_on=VISIT_DAY, agency=finding.agency,
            entered_by=city.coordinator,
        )  # fmt: skip


def letters(city: City, kind: str, count: int, day: date = VISIT_DAY, field: str = "Đất đai",
            finding: Finding | None = None, is_made_up: bool = False) -> None:  # fmt: skip
    before = Letter.objects.count()
    for number in range(count):
        Letter.objects.create(
            number=f"ĐT-{before + number}", received_on=day, kind=kind, agency=city.wards[0], field=field,
            finding=finding, origin="hand", entered_by=city.coordinator, is_made_up=is_made_up,
        )  # fmt: skip


def a_city(city: City) -> Finding:
    inspection = inspection_of(city, opened_at=at(LAST))
    finding = found(city, visited(city, inspection))
    handled(city, finding, "reminded", 7)
    handled(city, finding, "apology", 6)
    withdrawn = found(city, visited(city, inspection, code="P02"))
    handled(city, withdrawn, "removed", 9)
    Finding.objects.filter(pk=withdrawn.pk).update(withdrawn_at=at(LAST))
    letters(city, "complaint", 8)
    letters(city, "praise", 2)
    letters(city, "feedback", 6, day=date(2026, 5, 4), field="Hộ tịch")
    letters(city, "complaint", 20, is_made_up=True)
    letters(city, "complaint", 5, finding=finding)
    return finding


def of(city: City, wanted: ReportWanted) -> HandledShown:
    shown = report_of(city.coordinator, wanted, TODAY).handled
    assert shown is not None
    return shown


def test_handlings_and_letters_are_counted_by_type_and_narrowed_as_the_rest(city: City) -> None:
    a_city(city)
    whole = of(city, ReportWanted())
    assert whole.handlings == HeldCounts((("reminded", 7), ("apology", 6)), 13)
    # Two of praise are held back, and with them the smallest other.
    assert whole.letters == HeldCounts((("feedback", None), ("complaint", 13), ("praise", None)), 21)
    assert not whole.letters_of_findings
    assert of(city, ReportWanted(MAY)).handlings == HeldCounts((), 0)
    assert of(city, ReportWanted(MAY)).letters == HeldCounts((("feedback", 6),), 6)
    june = of(city, ReportWanted(JUNE))
    assert june.handlings.whole == 13
    # Alone, both go, and so does the whole less nothing.
    assert june.letters == HeldCounts((("complaint", None), ("praise", None)), 15)
    assert of(city, ReportWanted(field="Hộ tịch")).letters.whole == 6
    of_findings = of(city, ReportWanted(kind="check"))
    assert of_findings.letters_of_findings
    assert of_findings.letters == HeldCounts((("complaint", 5),), 5)
    assert of(city, ReportWanted(kind="supervision")).handlings == HeldCounts((), 0)
    assert of(city, ReportWanted(made_up=True)).letters == HeldCounts((("complaint", 20),), 20)


def test_from_day_to_day_nothing_of_people_is_told(city: City) -> None:
    a_city(city)
    stretch = ReportPeriod(date(2026, 6, 1), date(2026, 6, 12))
    assert report_of(city.coordinator, ReportWanted(stretch), TODAY).handled is None


def test_who_has_an_interest_counts_no_handling_before_the_conclusion_is_issued(city: City) -> None:
    a_city(city)

    Tie.objects.create(person=city.leader, agency=city.wards[0], why="Người thân", said_by=city.coordinator)
    shown = report_of(city.leader, ReportWanted(), TODAY).handled
    assert shown is not None
    assert shown.handlings == HeldCounts((), 0)


def test_page_workbook_and_document_tell_the_same(city: City) -> None:
    a_city(city)
    client = sign_in(city.coordinator)
    page = client.get(reverse("inspections:report")).content.decode()
    section = page[page.index('id="xu-ly"') : page.index('id="diem-sang"')]
    assert section.index("Nhắc nhở") < section.index("lỗi người dân")
    assert section.count("không nêu</span>") == 2
    book = client.get(reverse("inspections:report-xlsx")).content
    sheets = {name: load_workbook(io.BytesIO(book)).get_sheet_by_name(name).to_python()
              for name in load_workbook(io.BytesIO(book)).sheet_names}  # fmt: skip
    letters_sheet = next(rows for name, rows in sheets.items() if name == "Đơn thư")
    assert letters_sheet[1:] == [["feedback", ""], ["complaint", 13.0], ["praise", ""], ["", 21.0]]
    document = docx.Document(
        io.BytesIO(client.get(reverse("inspections:report-document", args=["docx"])).content)
    )
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["khiếu nại", "13"] in cells
    few = [row[1] for row in cells if row[0] in ("phản ánh, kiến nghị", "lời khen")]
    assert few == ["không nêu", "không nêu"]
