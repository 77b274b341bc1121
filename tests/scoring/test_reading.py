"""Reading answers: what is right is read exactly; what is wrong has its code, row and column."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from chiso.frameworks.model import Framework
from chiso.frameworks.parts import AppliesTo
from chiso.frameworks.values import Ratio
from chiso.periods import parse_period
from chiso.problems import BadInput
from chiso.scoring.answers import ANSWER_COLUMNS, Answers
from chiso.scoring.leagues import League
from chiso.scoring.reading import read_answers
from tests.scoring.building import TITLE, YEAR, fact, group, leaf, make_framework, registry, unit

LABELS = {
    "late": {"vi": "Trễ hạn", "en": "Late"},
    "on_time": {"vi": "Đúng hạn", "en": "On time"},
}
COUNT = {"n": {"type": "count"}}
PER_ITEM = {"kind": "per_item@1", "each": "1", "at_most": "10"}


def of_type(
    code: str, definition: dict[str, Any], rule: dict[str, Any], maximum: str = "10"
) -> dict[str, Any]:
    """A leaf with one input."""
    return leaf(code, maximum, inputs={"x": definition}, rule=rule)


BY_LABEL = {"late": "0", "on_time": "10"}
LATENESS = {
    "kind": "lateness@1",
    "due": "due",
    "finished": "done",
    "start": "10",
    "per_day": "1",
    "floor": "0",
    "counts": "calendar",
}
BOTH = {
    "kind": "cases@1",
    "cases": [
        {"when": {"all": [{"input": "x", "is": True}, {"input": "y", "is": True}]}, "points": "10"},
        {"otherwise": True, "points": "0"},
    ],
}
BORROWED = {"type": "boolean", "same_as": {"code": "boolean", "input": "x"}}


def labelled(kind: str) -> dict[str, Any]:
    """An input with the two labels."""
    return {"type": kind, "labels": LABELS}


FRAMEWORK = make_framework(
    leaf("points"),
    group("G", leaf("g", None), leaf("h", None), max_points="5"),
    of_type("ratio", {"type": "ratio"}, {"kind": "proportion@1", "when_undefined": "zero"}),
    of_type("label", labelled("label"), {"kind": "labels@1", "points": BY_LABEL}),
    of_type("labels", labelled("labels"), {"kind": "labels@1", "reduce": "worst", "points": BY_LABEL}),
    of_type("tally", labelled("tally"), {"kind": "survey_share@1", "counted": ["on_time"]}),
    of_type("boolean", {"type": "boolean"}, {"kind": "boolean@1"}),
    of_type("count", {"type": "count"}, PER_ITEM),
    of_type("cases", {"type": "boolean"}, {"kind": "mean_over_cases@1", "rule": {"kind": "boolean@1"}}),
    leaf(
        "dates",
        inputs={"due": {"type": "date"}, "done": {"type": "date"}},
        when_not_applicable="leave_out",
        rule=LATENESS,
    ),
    leaf("borrows", inputs={"x": BORROWED, "y": {"type": "boolean"}}, rule=BOTH),
    leaf("optional", when_not_applicable="leave_out", when_late="zero"),
    leaf("elsewhere", applies_to={"levels": ["district"]}),
    fact("F"),
    classes=[{"code": "x", "title": TITLE, "at_least": "0", "needs": [{"fact": "F", "is": True}]}],
    classes_open=[{"vi": "hở", "en": "hole"}],
)
UNITS = registry(
    unit("01", level="commune", aliases=("H26.1",)), unit("02", level="commune"), unit("99", level="office")
)
HEADER = ("unit", "code", "input", "case", "value", "numerator", "denominator", "label", "status", "layer")


def table(*rows: str, header: str = "unit,code,value") -> bytes:
    """A file of answers."""
    return "\n".join((header, *rows, "")).encode()


def read(*rows: str, header: str = "unit,code,value", framework: Framework = FRAMEWORK) -> Answers:
    """The answers of a file without problems."""
    answers, report = read_answers(table(*rows, header=header), framework, UNITS, YEAR)
    assert report.problems == []
    return answers


def problems(*rows: str, header: str = "unit,code,value") -> list[tuple[str, int | None, str]]:
    """Code, row and column of every problem of a file."""
    leagues = [League("communes", FRAMEWORK, members=AppliesTo(levels=("commune",)))]
    _, report = read_answers(table(*rows, header=header), leagues, UNITS, YEAR)
    return [(problem.code, problem.where.row, problem.where.field) for problem in report]


FULL = "unit,code,input,case,value,numerator,denominator,label,status"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("01,points,,,2.50,,,,", Fraction(5, 2)),
        ("01,ratio,,,,12,40,,", Ratio(Fraction(12), Fraction(40))),
        ("01,ratio,,,0.3,,,,", Fraction(3, 10)),
        ("01,ratio,,,,0,0,,", Ratio(Fraction(0), Fraction(0))),
        ("01,label,,,,,,late,", "late"),
        ("01,label,,,,,,Trễ hạn,", "late"),
        ("01,label,,,On time,,,,", "on_time"),
        ("01,boolean,,,Có,,,,", True),
        ("01,boolean,,,không đạt,,,,", False),
        ("01,boolean,,,1,,,,", True),
        ("01,count,x,,7,,,,given", Fraction(7)),
        ("H26.1,count,,,7,,,,", Fraction(7)),
    ],
)
def test_each_type_is_read_as_it_is_meant(row: str, expected: object) -> None:
    answers = read(row, header=FULL)
    (answer,) = answers.counting("01", None).values()
    assert answer.values == {next(iter(answer.values)): expected}


def test_rows_of_one_criterion_make_one_answer() -> None:
    answers = read(
        "01,tally,,,3,,,late,", "01,tally,,,5,,,on_time,",
        "01,labels,,,,,,late,", "01,labels,,,,,,on_time,",
        "01,cases,,b,yes,,,,", "01,cases,,a,no,,,,",
        "01,dates,due,,2020-03-01,,,,", "01,dates,done,,05/03/2020,,,,",
        header=FULL,
    ).counting("01", None)  # fmt: skip
    assert answers["tally"].values == {"x": {"late": Fraction(3), "on_time": Fraction(5)}}
    assert answers["labels"].values == {"x": ("late", "on_time")}
    assert answers["cases"].case_names == ("a", "b")
    assert answers["cases"].cases == ({"x": False}, {"x": True})
    assert answers["dates"].values == {"due": date(2020, 3, 1), "done": date(2020, 3, 5)}


def test_the_decimal_comma_of_a_file_is_recognised() -> None:
    answers = read("01;points;2,5", "02;points;0,125", header="unit;code;value")
    assert answers.counting("01", None)["points"].values == {"points": Fraction(5, 2)}


def test_rows_of_other_periods_are_left_out() -> None:
    content = table("2019,01,points,1", "2020,01,points,2", header="period,unit,code,value")
    answers, report = read_answers(content, FRAMEWORK, UNITS, YEAR)
    assert [row.value for row in answers.rows] == ["2"]
    assert len(report.remarks) == 1


def test_the_last_layer_counts_that_is_not_after_the_one_asked_for() -> None:
    header = "unit,code,value,status,layer"
    answers = read(
        "01,points,1,,", "01,points,2,,appraised_1", "01,points,3,,council", "01,count,4,,", header=header
    )

    def value(layer: Any) -> Fraction:
        found = answers.counting("01", layer)["points"].values["points"]
        assert isinstance(found, Fraction)
        return found

    layers = (None, "council", "appraised_2", "appraised_1", "self_assessed")
    assert [value(layer) for layer in layers] == [3, 3, 2, 2, 1]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("03,points,1", ("CH-1112", 2, "unit")),
        ("99,points,1", ("CH-1113", 2, "unit")),
        ("01,point,1", ("CH-1114", 2, "code")),
        ("01,G,1", ("CH-1115", 2, "code")),
        ("01,elsewhere,1", ("CH-1116", 2, "code")),
        ("01,points,", ("CH-1123", 2, "value")),
        ("01,points,abc", ("CH-1126", 2, "value")),
        ("01,points,1 000", ("CH-1126", 2, "value")),
        ("01,points,-0.5", ("CH-1127", 2, "value")),
        ("01,points,10.001", ("CH-1127", 2, "value")),
        ("01,count,1.5", ("CH-1127", 2, "value")),
        ("01,ratio,1.2", ("CH-1127", 2, "value")),
        ("01,boolean,perhaps", ("CH-1133", 2, "value")),
        ("01,label,early", ("CH-1131", 2, "value")),
        ("01,cases,yes", ("CH-1136", 2, "case")),
        ("01,tally,3", ("CH-1132", 2, "label")),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(row: str, expected: tuple[str, int, str]) -> None:
    assert problems(row) == [expected]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("01,points,wrong,,1,,,,", ("CH-1117", 2, "input")),
        ("01,dates,,,2020-01-01,,,,", ("CH-1118", 2, "input")),
        ("01,borrows,x,,yes,,,,", ("CH-1119", 2, "input")),
        ("01,points,,,1,,,,unknown", ("CH-1120", 2, "status")),
        ("01,points,,,1,,,,missing", ("CH-1124", 2, "status")),
        ("01,points,,,,,,,not_applicable", ("CH-1125", 2, "status")),
        ("01,points,,,1,2,3,,", ("CH-1128", 2, "numerator")),
        ("01,ratio,,,,2,,,", ("CH-1129", 2, "denominator")),
        ("01,ratio,,,0.5,1,2,,", ("CH-1129", 2, "value")),
        ("01,ratio,,,,3,2,,", ("CH-1130", 2, "numerator")),
        ("01,ratio,,,,1,0,,", ("CH-1130", 2, "numerator")),
        ("01,ratio,,,,-1,2,,", ("CH-1127", 2, "numerator")),
        ("01,points,,,1,,,late,", ("CH-1131", 2, "label")),
        ("01,points,,dossier,1,,,,", ("CH-1136", 2, "case")),
        ("01,dates,due,,31/02/2020,,,,", ("CH-1305", 2, "value")),
        ("01,F,,,yes,,,,withheld", ("CH-1139", 2, "status")),
        ("01,points,,,,,,,withheld", ("CH-1140", 2, "note")),
        ("01,points,,,,,,,late", ("CH-1123", 2, "value")),
    ],
)
def test_a_row_that_contradicts_itself_is_named(row: str, expected: tuple[str, int, str]) -> None:
    assert problems(row, header=FULL) == [expected]


def test_the_same_answer_twice_is_named_with_the_first_row() -> None:
    assert problems("01,points,1", "02,points,1", "01,points,1") == [("CH-1135", 4, "code")]


def test_entered_parts_stay_within_the_maximum_of_their_group() -> None:
    assert problems("01,g,3", "01,h,2.5", "02,g,3", "02,h,2") == [("CH-1138", 3, "value")]


def test_not_applicable_speaks_for_the_whole_criterion() -> None:
    header = "unit,code,input,value,status"
    rows = ("01,dates,due,,not_applicable", "01,dates,done,2020-01-01,")
    assert problems(*rows, header=header) == [("CH-1137", 3, "status")]
    assert problems("01,dates,,,not_applicable", header=header) == []


def test_all_problems_of_a_file_come_at_once() -> None:
    found = problems("03,points,1", "01,nothing,1", "01,points,abc", "01,points,11", "02,count,0.5")
    assert [code for code, _, _ in found] == ["CH-1112", "CH-1114", "CH-1126", "CH-1127", "CH-1127"]


def test_an_unknown_unit_is_noted_once_however_often_it_answers() -> None:
    assert len(problems("03,points,1", "03,count,1", "03,boolean,yes")) == 1


def test_a_file_without_the_period_is_named() -> None:
    content = table("2019,01,points,1", header="period,unit,code,value")
    _, report = read_answers(content, FRAMEWORK, UNITS, parse_period("2021"))
    assert [problem.code for problem in report] == ["CH-1110"]


def test_what_is_no_period_is_named() -> None:
    content = table("20x9,01,points,1", "2020,01,points,1", header="period,unit,code,value")
    _, report = read_answers(content, FRAMEWORK, UNITS, YEAR)
    assert [(problem.code, problem.where.row) for problem in report] == [("CH-1301", 2)]


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        read_answers(table("01,1", header="unit,value"), FRAMEWORK, UNITS, YEAR)
    assert [problem.code for problem in refused.value.problems] == ["CH-1010"]


def test_rows_are_kept_in_one_order_and_notation() -> None:
    one = read("02,points,02.50", "01,count,7", "01,points,1.0")
    other = read("01,points,1.0", "02,points,02.50", "01,count,7")
    assert one.rows == other.rows
    assert [(row.unit, row.code, row.value) for row in one.rows] == [
        ("01", "points", "1"), ("01", "count", "7"), ("02", "points", "2.5"),
    ]  # fmt: skip
    assert len(one.rows[0].cells("2020")) == len(ANSWER_COLUMNS)


def test_a_unit_of_another_time_is_told_from_one_that_nobody_knows() -> None:
    gone = unit("07", level="commune", valid_to=date(2020, 6, 30))
    _, report = read_answers(table("07,points,1", "08,points,1"), FRAMEWORK, registry(gone), YEAR)
    assert [(problem.code, problem.where.row) for problem in report] == [("CH-1112", 2), ("CH-1112", 3)]
    first, second = (problem.expected.in_language("en") for problem in report)
    assert first == "Expected a unit that existed on 31 Dec 2020 (for the period 2020); “07” did not."
    assert second == "Expected a unit of the register, by code, alias or name."


def test_of_a_unit_that_is_not_measured_level_and_kind_are_told() -> None:
    leagues = [League("communes", FRAMEWORK, members=AppliesTo(levels=("commune",)))]
    _, report = read_answers(table("99,points,1"), leagues, UNITS, YEAR)
    (problem,) = report
    assert "(level “office”, kind “”)" in problem.expected.in_language("en")


def test_an_alias_of_two_units_means_neither() -> None:
    twins = registry(unit("01", aliases=("HN",)), unit("02", aliases=("HN",)))
    _, report = read_answers(table("HN,points,1"), FRAMEWORK, twins, YEAR)
    (problem,) = report
    assert problem.code == "CH-1113"
    assert problem.expected.in_language("en") == "Expected one unit; this can mean 01 (01), 02 (02)."


def test_a_unit_by_code_and_by_alias_is_one_unit() -> None:
    assert problems("01,points,1", "H26.1,points,2") == [("CH-1135", 3, "code")]


@pytest.mark.parametrize(
    ("periods", "remarks"),
    [
        ({"from": "2019", "to": "2020"}, 0),
        ({"to": "2020-H1"}, 0),  # the year and the half have days in common
        ({"from": "2021"}, 1),
        ({"to": "2019"}, 1),
        ({"from": "2011", "to": "2015"}, 1),
    ],
)
def test_a_period_that_the_framework_is_not_meant_for_is_remarked(
    periods: dict[str, str], remarks: int
) -> None:
    framework = make_framework(leaf("points"), periods=periods)
    _, report = read_answers(table("01,points,1"), framework, UNITS, YEAR)
    assert report.problems == []
    assert len(report.remarks) == remarks


def test_a_file_in_which_every_code_is_wrong_is_refused_without_looking_each_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[str] = []

    def note(word: str, names: object, **_options: object) -> list[str]:
        looked_up.append(word)
        return ["points"]

    monkeypatch.setattr("difflib.get_close_matches", note)
    rows = [f"01,wrong{number % 200},1" for number in range(1000)]
    _, report = read_answers(table(*rows), FRAMEWORK, UNITS, YEAR)
    assert {problem.code for problem in report} == {"CH-1114"}
    assert looked_up == [f"wrong{number}" for number in range(50)]


@pytest.mark.parametrize(
    ("row", "expected", "mend"),
    [
        (
            "01,label,early",
            "Expected one of these labels: late (Late), on_time (On time).",
            "Write the label's key, or its title as the framework has it.",
        ),
        ("01,points,11", "Expected a figure in this range: 0 ≤ x ≤ 10.", "Check the figure."),
        (
            "01,ratio,85",
            "Expected a figure in this range: 0 ≤ x ≤ 1.",
            "Check the figure and its unit (a share is written as 0.85, not as 85).",
        ),
    ],
)
def test_a_hint_is_about_the_cell_that_is_wrong(row: str, expected: str, mend: str) -> None:
    _, report = read_answers(table(row), FRAMEWORK, UNITS, YEAR)
    (problem,) = report
    assert problem.expected.in_language("en") == expected
    assert problem.mend.in_language("en") == mend
