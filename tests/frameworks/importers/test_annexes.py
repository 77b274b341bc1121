import pytest

from chiso.frameworks.importers import read_annex
from chiso.frameworks.importers.annexes import find_annex
from chiso.frameworks.importers.parts import Cell, CellPlace, Grid
from chiso.problems import BadInput, WrongCall
from tests.frameworks.importers.reading import asked, outline
from tests.frameworks.importers.tables import HEADINGS, Wide, in_sheets, in_word

FIRST = [HEADINGS, ["1", "A", "2", "", ""], ["1.1", "B", "2", "", ""]]


def codes_of(source, name="a.docx"):
    with pytest.raises(BadInput) as refused:
        read_annex(source, name)
    return [problem.code for problem in refused.value.problems]


def test_tables_that_go_on_are_one_annex():
    repeated = [HEADINGS, ["2", "C", "3", "", ""], ["2.1", "D", "2", "", ""]]
    without_headings = [["2.2", "E", "1", "", ""]]
    reading = read_annex(in_word(FIRST, repeated, without_headings), "a.docx")
    assert outline(reading) == ["1 A [2]", "·1.1 B [2]", "2 C [3]", "·2.1 D [2]", "·2.2 E [1]"]
    assert reading.counts.tables == 3


def test_headings_repeated_inside_a_table_are_no_criteria():
    rows = [*FIRST, HEADINGS, ["2", "C", "3", "", ""]]
    assert outline(read_annex(in_word(rows), "a.docx")) == ["1 A [2]", "·1.1 B [2]", "2 C [3]"]


def test_the_table_of_signatures_is_passed_over_and_asked_about():
    signatures = [["Nơi nhận: Như trên; Lưu: VT", Wide("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", columns=4)]]
    reading = read_annex(in_word(FIRST, signatures), "a.docx")
    assert outline(reading) == ["1 A [2]", "·1.1 B [2]"]
    assert asked(reading) == [("CH-2634", "")]


def test_two_sets_in_one_file_are_refused_with_the_place_of_each():
    other = [HEADINGS, ["1", "C", "3", "", ""]]
    with pytest.raises(BadInput) as refused:
        read_annex(in_sheets(FIRST, other), "a.xlsx")
    assert [(one.code, one.where.field, one.where.row) for one in refused.value.problems] == [
        ("CH-2612", "Sheet1", 2), ("CH-2612", "Sheet2", 2),
    ]  # fmt: skip
    assert codes_of(in_word(FIRST, other)) == ["CH-2612", "CH-2612"]


def test_a_set_that_goes_on_with_its_numbers_on_another_sheet_is_one():
    other = [HEADINGS, ["2", "C", "3", "", ""]]
    assert outline(read_annex(in_sheets(FIRST, other), "a.xlsx")) == ["1 A [2]", "·1.1 B [2]", "2 C [3]"]


def test_a_file_without_an_annex_is_refused():
    assert codes_of(in_word()) == ["CH-2610"]
    assert codes_of(in_word([["Họ và tên", "Chức vụ"], ["A", "B"]])) == ["CH-2610"]
    assert codes_of(in_sheets([["x"]]), "a.xlsx") == ["CH-2610"]


def test_a_table_without_maxima_is_refused():
    assert codes_of(in_word([["TT", "Tiêu chí", "Ghi chú"], ["1", "A", ""]])) == ["CH-2611"]


def test_a_name_that_is_none_is_a_wrong_call():
    for key in ("par-index", "Par@1", "a@", "@1", "a b@1"):
        with pytest.raises(WrongCall) as refused:
            read_annex(in_word(FIRST), "a.docx", key=key)
        assert [problem.code for problem in refused.value.problems] == ["CH-2613"]


def test_the_name_comes_from_the_call_or_from_the_file():
    named = read_annex(in_word(FIRST), "Phụ lục Đánh giá 2026.docx").document
    assert (named["id"], named["version"]) == ("phu-luc-danh-gia-2026", "draft")
    called = read_annex(in_word(FIRST), "a.docx", key="par-index@2026").document
    assert (called["id"], called["version"]) == ("par-index", "2026")


def grid(table: int, page: int, *rows: list[str]) -> Grid:
    def row_of(number: int, cells: list[str]) -> tuple[Cell, ...]:
        return tuple(
            Cell(words, CellPlace(page, "", table, number, column))
            for column, words in enumerate(cells, start=1)
        )

    return Grid(tuple(row_of(number, cells) for number, cells in enumerate(rows, start=1)))


def test_a_row_that_a_page_break_has_cut_is_joined():
    head = list(HEADINGS)
    first = grid(1, 1, head, ["1", "Mức độ thực hiện", "2", "", "Báo cáo của"])
    rest = grid(2, 2, head, ["", "kế hoạch năm", "", "", "cơ quan"], ["2", "B", "1", "", ""])
    rows = find_annex((first, rest), "a.pdf").rows
    assert [(row.words("title"), row.words("evidence")) for row in rows] == [
        ("Mức độ thực hiện kế hoạch năm", "Báo cáo của cơ quan"), ("B", ""),
    ]  # fmt: skip


def test_a_step_at_the_top_of_a_page_is_not_joined():
    head = list(HEADINGS)
    first = grid(1, 1, head, ["1", "Mức độ", "2", "", ""], ["", "từ 90% trở lên", "2", "", ""])
    rest = grid(2, 2, ["", "dưới 90%", "0", "", ""])
    assert [row.words("title") for row in find_annex((first, rest), "a.pdf").rows][-1] == "dưới 90%"


def test_a_row_inside_a_page_is_never_joined():
    first = grid(1, 1, list(HEADINGS), ["1", "Mức độ", "2", "", ""], ["", "kèm theo báo cáo", "", "", ""])
    assert len(find_annex((first,), "a.pdf").rows) == 2
