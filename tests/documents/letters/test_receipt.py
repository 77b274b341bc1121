"""A receipt's words: what is said with which facts, and what is left out."""

from dataclasses import replace

from chiso.documents.letters import Paragraph, Signature, Table, receipt_letter
from tests.documents.letters.examples import DIGEST, receipt


def rows_of(facts):
    (table,) = (part for part in receipt_letter(facts).body if isinstance(part, Table))
    return dict(table.groups[0].rows)


def words_of(facts):
    return [part.words for part in receipt_letter(facts).body if isinstance(part, Paragraph)]


def test_everything_that_was_received_is_counted():
    assert rows_of(receipt()) == {
        "Cơ quan, đơn vị": "Ủy ban nhân dân phường Hoàn Kiếm",
        "Đợt đánh giá": "Đánh giá, xếp loại chuyển đổi số của Ủy ban nhân dân các phường, xã năm 2026",
        "Thời điểm tiếp nhận": "16 giờ 59 phút 58 giây, ngày 31 tháng 10 năm 2026",
        "Người nộp": "Nguyễn Văn An, công chức Văn hóa - Xã hội",
        "Người phê duyệt": "Trịnh Hoàng Tùng, Chủ tịch Ủy ban nhân dân phường",
        "Phiên bản": "17",
        "Số tiêu chí": "46",
        "trong đó đã trả lời": "44",
        "trong đó không áp dụng": "2",
        "trong đó không có tài liệu kiểm chứng": "3",
        "Số tệp tài liệu kiểm chứng": "81",
        "Điểm tự đánh giá": "93,25/100",
        "Nộp đúng hạn": "có",
    }


def test_what_is_not_known_is_left_out_but_a_nought_is_said():
    facts = replace(receipt(), approved_by="", revision=None, self_assessed=None, lateness="", files=0)
    rows = rows_of(facts)
    assert {"Người phê duyệt", "Phiên bản", "Điểm tự đánh giá", "Nộp đúng hạn"}.isdisjoint(rows)
    assert rows["Số tệp tài liệu kiểm chứng"] == "0"


def test_digest_and_address_stand_on_lines_of_their_own():
    words = words_of(receipt())
    assert DIGEST in words
    assert "https://noi-bo.chiso.example.vn/bien-nhan/2026-0042" in words


def test_a_number_of_figures_gets_the_symbol_of_a_receipt():
    assert receipt_letter(receipt()).heading.symbol == ""
    assert receipt_letter(replace(receipt(), number="42")).heading.symbol == "BN-SNV"


def test_a_receipt_that_somebody_signs_does_not_say_that_it_needs_no_signature():
    machine = "Biên nhận này do hệ thống lập tự động"
    assert any(words.startswith(machine) for words in words_of(receipt()))
    signed = replace(receipt(), signature=Signature("Chuyên viên", "Lê Thị Thu Hà"))
    assert not any(words.startswith(machine) for words in words_of(signed))
    assert len(receipt_letter(signed).signatures) == 1
