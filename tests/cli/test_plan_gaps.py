"""`chiso plan gaps` and `chiso plan rivals` as they are called."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from chiso.cli.commands import plan_gaps
from chiso.improvement.gaps import distances
from tests.cli.calling import Files, bytes_below, call, write_files

# Points of the three units in each year, by hand: of criterion 1 as entered, of criterion 2 by its steps.
YEARS = {
    "2020": {"001": ("5.5", "95"), "002": ("6", "50"), "003": ("2.25", "10")},
    "2021": {"001": ("5", "95"), "002": ("6", "60"), "003": ("3", "55")},
    "2022": {"001": ("6", "91"), "002": ("5.5", "95"), "003": ("4", "55")},
}


def test_the_command_knows_the_references_of_the_room() -> None:
    assert plan_gaps.AGAINST == distances.AGAINST


@pytest.fixture
def files(tmp_path: Path) -> Files:
    made = write_files(tmp_path)
    assert made.score().exit == 0
    return made


def score_years(files: Files) -> list[Path]:
    """Three years of the small case, each in a folder of its own."""
    rows = ["period,unit,code,value,numerator,denominator,status"]
    for year, units in YEARS.items():
        for unit, (points, share) in units.items():
            rows += [f"{year},{unit},1,{points},,,given", f"{year},{unit},2,,{share},100,given"]
    files.answers.write_text("\n".join(rows) + "\n", encoding="utf-8")
    folders = []
    for year in YEARS:
        out = files.folder / f"out-{year}"
        answered = call(
            "score", files.framework, files.answers, "--units", files.units, "--period", year, "--out", out
        )
        assert answered.exit == 0, answered.err
        folders.append(out)
    return folders


def test_the_parts_of_the_gap_add_up_in_what_is_written(files: Files) -> None:
    out = files.folder / "gaps"
    answered = call("plan", "gaps", files.out, "--unit", "003", "--against", "best", "--out", out, "--json")
    assert answered.exit == 0, answered.err
    told = json.loads(answered.out)
    # By hand: 9.5 − 2.25, of which criterion 1 brings 5.5 − 2.25 and criterion 2 brings 4 − 0.
    assert (told["distance"], told["remainder"]) == ("7.25", "0")
    assert {gap["code"]: gap["lost"] for gap in told["gaps"]} == {"1": "3.25", "2": "4"}
    assert json.loads((out / "gaps.json").read_bytes()) == told
    rows = (out / "gaps.csv").read_text("utf-8").splitlines()
    assert rows[1].startswith("2,Tỷ lệ đúng hạn,Share on time,0,4,4,4,4,undecided,nothing,")


def test_the_same_call_writes_the_same_bytes_in_both_languages_but_for_the_words(files: Files) -> None:
    for name, language in (("one", "en"), ("two", "en"), ("vi", "vi")):
        call("plan", "gaps", files.out, "--unit", "003", "--out", files.folder / name, language=language)
    one, two, vi = (bytes_below(files.folder / name) for name in ("one", "two", "vi"))
    assert one == two
    assert one["gaps.csv"] == vi["gaps.csv"]


def test_gaps_are_told_by_influence_agency_history_and_solution(files: Files) -> None:
    folders = score_years(files)
    tables = {
        "owners.csv": "code,agency,target\n1,Sở A,5\n2,Sở B,\n",
        "influence.csv": "code,influence\n1,citizens\n",
        "solutions.csv": "problem,cause,solution,codes\nChậm,Thiếu người,Tuyển người,2\n",
        "measures.csv": "measure,code,points,cost,effort\nnhanh hơn,2,4,10,5\n",
    }
    for name, content in tables.items():
        (files.folder / name).write_text(content, encoding="utf-8")
    options = [part for name in tables for part in (f"--{name.partition('.')[0]}", str(files.folder / name))]
    answered = call(
        "plan", "gaps", folders[2], "--unit", "003", "--against", "target", "--history", folders[0],
        "--history", folders[1], *options,
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    lines = answered.out.splitlines()
    # By hand: 4 + 2 = 6 points today; the target of criterion 1 is 5.
    assert lines[0] == "Đồng Tâm, Year 2022: 6 points; the target: 7.000"
    assert lines[4].split() == [
        "1", "Entered", "4.000", "5.000", "1.000", "opinion", "of", "citizens", "Sở", "A", "lost",
        "every", "year",
    ]  # fmt: skip
    assert "  1.000  Sở A" in lines
    assert "  1.000  opinion of citizens (said by: your table)" in lines
    assert any(line.startswith("Since 2021: ") for line in lines)
    assert any(line.split()[:3] == ["nhanh", "hơn", "2"] and line.endswith("0.400000") for line in lines)
    assert "  1: no solution is linked to it yet" in lines


def test_problems_of_all_tables_are_told_at_once(files: Files) -> None:
    for name, content in (
        ("owners.csv", "code,agency\n9,Sở A\n"),
        ("influence.csv", "code,influence\n1,luck\n"),
        ("measures.csv", "measure,code,points,cost\nx,9,1,1\n"),
    ):
        (files.folder / name).write_text(content, encoding="utf-8")
    answered = call(
        "plan", "gaps", files.out, "--unit", "003", "--owners", files.folder / "owners.csv", "--influence",
        files.folder / "influence.csv", "--measures", files.folder / "measures.csv", "--out",
        files.folder / "gaps",
    )  # fmt: skip
    assert (answered.exit, answered.codes) == (4, ["CH-8317", "CH-8313", "CH-8320"])
    assert not (files.folder / "gaps").exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--unit", "nobody"), "CH-3020"),
        (("--unit", "001", "--against", "group"), "CH-8311"),
        (("--unit", "001", "--against", "target"), "CH-8311"),
    ],
)
def test_what_cannot_be_answered_is_refused(files: Files, options: tuple[str, ...], code: str) -> None:
    answered = call("plan", "gaps", files.out, *options)
    assert (answered.exit, answered.codes) == (2, [code])


def test_a_year_of_the_future_is_no_history(files: Files) -> None:
    folders = score_years(files)
    answered = call("plan", "gaps", folders[0], "--unit", "001", "--history", folders[1])
    assert (answered.exit, answered.codes) == (2, ["CH-8312"])


def test_draws_and_their_assumptions_are_written_side_by_side(files: Files) -> None:
    folders = score_years(files)
    out = files.folder / "draws.csv"
    asked = ("plan", "rivals", *map(str, folders), "--unit", "001", "--draws", "50", "--out", str(out))
    answered = call(*asked, "--json")
    assert answered.exit == 0, answered.err
    told = json.loads(answered.out)
    # By hand: 002 goes 8, 8, 9.5; 003 goes 2.25, 5, 6. Mean changes 1.375 and 1.25, so a drift of 1.3125.
    assert told["common_drift"] == 1.3125
    assert [rival["score"] for rival in told["rivals"]] == ["9.5", "6"]
    assert json.loads(out.with_suffix(".json").read_bytes())["draws"] == 50
    rows = out.read_text("utf-8").splitlines()
    assert (rows[0], len(rows)) == ("draw,unit,value", 101)
    values = [Fraction(row.split(",")[2]) for row in rows[1:]]
    assert (min(values) >= 0, max(values) <= 10) == (True, True)
    first = out.read_bytes()
    assert call(*asked).codes == ["CH-5004"]
    assert call(*asked, "--force").exit == 0
    assert out.read_bytes() == first


def test_looking_back_counts_every_rival_of_the_later_year(files: Files) -> None:
    folders = score_years(files)
    answered = call(
        "plan", "rivals", *folders, "--unit", "001", "--draws", "200", "--out", files.folder / "draws.csv",
        "--look-back", folders[0], "--json",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    assert "2020–2021, 2021–2022" in answered.err
    told = json.loads(answered.out)["looked_back"]
    assert [one["level"] for one in told] == ["0.5", "0.8", "0.9"]
    # Scores of 2020, 8 and 2.25, lie far below what 9.5 and 6 are expected to become.
    assert (told[0]["within"], told[0]["below"], told[0]["above"]) == (0, 2, 0)
    assert {one["within"] + one["below"] + one["above"] for one in told} == {2}


def test_one_year_is_too_little_to_know_how_rivals_move(files: Files) -> None:
    answered = call(
        "plan", "rivals", files.out, "--unit", "001", "--out", files.folder / "draws.csv", "--draws", "5"
    )
    assert (answered.exit, answered.codes) == (2, ["CH-8350"])
    assert not (files.folder / "draws.csv").exists()


def test_draws_are_not_written_where_their_assumptions_belong(files: Files) -> None:
    answered = call("plan", "rivals", files.out, "--unit", "001", "--out", files.folder / "draws.json")
    assert (answered.exit, answered.codes) == (2, ["CH-8351"])
