"""The PDF, read back by PDFium and pdfplumber; the layout is that of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

import subprocess
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from chiso.documents.letters import (
    Column,
    Group,
    LeagueResults,
    Table,
    UnitResult,
    decision_letter,
    minutes_letter,
    pdf,
    receipt_letter,
    write_pdf,
)
from chiso.problems import CannotWrite
from tests.documents.letters.examples import DIGEST, decision, minutes, receipt
from tests.documents.letters.read_back import (
    MILLIMETRES_OF_A_POINT,
    fonts_of_pdf,
    lines_of_pdf,
    pages_of_pdf,
)
from tests.lanes import go_without


@pytest.fixture(scope="module")
def content():
    return write_pdf(decision_letter(decision(126, number="5", day=date(2026, 3, 9))))


@pytest.fixture(scope="module")
def pages(content):
    return pages_of_pdf(content)


def test_every_page_is_a4(content):
    sizes = {
        tuple(round(side * MILLIMETRES_OF_A_POINT) for side in page.get_size())
        for page in pypdfium2.PdfDocument(content)
    }
    assert sizes == {(210, 297)}


def test_an_annex_of_criteria_lies_across():
    content = write_pdf(decision_letter(decision(3, with_leaves=1)))
    widths = [page.get_width() > page.get_height() for page in pypdfium2.PdfDocument(content)]
    assert widths == [False, False, True, True, True, True]


def test_all_words_stand_within_the_margins(content):
    for page in range(len(pypdfium2.PdfDocument(content))):
        for left, top, words in lines_of_pdf(content, page):
            is_number_of_page = words == str(page) and top < 20
            assert is_number_of_page or (left >= 29.9 and 19.9 <= top <= 277), words


def test_heading_number_day_and_title_stand_in_the_order_of_the_decree(pages):
    assert pages[0].startswith(
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "Số: 05/QĐ-UBND Hà Nội, ngày 09 tháng 3 năm 2026 QUYẾT ĐỊNH Phê duyệt kết quả"
    )
    assert "QUYẾT ĐỊNH: Điều 1." in pages[0]
    assert "Quyết định này./. Nơi nhận:" in pages[0]
    assert pages[0].endswith("- Lưu: VT, SNV. KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Thị Minh Nguyệt")


def test_a_digest_can_be_copied_whole(pages):
    assert DIGEST in pages[0]


def test_only_sizes_of_the_decree_are_used(content):
    fonts = fonts_of_pdf(content)
    assert {size for sizes in fonts.values() for size in sizes} == {11, 12, 13, 14}
    known = tuple(face.replace(" ", "") for face in pdf.FACES)
    assert all(name.replace("-", "").startswith(known) for name in fonts)


def test_a_machine_without_faces_prints_vietnamese_with_the_compilers_own(monkeypatch):
    monkeypatch.setattr(pdf, "FACES", ("Libertinus Serif",))
    content = write_pdf(receipt_letter(receipt()))
    assert all(name.startswith("LibertinusSerif") for name in fonts_of_pdf(content))
    (page,) = pages_of_pdf(content)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page
    assert "Nguyễn Văn An, công chức Văn hóa - Xã hội" in page


def test_annexes_are_counted_for_themselves_and_their_first_page_has_no_number(pages):
    annex = [page.split()[0] for page in pages[2:]]
    assert pages[1].startswith("Phụ lục KẾT QUẢ")
    assert annex == [str(number) for number in range(2, len(pages))]


def test_every_page_of_a_long_table_says_its_league_and_columns(pages):
    head = "Hạng Cơ quan, đơn vị Điểm tự đánh giá Điểm thẩm định Điểm quyết định Xếp loại"
    annex = pages[1:]
    assert len(annex) >= 4
    for page in annex:
        assert head in page
        assert "Các phường (điểm tối đa: 100)" in page or "Các xã (điểm tối đa: 100)" in page


def test_every_unit_stands_whole_on_one_page_with_its_figures(pages):
    everything = "\n".join(pages)
    for place in range(126):
        figures = [f"{(value - 31 * place) / 100:.2f}".replace(".", ",") for value in (9900, 9700, 9750)]
        assert f" {place + 1} {' '.join(figures)} " in everything


def test_without_number_and_day_there_is_room_for_both():
    (first, *_) = pages_of_pdf(write_pdf(decision_letter(decision(3))))
    assert "Số: /QĐ-UBND Hà Nội, ngày tháng năm 2026 QUYẾT ĐỊNH" in first


def test_the_last_line_of_minutes_goes_with_the_signatures():
    content = write_pdf(minutes_letter(minutes()))
    if any(name.startswith("Libertinus") for name in fonts_of_pdf(content)):
        # PDFium reads a slanted ơ of that face apart from its word.
        go_without("a face like Times (Debian: fonts-liberation)")
    first, second = pages_of_pdf(content)
    assert first.endswith("thông qua.")
    assert second == (
        "2 Cuộc họp kết thúc vào 11 giờ 05 phút, ngày 05 tháng 11 năm 2026./. THƯ KÝ Lê Thị Thu Hà CHỦ TỌA "
        "Trần Đình Cảnh Nơi nhận: - Các thành viên Hội đồng; - Lưu: VT, hồ sơ."
    )


def test_a_receipt_is_one_page_with_hour_digest_and_what_follows():
    (page,) = pages_of_pdf(write_pdf(receipt_letter(receipt())))
    assert "Số: 2026/0042" in page
    assert "16 giờ 59 phút 58 giây, ngày 31 tháng 10 năm 2026" in page
    assert DIGEST in page
    assert "- Thẩm định lần 1 từ ngày 06/11/2026." in page


def test_a_notice_stands_above_every_page():
    letter = decision_letter(replace(decision(60), notice="SỐ LIỆU MÔ PHỎNG"))
    pages = pages_of_pdf(write_pdf(letter))
    assert all("SỐ LIỆU MÔ PHỎNG" in page[:30] for page in pages)


def test_the_same_letter_gives_the_same_bytes_on_another_day(time_machine):
    letter = decision_letter(decision(9))
    time_machine.move_to("2026-11-25 10:00")
    first = write_pdf(letter)
    time_machine.move_to("2031-01-01 22:00")
    assert write_pdf(letter) == first


def test_the_file_is_made_to_be_kept_and_read_aloud(content):
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_value("Title").startswith("QUYẾT ĐỊNH: Phê duyệt kết quả")
    assert document.is_tagged()
    assert b"pdfaid:part>2<" in content
    assert b"pdfaid:conformance>A<" in content


def test_a_very_long_annex_has_no_tags_but_is_made_to_be_kept(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_TAGGED_CELLS", 10)
    content = write_pdf(decision_letter(decision(3)))
    assert not pypdfium2.PdfDocument(content).is_tagged()
    assert b"pdfaid:conformance>B<" in content


def test_a_sign_that_no_face_shows_gives_a_plain_file_with_the_other_words():
    unit = UnitResult("Phường 漢\U000123ab Ba Đình", 1, final=None)
    content = write_pdf(decision_letter(replace(decision(), leagues=(LeagueResults("Các phường", (unit,)),))))
    assert b"pdfaid:part" not in content
    assert "Ba Đình" in pages_of_pdf(content)[1]


def test_a_code_longer_than_its_column_is_broken_and_copied_whole():
    letter = decision_letter(decision(3))
    table = Table(
        (Column("Mã", 10), Column("Tên", 90)), (Group((("1.2.3.4.5.6.7.8.9.10.11.12", "Tiêu chí"),)),)
    )
    content = write_pdf(replace(letter, body=(table,), annexes=()))
    left = {words: left for left, _, words in lines_of_pdf(content, 0)}
    assert left["Tiêu chí"] > 30 + 16.5
    assert "".join(pages_of_pdf(content)[0].split()).count("1.2.3.4.5.6.7.8.9.10.11.12") == 1


def test_a_compiler_that_cannot_be_run_is_a_clear_problem(monkeypatch):
    monkeypatch.setattr(pdf, "_COMMAND", ["false"])
    with pytest.raises(CannotWrite) as refusal:
        write_pdf(receipt_letter(receipt()))
    assert [problem.code for problem in refusal.value.problems] == ["CH-7690"]


def test_a_compiler_that_does_not_end_is_a_clear_problem(monkeypatch):
    def run_for_ever(*_, timeout, **__):
        raise subprocess.TimeoutExpired("typesetting", timeout)

    monkeypatch.setattr(subprocess, "run", run_for_ever)
    with pytest.raises(CannotWrite) as refusal:
        write_pdf(receipt_letter(receipt()))
    assert [problem.found for problem in refusal.value.problems] == ["> 120 s"]
