"""Encodings: proved by the bytes, with a remark where a reader should look twice."""

from __future__ import annotations

import unicodedata

import pytest

from chiso.tables.decoding import CannotDecode, decode_text

NAMES = "Hòa Bình;Đắk Lắk;Thừa Thiên Huế;Bà Rịa - Vũng Tàu;Quảng Ngãi;Ứng Hòa;Phường Ô Chợ Dừa"
# "đường,Hạ" typed under Windows-1258, where tone marks follow their letter: đ ư ờ=ơ+huyền n g.
WINDOWS_1258 = b"\xf0\xfd\xf5\xccng,Ha\xf2"


def test_utf8_is_read_with_and_without_a_byte_order_mark() -> None:
    for content in (NAMES.encode(), b"\xef\xbb\xbf" + NAMES.encode()):
        decoded = decode_text(content)
        assert (decoded.text, decoded.encoding, decoded.remarks) == (NAMES, "UTF-8", ())


@pytest.mark.parametrize(("mark", "codec"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf16_is_read_in_both_orders_and_remarked(mark: bytes, codec: str) -> None:
    decoded = decode_text(mark + NAMES.encode(codec))
    assert (decoded.text, len(decoded.remarks)) == (NAMES, 1)


def test_windows_1258_puts_letters_and_tone_marks_together() -> None:
    decoded = decode_text(WINDOWS_1258)
    assert decoded.text == "đường,Hạ"
    assert decoded.encoding == "Windows-1258"
    assert len(decoded.remarks) == 1


def test_text_in_pieces_is_put_together_with_a_remark() -> None:
    decoded = decode_text(unicodedata.normalize("NFD", NAMES).encode())
    assert (decoded.text, len(decoded.remarks)) == (NAMES, 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\nH\xb5 N\xe9i,1\n", "TCVN3: µ and é stand for à and ộ"),
        ("a,b\nçà,1".encode("latin-1"), "French"),
        ("a,b\nHà Nội".encode("utf-16-le")[1:], "half of UTF-16"),
        (b"\xff\xfea", "UTF-16 that ends in the middle of a letter"),
        ("a".encode("utf-32"), "UTF-32"),
        (b"PK\x03\x04rest of a workbook", "a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook"),
        (b"\xef\xbb\xbfa,\xff", "UTF-8 that breaks its word"),
        (b"a,b\n\xc0\xa0\xff\xfe\x01", "no text at all"),
    ],
)
def test_other_encodings_are_refused(content: bytes, why: str) -> None:
    try:
        decoded = decode_text(content)
    except CannotDecode:
        return
    assert "\0" in decoded.text, why  # refused in the next step, as a control character
