"""The workbook of annexes, read back by calamine."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from xml.etree import ElementTree

from chiso.documents.letters import (
    Annex,
    Column,
    Group,
    LeagueResults,
    Table,
    UnitResult,
    decision_letter,
    write_xlsx,
)
from tests.documents.letters.examples import CREATED, decision
from tests.documents.letters.read_back import sheets_of_workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def book_of(facts):
    letter = decision_letter(facts)
    return write_xlsx(letter.annexes, title=letter.subject, created=letter.created, language=letter.language)


def book_of_cells(*rows, places=2):
    columns = (Column("Tên", 50), Column("Điểm", 20, "number", places))
    annex = Annex("Kết quả", (Table(columns, (Group(rows),)),), sheet="Kết quả")
    return write_xlsx([annex], title="Kết quả", created=CREATED)


def test_each_annex_is_a_sheet_with_one_head_and_one_row_a_line():
    sheets = sheets_of_workbook(book_of(decision(126, with_leaves=126)))
    assert list(sheets) == ["Kết quả", "Điểm từng tiêu chí"]
    results, leaves = sheets.values()
    assert results[2] == [
        "Bảng xếp hạng",
        "Hạng",
        "Cơ quan, đơn vị",
        "Điểm tự đánh giá",
        "Điểm thẩm định",
        "Điểm quyết định",
        "Xếp loại",
    ]
    assert results[3] == [
        "Các phường (điểm tối đa: 100)",
        1.0,
        "Phường Hoàn Kiếm 1",
        99.0,
        97.0,
        97.5,
        "Xuất sắc",
    ]
    assert len(results) == 3 + 126
    assert len(leaves) == 3 + 126 * 46


def test_figures_are_numbers_shown_with_the_published_decimals():
    content = book_of_cells(("A", Fraction(9, 8)), ("B", Fraction(10, 3)), ("C", 5), ("D", None))
    rows = sheets_of_workbook(content)["Kết quả"][3:]
    assert rows == [["A", 1.13], ["B", 3.33], ["C", 5.0], ["D", ""]]
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        styles = ElementTree.fromstring(members.read("xl/styles.xml"))
    # ECMA-376, part 1, 18.8.31: in a format these signs stand for those of the reader's country.
    assert [one.get("formatCode") for one in styles.iter(f"{_MAIN}numFmt")] == ["#,##0.00"]


def test_a_figure_that_a_workbook_cannot_hold_is_words():
    huge = Fraction(12345678901234567, 100)
    rows = sheets_of_workbook(book_of_cells(("A", huge), ("B", Fraction(1, 3)), places=None))["Kết quả"][3:]
    assert rows == [["A", "123.456.789.012.345,67"], ["B", "0,333333…"]]


def test_words_in_a_column_of_figures_stay_words():
    rows = sheets_of_workbook(book_of_cells(("A", "Chưa đủ"), ("B", "12")))["Kết quả"][3:]
    assert rows == [["A", "Chưa đủ"], ["B", "12"]]


def test_leagues_with_other_decimals_get_a_sheet_of_their_own():
    leagues = (
        LeagueResults("Sở", (UnitResult("Sở Nội vụ", 1, final=Fraction(9, 8)),), places=2),
        LeagueResults("Phường", (UnitResult("Phú Thượng", 1, final=Fraction(9, 8)),), places=3),
    )
    sheets = sheets_of_workbook(book_of(replace(decision(), leagues=leagues)))
    assert {name: rows[3][-1] for name, rows in sheets.items()} == {"Kết quả": 1.13, "Kết quả 2": 1.125}


def test_names_of_sheets_are_such_as_excel_takes():
    table = Table((Column("Tên", 1),), (Group((("A",),)),))
    names = ["Kết quả: [2026] / *?", "History", "Ư" * 60, "kết quả   2026", ""]
    annexes = [Annex("", (table,), sheet=name) for name in names]
    sheets = list(sheets_of_workbook(write_xlsx(annexes, title="x", created=CREATED)))
    assert sheets == ["Kết quả   2026", "History 2", "Ư" * 31, "kết quả   2026 2", "1"]


def test_the_head_stands_again_on_every_printed_page():
    content = book_of(decision(9))
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        book = ElementTree.fromstring(members.read("xl/workbook.xml"))
        sheet = ElementTree.fromstring(members.read("xl/worksheets/sheet1.xml"))
    names = {name.get("name"): name.text for name in book.iter(f"{_MAIN}definedName")}
    assert names["_xlnm.Print_Titles"] == "'Kết quả'!$3:$3"
    setup = next(sheet.iter(f"{_MAIN}pageSetup"))
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape")


def test_the_same_annexes_give_the_same_bytes_on_another_day(time_machine):
    time_machine.move_to("2026-11-25 10:00")
    first = book_of(decision(9))
    time_machine.move_to("2031-01-01 22:00")
    assert book_of(decision(9)) == first
    letter = decision_letter(decision(9))
    later = datetime(2026, 12, 1, tzinfo=UTC)
    assert write_xlsx(letter.annexes, title=letter.subject, created=later) != first


def test_without_a_table_the_book_has_one_empty_sheet():
    assert sheets_of_workbook(write_xlsx([], title="Kết quả", created=CREATED)) == {"Phụ lục": []}
