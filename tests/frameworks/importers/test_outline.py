"""The structure of annexes: the same made-up table in Word, Excel and PDF gives the same outline."""

from __future__ import annotations

import pytest

from chiso.frameworks.importers import read_annex
from tests.frameworks.importers.reading import asked, nodes_by_code, outline
from tests.frameworks.importers.tables import Wide, bold, in_pdf, in_sheets, in_word

H = ["TT", "Tiêu chí", "Điểm tối đa", "Cách chấm điểm", "Tài liệu kiểm chứng"]
WRITERS = {"a.docx": in_word, "a.xlsx": in_sheets, "a.pdf": in_pdf}


def read(rows, name="a.docx", **settings):
    return read_annex(WRITERS[name](rows, **settings), name)


def rows_of(*short):
    """Rows from (number, title, points); the further columns stay empty."""
    return [H, *[[*row, *[""] * (5 - len(row))] for row in short]]


WHOLE = [
    [
        Wide("STT", rows=2),
        Wide("Lĩnh vực, tiêu chí", rows=2),
        Wide("Điểm", columns=3),
        Wide("Minh chứng", rows=2),
    ],
    ["Tối đa", "Tự chấm", "Thẩm định"],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    [bold("I"), bold("CHỈ ĐẠO, ĐIỀU HÀNH"), bold("6,5"), "", "", ""],
    ["1", "Kế hoạch", "3", "", "", ""],
    ["a", "Ban hành kế hoạch\n- Kịp thời: 1 điểm\n- Không kịp thời: 0 điểm", "1", "", "", "Kế hoạch"],
    ["b", "Mức độ thực hiện", "2", "", "", "Báo cáo"],
    ["", "Từ 90% trở lên", "2", "", "", ""],
    ["", "Dưới 90%", "0", "", "", ""],
    ["2", "Báo cáo", "3,5", "", "", ""],
    [bold("II"), bold("CẢI CÁCH THỂ CHẾ"), bold("4"), "", "", ""],
    ["1", "Rà soát văn bản", "4", "", "", ""],
    ["", bold("ĐIỂM THƯỞNG"), "2", "", "", ""],
    ["1", "Sáng kiến", "0 - 2", "", "", ""],
    ["", bold("ĐIỂM TRỪ"), "-3", "", "", ""],
    ["1", "Vi phạm kỷ luật", "-3", "", "", ""],
    [Wide("TỔNG CỘNG", columns=2, bold=True), "10,5", "", "", ""],
]


@pytest.mark.parametrize("name", WRITERS)
def test_sections_criteria_letters_bonus_and_deductions_in_every_format(name):
    settings = {"widths": [40, 300, 60, 60, 60, 150]} if name == "a.pdf" else {}
    reading = read(WHOLE, name, **settings)
    assert outline(reading) == [
        "I CHỈ ĐẠO, ĐIỀU HÀNH [6.5]",
        "·I.1 Kế hoạch [3]",
        "··I.1.a Ban hành kế hoạch [1]",
        "··I.1.b Mức độ thực hiện [2]",
        "·I.2 Báo cáo [3.5]",
        "II CẢI CÁCH THỂ CHẾ [4]",
        "·II.1 Rà soát văn bản [4]",
        "T ĐIỂM THƯỞNG [2]",
        "·T.1 Sáng kiến [2]",
        "P ĐIỂM TRỪ [-3]",
        "·P.1 Vi phạm kỷ luật [-3]",
    ]
    assert asked(reading) == []
    nodes = nodes_by_code(reading)
    assert [nodes[code].get("role") for code in ("I", "T", "T.1", "P", "P.1")] == [
        None, "bonus", None, "penalty", "penalty",
    ]  # fmt: skip
    assert nodes["I.1.b"]["evidence"] == {"vi": "Báo cáo"}
    assert reading.document["index"] == {"max_points": "10.5"}


def test_the_lines_about_points_are_those_below_and_in_the_title_cell():
    nodes = nodes_by_code(read(WHOLE))
    assert nodes["I.1.a"]["rule"]["kind"] != "not_stated@1"
    assert nodes["I.1.b"]["rule"]["kind"] == "steps@1"


def test_numbers_before_the_titles_where_there_is_no_column_of_numbers():
    rows = [
        ["Tiêu chí", "Thang điểm", "Ghi chú"],
        ["I. TỔ CHỨC (10 điểm)", "", ""],
        ["1. Kế hoạch", "4", ""],
        ["a) Ban hành", "2", ""],
        ["b) Thực hiện", "2", ""],
        ["2. Báo cáo", "6", ""],
        ["II. KẾT QUẢ (5 điểm)", "", ""],
        ["1. Đúng hạn", "5", ""],
    ]
    assert outline(read(rows)) == [
        "I TỔ CHỨC [10]", "·I.1 Kế hoạch [4]", "··I.1.a Ban hành [2]", "··I.1.b Thực hiện [2]",
        "·I.2 Báo cáo [6]", "II KẾT QUẢ [5]", "·II.1 Đúng hạn [5]",
    ]  # fmt: skip


def test_decimal_numbers_of_four_storeys_keep_their_print():
    numbers = ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.2", "2", "2.1"]
    points = ["2", "2", "2", "1", "1", "3", "3"]
    found = outline(read(rows_of(*[(number, "A", of) for number, of in zip(numbers, points, strict=True)])))
    assert [line.split()[0] for line in found] == [
        "1", "·1.1", "··1.1.1", "···1.1.1.1", "···1.1.1.2", "2", "·2.1",
    ]  # fmt: skip


def test_roman_sections_over_numbers_that_run_on():
    rows = rows_of(("I", "A", "2"), ("1", "B", "1"), ("2", "C", "1"), ("II", "D", "1"), ("3", "E", "1"))
    assert [line.split()[0] for line in outline(read(rows))] == ["I", "·1", "·2", "II", "·3"]


def test_letters_over_roman_figures_over_figures_over_letters():
    letters = "a b c d đ e g h i k".split()
    rows = rows_of(
        ("A", "X", "10"), ("I", "Y", "10"), ("1", "Z", "10"), *[(letter, letter, "1") for letter in letters],
        ("B", "U", "5"), ("I", "V", "5"), ("1", "W", "5"),
    )  # fmt: skip
    reading = read(rows)
    assert [line.split()[0] for line in outline(reading)] == [
        "A", "·A.I", "··A.I.1", *[f"···A.I.1.{letter}" for letter in letters], "B", "·B.I", "··B.I.1",
    ]  # fmt: skip
    # "i" after "h" is a letter; it could open a row of small Roman figures, so a person is asked.
    assert asked(reading) == [("CH-2627", "A.I.1.i")]


def test_the_ninth_letter_after_a_roman_eight_is_no_letter():
    numbers = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    reading = read(rows_of(*[(number, number, "1") for number in numbers]))
    assert [line.split()[0] for line in outline(reading)] == numbers
    assert asked(reading) == []


def test_a_number_that_names_letters_of_the_law_stays():
    rows = rows_of(("2", "A", "3"), ("2.a", "B", "1"), ("2.đ", "C", "2"))
    assert [line.split()[0] for line in outline(read(rows))] == ["2", "·2.a", "·2.đ"]


def test_a_workbook_that_made_1_1_of_1_10_is_understood_and_asked_about():
    rows = rows_of(("1", "A", "11"), *[(f"1.{number}", "B", "1") for number in range(1, 12)])
    reading = read(rows, "a.xlsx", numbers=True)
    assert [line.split()[0] for line in outline(reading)][-2:] == ["·1.10", "·1.11"]
    assert asked(reading) == [("CH-2629", "1.10")]


def test_a_number_that_is_missing_or_stands_twice_is_asked_about():
    reading = read(rows_of(("1", "A", "2"), ("1.1", "B", "1"), ("1.3", "C", "1"), ("1.3", "D", "1")))
    assert [line.split()[0] for line in outline(reading)] == ["1", "·1.1", "·1.3", "·1.3-2"]
    assert asked(reading) == [("CH-2628", "1.3"), ("CH-2628", "1.3-2"), ("CH-2632", "1.3-2")]


def test_a_number_that_is_none_is_asked_about():
    reading = read(rows_of(("1", "A", "2"), ("?!", "B", "1")))
    assert asked(reading) == [("CH-2622", "1")]


def test_steps_in_rows_that_carry_letters_are_no_criteria():
    rows = rows_of(("1", "Rà soát", "4"), ("a)", "Kịp thời", "4"), ("b)", "Chậm", "2"), ("c)", "Không", "0"))
    reading = read(rows)
    assert outline(reading) == ["1 Rà soát [4]"]
    assert asked(reading) == [("CH-2630", "1")]


def test_letters_that_add_up_are_criteria_even_with_the_greatest_first():
    rows = rows_of(
        ("1", "Rà soát", "4"), ("a)", "Kế hoạch", "2"), ("b)", "Báo cáo", "1"), ("c)", "Kết quả", "1")
    )
    assert [line.split()[0] for line in outline(read(rows))] == ["1", "·1.a", "·1.b", "·1.c"]


def test_letters_that_do_not_add_up_and_are_no_steps_stay_criteria():
    # 1 + 1 is not 4: a fault of the annex, which the sums name.
    reading = read(rows_of(("1", "Rà soát", "4"), ("a)", "Kế hoạch", "1"), ("b)", "Báo cáo", "1")))
    assert outline(reading) == ["1 Rà soát [4]", "·1.a Kế hoạch [1]", "·1.b Báo cáo [1]"]
    assert "CH-2680" in {question.code for question in reading.questions}


def test_dashed_rows_with_evidence_of_their_own_are_criteria():
    rows = [
        H,
        ["1", "Báo cáo", "3", "", ""],
        ["", "- Quý", "1", "", "Báo cáo quý"],
        ["", "- Năm", "2", "", "Báo cáo năm"],
    ]
    reading = read(rows)
    assert outline(reading) == ["1 Báo cáo [3]", "·1.1 Quý [1]", "·1.2 Năm [2]"]
    assert asked(reading) == [("CH-2631", "1.1")]
    assert nodes_by_code(reading)["1.2"]["evidence"] == {"vi": "Báo cáo năm"}


def test_cells_merged_down_hold_the_steps_of_one_criterion():
    rows = [
        H,
        [
            Wide("1", rows=3),
            Wide("Ban hành", rows=3),
            Wide("2", rows=3),
            "Kịp thời: 2 điểm",
            Wide("Kế hoạch", rows=3),
        ],
        ["Chậm: 1 điểm"],
        ["Không: 0 điểm"],
        [Wide("2", rows=2), Wide("Báo cáo", rows=2), "3", "Đủ", ""],
        ["0", "Không đủ", ""],
    ]
    nodes = nodes_by_code(read(rows))
    assert set(nodes) == {"1", "2"}
    assert [nodes[code]["max_points"] for code in "12"] == ["2", "3"]
    assert "not_stated@1" not in {node["rule"]["kind"] for node in nodes.values()}


def test_a_field_in_capitals_without_a_number_is_asked_about():
    rows = rows_of(
        ("", "CẢI CÁCH THỂ CHẾ", "3"), ("1", "Rà soát", "3"), ("", "CÔNG VỤ", "2"), ("1", "Biên chế", "2")
    )
    reading = read(rows)
    assert outline(reading) == [
        "M1 CẢI CÁCH THỂ CHẾ [3]",
        "·M1.1 Rà soát [3]",
        "M2 CÔNG VỤ [2]",
        "·M2.1 Biên chế [2]",
    ]
    assert asked(reading) == [("CH-2626", "M1"), ("CH-2626", "M2")]


def test_a_criterion_that_mentions_bonus_points_is_no_bonus():
    reading = read(rows_of(("1", "Có giải pháp được cộng điểm trong kỳ đánh giá", "2")))
    assert "role" not in reading.document["nodes"][0]


def test_the_sum_of_a_part_is_no_criterion():
    rows = rows_of(("1", "A", "2"), ("", "Cộng mục 1", "2"), ("2", "B", "3"), ("", "Tổng cộng", "5"))
    reading = read(rows)
    assert outline(reading) == ["1 A [2]", "2 B [3]"]
    assert asked(reading) == [("CH-2624", "1")]
    assert reading.document["index"] == {"max_points": "5"}


def test_a_maximum_that_is_not_understood_and_a_title_that_is_missing_are_asked_about():
    reading = read(rows_of(("1", "A", "hai"), ("2", "", "3"), ("3", "C", "2")))
    assert asked(reading) == [("CH-2621", "1"), ("CH-2623", "2")]


def test_a_row_before_the_first_criterion_is_asked_about():
    assert asked(read(rows_of(("", "theo hướng dẫn", ""), ("1", "A", "2")))) == [("CH-2625", "")]


def test_the_parts_of_a_bonus_above_its_maximum_have_a_ceiling():
    rows = rows_of(("1", "A", "2"), ("II", "Điểm thưởng", "5"), ("1", "B", "3"), ("2", "C", "4"))
    bonus = read(rows).document["nodes"][1]
    assert bonus["aggregation"] == {"kind": "capped_sum@1", "ceiling": "5"}


def test_the_survey_is_told_by_a_mark_or_by_words():
    rows = [
        ["TT", "Tiêu chí", "Điểm tối đa", "Điều tra XHH", "Ghi chú"],
        ["1", "A", "2", "x", ""],
        ["2", "B", "2", "", "Điều tra xã hội học"],
        ["3", "C", "2", "", "Sở Nội vụ theo dõi"],
    ]
    assert [node.get("assessed_by") for node in read(rows).document["nodes"]] == [
        ["survey"],
        ["survey"],
        None,
    ]


def test_the_legal_basis_becomes_references_or_a_note():
    rows = [
        ["TT", "Tiêu chí", "Điểm tối đa", "Căn cứ"],
        ["1", "A", "2", "Khoản 2 Điều 13 Nghị định 61/2018/NĐ-CP; Thông tư số 01/2018/TT-VPCP"],
        ["2", "B", "2", "Quy chế làm việc"],
    ]
    document = read(rows).document
    assert document["nodes"][0]["law"] == [
        {"document": "61-2018-nd-cp", "article": "Khoản 2 Điều 13"},
        {"document": "01-2018-tt-vpcp"},
    ]
    assert [one["number"] for one in document["documents"]] == [
        "Nghị định 61/2018/NĐ-CP", "Thông tư số 01/2018/TT-VPCP",
    ]  # fmt: skip
    assert document["nodes"][1]["note"] == {"vi": "Quy chế làm việc"}


def test_title_and_decision_stand_above_the_table():
    before = [
        "ỦY BAN NHÂN DÂN TỈNH",
        "PHỤ LỤC I",
        "BỘ TIÊU CHÍ ĐÁNH GIÁ",
        "CẢI CÁCH HÀNH CHÍNH",
        "(Kèm theo Quyết định số 12/2024/QĐ-UBND ngày 5 tháng 3 năm 2024 của UBND tỉnh)",
    ]
    for name in ("a.docx", "a.xlsx", "a.pdf"):
        document = read(rows_of(("1", "A", "2")), name, before=before).document
        assert document["title"]["vi"] == "BỘ TIÊU CHÍ ĐÁNH GIÁ CẢI CÁCH HÀNH CHÍNH"
        assert document["documents"] == [
            {"key": "12-2024-qd-ubnd", "number": "Quyết định số 12/2024/QĐ-UBND", "date": "2024-03-05"}
        ]


def test_what_is_given_for_each_behind_a_title_is_its_rule():
    rows = rows_of(("", "ĐIỂM TRỪ", "-3"), ("1", "Vi phạm kỷ luật: mỗi trường hợp trừ 1 điểm", "-3"))
    node = nodes_by_code(read(rows))["P.1"]
    assert node["title"]["vi"] == "Vi phạm kỷ luật"
    assert node["rule"]["kind"] == "penalty@1"
