"""Names that are the same to people, and those that are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.units import make_slug, match_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("xã Ứng Hoà", "Xã Ứng Hòa"),
        ("Thuỷ Nguyên", "Thủy Nguyên"),
        ("Khoẻ", "Khỏe"),
        ("QUẬN CẦU GIẤY", "Quận Cầu Giấy"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa-Vũng Tàu"),
        ("TP. HCM", "TP.HCM"),
        ("Văn phòng UBND Thành phố  Hà Nội", "Văn phòng UBND Thành phố Hà Nội"),
        (unicodedata.normalize("NFD", "Đắk Lắk"), "Đắk Lắk"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hà Nam", "Hạ Nam"),
        ("Quảng Nam", "Quang Nam"),
        ("Đông Anh", "Đồng Anh"),
        ("An", "Ăn"),
        ("Phường 1", "Phường 10"),
    ],
)
def test_another_tone_or_letter_is_another_name(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Quận Ba Đình", "quan-ba-dinh"),
        ("Phường Văn Miếu - Quốc Tử Giám", "phuong-van-mieu-quoc-tu-giam"),
        ("Thành phố", "thanh-pho"),
        ("H26.105", "h26-105"),
        ("  ", ""),
    ],
)
def test_a_slug_is_readable_ascii(name: str, slug: str) -> None:
    assert make_slug(name) == slug


@given(st.text(max_size=20))
def test_the_form_of_the_letters_does_not_matter(name: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert match_key(composed) == match_key(decomposed)


@given(st.text(max_size=20))
def test_a_slug_holds_nothing_but_letters_digits_and_single_hyphens(name: str) -> None:
    slug = make_slug(name)
    assert slug.isascii()
    assert slug == "" or all(
        set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789") and part for part in slug.split("-")
    )
