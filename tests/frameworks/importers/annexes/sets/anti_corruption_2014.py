"""Anti-corruption, 2014: parts of 30 and 40 under a result of 100 (weights that the table does not print).

Steps: Thông tư 04/2014/TT-TTCP, articles 7 to 15 (wording shortened). 0 % lies in two steps of A.2.1;
30 and 40 do not make 100: both must be asked for. A PDF; the steps stand in the column of rules.
"""

from tests.frameworks.importers.annexes.content import ASKED, Annex, Item, Layout

_ITEMS = "Mỗi nội dung không thực hiện trừ {0} điểm; mỗi nội dung thực hiện chậm trừ {1} điểm"

ANNEX = Annex(
    "anti-corruption-2014",
    "pdf",
    ("PHỤ LỤC", "Nhận định tình hình tham nhũng và đánh giá công tác phòng, chống tham nhũng"),
    Layout(("number", "title", "maximum", "rule", "evidence")),
    (
        Item(1, "A", "NHẬN ĐỊNH TÌNH HÌNH THAM NHŨNG"),
        Item(2, "1", "Mức độ phổ biến", "100", code="A.1"),
        Item(
            3,
            "1.1",
            "Số vụ việc có hành vi tham nhũng",
            "30",
            "Từ 10 vụ trở lên: 30 điểm; từ 5 đến 9 vụ: 20 điểm; từ 1 đến 4 vụ: 10 điểm; không có vụ"
            " nào: 0 điểm",
            "count [10, …) 30; [5, 9] 20; [1, 4] 10; {0} 0",
            "Kết luận",
            code="A.1.1",
        ),
        Item(
            3,
            "1.2",
            "Khảo sát mức độ phổ biến",
            "40",
            "Rất phổ biến: 40 điểm; phổ biến: 30 điểm; ít phổ biến: 20 điểm; không phổ biến: 0 điểm",
            "labels: Rất phổ biến 40; Phổ biến 30; Ít phổ biến 20; Không phổ biến 0",
            "Báo cáo khảo sát",
            code="A.1.2",
        ),
        Item(2, "2", "Mức độ thiệt hại kinh tế", "100", code="A.2"),
        Item(
            3,
            "2.1",
            "Tỷ lệ thiệt hại trên tổng chi ngân sách",
            "30",
            "Từ 10% trở lên: 30 điểm; từ 5% đến dưới 10%: 20 điểm; từ 1% đến dưới 5%: 10 điểm;"
            " dưới 1%: 5 điểm; bằng 0%: 0 điểm",
            "share [0.1, …) 30; [0.05, 0.1) 20; [0.01, 0.05) 10; (0, 0.01) 5; {0} ?",
            "Kết luận",
            code="A.2.1",
        ),
        Item(
            3,
            "2.2",
            "Khảo sát mức độ thiệt hại",
            "40",
            "Rất lớn: 40 điểm; lớn: 30 điểm; trung bình: 20 điểm; thấp: 10 điểm; không thiệt hại: 0 điểm",
            "labels: Rất lớn 40; Lớn 30; Trung bình 20; Thấp 10; Không thiệt hại 0",
            "Báo cáo khảo sát",
            code="A.2.2",
        ),
        Item(1, "B", "ĐÁNH GIÁ CÔNG TÁC PHÒNG, CHỐNG THAM NHŨNG", "100"),
        Item(2, "1", "Các nội dung đánh giá", "30", code="B.1"),
        Item(
            3,
            "1.1",
            "Chỉ đạo, điều hành",
            "6",
            _ITEMS.format("1,5", "0,75"),
            "6 less each 1.5, each 0.75",
            "Kế hoạch",
            code="B.1.1",
        ),
        Item(
            3,
            "1.2",
            "Xây dựng, thực hiện pháp luật",
            "6",
            _ITEMS.format("2", "1"),
            "6 less each 2, each 1",
            "Kế hoạch",
            code="B.1.2",
        ),
        Item(
            3,
            "1.3",
            "Biện pháp phòng ngừa",
            "9",
            _ITEMS.format("3", "1,5"),
            "9 less each 3, each 1.5",
            "Kế hoạch",
            code="B.1.3",
        ),
        Item(
            3,
            "1.4",
            "Phát hiện, xử lý hành vi tham nhũng",
            "9",
            "Thực hiện dưới 25% kế hoạch: trừ 2 điểm; từ 25% đến dưới 50%: trừ 1 điểm; chậm: trừ 0,25 điểm",
            ASKED,
            "Báo cáo",
            code="B.1.4",
        ),
        Item(
            2,
            "2",
            "Khảo sát công tác phòng, chống tham nhũng",
            "40",
            "Theo kết quả khảo sát",
            "entered",
            "Báo cáo",
            code="B.2",
        ),
    ),
    faults=(("CH-2680", "A.1"), ("CH-2680", "A.2"), ("CH-2680", "B"), ("CH-2652", "A.2.1")),
)
