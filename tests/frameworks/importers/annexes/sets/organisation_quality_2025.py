"""Yearly class of agencies, 2025: 30 + 70, letters under a figure, headings in two storeys, a workbook.

Groups and titles: Nghị định 335/2025/NĐ-CP, articles 6 and 7 (shortened). The decree leaves the
points of single criteria to the provinces: those here are made up, and so are the rules.
"""

from tests.frameworks.importers.annexes.content import NO_PROSE, Annex, Item, Layout

ANNEX = Annex(
    "organisation-quality-2025",
    "xlsx",
    (
        "PHỤ LỤC: TIÊU CHÍ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG CƠ QUAN",
        "(Điểm của từng tiêu chí và cách chấm là giả định)",
    ),
    Layout(
        ("number", "title", "maximum", "self", "appraisal", "rule", "evidence"),
        storeys=True,
        total=("Tổng cộng", "100"),
    ),
    (
        Item(1, "1", "Tiêu chí chung", "30"),
        Item(
            2,
            "1.1",
            "Chấp hành chủ trương, chính sách, pháp luật",
            "10",
            "Chấm từ 0 đến 10 điểm",
            "entered",
            "Báo cáo",
        ),
        Item(
            2,
            "1.2",
            "Quản lý, sử dụng công chức; kỷ luật, kỷ cương",
            "10",
            "Mỗi trường hợp bị kỷ luật trừ 2 điểm",
            "10 less each 2",
            "Quyết định kỷ luật (nếu có)",
        ),
        Item(
            2,
            "1.3",
            "Cải cách hành chính, chuyển đổi số",
            "10",
            "Hoàn thành tốt: 10 điểm\nHoàn thành: 7 điểm\nKhông hoàn thành: 0 điểm",
            "labels: Hoàn thành tốt 10; Hoàn thành 7; Không hoàn thành 0",
            "Báo cáo",
        ),
        Item(1, "2", "Kết quả thực hiện nhiệm vụ", "70"),
        Item(
            2,
            "a",
            "Thể chế hóa chủ trương, chính sách",
            "10",
            "Có kế hoạch: 4 điểm\nBan hành văn bản đúng hạn: 6 điểm",
            "10 less 4 without Có kế hoạch, 6 without Ban hành văn bản đúng hạn",
            "Kế hoạch, văn bản",
            code="2.a",
        ),
        Item(
            2,
            "b",
            "Tỷ lệ hoàn thành nhiệm vụ của năm",
            "20",
            "Tính điểm theo tỷ lệ hoàn thành",
            "share × 20",
            "Hệ thống theo dõi nhiệm vụ",
            code="2.b",
        ),
        Item(2, "c", "Quản lý, điều hành", "10", "", NO_PROSE, "Báo cáo", code="2.c"),
        Item(
            2,
            "d",
            "Phối hợp, điều phối chính sách",
            "5",
            "Mỗi sáng kiến được công nhận: 2,5 điểm",
            "each 2.5 to 5",
            "Quyết định công nhận",
            code="2.d",
        ),
        Item(
            2,
            "đ",
            "Chuyển đổi số, đơn giản hóa thủ tục",
            "10",
            "Từ 80% trở lên: 10 điểm\nTừ 50% đến dưới 80%: 5 điểm\nDưới 50%: 0 điểm",
            "share [0.8, …) 10; [0.5, 0.8) 5; (…, 0.5) 0",
            "Số liệu hệ thống",
            code="2.đ",
        ),
        Item(2, "e", "Khoa học, công nghệ, đổi mới sáng tạo", "5", "", NO_PROSE, "Báo cáo", code="2.e"),
        Item(
            2,
            "g",
            "Tỷ lệ hồ sơ giải quyết đúng hạn",
            "5",
            "(Số hồ sơ đúng hạn/Tổng số hồ sơ) × điểm tối đa\n"
            "Trường hợp không phát sinh hồ sơ thì được điểm tối đa",
            "share × 5; not applicable: full_points",
            "Số liệu hệ thống",
            code="2.g",
        ),
        Item(
            2,
            "h",
            "Giải quyết đơn thư, khiếu nại, tố cáo",
            "5",
            "Đạt yêu cầu: 5 điểm\nKhông đạt yêu cầu: 0 điểm",
            "yes 5; no 0",
            "Báo cáo",
            code="2.h",
        ),
    ),
)
