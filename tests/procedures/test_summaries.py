"""Monthly summaries in the shapes that two one-stop programs print; the figures are made up.

The headings are those of the reports of a program of a city's people's committee (two levels, letters such as
"Sớm / Đúng / Trễ") and of another one (three levels, "Trước và trong hạn"), as their public pages have them.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from chiso.periods import parse_period
from chiso.problems import BadInput
from chiso.procedures.counting import Counting
from chiso.procedures.results import result_of_dossiers, result_of_summary, tables_of
from chiso.procedures.spellings import read_spellings
from chiso.procedures.summaries import Summary, read_summary
from chiso.procedures.tallies import write_month
from chiso.tables import CappedReport
from tests.procedures.making import dossier, told, write

TWO_LEVELS = """\
BÁO CÁO TÌNH HÌNH GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH;;;;;;;;;;;;;;
STT;Cơ quan;Tổng;Tiếp nhận;Kỳ trước chuyển qua;Hồ sơ đã giải quyết;;;;\
Hồ sơ đang giải quyết;;;CD rút hồ sơ;Hồ sơ trả lại;Tồn cuối
;;;;;Số hồ sơ;Sớm;Đúng;Trễ;Số hồ sơ;Chưa đến hạn;Đã quá hạn;;;
(1);(2);(3);(4);(5);(6);(7);(8);(9);(10);(11);(12);(13);(14);(15)
1;Phường A;1.234;1.200;34;1.180;1.000;150;30;40;35;5;4;10;40
2;Phường B;100;90;10;80;60;15;5;20;18;2;0;0;20
;Nhóm không có số;;;;;;;;;;;;;
Tổng cộng;;1.334;1.290;44;1.260;1.060;165;35;60;53;7;4;10;60
"""
THREE_LEVELS = """\
STT,Đơn vị,Số hồ sơ phải giải quyết,,,,Đã giải quyết,,,,Đang giải quyết,,,
,,Kỳ trước chuyển sang,Tiếp nhận trong kỳ,,Cộng,Tổng số,Trước và trong hạn,Trễ hạn,Tỷ lệ trễ hạn (%),\
Tổng số,Trong hạn,Quá hạn,Tỷ lệ quá hạn (%)
,,,Trực tiếp,Trực tuyến,,,,,,,,,
1,Phường A,5,20,30,55,50,48,2,"4,0",5,4,1,20
"""


def read(path: Path, *, month: str = "2026-05", period: str | None = None) -> tuple[Summary, CappedReport]:
    summary, report = Summary(), CappedReport()
    read_summary(
        path,
        read_spellings(),
        report,
        summary,
        month=month,
        period=None if period is None else parse_period(period),
    )
    return summary, report


def known(summary: Summary, agency: str) -> dict[str, int]:
    (counts,) = [counts for key, counts in summary.counts.items() if key.agency == agency]
    return {name: value for name, value in counts.items() if value is not None}


def test_headings_of_two_levels_are_read_below_a_title(tmp_path: Path) -> None:
    summary, report = read(write(tmp_path, "s.csv", TWO_LEVELS))
    assert not report.problems
    assert summary.rows == 2
    assert known(summary, "Phường A") == {
        "carried_over": 34, "received": 1200, "done": 1180, "done_early": 1000, "done_on_time": 150,
        "done_in_time": 1150, "done_late": 30, "returned": 10, "withdrawn": 4, "left": 40,
        "left_in_time": 35, "left_overdue": 5,
    }  # fmt: skip


def test_headings_of_three_levels_are_read_and_what_follows_is_worked_out(tmp_path: Path) -> None:
    summary, report = read(write(tmp_path, "s.csv", THREE_LEVELS))
    assert not report.problems
    # Received are 55 to handle less 5 carried over; nothing is said of early and of on time alone.
    assert known(summary, "Phường A") == {
        "carried_over": 5, "received": 50, "received_direct": 20, "received_online": 30, "done": 50,
        "done_in_time": 48, "done_late": 2, "left": 5, "left_in_time": 4, "left_overdue": 1,
    }  # fmt: skip


def test_the_name_of_a_group_above_its_rows_is_no_heading(tmp_path: Path) -> None:
    text = "Đơn vị,Tiếp nhận,Từ kỳ trước\nKhối phường,,\nPhường A,12,3\n"
    summary, report = read(write(tmp_path, "s.csv", text))
    assert not report.problems
    assert known(summary, "Phường A") == {"received": 12, "carried_over": 3}


def test_a_workbook_with_joined_cells_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for column, heading in enumerate(("STT", "Đơn vị")):
            sheet.merge_range(1, column, 3, column, heading)
        sheet.merge_range(1, 2, 1, 5, "Số hồ sơ phải giải quyết")
        sheet.merge_range(2, 2, 3, 2, "Kỳ trước chuyển sang")
        sheet.merge_range(2, 3, 2, 4, "Tiếp nhận trong kỳ")
        sheet.merge_range(2, 5, 3, 5, "Cộng")
        sheet.write_row(3, 3, ["Trực tiếp", "Trực tuyến"])
        sheet.merge_range(1, 6, 1, 8, "Đã giải quyết")
        sheet.merge_range(1, 9, 1, 11, "Đang giải quyết")
        for column, heading in enumerate(
            ("Tổng số", "Trước và trong hạn", "Trễ hạn", "Tổng số", "Trong hạn", "Quá hạn"), start=6
        ):
            sheet.merge_range(2, column, 3, column, heading)
        sheet.write_row(4, 0, [1, "Phường A", 5, 20, 30, 55, 50, 48, 2, 5, 4, 1])
    csv, _ = read(write(tmp_path, "s.csv", THREE_LEVELS))
    xlsx, report = read(path)
    assert not report.problems
    assert xlsx.counts == csv.counts


def test_what_does_not_add_up_is_told_with_row_and_heading(tmp_path: Path) -> None:
    wrong = TWO_LEVELS.replace("1;Phường A;1.234", "1;Phường A;1.235").replace(
        "60;53;7;4;10;60", "60;53;8;4;10;61"
    )
    wrong = wrong.replace("20;18;2;0;0;20", "20;18;2;0;0;21")
    _, report = read(write(tmp_path, "s.csv", wrong))
    assert told(report) == [
        ("CH-8773", 5, "Tổng"),
        ("CH-8773", 5, "Tổng"),
        ("CH-8773", 6, "Tồn cuối"),
        ("CH-8773", 8, "Tổng"),
        ("CH-8773", 8, "Hồ sơ đang giải quyết / Đã quá hạn"),
    ]


def test_an_empty_cell_and_a_dash_are_not_known_and_never_0(tmp_path: Path) -> None:
    text = "Đơn vị,Tiếp nhận,Từ kỳ trước\nPhường A,12,-\nPhường B,,0\nPhường C,7,1\n"
    summary, report = read(write(tmp_path, "s.csv", text))
    assert not report.problems
    assert known(summary, "Phường A") == {"received": 12}
    assert known(summary, "Phường B") == {"carried_over": 0}
    total = result_of_summary(summary, parse_period("2026-05"), report).total()
    assert (total["received"], total["carried_over"], total["done"]) == (None, None, None)


def test_counts_and_months_that_are_none_are_told(tmp_path: Path) -> None:
    text = (
        "Tháng,Đơn vị,Tiếp nhận,Tồn đầu kỳ\n"
        "05/2026,Phường A,12.5,1\n13/2026,Phường B,3,1\n2026-07,Phường C,3,1\n"
        "5/2026,Phường D,3,1\n05/2026,Phường D,3,1\n"
    )
    _, report = read(write(tmp_path, "s.csv", text), month="", period="2026-Q2")
    assert told(report) == [
        ("CH-8769", 2, "Tiếp nhận"),
        ("CH-8774", 3, "Tháng"),
        ("CH-8774", 4, "Tháng"),
        ("CH-8774", 6, "Đơn vị"),
    ]


def test_the_month_of_a_row_prevails_over_that_of_the_file(tmp_path: Path) -> None:
    text = "Tháng,Đơn vị,Tiếp nhận\n05/2026,Phường A,12\n,Phường B,3\n"
    summary, report = read(write(tmp_path, "s.csv", text), month="2026-04")
    assert not report.problems
    assert [(write_month(key.month), key.agency) for key in summary.counts] == [
        ("2026-05", "Phường A"),
        ("2026-04", "Phường B"),
    ]


def test_a_table_whose_headings_are_unknown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read(write(tmp_path, "s.csv", "Một,Hai\nPhường A,3\n"))
    assert [one.code for one in refused.value.problems] == ["CH-8772"]


def test_the_counts_that_a_count_of_dossiers_writes_are_read_as_a_summary(tmp_path: Path) -> None:
    may = date(2026, 5, 1)
    counting = Counting(parse_period("2026-05"))
    for received, due, ends in (
        (1, 9, 8),
        (1, 9, 12),
        (1, None, 12),
        (1, None, None),
        (1, 9, None),
        (2, 40, None),
    ):
        days = [None if one is None else may + timedelta(days=one - 1) for one in (due, ends)]
        counting.add(dossier(may + timedelta(days=received - 1), *days, channel="online"))
    result = result_of_dossiers(counting)
    summary, report = read(write(tmp_path, "counts.csv", tables_of(result)["counts.csv"]), month="")
    assert not report.problems
    total = result_of_summary(summary, parse_period("2026-05"), report).total()
    assert (total["done_without_due"], total["left_without_due"]) == (1, 1)
    assert total == result.total()


def test_a_summary_with_control_characters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read(write(tmp_path, "s.csv", "Đơn vị,Tiếp nhận\nPhường\x1b[2JA,3\n"))
    assert [(one.code, one.where.row) for one in refused.value.problems] == [("CH-1006", 2)]


def test_a_month_between_two_that_are_there_is_not_known(tmp_path: Path) -> None:
    text = "Tháng,Đơn vị,Tiếp nhận,Tồn đầu kỳ\n2026-04,Phường A,3,1\n2026-06,Phường A,5,2\n"
    summary, report = read(write(tmp_path, "s.csv", text), month="")
    assert not report.problems
    result = result_of_summary(summary, parse_period("2026-Q2"), report)
    assert [one["received"] for one in result.by_month().values()] == [3, None, 5]
    total = result.total()
    assert (total["received"], total["carried_over"]) == (None, 1)
    assert [line.in_language("en") for line in report.remarks] == [
        "There is no summary of 2026-05: sums are not known."
    ]


def test_a_group_that_lacks_in_a_month_makes_its_own_sum_and_the_whole_unknown(tmp_path: Path) -> None:
    text = "Tháng,Đơn vị,Tiếp nhận\n2026-04,A,3\n2026-04,B,4\n2026-05,A,5\n2026-06,A,6\n2026-06,B,0\n"
    summary, report = read(write(tmp_path, "s.csv", text), month="")
    result = result_of_summary(summary, parse_period("2026-Q2"), report)
    received = {agency: counts["received"] for (agency,), counts in result.by("agency").items()}
    assert (received, result.total()["received"]) == ({"A": 14, "B": None}, None)
    assert len(report.remarks) == 1
