"""Data as field programs and statisticians keep them: what stands there comes in, what is off is named."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
import xlsxwriter

from chiso.problems import BadInput
from chiso.survey.reading import Data, read_data


def csv_of(folder: Path, written: str | bytes, **settings: object) -> Data:
    path = folder / "round.csv"
    path.write_bytes(written if isinstance(written, bytes) else written.encode())
    return read_data(path, **settings)  # type: ignore[arg-type]


def refused(path: Path) -> list[tuple[str, int | None]]:
    with pytest.raises(BadInput) as raised:
        read_data(path)
    return [(one.code, one.where.row) for one in raised.value.problems]


def test_whole_numbers_numbers_and_codes_are_told_apart(tmp_path: Path) -> None:
    data = csv_of(tmp_path, "q,w,code,name\n5,1.5,007,Hà Nội\n-3,2,010,\n,.25,1,Huế\n")
    assert data.table.to_pydict() == {
        "q": [5, -3, None],
        "w": [1.5, 2.0, 0.25],
        "code": ["007", "010", "1"],
        "name": ["Hà Nội", None, "Huế"],
    }


def test_a_decimal_comma_is_read_as_vietnamese_files_write_it(tmp_path: Path) -> None:
    data = csv_of(tmp_path, "w;q\n1,5;1\n0,25;2\n")
    assert data.table.to_pydict() == {"w": [1.5, 0.25], "q": [1, 2]}


def test_both_decimal_signs_in_one_file_are_refused_with_both_rows(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        csv_of(tmp_path, "a;b\n1,5;1\n2;2.75\n")
    problem = raised.value.problems[0]
    assert problem.code == "CH-1101"
    assert "row 3 has “2.75”, row 2 has “1,5”" in problem.expected.in_language("en")


def test_a_decimal_sign_that_is_stated_decides(tmp_path: Path) -> None:
    data = csv_of(tmp_path, "a;b\n1,5;1\n2;2.75\n", decimal=",")
    assert data.table.to_pydict() == {"a": [1.5, 2.0], "b": ["1", "2.75"]}


def test_a_word_for_no_answer_is_empty_where_it_is_named(tmp_path: Path) -> None:
    data = csv_of(tmp_path, "n,q\n1,4\n2,NA\n3,5\n", missing_words=("NA",))
    assert data.table.to_pydict() == {"n": [1, 2, 3], "q": [4, None, 5]}


def test_one_slip_among_figures_is_found_and_placed(tmp_path: Path) -> None:
    data = csv_of(tmp_path, "q\n" + "4\n" * 50 + "l\n" + "5\n" * 10)
    (finding,) = data.findings
    assert (finding.problem.code, finding.rows, finding.count) == ("CH-3105", (52,), 1)
    assert finding.problem.found == "l"
    assert not finding.is_error


def test_codes_that_would_become_one_number_are_found(tmp_path: Path) -> None:
    (finding,) = csv_of(tmp_path, "criterion\n1.1\n1.2\n1.10\n").findings
    assert (finding.problem.code, finding.rows) == ("CH-3106", (4,))


def test_a_broken_row_in_the_millionth_line_is_named(tmp_path: Path) -> None:
    good = ",".join("1" * 20) + "\n"
    broken = ",".join("1" * 19) + "\n"
    path = tmp_path / "round.csv"
    head = ",".join(f"q{number}" for number in range(20)) + "\n"
    path.write_text(head + good * 999_998 + broken + good)
    assert refused(path) == [("CH-1013", 1_000_000)]


def test_rows_are_counted_as_an_editor_does_where_cells_have_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "round.csv"
    path.write_text('a,b\n1,"two\nlines"\n\n2\n3,4\n5\n')
    assert refused(path) == [("CH-1013", 5), ("CH-1013", 7)]


def test_a_slip_below_a_cell_of_several_lines_has_the_row_of_the_file(tmp_path: Path) -> None:
    data = csv_of(tmp_path, 'a,b\n1,"two\nlines"\n' + "2,x\n" * 20 + "oops,y\n")
    assert data.findings[0].rows == (24,)


def test_a_file_of_the_field_program_with_mark_and_long_heads_is_read(tmp_path: Path) -> None:
    head = '\ufeff"id";"Ông/bà có\r\nhài lòng không?"\r\n'
    data = csv_of(tmp_path, head + '"1";"5"\r\n' * 20 + '"2";"l"\r\n')
    assert data.columns == ("id", "Ông/bà có hài lòng không?")
    assert data.table["id"].to_pylist() == [1] * 20 + [2]
    assert data.findings[0].rows == (23,)


def test_lines_of_blanks_are_no_rows_and_are_counted(tmp_path: Path) -> None:
    data = csv_of(tmp_path, "a,b\n1,x\n \n\n" + "2,y\n" * 20 + "  \noops,z\n")
    assert data.rows == 22
    assert data.findings[0].rows == (26,)


def test_a_quotation_mark_that_never_closes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "round.csv"
    path.write_text('a,b\n1,"2\n3,4\n')
    assert refused(path) == [("CH-1007", 2)]


def test_a_windows_file_is_read_and_said_so(tmp_path: Path) -> None:
    data = csv_of(tmp_path, "tỉnh,q\nĐà Nẵng,1\n".encode("utf-16"))
    assert data.table.to_pydict() == {"tỉnh": ["Đà Nẵng"], "q": [1]}
    assert [one.in_language("en").rpartition(": ")[2] for one in data.remarks] == [
        "The file was read as UTF-16."
    ]


def test_letters_that_stand_apart_are_put_together(tmp_path: Path) -> None:
    assert csv_of(tmp_path, "t\nHa\u0300 No\u0323\u0302i\n").table.to_pydict() == {"t": ["Hà Nội"]}


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("a,,b\n1,2,3\n", ["CH-1008"]),
        ("a,b,a\n1,2,3\n", ["CH-1009"]),
        ("a,b\n", ["CH-1004"]),
        ("a,b\n,\n", ["CH-1004"]),
        ("", ["CH-1004"]),
        ("a\n\x00\n", ["CH-1006"]),
    ],
)
def test_a_table_without_sense_is_refused(tmp_path: Path, written: str, codes: list[str]) -> None:
    path = tmp_path / "round.csv"
    path.write_text(written)
    assert [code for code, _ in refused(path)] == codes


def test_a_file_of_another_kind_is_told_which_kinds_there_are(tmp_path: Path) -> None:
    path = tmp_path / "round.pdf"
    path.write_bytes(b"%PDF")
    assert refused(path) == [("CH-3102", None)]
    assert refused(tmp_path / "nothing.csv") == [("CH-1001", None)]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Trả lời")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell)
        book.add_worksheet("Khác").write(0, 0, "x")
    return path


def test_a_sheet_keeps_numbers_days_and_codes(tmp_path: Path) -> None:
    day = datetime.datetime(2026, 10, 5)
    path = workbook(tmp_path / "r.xlsx", [["q", "w", "xã", "ngày"], [1, 2.5, "007", day], [2, None, 8, day]])
    data = read_data(path)
    assert data.table.to_pydict() == {
        "q": [1, 2],
        "w": [2.5, None],
        "xã": ["007", "8"],
        "ngày": [datetime.date(2026, 10, 5)] * 2,
    }


def test_rows_of_a_sheet_have_the_numbers_that_the_program_shows(tmp_path: Path) -> None:
    four: list[object] = [4]
    rows: list[list[object]] = [["q"], *[four] * 30, [], ["l"]]
    assert read_data(workbook(tmp_path / "r.xlsx", rows)).findings[0].rows == (33,)


def test_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", [["q"], [1]])
    assert read_data(path, sheet="Trả lời").table.to_pydict() == {"q": [1]}
    with pytest.raises(BadInput) as raised:
        read_data(path, sheet="Sheet1")
    assert raised.value.problems[0].expected.in_language("en") == "Expected one of the sheets: Trả lời, Khác."


@pytest.mark.parametrize(
    "far", [(b'r="1048576"', b'r="XFD1048576"'), (b"r='1048576'", b"r='XFD1048576'"), (b"r='99999999'", b"")]
)
def test_two_cells_far_apart_do_not_take_all_memory(tmp_path: Path, far: tuple[bytes, bytes]) -> None:
    path = workbook(tmp_path / "small.xlsx", [["q"], [1]])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    row, cell = far
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b'r="2"', row).replace(b'r="A2"', cell)
    written = tmp_path / "far.xlsx"
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert refused(written) == [("CH-1003", None)]


def test_spss_keeps_labels_titles_and_missing_codes(tmp_path: Path) -> None:
    path = tmp_path / "r.sav"
    pyreadstat.write_sav(
        pl.DataFrame({"q1": [1.0, 2.0, 9.0, 98.0], "w": [1.5, 2.0, 1.0, 1.0], "t": ["a", "", "Đ", "b"]}),
        str(path),
        column_labels={"q1": "Ông/bà có hài lòng không?"},
        variable_value_labels={"q1": {1.0: "Hài lòng", 9.0: "Không biết", 99.0: "Từ chối"}},
        missing_ranges={"q1": [9, {"lo": 98, "hi": 99}]},
    )
    data = read_data(path)
    assert data.table.to_pydict() == {
        "q1": [1, 2, 9, 98],
        "w": [1.5, 2.0, 1.0, 1.0],
        "t": ["a", None, "Đ", "b"],
    }
    assert data.labels == {"q1": {1: "Hài lòng", 9: "Không biết", 99: "Từ chối"}}
    assert data.missing == {"q1": (9, 98, 99)}
    assert data.titles["q1"] == "Ông/bà có hài lòng không?"


def test_stata_keeps_the_reasons_of_missing_answers_beside_the_answers(tmp_path: Path) -> None:
    path = tmp_path / "r.dta"
    answers = pl.DataFrame({"q1": pl.Series([1, 2, "a", "b", None], dtype=pl.Object), "n": [1, 2, 3, 4, 5]})
    pyreadstat.write_dta(
        answers,
        str(path),
        variable_value_labels={"q1": {1: "yes", "a": "don't know"}},  # type: ignore[dict-item]
        missing_user_values={"q1": ["a", "b"]},
    )
    data = read_data(path)
    assert data.table.to_pydict() == {
        "q1": [1, 2, None, None, None],
        "q1_missing": [None, None, "a", "b", None],
        "n": [1, 2, 3, 4, 5],
    }
    assert data.labels == {"q1": {1: "yes"}, "q1_missing": {"a": "don't know"}}


def test_parquet_comes_in_with_plain_columns(tmp_path: Path) -> None:
    table = pa.table(
        {
            "area": pa.array(["north", "south"]).dictionary_encode(),
            "w": pa.array([1.5, 2.5], pa.float32()),
            "q": pa.array([1, None], pa.uint64()),
        }
    )
    pq.write_table(table, tmp_path / "r.parquet")
    data = read_data(tmp_path / "r.parquet")
    assert data.table.schema.types == [pa.string(), pa.float64(), pa.int64()]
    assert data.table.to_pydict() == {"area": ["north", "south"], "w": [1.5, 2.5], "q": [1, None]}


def test_a_list_in_a_cell_is_no_answer(tmp_path: Path) -> None:
    pq.write_table(pa.table({"q": [[1, 2], [3]]}), tmp_path / "r.parquet")
    assert refused(tmp_path / "r.parquet") == [("CH-3104", None)]
