"""Service quality, 2022 (QĐ 766): a formula in every row, targets, what is only followed, a workbook.

Groups, items, points and targets: Quyết định 766/QĐ-TTg as the national portal computes it; the
wording of the formulas is made up. Items that are followed at 0 points have no rule in the table.
"""

from tests.frameworks.importers.annexes.content import ASKED, NO_PROSE, Annex, Item, Layout


def _share(
    number: str, title: str, maximum: str, over: str, under: str, more: str = "", setting: str = ""
) -> Item:
    rule = f"({over}/{under}) x điểm tối đa"
    return Item(
        2,
        number,
        title,
        maximum,
        f"{rule}\n{more}".strip(),
        f"share × {maximum}" + (f"; not applicable: {setting}" if setting else ""),
        "Số liệu trên Cổng Dịch vụ công quốc gia",
    )


def _target(number: str, title: str, maximum: str, target: str, share: str) -> Item:
    rule = f"Điểm = tỷ lệ/{target}% × điểm tối đa"
    return Item(
        2,
        number,
        title,
        maximum,
        rule,
        f"share/{share} × {maximum}",
        "Số liệu trên Cổng Dịch vụ công quốc gia",
    )


_NONE = "Trường hợp không có hồ sơ phát sinh thì 0 điểm"

ANNEX = Annex(
    "service-quality-2022",
    "xlsx",
    (
        "PHỤ LỤC",
        "Bộ chỉ số đánh giá chất lượng phục vụ người dân, doanh nghiệp (công thức: lời văn giả định)",
    ),
    Layout(("number", "title", "maximum", "rule", "evidence"), total=("Tổng", "100"), split_every=15),
    (
        Item(1, "1", "Công khai, minh bạch", "18"),
        _share(
            "1.1",
            "Tỷ lệ thủ tục công bố đúng hạn",
            "6",
            "Số thủ tục công bố đúng hạn",
            "Tổng số thủ tục công bố",
        ),
        _share(
            "1.2",
            "Tỷ lệ thủ tục được cập nhật, công khai đúng hạn",
            "4",
            "Số thủ tục công khai đúng hạn",
            "Tổng số thủ tục",
        ),
        _share("1.3", "Tỷ lệ thủ tục có đầy đủ nội dung", "2", "Số thủ tục đủ nội dung", "Tổng số thủ tục"),
        _share("1.4", "Tỷ lệ hồ sơ đồng bộ", "6", "Số hồ sơ đồng bộ", "Tổng số hồ sơ"),
        Item(1, "2", "Tiến độ, kết quả giải quyết", "20"),
        _share(
            "2.1",
            "Tỷ lệ hồ sơ trước hạn, đúng hạn",
            "20",
            "Số hồ sơ đúng hạn",
            "Tổng số hồ sơ",
            _NONE,
            "zero",
        ),
        Item(2, "2.2", "Thời gian giải quyết trung bình (chỉ theo dõi)", "0", "", NO_PROSE, "Hệ thống"),
        Item(1, "3", "Cung cấp dịch vụ trực tuyến", "22"),
        _target("3.1", "Tỷ lệ thủ tục toàn trình", "2", "80", "0.8"),
        _share(
            "3.2", "Tỷ lệ dịch vụ công trực tuyến có hồ sơ", "4", "Số dịch vụ có hồ sơ", "Tổng số dịch vụ"
        ),
        _target("3.3", "Tỷ lệ hồ sơ trực tuyến", "6", "50", "0.5"),
        _target("3.4", "Tỷ lệ thủ tục có thanh toán trực tuyến", "2", "80", "0.8"),
        _target("3.5", "Tỷ lệ thủ tục có giao dịch thanh toán", "2", "80", "0.8"),
        _share(
            "3.6",
            "Tỷ lệ hồ sơ thanh toán trực tuyến",
            "6",
            "Số hồ sơ thanh toán trực tuyến",
            "Tổng số hồ sơ",
            _NONE,
            "zero",
        ),
        Item(1, "4", "Số hóa hồ sơ", "22"),
        _share("4.1", "Tỷ lệ hồ sơ có kết quả điện tử", "6", "Số hồ sơ có kết quả điện tử", "Tổng số hồ sơ"),
        _share("4.2", "Tỷ lệ hồ sơ số hóa", "4", "Số hồ sơ số hóa", "Tổng số hồ sơ"),
        _target("4.3", "Tỷ lệ hồ sơ dùng lại dữ liệu", "2", "80", "0.8"),
        _share("4.4", "Tỷ lệ hồ sơ số hóa được chia sẻ", "4", "Số hồ sơ được chia sẻ", "Tổng số hồ sơ"),
        _share("4.5", "Tỷ lệ thủ tục kết nối dữ liệu dân cư", "2", "Số thủ tục kết nối", "Tổng số thủ tục"),
        _share("4.6", "Tỷ lệ hồ sơ dùng dữ liệu dân cư", "2", "Số hồ sơ dùng dữ liệu", "Tổng số hồ sơ"),
        _share("4.7", "Tỷ lệ xã chứng thực bản sao điện tử", "2", "Số xã chứng thực", "Tổng số xã"),
        Item(1, "5", "Mức độ hài lòng", "18"),
        Item(2, "5.1", "Tỷ lệ phản ánh, kiến nghị (chỉ theo dõi)", "0", "", NO_PROSE, "Hệ thống"),
        _share(
            "5.2",
            "Tỷ lệ phản ánh, kiến nghị xử lý đúng hạn",
            "6",
            "Số phản ánh đúng hạn",
            "Tổng số phản ánh",
            "Trường hợp không phát sinh phản ánh thì được điểm tối đa",
            "full_points",
        ),
        Item(
            2,
            "5.3",
            "Mức độ hài lòng trong xử lý phản ánh, kiến nghị",
            "6",
            "Điểm = tỷ lệ hài lòng × điểm tối đa",
            "satisfied × 6",
            "Hệ thống",
        ),
        Item(
            2,
            "5.4",
            "Mức độ hài lòng trong giải quyết thủ tục",
            "6",
            "Đạt từ 90% trở lên: 6 điểm; dưới 90% tính điểm theo tỷ lệ",
            ASKED,
            "Hệ thống",
        ),
    ),
)
