"""The annex of a decision: its head in the layout of decree 30/2020, the table, the content hash."""

from __future__ import annotations

import datetime
import io

import pytest

from chiso.frameworks.document import content_hash
from chiso.frameworks.exporting.annex import Decision, annex_as_document, annex_as_workbook, day_in_words
from chiso.frameworks.importers import read_annex
from tests.frameworks.documents import SOUND, read

docx = pytest.importorskip("docx")
calamine = pytest.importorskip("python_calamine")

DECISION = Decision(
    number="12/QĐ-UBND",
    day=datetime.date(2026, 2, 5),
    body="Ủy ban nhân dân thành phố Hà Nội",
    place="Hà Nội",
)


def test_the_head_names_body_number_country_motto_place_and_day() -> None:
    document = docx.Document(io.BytesIO(annex_as_document(read(SOUND), DECISION)))
    [left, right] = document.tables[0].rows[0].cells
    assert [line.text for line in left.paragraphs if line.text] == [
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
        "Số: 12/QĐ-UBND",
    ]
    assert [line.text for line in right.paragraphs if line.text] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 05 tháng 02 năm 2026",
    ]
    assert [line.text for line in document.paragraphs if line.text] == [
        "PHỤ LỤC",
        "Ba tiêu chí (hư cấu)",
        "(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân thành phố Hà Nội)",
        f"Bộ tiêu chí three-leaves@1. Mã SHA-256 của nội dung: {read(SOUND).hash}",
    ]
    assert [row.cells[0].text for row in document.tables[1].rows] == ["STT", "A", "A.1", "A.2", "B", ""]


def test_what_is_not_known_of_the_decision_is_left_out() -> None:
    bare = Decision("12/QĐ-UBND", datetime.date(2026, 12, 31))
    document = docx.Document(io.BytesIO(annex_as_document(read(SOUND), bare)))
    [left, right] = document.tables[0].rows[0].cells
    assert [line.text for line in left.paragraphs] == ["Số: 12/QĐ-UBND"]
    assert right.paragraphs[-1].text == "Ngày 31 tháng 12 năm 2026"
    assert "(Kèm theo Quyết định số 12/QĐ-UBND ngày 31 tháng 12 năm 2026)" in [
        line.text for line in document.paragraphs
    ]


def test_a_nought_stands_before_small_days_and_the_first_two_months() -> None:
    days = [datetime.date(2026, 1, 9), datetime.date(2026, 3, 10)]
    assert [day_in_words(day, "vi") for day in days] == [
        "ngày 09 tháng 01 năm 2026",
        "ngày 10 tháng 3 năm 2026",
    ]
    assert day_in_words(days[0], "en") == "9 Jan 2026"


def test_the_workbook_has_the_same_head_table_and_hash() -> None:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(annex_as_workbook(read(SOUND), DECISION, "en")))
    rows = book.get_sheet_by_name("Annex").to_python(skip_empty_area=False)
    assert [(row[0], row[5]) for row in rows[:3]] == [
        ("", "SOCIALIST REPUBLIC OF VIET NAM"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", "Independence - Freedom - Happiness"),
        ("No.: 12/QĐ-UBND", "Hà Nội, 5 Feb 2026"),
    ]
    assert [row[0] for row in rows[4:7]] == [
        "ANNEX",
        "Three criteria (fictitious)",
        "(Attached to Decision No. 12/QĐ-UBND, 5 Feb 2026, of Ủy ban nhân dân thành phố Hà Nội)",
    ]
    assert [row[0] for row in rows[8:14]] == ["No.", "A", "A.1", "A.2", "B", ""]
    assert read(SOUND).hash in rows[15][0]


@pytest.mark.parametrize("write", [annex_as_document, annex_as_workbook])
def test_an_annex_is_read_back_as_the_same_set_and_written_to_the_same_bytes(write) -> None:
    framework = read(SOUND)
    content = write(framework, DECISION)
    assert write(framework, DECISION) == content
    reading = read_annex(content, "annex.docx" if write is annex_as_document else "annex.xlsx")
    assert (content_hash(reading.document), reading.questions) == (framework.hash, ())
