from chiso.frameworks.importers.columns import find_headings, is_repeated
from chiso.frameworks.importers.sheets import read_sheets
from tests.frameworks.importers.tables import Wide, in_sheets


def headings_of(*rows):
    (grid,) = read_sheets(in_sheets(rows), "a.xlsx")
    return find_headings(grid.rows, search=40), grid.rows


def roles(*rows):
    return list(headings_of(*rows)[0].roles.values())


def test_one_storey():
    heading = ["STT", "Nội dung tiêu chí", "Điểm tối đa", "Cách chấm điểm", "Căn cứ pháp lý", "Ghi chú"]
    assert roles(heading) == [
        "number", "title", "max_points", "rule", "law", "note",
    ]  # fmt: skip


def test_two_storeys_with_a_row_that_counts_the_columns():
    found, _ = headings_of(
        [Wide("TT", rows=2), Wide("Tiêu chí", rows=2), Wide("Điểm", columns=3), Wide("Minh chứng", rows=2)],
        ["Tối đa", "Tự chấm", "Thẩm định"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["1", "Kế hoạch", "2", "", "", ""],
    )
    assert (found.first, found.end) == (0, 3)
    assert list(found.roles.values()) == [
        "number", "title", "max_points", "self_assessment", "appraisal", "evidence",
    ]  # fmt: skip


def test_two_storeys_where_only_the_upper_one_is_merged():
    found, _ = headings_of(
        ["TT", "Tiêu chí", Wide("Thang điểm", columns=2)],
        ["", "", "Tối đa", "Tự đánh giá"],
        ["1", "A", "2", ""],
    )
    assert (found.end, list(found.roles.values())) == (
        2,
        ["number", "title", "max_points", "self_assessment"],
    )


def test_the_columns_of_the_published_par_index_table():
    # The columns of the 2013 annex of Cà Mau: maximum, survey, self, department, reached, index, note.
    heading = "STT;Lĩnh vực, tiêu chí;Điểm tối đa;Điều tra XHH;Tự đánh giá;Sở Nội vụ;Điểm đạt được;Ghi chú"
    assert roles(heading.split(";")) == [
        "number", "title", "max_points", "assessed_by", "self_assessment", "appraisal", "appraisal", "note",
    ]  # fmt: skip


def test_a_second_column_of_content_says_how_points_are_given():
    assert roles(["TT", "Tiêu chí", "Nội dung đánh giá", "Điểm"]) == ["number", "title", "rule", "max_points"]


def test_points_beside_the_maximum_are_those_of_the_steps():
    assert roles(["TT", "Tiêu chí", "Điểm tối đa", "Mức điểm"]) == [
        "number",
        "title",
        "max_points",
        "step_points",
    ]


def test_a_first_row_of_the_body_is_no_row_that_counts_columns():
    found, _ = headings_of(["TT", "Tiêu chí", "Điểm tối đa"], ["1", "A", "2"], ["2", "B", "3"])
    assert found.end == 1


def test_a_column_that_is_not_understood_is_named():
    found, _ = headings_of(["TT", "Tiêu chí", "Điểm tối đa", "Mã màu"])
    assert [cell.text for cell in found.not_understood] == ["Mã màu"]


def test_headings_below_a_title_are_found_and_repeated_ones_known():
    found, rows = headings_of(
        ["BỘ TIÊU CHÍ"], ["TT", "Tiêu chí", "Điểm"], ["1", "A", "2"], ["TT", "Tiêu  chí", "Điểm"]
    )
    assert found.first == 1
    assert [is_repeated(rows, at, found) for at in (2, 3)] == [0, 1]


def test_english_headings_tell_the_language():
    assert headings_of(["No.", "Criterion", "Maximum points", "Evidence"])[0].language == "en"
    assert headings_of(["TT", "Tiêu chí", "Điểm tối đa"])[0].language == "vi"


def test_a_table_without_titles_has_no_headings():
    assert headings_of(["TT", "Họ và tên", "Chức vụ"])[0] is None
