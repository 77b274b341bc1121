"""The conclusion as a document: read back from Word and PDF, marked while it is a draft, naming no person."""

from __future__ import annotations

import io

import docx
import pypdfium2
import pytest
from django.urls import reverse

from chiso.office.inspections.following.documents import conclusion_letter, write_conclusion
from chiso.office.inspections.models import Conclusion, Inspection
from chiso.office.inspections.record_content import content_of
from chiso.office.inspections.record_papers import record_letter
from tests.office.inspections.following.making import (
    concluded,
    found,
    fresh,
    handed,
    inspection_of,
    visited,
    whole_way,
)
from tests.office.inspections.making import City, make_city
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city(2)


def words_of(content: bytes) -> str:
    """Everything that a Word file says."""
    read = docx.Document(io.BytesIO(content))
    said = [one.text for one in read.paragraphs]
    said += [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    said += [one.text for section in read.sections for one in section.header.paragraphs]
    return "\n".join(said)


def test_word_and_pdf_say_number_findings_and_recommendations(city: City) -> None:
    _, finding, conclusion, _ = whole_way(city)
    said = words_of(write_conclusion(conclusion, "docx"))
    for words in (
        "12/KL-SNV", "SỞ NỘI VỤ", "Phường 01", finding.words, "NĐ 61/2018", "Niêm yết đủ phí, lệ phí",
        "31/07/2026", "phải khắc phục", "Trưởng bộ phận",
    ):  # fmt: skip
        assert words.casefold() in said.casefold(), words
    assert "Dự thảo" not in said
    for person in (city.coordinator, city.leader, city.inspectors[0], city.ward_head):
        assert person.full_name not in said
    with pypdfium2.PdfDocument(write_conclusion(conclusion, "pdf")) as document:
        printed = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert "12/KL-SNV" in printed
    assert "Niêm yết đủ phí" in printed


def test_a_draft_and_an_example_say_so(city: City) -> None:
    visit = visited(city, inspection_of(city, is_made_up=True))
    handed(city, visit)
    found(city, visit)
    conclusion = concluded(city, visit)
    said = words_of(write_conclusion(conclusion, "docx")).casefold()
    assert "dự thảo: chưa được thông qua" in said
    assert "số liệu minh hoạ" in said


def test_both_bodies_that_lead_issue_and_sign_the_conclusion_and_get_the_record(city: City) -> None:
    visit, _, conclusion, _ = whole_way(city)
    assert conclusion_letter(conclusion).heading.issuer == "Sở Nội vụ"
    assert [one.position for one in conclusion_letter(conclusion).signatures] == ["THỦ TRƯỞNG CƠ QUAN"]
    Inspection.objects.update(led_with=city.environment)
    conclusion, visit = fresh(conclusion), fresh(visit)
    letter = conclusion_letter(conclusion)
    assert letter.heading.issuer == "Sở Nội vụ\nSở Tài nguyên và Môi trường"
    # Who leads signs on the right, so last.
    assert [one.position for one in letter.signatures] == [
        "THỦ TRƯỞNG SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "THỦ TRƯỞNG SỞ NỘI VỤ",
    ]  # fmt: skip
    said, signed = words_of(write_conclusion(conclusion, "docx")), letter.signatures[0].position
    assert signed in said
    assert "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG" in said.replace(signed, "")
    record = record_letter(content_of(visit, visit.record))
    assert record.heading.issuer == letter.heading.issuer
    assert record.recipients is not None
    assert record.recipients.lines == ("Phường 01", "Sở Nội vụ", "Sở Tài nguyên và Môi trường")


def test_a_conclusion_cites_what_was_entered_or_else_the_law_of_its_kind(city: City) -> None:
    _, _, conclusion, _ = whole_way(city)
    assert conclusion_letter(conclusion).grounds == ("Căn cứ Nghị định 118/2025/NĐ-CP ngày 09/06/2025.",)
    assert "Nghị định 118/2025/NĐ-CP ngày 09/06/2025" in words_of(write_conclusion(conclusion, "docx"))
    Inspection.objects.update(basis="Căn cứ Luật A\nCăn cứ Quyết định B;\n")
    assert conclusion_letter(fresh(conclusion)).grounds == ("Căn cứ Luật A;", "Căn cứ Quyết định B.")


def test_an_agency_takes_its_own_once_it_is_issued_and_no_other_does(city: City) -> None:
    _, _, conclusion, _ = whole_way(city)
    address = reverse("inspections:conclusion-paper", args=[conclusion.key, "docx"])
    assert sign_in(city.ward_officer).get(address).content[:2] == b"PK"
    assert sign_in(city.other_officer).get(address).status_code == 404
    assert sign_in(city.ward_officer).get(address.replace(".docx", ".exe")).status_code == 404
    Conclusion.objects.update(issued_at=None)
    assert sign_in(city.ward_officer).get(address).status_code == 404
