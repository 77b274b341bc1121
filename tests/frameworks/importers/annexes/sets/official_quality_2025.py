"""Follow-up of civil servants, 2025: Roman sections, the same figures under each, ranges, a PDF.

Points: Nghị định 335/2025/NĐ-CP, annex II, form 01, and article 17 (wording shortened). The share
of the result is a mean of three ratios, which no phrasing reads: it must be asked for.
"""

from tests.frameworks.importers.annexes.content import ASKED, Annex, Item, Layout


def _general(section: str, number: int, title: str, maximum: str) -> Item:
    return Item(
        2,
        str(number),
        title,
        maximum,
        f"Chấm từ 0 đến {maximum} điểm",
        "entered",
        "Bản tự đánh giá",
        code=f"{section}.{number}",
    )


ANNEX = Annex(
    "official-quality-2025",
    "pdf",
    ("PHỤ LỤC II – MẪU 01: THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC",),
    Layout(("number", "title", "maximum", "rule", "self", "evidence"), total=("Tổng điểm", "100")),
    (
        Item(1, "I", "Phẩm chất chính trị, đạo đức, văn hóa thực thi công vụ", "10"),
        _general("I", 1, "Phẩm chất chính trị, phẩm chất đạo đức", "5"),
        _general("I", 2, "Ý thức kỷ luật, kỷ cương trong thực thi công vụ", "5"),
        Item(1, "II", "Năng lực chuyên môn, tinh thần trách nhiệm, thái độ phục vụ", "10"),
        _general("II", 1, "Năng lực chuyên môn, nghiệp vụ", "2,5"),
        _general("II", 2, "Khả năng đáp ứng yêu cầu", "2,5"),
        _general("II", 3, "Tinh thần trách nhiệm", "2,5"),
        _general("II", 4, "Thái độ phục vụ và khả năng phối hợp", "2,5"),
        Item(1, "III", "Năng lực đổi mới, sáng tạo", "10"),
        _general("III", 1, "Có sản phẩm, giải pháp đột phá", "2,5"),
        _general("III", 2, "Sẵn sàng tham gia nhiệm vụ đột xuất, phức tạp", "2,5"),
        _general("III", 3, "Chịu trách nhiệm trước kết quả công việc", "2,5"),
        _general("III", 4, "Chủ động quyết định trong thẩm quyền", "2,5"),
        Item(
            1,
            "IV",
            "Kết quả thực hiện nhiệm vụ",
            "70",
            "Điểm = (a + b + c)/3 × 70, với a, b, c là tỷ lệ về số lượng, chất lượng, tiến độ",
            ASKED,
            "Hệ thống theo dõi",
        ),
    ),
)
