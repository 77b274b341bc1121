"""The Word file, read back by python-docx.

What it must look like is from Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from chiso.documents.letters import decision_letter, minutes_letter, receipt_letter, write_docx
from tests.documents.letters.examples import DIGEST, decision, minutes, receipt
from tests.documents.letters.read_back import W, lines_of_document, words_of_document

CENTER, BOTH = int(WD_ALIGN_PARAGRAPH.CENTER), int(WD_ALIGN_PARAGRAPH.JUSTIFY)


@pytest.fixture(scope="module")
def content():
    return write_docx(decision_letter(decision(126, with_leaves=2)))


def find(content, words):
    (line,) = (line for line in lines_of_document(content) if line.words == words)
    return line


def test_every_page_is_a4_with_margins_within_the_decree(content):
    sections = docx.Document(io.BytesIO(content)).sections
    assert len(sections) == 3
    for section in sections:
        assert {round(section.page_width / Mm(1)), round(section.page_height / Mm(1))} == {210, 297}
        # A file counts in twentieths of a point: 15 mm are 14.99.
        assert 20 <= round(section.top_margin / Mm(1), 1) <= 25
        assert 20 <= round(section.bottom_margin / Mm(1), 1) <= 25
        assert 30 <= round(section.left_margin / Mm(1), 1) <= 35
        assert 15 <= round(section.right_margin / Mm(1), 1) <= 20
    assert [section.page_width < section.page_height for section in sections] == [True, True, False]


def test_the_face_is_times_new_roman_and_the_language_vietnamese(content):
    document = docx.Document(io.BytesIO(content))
    assert document.styles["Normal"].font.name == "Times New Roman"
    spoken = {element.get(f"{W}val") for element in document.styles.element.iter(f"{W}lang")}
    assert spoken == {"vi-VN"}
    # No run has a face or size of its own: an office changes a style, not every line.
    assert list(document.element.body.iter(f"{W}rFonts")) == []
    assert list(document.element.body.iter(f"{W}sz")) == []


@pytest.mark.parametrize(
    ("words", "sizes", "is_bold", "is_slanted", "side"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False, CENTER),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False, CENTER),
        ("THÀNH PHỐ HÀ NỘI", (12, 13), True, False, CENTER),
        ("QUYẾT ĐỊNH", (13, 14), True, False, CENTER),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", (13, 14), True, False, CENTER),
        ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;", (13, 14), False, True, BOTH),
        ("Điều 3. Quyết định này có hiệu lực kể từ ngày ký.", (13, 14), False, False, BOTH),
        ("KT. CHỦ TỊCH", (13, 14), True, False, CENTER),
        ("PHÓ CHỦ TỊCH", (13, 14), True, False, CENTER),
        ("Nguyễn Thị Minh Nguyệt", (13, 14), True, False, CENTER),
        ("Nơi nhận:", (12, 12), True, True, int(WD_ALIGN_PARAGRAPH.LEFT)),
        ("- Lưu: VT, SNV.", (11, 11), False, False, int(WD_ALIGN_PARAGRAPH.LEFT)),
        ("Phụ lục II", (14, 14), True, False, CENTER),
    ],
)
def test_each_part_has_the_face_that_the_decree_gives_it(content, words, sizes, is_bold, is_slanted, side):
    line = find(content, words)
    assert sizes[0] <= line.points <= sizes[1]
    assert (line.is_bold, line.is_slanted, line.alignment) == (is_bold, is_slanted, side)


def test_the_parts_stand_in_the_order_of_the_decree(content):
    styles = list(dict.fromkeys(line.style for line in lines_of_document(content)))
    assert styles == [
        "Cơ quan ban hành",
        "Quốc hiệu",
        "Tiêu ngữ",
        "Số, ký hiệu",
        "Địa danh, thời gian",
        "Tên loại văn bản",
        "Trích yếu",
        "Thẩm quyền ban hành",
        "Căn cứ",
        "Lời văn",
        "Nơi nhận",
        "Danh sách nơi nhận",
        "Quyền hạn, chức vụ người ký",
        "Họ tên người ký",
        "Phụ lục",
        "Tên phụ lục",
        "Kèm theo văn bản",
        "Nhóm của bảng",
        "Đầu bảng",
        "Ô bảng canh giữa",
        "Ô bảng",
        "Ô bảng số liệu",
    ]


def test_rules_stand_under_motto_issuer_and_subject(content):
    document = docx.Document(io.BytesIO(content))
    heading = document.tables[0]
    ruled = [cell.paragraphs[-1] for cell in heading.rows[0].cells]
    for paragraph in ruled:
        assert paragraph.text == ""
        assert paragraph._p.find(f"{W}pPr/{W}pBdr/{W}top") is not None
    # As long as the motto, which takes 60.4 mm in 14 points of a bold face like Times.
    width = heading.columns[1].width - 2 * ruled[1].paragraph_format.left_indent
    assert abs(width / Mm(1) - 60.4) < 1


def test_without_number_and_day_there_is_room_for_both(content):
    lines = {line.style: line.words for line in lines_of_document(content)}
    assert " ".join(lines["Số, ký hiệu"].split()) == "Số: /QĐ-UBND"
    assert " ".join(lines["Địa danh, thời gian"].split()) == "Hà Nội, ngày tháng năm 2026"


def test_number_and_day_stand_in_the_heading_and_on_every_annex():
    content = write_docx(decision_letter(decision(3, with_leaves=1, number="5", day=date(2026, 3, 9))))
    assert find(content, "Số: 05/QĐ-UBND").points == 13
    assert find(content, "Hà Nội, ngày 09 tháng 3 năm 2026").is_slanted
    attached = {line.words for line in lines_of_document(content) if line.style == "Kèm theo văn bản"}
    assert attached == {
        "(Kèm theo Quyết định số 05/QĐ-UBND ngày 09 tháng 3 năm 2026 của Chủ tịch Ủy ban nhân dân thành phố "
        "Hà Nội)"
    }


def test_a_single_annex_has_no_number():
    content = write_docx(decision_letter(decision(3)))
    assert [line.words for line in lines_of_document(content) if line.style == "Phụ lục"] == ["Phụ lục"]


def test_the_head_of_a_table_stands_again_on_every_page_and_no_row_is_parted(content):
    results = docx.Document(io.BytesIO(content)).tables[2]
    rows = results._tbl.tr_lst
    heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert heads == [True, True] + [False] * 84
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    words = ["".join(t.text for t in cell.iter(f"{W}t")) for cell in rows[2].tc_lst]
    assert words == ["1", "Phường Hoàn Kiếm 1", "99,00", "97,00", "97,50", "Xuất sắc"]


def test_pages_are_numbered_above_from_the_second_on_and_for_each_annex_anew(content):
    document = docx.Document(io.BytesIO(content))
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert section.first_page_header.paragraphs[0].text == ""
        (number,) = section.header.paragraphs
        assert number._p.find(f"{W}fldSimple").get(f"{W}instr") == "PAGE"
        assert 13 <= number.style.font.size.pt <= 14
    starts = [section._sectPr.find(f"{W}pgNumType") for section in document.sections]
    assert starts[0] is None
    assert [start.get(f"{W}start") for start in starts[1:]] == ["1", "1"]


def test_a_notice_stands_above_every_page():
    letter = decision_letter(replace(decision(3), notice="SỐ LIỆU MÔ PHỎNG"))
    section = docx.Document(io.BytesIO(write_docx(letter))).sections[0]
    assert section.first_page_header.paragraphs[0].text == "SỐ LIỆU MÔ PHỎNG"
    assert section.header.paragraphs[1].text == "SỐ LIỆU MÔ PHỎNG"


def test_the_last_line_goes_with_the_signature(content):
    document = docx.Document(io.BytesIO(content))
    last = next(p for p in reversed(document.paragraphs) if p.text.endswith("./."))
    assert last.paragraph_format.keep_with_next
    end = document.tables[1]
    assert end.rows[0]._tr.find(f"{W}trPr/{W}cantSplit") is not None


def test_minutes_are_signed_by_secretary_and_chair_side_by_side():
    content = write_docx(minutes_letter(minutes()))
    end = docx.Document(io.BytesIO(content)).tables[1]
    assert [cell.text.split() for cell in end.rows[0].cells] == [
        "THƯ KÝ Lê Thị Thu Hà".split(),
        "CHỦ TỌA Trần Đình Cảnh".split(),
    ]
    assert end.rows[1].cells[0].text.startswith("Nơi nhận:\n- Các thành viên Hội đồng;")


def test_a_receipt_shows_what_was_received_in_a_table():
    content = write_docx(receipt_letter(receipt()))
    # Heading and facts: without a signature there is no frame for one.
    _, table = docx.Document(io.BytesIO(content)).tables
    rows = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert rows["Cơ quan, đơn vị"] == "Ủy ban nhân dân phường Hoàn Kiếm"
    assert rows["Thời điểm tiếp nhận"] == "16 giờ 59 phút 58 giây, ngày 31 tháng 10 năm 2026"
    assert rows["Điểm tự đánh giá"] == "93,25/100"
    assert DIGEST in words_of_document(content).split("\n")


def test_the_same_letter_gives_the_same_bytes_on_another_day(time_machine):
    letter = decision_letter(decision(9, with_leaves=1))
    time_machine.move_to("2026-11-25 10:00")
    first = write_docx(letter)
    time_machine.move_to("2031-01-01 22:00")
    assert write_docx(letter) == first


def test_the_files_own_facts_name_the_letter_and_nobody(content):
    facts = docx.Document(io.BytesIO(content)).core_properties
    assert facts.title.startswith("QUYẾT ĐỊNH: Phê duyệt kết quả")
    assert (facts.author, facts.last_modified_by, facts.language) == ("", "", "vi-VN")
    assert f"{facts.created:%Y-%m-%d %H:%M}" == "2026-11-25 02:30"


def test_the_xml_of_every_part_is_sound_and_paragraphs_follow_tables(content):
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        for name in members.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(members.read(name))
        body = ElementTree.fromstring(members.read("word/document.xml"))[0]
    kinds = [element.tag.removeprefix(W) for element in body]
    assert kinds[-2:] == ["p", "sectPr"]
    assert all(kinds[place + 1] == "p" for place, kind in enumerate(kinds) if kind == "tbl")


def test_words_outside_the_decree_follow_the_language():
    content = write_docx(
        decision_letter(replace(decision(3, number="7", day=date(2026, 3, 9)), language="en"))
    )
    words = [line.words for line in lines_of_document(content)]
    assert "Điều 3. This decision takes effect on the day of its signature." in words
    assert "Độc lập - Tự do - Hạnh phúc" in words
    assert "Hà Nội, ngày 09 tháng 3 năm 2026" in words
    assert "97.50" in words
