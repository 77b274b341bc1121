"""MADE UP: 100 sub-criteria in ten fields over more than 40 pages of a PDF, in the manner of a PAR INDEX.

Every page repeats the headings; the cells of evidence are long, as they are in real sets.
"""

from collections.abc import Iterator
from fractions import Fraction

from tests.frameworks.importers.annexes.bank import PHRASES, printed
from tests.frameworks.importers.annexes.content import Annex, Item, Layout

_FIELDS = (
    "Chỉ đạo, điều hành cải cách hành chính",
    "Cải cách thể chế",
    "Cải cách thủ tục hành chính",
    "Cải cách tổ chức bộ máy",
    "Cải cách chế độ công vụ",
    "Cải cách tài chính công",
    "Xây dựng chính quyền số",
    "Dịch vụ công trực tuyến",
    "Sự phục vụ của cơ quan",
    "Tác động của cải cách hành chính",
)
_CRITERIA = ("Kế hoạch và báo cáo", "Tổ chức thực hiện")
_THINGS = ("kế hoạch", "báo cáo", "văn bản", "hồ sơ", "nhiệm vụ")
_MAXIMA = tuple(Fraction(written) for written in ("1", "0.5", "1.5", "1", "1"))
_EVIDENCE = (
    "Quyết định ban hành; kế hoạch triển khai; báo cáo kết quả thực hiện hằng quý, sáu tháng và năm; biên bản"
    " kiểm tra; danh mục văn bản kèm ngày ban hành; đường dẫn trên trang thông tin điện tử; văn bản"
    " xác nhận của"
    " cơ quan có liên quan."
)


def _items() -> Iterator[Item]:
    at = 0
    for field, title in enumerate(_FIELDS, start=1):
        yield Item(1, str(field), title.upper(), printed(2 * sum(_MAXIMA, Fraction(0))))
        for criterion, heading in enumerate(_CRITERIA, start=1):
            code = f"{field}.{criterion}"
            yield Item(2, code, heading, printed(sum(_MAXIMA, Fraction(0))))
            for number, maximum in enumerate(_MAXIMA, start=1):
                rule, known = PHRASES[at % len(PHRASES)](maximum)
                name = f"Nội dung {at + 1}: thực hiện {_THINGS[at % len(_THINGS)]} của năm"
                yield Item(3, f"{code}.{number}", name, printed(maximum), rule, known, _EVIDENCE)
                at += 1


ANNEX = Annex(
    "par-like-hundred-made-up",
    "pdf",
    ("PHỤ LỤC (HƯ CẤU)", "Bộ chỉ số giả định gồm 100 tiêu chí thành phần"),
    Layout(
        ("number", "title", "maximum", "self", "appraisal", "rule", "evidence"), total=("Tổng cộng", "100")
    ),
    tuple(_items()),
)
