import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from chiso.frameworks.importers.sheets import read_sheets
from chiso.problems import BadInput
from tests.frameworks.importers.tables import Wide, in_sheets
from tests.frameworks.importers.test_files import repacked


def words_of(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def test_a_merged_range_stands_once_with_its_spans():
    (grid,) = read_sheets(
        in_sheets([[Wide("Điểm", columns=2), "Ghi chú"], ["Tối đa", "Tự chấm", ""]]), "a.xlsx"
    )
    assert words_of(grid) == [["Điểm", "", "Ghi chú"], ["Tối đa", "Tự chấm", ""]]
    assert (grid.rows[0][0].column_span, grid.rows[0][1].is_covered) == (2, True)


def test_numbers_keep_the_digits_that_they_show():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("Phụ lục")
        sheet.write_row(0, 0, [1, 1.5, 0.1 + 0.2, 10.0, True])
        sheet.write_formula(0, 5, "=1+1", None, 2.5)
        sheet.write_datetime(0, 6, date(2024, 2, 1), workbook.add_format({"num_format": "d.m"}))
    (grid,) = read_sheets(target.getvalue(), "a.xlsx")
    # A formula counts with the value that was saved; a day that was "1.2" is written so again.
    assert words_of(grid) == [["1", "1.5", "0.3", "10", "x", "2.5", "1.2"]]


def test_places_count_from_one_within_the_sheet():
    (grid,) = read_sheets(in_sheets([["a", "b"]], before=["Tiêu đề"]), "a.xlsx")
    place = grid.rows[1][1].place
    assert (place.sheet, place.table, place.row, place.column) == ("Sheet1", 1, 2, 2)


def test_hidden_sheets_and_the_sheet_of_an_export_are_no_annex():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        for name in ("Phụ lục", "Cũ", "chiso"):
            workbook.add_worksheet(name).write(0, 0, name)
        workbook.get_worksheet_by_name("Cũ").hide()
    assert [words_of(grid) for grid in read_sheets(target.getvalue(), "a.xlsx")] == [[["Phụ lục"]]]


def sheet_with(cells: str) -> bytes:
    markup = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    return repacked(in_sheets([["a"]]), **{"xl__worksheets__sheet1.xml": markup.encode()})


def test_two_cells_a_million_rows_apart_are_refused():
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c t=">" r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(BadInput) as refused:
        read_sheets(sheet_with(far), "a.xlsx")
    assert [problem.code for problem in refused.value.problems] == ["CH-2604"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 1_001 + "</row>",
        '<row r="40000"/>' + "<row><c><v>1</v></c></row>",
        "<row><c r='ALL1'/><c><v>1</v></c></row>",
    ],
)
def test_cells_that_name_no_place_stand_after_those_before_them(rows):
    with pytest.raises(BadInput) as refused:
        read_sheets(sheet_with(rows), "a.xlsx")
    assert [problem.code for problem in refused.value.problems] == ["CH-2604"]


def test_cells_that_name_no_place_are_read_within_the_bounds():
    (grid,) = read_sheets(
        sheet_with("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"), "a.xlsx"
    )
    assert [[cell.text for cell in row] for row in grid.rows] == [["1", "2"], ["3", ""]]


def test_an_empty_cell_far_away_is_no_harm():
    far = '<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    (grid,) = read_sheets(sheet_with(far), "a.xlsx")
    assert words_of(grid) == [["7"]]


def test_one_long_text_in_ever_so_many_cells_is_refused():
    rows = "".join(
        f'<row r="{row}">' + "".join('<c t="s"><v>0</v></c>' for _ in range(50)) + "</row>"
        for row in range(1, 101)
    )
    texts = (
        '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{'x' * 30_000}</t></si></sst>"
    )
    source = repacked(sheet_with(rows), **{"xl__sharedStrings.xml": texts.encode()})
    assert len(source) < 50_000
    with pytest.raises(BadInput) as refused:
        read_sheets(source, "a.xlsx")
    assert [problem.code for problem in refused.value.problems] == ["CH-2604"]


def test_a_sheet_that_is_no_markup_is_refused():
    source = repacked(in_sheets([["a"]]), **{"xl__worksheets__sheet1.xml": b"<worksheet><sheetData><row>"})
    assert zipfile.is_zipfile(io.BytesIO(source))
    with pytest.raises(BadInput) as refused:
        read_sheets(source, "a.xlsx")
    assert [problem.code for problem in refused.value.problems] == ["CH-2605"]
