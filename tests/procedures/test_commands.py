"""`chiso procedures` as it is called: from files to counts, answers and the frame of a draw."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import Answered, call
from tests.procedures.making import HEAD, write

DOSSIERS = HEAD + (
    "A1,1.001,Phường A,Q1,04/05/2026,11/05/2026,11/05/2026,,online,,\n"
    "A2,1.001,Phường A,Q1,05/05/2026,25/05/2026,20/05/2026,,online,,\n"
    "A3,1.002,Phường A,Q2,05/05/2026,,20/05/2026,,direct,,Chờ ý kiến\n"
)
CATALOGUE = (
    "code,name,field,legal_time,time_unit,online\n"
    "1.001,Khai sinh,Hộ tịch,5,working_days,full\n1.002,Biến động,Đất đai,5,working_days,no\n"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with dossiers and a catalogue."""
    write(tmp_path, "d.csv", DOSSIERS)
    write(tmp_path, "c.csv", CATALOGUE)
    return tmp_path


def run(*arguments: str | Path, code: int = 0) -> Answered:
    done = call("procedures", *arguments)
    assert done.exit == code, done.out + done.err
    return done


def test_a_table_with_headings_alone_is_counted_and_told(place: Path) -> None:
    empty = write(place, "empty.csv", HEAD)
    said = "has headings and not one row"
    done = run("count", empty, "--period", "2026-05", "--out", place / "out")
    assert done.err.count(said) == 1
    assert "empty.csv" in done.err
    assert "0 received" in done.out
    both = run("count", place / "d.csv", empty, "--period", "2026-05", "--out", place / "two")
    assert both.err.count(said) == 1
    assert said in run("check", empty).err
    # A row that cannot be used is told as what it is.
    broken = write(place, "broken.csv", HEAD + ",1.001,Phường A,Q1,04/05/2026,,,,online,,\n")
    assert said not in run("check", broken, code=4).err
    assert said not in run("check", place / "d.csv").err


def test_a_count_writes_its_tables_and_tells_the_whole(place: Path) -> None:
    out = place / "out"
    done = run(
        "count",
        place / "d.csv",
        "--period",
        "2026-05",
        "--catalogue",
        place / "c.csv",
        "--out",
        out,
        "--json",
    )
    told = json.loads(done.out)
    assert told["rows"] == 3
    assert (told["counts"]["received"], told["counts"]["done_late"]) == (3, 1)
    # The third has no day of its own: by law it was due on 12 May, five working days after the 5th.
    assert told["late_share"] == "1/3"
    assert sorted(path.name for path in out.iterdir()) == [
        "agencies.csv", "counts.csv", "deadlines.csv", "fields.csv", "late_reasons.csv", "months.csv",
        "places.csv", "procedures.csv",
    ]  # fmt: skip
    # The second is due on 25 May where the law says the 12th: 13 days later.
    assert (out / "deadlines.csv").read_text("utf-8").splitlines()[1:] == [
        "1.001,1,0,1,0,13",
        "1.002,0,0,0,1,",
    ]


def test_a_second_count_leaves_no_table_of_the_first(place: Path) -> None:
    out = place / "out"
    run("count", place / "d.csv", "--period", "2026-05", "--catalogue", place / "c.csv", "--out", out)
    summary = write(place, "s.csv", "Đơn vị,Tiếp nhận\nPhường A,12\nPhường B,3\n")
    again = ("count", summary, "--as", "summary", "--month", "2026-05", "--period", "2026-05", "--out", out)
    run(*again, code=2)
    run(*again, "--force")
    assert sorted(path.name for path in out.iterdir()) == [
        "agencies.csv",
        "counts.csv",
        "months.csv",
        "places.csv",
    ]


def test_a_dossier_must_not_stand_in_two_files(place: Path) -> None:
    other = write(place, "e.csv", HEAD + "A2,1.001,Phường A,Q1,05/05/2026,,,,online,,\n")
    done = run("count", place / "d.csv", other, "--period", "2026-05", "--out", place / "out", code=4)
    assert done.codes == ["CH-8764"]
    assert not (place / "out").exists()


def test_problems_of_all_files_are_told_in_one_call(place: Path) -> None:
    write(place, "c.csv", CATALOGUE + "1.003,,,5,working_days,\n")
    write(place, "d.csv", DOSSIERS + "A9,9.999,Phường A,Q1,05/05/2026,,,,online,,\n")
    done = run("check", place / "d.csv", "--catalogue", place / "c.csv", code=4)
    assert done.codes == ["CH-8770", "CH-8768"]


@pytest.mark.parametrize(
    ("kind", "content", "codes"),
    [
        ("dossiers", DOSSIERS, ["CH-8764"] * 3),
        ("summary", "Tháng,Đơn vị,Tiếp nhận\n05/2026,Phường A,12\n", ["CH-8774"]),
    ],
)
def test_what_stands_in_two_files_is_found_before_it_is_counted(
    tmp_path: Path, kind: str, content: str, codes: list[str]
) -> None:
    files = [write(tmp_path, name, content) for name in ("a.csv", "b.csv")]
    assert run("check", *files, "--as", kind, code=4).codes == codes


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("dossiers", DOSSIERS),
        ("catalogue", CATALOGUE),
        ("counters", "agency,counter,procedure,field\nPhường A,Q1,1.001,\nPhường A,Q2,,Đất đai\n"),
        ("feedback", "code,kind,received_at\nP1,petition,01/05/2026\nP2,Khiếu nại,01/05/2026\n"),
        ("visits", "place,day,found\nBD-1,01/03/2026,có\nBD-2,01/03/2026,\n"),
        ("summary", "Tháng,Đơn vị,Tiếp nhận\n05/2026,Phường A,12\n06/2026,Phường A,3\n"),
    ],
)
def test_every_kind_of_file_is_checked(tmp_path: Path, kind: str, content: str) -> None:
    path = write(tmp_path, "file.csv", content)
    rows = json.loads(run("check", path, "--as", kind, "--json").out)["rows"]
    assert rows == {str(path): 3 if kind == "dossiers" else 2}


@pytest.mark.parametrize(
    ("kind", "content", "codes"),
    [
        ("counters", "agency,counter,procedure,field\n,Q1,1.001,\nPhường A,Q2,,\n", ["CH-8771", "CH-8771"]),
        (
            "counters",
            "agency,procedure,field,place\nA,1,X,P1\nA,1,X,P1\nB,1,X,P1\n",
            ["CH-8771", "CH-8771"],
        ),
        ("counters", "agency,procedure,field,place\nA,1,X,P1\nA,2,X,P2\n", ["CH-8771"]),
        (
            "feedback",
            "code,kind,received_at,answered_at\nP1,petition,02/05/2026,01/05/2026\nP1,fax,,\n",
            ["CH-8777", "CH-8777", "CH-8767", "CH-8777"],
        ),
        ("visits", "place,day,found\n,01/03/2026,\nBD-2,,maybe\n", ["CH-8778", "CH-8778", "CH-8767"]),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_once(
    tmp_path: Path, kind: str, content: str, codes: list[str]
) -> None:
    assert run("check", write(tmp_path, "f.csv", content), "--as", kind, code=4).codes == codes


@pytest.mark.parametrize(
    ("row", "field"),
    [("letters,code,,Mã", "table"), ("dossiers,codes,,Mã", "column"), ("dossiers,channel,fax,Fax", "value"),
     ("dossiers,code,,", "written")],
)  # fmt: skip
def test_a_mapping_that_names_nothing_of_the_room_is_refused(place: Path, row: str, field: str) -> None:
    mapping = write(place, "m.csv", f"table,column,value,written\n{row}\n")
    done = run("check", place / "d.csv", "--mapping", mapping, "--json", code=4)
    (problem,) = json.loads(done.out)["problems"]
    assert (problem["code"], problem["row"], problem["field"]) == ("CH-8760", 2, field)


def test_a_mapping_names_columns_and_codes_of_a_city(place: Path) -> None:
    write(place, "d.csv", "Số biên nhận,Ngày nộp,Phòng\nA1,04/05/2026,Sở Xây dựng\n")
    mapping = write(
        place,
        "m.csv",
        "table,column,value,written\ndossiers,code,,Số biên nhận\ndossiers,received_at,,Ngày nộp\n"
        "dossiers,agency,,Phòng\ndossiers,agency,H26.18,Sở  xây dựng\n",
    )
    out = place / "out"
    run("count", place / "d.csv", "--mapping", mapping, "--period", "2026-05", "--out", out)
    assert (out / "agencies.csv").read_text("utf-8").splitlines()[1].startswith("H26.18,0,1,")


def test_answers_are_written_and_what_lacks_is_named(place: Path) -> None:
    out = place / "answers.csv"
    done = run("feed", place / "d.csv", "--framework", "service-quality@2022", "--period", "2026-05",
               "--unit", "01", "--catalogue", place / "c.csv", "--out", out)  # fmt: skip
    assert "Not answered: 01, 5.2: no table of petitions is given." in done.out
    assert [line.split(",")[1:8] for line in out.read_text("utf-8").splitlines()[1:]] == [
        ["01", "2.1", "share", "", "", "2", "3"],
        ["01", "3.1", "share", "", "", "1", "1"],
        ["01", "3.2", "share", "", "", "1", "1"],
        ["01", "3.3", "share", "", "", "2", "3"],
    ]


def test_an_answer_needs_its_unit(tmp_path: Path) -> None:
    path = write(tmp_path, "d.csv", HEAD + "A1,1.001,,,04/05/2026,,,,online,,\n")
    done = run("feed", path, "--framework", "service-quality@2022", "--period", "2026-05",
               "--out", tmp_path / "a.csv", code=4)  # fmt: skip
    assert done.codes == ["CH-8776"]


def test_the_frame_goes_on_to_the_draw(place: Path) -> None:
    out = place / "out"
    run("count", place / "d.csv", "--period", "2026-05", "--catalogue", place / "c.csv", "--out", out)
    visits = write(place, "v.csv", "place,day,team,found\nPhường A / Q1 / Hộ tịch,01/03/2026,Đoàn 1,yes\n")
    done = run(
        "frame", out, "--day", "2026-06-01", "--visits", visits, "--out", place / "frame.csv", "--json"
    )
    assert json.loads(done.out)["places"] == 2
    rows = [line.split(",") for line in (place / "frame.csv").read_text("utf-8").splitlines()]
    assert [(row[0], row[9], row[10]) for row in rows[1:]] == [
        ("Phường A / Q1 / Hộ tịch", "2026-03-01", "Đoàn 1"),
        ("Phường A / Q2 / Đất đai", "", ""),
    ]


def test_estimates_and_their_criterion_belong_together(place: Path) -> None:
    done = run(
        "frame", place, "--day", "2026-06-01", "--criterion", "SIPAS", "--out", place / "f.csv", code=2
    )
    assert done.codes == ["CH-8780"]


@pytest.mark.parametrize(
    ("kind", "row"), [("feedback", ["P1", "petition", "01/05/2026"]), ("visits", ["BD-1", "01/03/2026"])]
)
def test_every_kind_of_workbook_is_read_from_the_sheet_that_is_meant(
    tmp_path: Path, kind: str, row: list[str]
) -> None:
    import xlsxwriter

    path = tmp_path / "f.xlsx"
    heads = {"feedback": ["code", "kind", "received_at"], "visits": ["place", "day"]}
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Một").write(0, 0, "x")
        sheet = workbook.add_worksheet("Hai")
        sheet.write_row(0, 0, heads[kind])
        sheet.write_row(1, 0, row)
    assert json.loads(run("check", path, "--as", kind, "--sheet", "Hai", "--json").out)["rows"] == {
        str(path): 1
    }


def test_no_sheet_of_that_name_is_told(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Một").write_row(0, 0, ["code"])
    assert run("check", path, "--sheet", "Hai", code=4).codes == ["CH-8779"]
    path.write_bytes(path.read_bytes()[:200])
    assert run("check", path, code=4).codes == ["CH-8779"]
