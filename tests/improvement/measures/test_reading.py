"""The table of measures: what is read, and every problem at once."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from chiso.improvement.measures import Measures, Quarter
from chiso.improvement.measures_reading import read_measures
from chiso.improvement.measures_relations import find_circle
from chiso.problems import BadInput

HEAD = "measure,code,level,points,cost,effort,agency,quarter,requires,excludes,probability\n"


def read(rows: str, head: str = HEAD) -> Measures:
    return read_measures((head + rows).encode(), name="measures.csv")


def refused(rows: str, head: str = HEAD) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BadInput) as problems:
        read(rows, head)
    return [(one.code, one.where.row, one.where.field) for one in problems.value.problems]


def test_every_column_of_a_row_is_read() -> None:
    measures = read("A,1.1,full,5.5,25,9,Office,2027-Q2,B,C;D:half,0.8\nB,,,,1,,,,,,\nC,1.2,,3,0,,,,,,\n"
                    "D,1.3,half,2,4,,,,,,\nD,1.3,full,4,9,,,,,,\n")  # fmt: skip
    first = measures.levels[0]
    assert (first.measure, first.code, first.level, first.agency) == ("A", "1.1", "full", "Office")
    assert (first.points, first.cost, first.effort) == (Fraction(11, 2), 25, 9)
    assert (first.quarter, first.probability, first.row) == (Quarter(2027, 2), Fraction(4, 5), 2)
    assert measures.requires == (((1,),), (), (), (), ())
    # Of D only the level that is named.
    assert measures.excludes == {(0, 2), (0, 3)}


def test_an_empty_cost_effort_and_probability_have_their_usual_values() -> None:
    only = read("A,1.1,,5,,,,,,,\n").levels[0]
    assert (only.cost, only.effort, only.probability, only.quarter) == (0, 0, 1, None)


def test_only_four_columns_are_needed() -> None:
    assert read("A,1.1,5,2\n", "measure,code,points,cost\n").levels[0].cost == 2


def test_figures_may_have_a_comma_as_vietnamese_offices_write_them() -> None:
    only = read("A;1.1;5,5;2,25\n", "measure;code;points;cost\n").levels[0]
    assert (only.points, only.cost) == (Fraction(11, 2), Fraction(9, 4))


@pytest.mark.parametrize("written", ["2027-Q3", "2027/3", "2027 Q3", "2027-3"])
def test_a_quarter_with_its_year_may_be_written_in_several_ways(written: str) -> None:
    assert read(f"A,1.1,,5,1,,,{written},,,\n").levels[0].quarter == Quarter(2027, 3)


@pytest.mark.parametrize("written", ["Q3", "3", "q3"])
def test_a_quarter_may_go_without_a_year(written: str) -> None:
    quarter = read(f"A,1.1,,5,1,,,{written},,,\n").levels[0].quarter
    assert quarter == Quarter(0, 3)
    assert quarter.written == "Q3"


def test_all_problems_of_a_table_are_told_at_once() -> None:
    rows = (
        "A,1,1,7,10,5,Office,2021-Q1,B,,0.9\n"
        "A,1,1,1,-2,5,Office,2021-Q2,Nobody,,1.8\n"
        "B,2,,x,8,-4,Staff,2021-Q5,C,C,0\n"
        "C,9,evening,4,12,6,Staff,Q2,A,C,0.7\n"
        ",1,,5,2,,,,,,\n"
        "C,8,other,4,12,6,,,,,\n"
        "D,,,5,,,,,,,\n"
        "E,1,,,,,,,,,\n"
    )
    assert refused(rows) == [
        ("CH-8329", 3, "cost"),
        ("CH-8330", 3, "probability"),
        ("CH-8322", 4, "points"),
        ("CH-8329", 4, "effort"),
        ("CH-8331", 4, "quarter"),
        ("CH-8330", 4, "probability"),
        ("CH-8322", 8, "points"),
        ("CH-8322", 9, "points"),
        ("CH-8325", 3, "measure"),
        ("CH-8325", 6, "measure"),
        ("CH-8325", 7, "code"),
        ("CH-8331", 5, "quarter"),
        ("CH-8326", 3, "requires"),
        ("CH-8326", 4, "excludes"),
        ("CH-8326", 5, "excludes"),
        ("CH-8327", 2, "requires"),
    ]


def test_a_circle_is_told_as_the_path_that_comes_back() -> None:
    with pytest.raises(BadInput) as problems:
        read("A,1,,5,1,,,,B,,\nB,2,,5,1,,,,C,,\nC,3,,5,1,,,,B,,\n")
    assert [one.found for one in problems.value.problems] == ["B → C → B"]


def test_a_measure_that_requires_itself_is_a_circle() -> None:
    assert refused("A,1,,5,1,,,,A,,\n") == [("CH-8327", 2, "requires")]


def test_a_long_chain_is_no_circle() -> None:
    chain = [[[place + 1]] for place in range(5000)] + [[]]
    assert find_circle(chain) == ()
    assert find_circle([*chain[:-1], [[0]]])[0] == find_circle([*chain[:-1], [[0]]])[-1]


def test_a_table_without_rows_is_refused_with_what_helps() -> None:
    assert refused("") == [("CH-1004", None, "")]


def test_what_requires_a_later_measure_can_never_be_done_nor_what_requires_it() -> None:
    measures = read(
        "A,1,,5,1,,,2027-Q1,B,,\nB,2,,5,1,,,2027-Q2,,,\nC,3,,5,1,,,2027-Q4,A,,\nD,4,,5,1,,,,B,,\n"
    )
    assert [measures.levels[place].measure for place in measures.never] == ["A", "C"]


def test_a_workbook_is_read_as_its_table(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "measures.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Notes").write_row(0, 0, ["nothing"])
        sheet = workbook.add_worksheet("Biện pháp")
        sheet.write_row(0, 0, ["measure", "code", "points", "cost", "quarter"])
        sheet.write_row(1, 0, ["A", "1.1", 5.5, 1200, "2027-Q1"])
        sheet.write_row(3, 0, ["B", "1.2", "x", 7, ""])
    with pytest.raises(BadInput) as problems:
        read_measures(path)
    # Row 4 is the row that the program shows.
    (only,) = problems.value.problems
    assert (only.code, only.where.file, only.where.row) == ("CH-8322", "measures.xlsx [Biện pháp]", 4)


def test_a_workbook_of_several_sheets_names_the_one_that_is_meant(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "measures.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name in ("One", "Two"):
            workbook.add_worksheet(name).write_row(0, 0, ["measure", "code", "points", "cost"])
    with pytest.raises(BadInput) as problems:
        read_measures(path)
    assert [one.code for one in problems.value.problems] == ["CH-8337"]
