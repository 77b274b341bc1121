"""Dossiers read from files: Vietnamese headings, encodings, workbooks; every problem with row and field."""

from __future__ import annotations

import tracemalloc
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from chiso.periods import parse_period
from chiso.problems import BadInput
from chiso.procedures.inputs import count_dossiers, dossiers_in, read_inputs
from chiso.procedures.moments import Moment, moment_of
from chiso.tables import streaming
from tests.procedures.making import HEAD, read_all, told, write

VIETNAMESE = (
    "Mã hồ sơ;Mã TTHC;Cơ quan;Ngày tiếp nhận;Ngày hẹn trả;Ngày trả kết quả;Trạng thái;Hình thức nộp\n"
    "H1;1.001;Phường A;28/04/2026 08:30;07/05/2026;06/05/2026 16:00;Đã trả kết quả;Trực tuyến\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_headings_and_words_of_one_stop_software_are_understood(tmp_path: Path, encoding: str) -> None:
    (one,), report = read_all(write(tmp_path, "d.csv", VIETNAMESE, encoding))
    assert not report.problems
    assert (one.code, one.procedure, one.agency) == ("H1", "1.001", "Phường A")
    assert one.received == date(2026, 4, 28)
    assert one.due == Moment(date(2026, 5, 7))
    assert one.ends == Moment(date(2026, 5, 6), 16 * 60)
    assert (one.status, one.channel) == ("done", "online")


def test_a_workbook_gives_the_same_dossier(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet()
        for column, heading in enumerate(("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Số lần bổ sung")):
            sheet.write(0, column, heading)
        sheet.write(1, 0, "H1")
        sheet.write_datetime(1, 1, date(2026, 4, 28))
        sheet.write(1, 2, "07/05/2026 17:00")
        sheet.write(1, 3, 2)
    (one,), report = read_all(path)
    assert not report.problems
    assert (one.received, one.due, one.supplement_requests) == (
        date(2026, 4, 28),
        Moment(date(2026, 5, 7), 17 * 60),
        2,
    )


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "d.csv",
        HEAD
        + "A1,,,,31/02/2026,,,,,,\n"
        + "A2,,,,05/05/2026,04/05/2026,,,,,\n"
        + "A3,,,,05/05/2026,,,done,,,\n"
        + "A4,,,,05/05/2026,,06/05/2026,open,,,\n"
        + "A5,,,,05/05/2026,,,odd,fax,,\n"
        + ",,,,05/05/2026,,,,,,\n"
        + "A6,,,,,,,,,,\n"
        + "A7,,,,05/05/2026,,,,,x,\n",
    )
    found, report = read_all(path)
    assert found == []
    assert told(report) == [
        ("CH-8763", 2, "received_at"),
        ("CH-8765", 3, "due_at"),
        ("CH-8766", 4, "done_at"),
        ("CH-8766", 5, "status"),
        ("CH-8767", 6, "status"),
        ("CH-8767", 6, "channel"),
        ("CH-8764", 7, "code"),
        ("CH-8763", 8, "received_at"),
        ("CH-8763", 9, "apology_at"),
    ]


def test_no_day_runs_for_a_dossier_that_waits_for_the_applicant(tmp_path: Path) -> None:
    path = write(tmp_path, "d.csv", HEAD + "A1,,,,05/05/2026,12/05/2026,,Chờ bổ sung,,,\n")
    (one,), report = read_all(path)
    assert not report.problems
    assert (one.status, one.due, one.ends) == ("waiting", None, None)


def test_a_code_that_stands_twice_is_told_with_the_row_of_the_first(tmp_path: Path) -> None:
    rows = [f"A{number},,,,05/05/2026,,,,,,\n" for number in range(600)]
    path = write(tmp_path, "d.csv", HEAD + "".join(rows) + rows[7] + rows[7])
    found, report = read_all(path)
    assert len(found) == 602
    assert told(report) == [("CH-8764", 602, "code"), ("CH-8764", 603, "code")]
    assert "row 9 " in report.problems[0].expected.in_language("en")


def test_memory_does_not_grow_with_dossiers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both files have several blocks; ten thousand dossiers held would take 2.5 MB or more."""
    monkeypatch.setattr(streaming, "BLOCK", 64 * 1024)
    peaks = []
    for number in (4_000, 14_000):
        rows = (f"A{n},1.001,Phường A,Q1,05/05/2026,12/05/2026,11/05/2026,,online,,\n" for n in range(number))
        path = write(tmp_path, "d.csv", HEAD + "".join(rows))
        inputs = read_inputs()
        tracemalloc.start()
        counting = count_dossiers(inputs, [path], parse_period("2026-05"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert counting.dossiers == number
    # Of each code eight bytes, in arrays that grow by an eighth.
    assert peaks[1] - peaks[0] < 10_000 * 20


def test_a_file_without_the_day_of_reception_is_refused_with_what_to_write_into_a_mapping(
    tmp_path: Path,
) -> None:
    with pytest.raises(BadInput) as refused:
        read_all(write(tmp_path, "d.csv", "Mã hồ sơ,Ngày nộp\nA1,05/05/2026\n"))
    (problem,) = refused.value.problems
    assert (problem.code, problem.where.field) == ("CH-8761", "received_at")
    assert "dossiers,received_at,," in problem.mend.in_language("en")


def test_two_columns_for_one_thing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_all(write(tmp_path, "d.csv", "Mã hồ sơ,Ngày tiếp nhận,Ngày nhận\nA1,05/05/2026,05/05/2026\n"))
    (problem,) = refused.value.problems
    assert problem.code == "CH-8762"
    assert "dossiers,received_at,,Ngày nhận" in problem.mend.in_language("en")


@pytest.mark.parametrize("head", ["Tên TTHC,Mã TTHC", "Mã TTHC,Tên TTHC"])
def test_of_two_columns_for_one_thing_the_one_that_a_mapping_names_is_read(tmp_path: Path, head: str) -> None:
    cells = "Khai sinh,1.001" if head.startswith("Tên") else "1.001,Khai sinh"
    path = write(tmp_path, "d.csv", f"Mã hồ sơ,Ngày tiếp nhận,{head}\nA1,05/05/2026,{cells}\n")
    mapping = write(tmp_path, "m.csv", "table,column,value,written\ndossiers,procedure,,Mã TTHC\n")
    inputs = read_inputs(mapping=mapping)
    (one,) = dossiers_in(inputs, [path])[1]
    assert (one.procedure, inputs.report.problems) == ("1.001", [])
    assert "Tên TTHC" in inputs.report.remarks[0].in_language("en")


@pytest.mark.parametrize(
    ("written", "day", "minute"),
    [
        ("01/03/2020", date(2020, 3, 1), None),
        ("1/3/2020 8:05", date(2020, 3, 1), 485),
        ("2020-03-01T08:05:59", date(2020, 3, 1), 485),
        ("2020-03-01 08:05:59.120", date(2020, 3, 1), 485),
        ("08:05 01/03/2020", date(2020, 3, 1), 485),
        # Midnight is what software writes that knows no time.
        ("2020-03-01 00:00", date(2020, 3, 1), None),
    ],
)
def test_days_and_times_are_read_as_they_are_written(written: str, day: date, minute: int | None) -> None:
    assert moment_of(written) == Moment(day, minute)


@pytest.mark.parametrize(
    "written", ["", "31/02/2020", "2020-13-01", "01/03/20", "01/03/2020 24:00", "43891", "31/12/9999"]
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert moment_of(written) is None
