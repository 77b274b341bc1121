"""Offices of a district, 2019: nine fields whose printed maxima make 99.55 of 100; sub-criteria MADE UP.

Fields and maxima as a public application prints them (field 5 has 10.05, probably 10.5); nothing is
mended. A Word file of several tables, the headings in two storeys and repeated, a printed total.
"""

from collections.abc import Iterator
from fractions import Fraction

from tests.frameworks.importers.annexes.bank import PHRASES, printed
from tests.frameworks.importers.annexes.content import Annex, Item, Layout

_FIELDS = (
    ("Công tác tham mưu văn bản chỉ đạo, điều hành CCHC", "20.5"),
    ("Tham mưu xây dựng và tổ chức thực hiện văn bản", "10"),
    ("Cải cách thủ tục hành chính", "10"),
    ("Cải cách tổ chức bộ máy hành chính", "6"),
    ("Xây dựng đội ngũ cán bộ, công chức", "10.05"),
    ("Cải cách tài chính công", "6"),
    ("Hiện đại hóa hành chính", "14"),
    ("Thực hiện cơ chế một cửa", "9"),
    ("Tác động của cải cách hành chính", "14"),
)


def _items() -> Iterator[Item]:
    at = 5
    for number, (title, maximum) in enumerate(_FIELDS, start=1):
        whole = Fraction(maximum)
        yield Item(1, str(number), title, printed(whole))
        for part, share in enumerate((whole / 2, whole / 4, whole / 4), start=1):
            rule, known = PHRASES[at % len(PHRASES)](share)
            name = f"Nội dung {number}.{part} của lĩnh vực {title.lower()}"
            yield Item(2, f"{number}.{part}", name, printed(share), rule, known, "Báo cáo, văn bản")
            at += 1


ANNEX = Annex(
    "par-index-district-offices-2019",
    "docx",
    ("CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CÁC PHÒNG CHUYÊN MÔN (tiêu chí thành phần là hư cấu)",),
    Layout(
        ("number", "title", "maximum", "self", "appraisal", "rule", "evidence"),
        storeys=True,
        split_every=9,
        total=("Tổng cộng", "100"),
    ),
    tuple(_items()),
    faults=(("CH-2680", ""),),
)
