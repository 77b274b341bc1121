"""Departments of Cà Mau, 2013: steps in rows of their own, headings in two storeys, 10 of 20 points.

Titles, maxima and steps: Quyết định 1880/QĐ-UBND, the opening of field 1. Exactly 90 % belongs to
the middle step of 1.1.4. Only 10 of the field's 20 points stand here, and that must be asked for.
"""

from tests.frameworks.importers.annexes.content import ASKED, NO_PROSE, Annex, Item, Layout

ANNEX = Annex(
    "par-index-departments-ca-mau-2013",
    "docx",
    ("CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CÁC SỞ, BAN, NGÀNH",),
    Layout(("number", "title", "maximum", "survey", "self", "appraisal", "note"), rules="rows", storeys=True),
    (
        Item(1, "1", "Công tác chỉ đạo, điều hành CCHC", "20"),
        Item(2, "1.1", "Kế hoạch CCHC năm", "5"),
        Item(
            3,
            "1.1.1",
            "Ban hành kế hoạch CCHC năm",
            "1",
            "Ban hành kịp thời | 1\nBan hành không kịp thời | 0,5\nKhông ban hành | 0",
            "labels: Ban hành kịp thời 1; Ban hành không kịp thời 0.5; Không ban hành 0",
        ),
        Item(
            3,
            "1.1.2",
            "Xác định đầy đủ các nhiệm vụ CCHC và bố trí kinh phí thực hiện",
            "1",
            "Xác định đầy đủ nhiệm vụ và có bố trí kinh phí | 1\n"
            "Không xác định đầy đủ nhiệm vụ hoặc không bố trí kinh phí | 0",
            "labels: Xác định đầy đủ nhiệm vụ và có bố trí kinh phí 1;"
            " Không xác định đầy đủ nhiệm vụ hoặc không bố trí kinh phí 0",
        ),
        Item(
            3,
            "1.1.3",
            "Các kết quả phải đạt được xác định rõ ràng, cụ thể",
            "1",
            "Đạt yêu cầu | 1\nKhông đạt yêu cầu | 0",
            "yes 1; no 0",
        ),
        Item(
            3,
            "1.1.4",
            "Mức độ thực hiện kế hoạch CCHC",
            "2",
            "Trên 90% kế hoạch | 2\nTừ 70% đến 90% kế hoạch | 1\nDưới 70% kế hoạch | 0",
            "share (0.9, …) 2; [0.7, 0.9] 1; (…, 0.7) 0",
        ),
        Item(2, "1.2", "Báo cáo CCHC", "2"),
        Item(
            3,
            "1.2.1",
            "Tất cả báo cáo được gửi đúng thời gian quy định",
            "1",
            "Đủ số lượng và đúng thời gian quy định | 1\n"
            "Không đủ số lượng báo cáo hoặc không đúng thời gian quy định | 0",
            "labels: Đủ số lượng và đúng thời gian quy định 1;"
            " Không đủ số lượng báo cáo hoặc không đúng thời gian quy định 0",
        ),
        Item(3, "1.2.2", "Tất cả báo cáo có đầy đủ nội dung theo hướng dẫn", "1", "Đạt yêu cầu | 1", ASKED),
        Item(2, "1.3", "Kiểm tra công tác CCHC", "3", "", NO_PROSE),
    ),
    faults=(("CH-2680", "1"),),
)
