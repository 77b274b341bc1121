"""Reading tables: what is recognised, what is refused, and that everything is said at once."""

from __future__ import annotations

import csv
import io
import tracemalloc
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.problems import BadInput, Report
from chiso.tables import LONGEST_CELL, CappedReport, read_table, write_table


def codes_of(content: bytes, *, required: tuple[str, ...] = ("a", "b")) -> list[tuple[str, int | None]]:
    """Code and row of each problem of a table that has to be refused."""
    with pytest.raises(BadInput) as refusal:
        read_table(content, name="table.csv", required=required)
    return [(problem.code, problem.where.row) for problem in refusal.value.problems]


def cells_of(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(content, name="table.csv", required=("a", "b")).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_comma_semicolon_and_tab_are_recognised(delimiter: str) -> None:
    content = f"a{delimiter}b\n1{delimiter}2\n".encode()
    assert cells_of(content) == [("1", "2")]


def test_a_comma_inside_the_cells_of_a_semicolon_table_does_not_mislead() -> None:
    assert cells_of(b"a;b\n1,5;2,5\n") == [("1,5", "2,5")]


def test_a_row_is_named_by_the_line_on_which_it_begins_even_below_a_cell_of_three_lines() -> None:
    table = read_table(b'a,b\n"one\ntwo\nthree",x\n\n4,5\n', name="t", required=("a", "b"))
    assert [row.number for row in table.rows] == [2, 6]
    assert table.rows[0]["a"] == "one\ntwo\nthree"


def test_lines_may_end_as_windows_or_an_old_macintosh_ends_them() -> None:
    assert cells_of(b"a,b\r\n1,2\r\n") == cells_of(b"a,b\r1,2\r") == [("1", "2")]


def test_an_optional_column_that_is_absent_reads_as_empty() -> None:
    table = read_table(b"a\n1\n", name="t", required=("a",), optional=("note",))
    assert (table.rows[0]["note"], table.column("note"), table.has("note")) == ("", [""], False)


def test_a_column_that_nobody_declared_is_a_mistake_of_the_program() -> None:
    table = read_table(b"a\n1\n", name="t", required=("a",))
    with pytest.raises(KeyError):
        table.rows[0]["b"]


def test_any_column_passes_where_the_reader_says_so() -> None:
    table = read_table(b"a,other\n1,2\n", name="t", required=("a",), optional=None)
    assert table.rows[0]["other"] == "2"


def test_a_row_of_delimiters_only_is_left_out_with_a_remark() -> None:
    table = read_table(b"a,b\n,\n1,2\n,,,\n", name="t", required=("a", "b"))
    assert [row.number for row in table.rows] == [3]
    assert [remark.in_language("en") for remark in table.report.remarks] == [
        "t: 2 rows without any value were left out."
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"a,b\n", b"a,b\n,\n"])
def test_a_file_without_rows_is_refused(content: bytes) -> None:
    assert codes_of(content) == [("CH-1004", None)]


def test_an_empty_cell_of_a_single_column_is_not_a_row() -> None:
    assert codes_of(b'a\n""\n', required=("a",)) == [("CH-1004", None)]


def test_every_fault_of_a_header_is_told_at_once() -> None:
    assert codes_of(b"a,a,,c\n1,2,3,4\n") == [
        ("CH-1008", 1),
        ("CH-1009", 1),
        ("CH-1010", 1),
        ("CH-1011", 1),
    ]


def test_a_misspelt_column_is_recognised_in_the_advice() -> None:
    with pytest.raises(BadInput) as refusal:
        read_table(b"code,nmae\n01,x\n", name="t", required=("code", "name"), optional=None)
    advice = refusal.value.problems[0].mend.in_language("en")
    assert advice == "Rename “nmae” to “name”, if that is what it holds."


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ("a,b", "the same again"),
        ("b,a", "the same names in another order"),
        ("a,", "only a part of the names"),
    ],
)
def test_a_second_header_row_is_refused(second: str, why: str) -> None:
    assert codes_of(f"a,b\n{second}\n1,2\n".encode()) == [("CH-1012", 2)], why


def test_a_header_in_the_middle_of_joined_files_is_refused() -> None:
    assert codes_of(b"a,b\n1,2\na,b\n3,4\n") == [("CH-1012", 3)]


def test_one_cell_that_happens_to_be_a_name_of_a_column_is_no_header() -> None:
    assert cells_of(b"a,b\na,1\n") == [("a", "1")]


def test_all_rows_of_the_wrong_width_are_told_at_once() -> None:
    assert codes_of(b"a,b\n1\n1,2\n1,2,3\n") == [("CH-1013", 2), ("CH-1013", 4)]


def test_a_reader_that_brings_a_report_gets_the_sound_rows() -> None:
    report = Report()
    table = read_table(b"a,b\n1\n1,2\n", name="t", required=("a", "b"), report=report)
    assert [row.cells for row in table.rows] == [("1", "2")]
    assert [problem.code for problem in report] == ["CH-1013"]


@pytest.mark.parametrize("content", [b'a,b\n"1"2,3\n', b'a,b\n1,2\n"3,4\n5,6\n'])
def test_quotation_marks_that_do_not_close_are_refused(content: bytes) -> None:
    assert codes_of(content)[-1][0] == "CH-1007"


def test_an_overlong_cell_is_refused_and_the_longest_one_allowed_passes() -> None:
    assert codes_of(b"a,b\n1," + b"x" * (LONGEST_CELL + 1) + b"\n") == [("CH-1014", 2)]
    assert cells_of(b"a,b\n1," + b"x" * LONGEST_CELL + b"\n")[0][1] == "x" * LONGEST_CELL


def test_a_cell_beyond_what_the_csv_reader_takes_is_refused_too() -> None:
    assert codes_of(b"a,b\n1," + b"x" * 200_000 + b"\n") == [("CH-1007", 2)]


def test_a_nul_byte_is_refused_with_its_row() -> None:
    assert codes_of(b"a,b\n1,2\n3,\x004\n") == [("CH-1006", 3)]


def test_only_a_thousand_problems_are_listed_and_the_rest_is_counted() -> None:
    with pytest.raises(BadInput) as refusal:
        read_table(b"a,b\n" + b"1\n" * 1500, name="t", required=("a", "b"))
    assert len(refusal.value.problems) == 1001
    assert refusal.value.problems[-1].code == "CH-1015"
    assert refusal.value.problems[-1].expected.in_language("en") == (
        "There are 500 more problems that are not listed."
    )


def test_a_report_that_is_not_full_stays_as_it_is() -> None:
    CappedReport().stop_if_any()


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refusal:
        read_table(tmp_path / "absent.csv", required=("a",))
    assert [problem.code for problem in refusal.value.problems] == ["CH-1001"]


def test_a_folder_and_an_impossible_path_are_refused(tmp_path: Path) -> None:
    for path in (str(tmp_path), "a\0b"):
        with pytest.raises(BadInput) as refusal:
            read_table(path, required=("a",))
        assert [problem.code for problem in refusal.value.problems] == ["CH-1002"]


def test_a_path_that_leads_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("a\n1\n")
    with pytest.raises(BadInput) as refusal:
        read_table(tmp_path / "file.csv" / "inside.csv", required=("a",))
    assert [problem.code for problem in refusal.value.problems] == ["CH-1002"]


def test_two_gigabytes_are_refused_by_their_size_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    tracemalloc.start()
    with pytest.raises(BadInput) as refusal:
        read_table(path, required=("a",))
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [problem.code for problem in refusal.value.problems] == ["CH-1003"]
    assert "64 MiB" in refusal.value.in_language("en")
    assert most_bytes < 1024**2


def test_a_stream_without_a_size_is_cut_at_the_limit() -> None:
    with pytest.raises(BadInput) as refusal:
        read_table("/dev/zero", required=("a",), limit_bytes=4096)
    assert [problem.code for problem in refusal.value.problems] == ["CH-1003"]


# What csv strips or breaks at is not part of a cell here: cells lose the blanks around them.
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS).filter(any), min_size=1, max_size=8))
def test_what_is_written_reads_back_and_the_csv_module_reads_the_same(rows: list[tuple[str, str]]) -> None:
    columns = ("first column", "second column")
    written = write_table(columns, rows)
    assert list(csv.reader(io.StringIO(written, newline=""))) == [list(columns), *map(list, rows)]
    table = read_table(written.encode(), name="t", required=columns)
    composed = read_table(written.encode("utf-16"), name="t", required=columns)
    assert [row.cells for row in table.rows] == [row.cells for row in composed.rows]
    assert [tuple(map(len, row.cells)) for row in table.rows] == [
        tuple(len(unicodedata.normalize("NFC", cell)) for cell in row) for row in rows
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_code(content: bytes) -> None:
    codes = set()
    try:
        read_table(b"a,b\n" + content, name="t", required=("a", "b"))
    except BadInput as refusal:
        codes = {problem.code[:5] for problem in refusal.problems}
    assert codes <= {"CH-10"}
