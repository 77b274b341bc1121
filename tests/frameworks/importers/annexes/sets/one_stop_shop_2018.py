"""One-stop shop, 2018: nine indices of two points, the prose in a column of its own.

Shape and rules: Thông tư 01/2018/TT-VPCP, article 13; wording shortened. Indices 4, 5, 8 and 9
join figures with other conditions, and the law leaves holes in them: they must be asked for.
"""

from tests.frameworks.importers.annexes.content import ASKED, Annex, Item, Layout

_TIME = "labels: Ngắn hơn thời gian quy định 2; Bằng thời gian quy định 1; Dài hơn thời gian quy định 0"
_TIME_RULE = (
    "Ngắn hơn thời gian quy định: 2 điểm\nBằng thời gian quy định: 1 điểm\nDài hơn thời gian quy định: 0 điểm"
)

ANNEX = Annex(
    "one-stop-shop-2018",
    "docx",
    ("PHỤ LỤC", "Đánh giá việc giải quyết thủ tục hành chính theo cơ chế một cửa"),
    Layout(("number", "title", "maximum", "rule", "evidence"), total=("Tổng cộng", "18")),
    (
        Item(
            1,
            "1",
            "Tổng thời gian giải quyết so với thời gian quy định",
            "2",
            _TIME_RULE,
            _TIME,
            "Phiếu, hệ thống",
        ),
        Item(1, "2", "Thời gian thực hiện của từng cơ quan tham gia", "2", _TIME_RULE, _TIME, "Hệ thống"),
        Item(
            1,
            "3",
            "Số lần phải liên hệ để hoàn thiện hồ sơ",
            "2",
            "Không phải liên hệ lần nào: 2 điểm; liên hệ 01 lần: 1 điểm; liên hệ trên 01 lần: 0 điểm",
            "count (1, …) 0; {1} 1; {0} 2",
            "Phiếu, hệ thống",
        ),
        Item(
            1,
            "4",
            "Số cơ quan phải liên hệ để hoàn thiện hồ sơ",
            "2",
            "2 điểm nếu không phải liên hệ với cơ quan nào; 1 điểm nếu chỉ liên hệ với Bộ phận Một cửa;"
            " 0 điểm nếu phải liên hệ với từ 02 cơ quan trở lên",
            ASKED,
            "Phiếu, hệ thống",
        ),
        Item(
            1,
            "5",
            "Tiếp nhận, giải quyết, trả kết quả tại Bộ phận Một cửa",
            "2",
            "Phê duyệt ít nhất 20% số thủ tục được giải quyết tại chỗ: 2 điểm;"
            " 100% thủ tục được tiếp nhận và trả kết quả tại Bộ phận Một cửa: 1 điểm;"
            " dưới 100% thủ tục được tiếp nhận và trả kết quả tại Bộ phận Một cửa: 0 điểm",
            ASKED,
            "Quyết định công bố",
        ),
        Item(
            1,
            "6",
            "Công khai các thủ tục hành chính",
            "2",
            "Công khai đúng, đầy đủ, kịp thời bằng cả niêm yết và điện tử: 2 điểm\n"
            "Công khai đúng, đầy đủ, kịp thời bằng một trong hai hình thức: 1 điểm\n"
            "Công khai không đúng, không đầy đủ hoặc không kịp thời: 0 điểm",
            "labels: Công khai đúng, đầy đủ, kịp thời bằng cả niêm yết và điện tử 2;"
            " Công khai đúng, đầy đủ, kịp thời bằng một trong hai hình thức 1;"
            " Công khai không đúng, không đầy đủ hoặc không kịp thời 0",
            "Biên bản kiểm tra",
        ),
        Item(
            1,
            "7",
            "Thái độ của cán bộ, công chức",
            "2",
            "Xong trước hạn và không có phản ánh: 2 điểm; xong đúng hạn và không có phản ánh: 1 điểm;"
            " có phản ánh: 0 điểm",
            "labels: Xong trước hạn và không có phản ánh 2; Xong đúng hạn và không có phản ánh 1; Có"
            " phản ánh 0",
            "Phiếu, hệ thống",
        ),
        Item(
            1,
            "8",
            "Tiếp thu, giải trình phản ánh, kiến nghị",
            "2",
            "Không có phản ánh hoặc 100% được xử lý kịp thời: 2 điểm;"
            " từ 90% được xử lý kịp thời và không có phản ánh kéo dài: 1 điểm;"
            " dưới 90% được xử lý kịp thời hoặc có phản ánh kéo dài: 0 điểm",
            ASKED,
            "Hệ thống",
        ),
        Item(
            1,
            "9",
            "Tiến độ và chất lượng dịch vụ công trực tuyến",
            "2",
            "Từ 20% thủ tục trực tuyến, từ 30% hồ sơ trực tuyến và không có hồ sơ quá hạn: 2 điểm;"
            " từ 15% đến dưới 30% hồ sơ trực tuyến: 1 điểm; dưới 15% hồ sơ trực tuyến: 0 điểm",
            ASKED,
            "Hệ thống",
        ),
    ),
)
