"""What stands behind a figure and behind a difference, and what was published, from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.calling import ANSWERS, Files, call, write_files

PUBLISHED = """\
index,period,unit,unit_name,code,value,rank,source,note
made-up,2020,001,Hồng Hà,1,5.50,,made up,
made-up,2020,001,Hồng Hà,2,4.00,,made up,
made-up,2020,001,Hồng Hà,total,9.50,,made up,
"""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The small case, scored."""
    files = write_files(tmp_path)
    assert files.score().exit == 0
    return files


def scored_again(files: Files, before: str, after: str) -> Path:
    """Results of the same units with one answer changed."""
    assert ANSWERS.count(before) == 1
    files.answers.write_text(ANSWERS.replace(before, after), encoding="utf-8")
    out = files.folder / "again"
    answered = call(
        "score", files.framework, files.answers, "--units", files.units, "--period", "2020", "--out", out
    )
    assert answered.exit == 0, answered.err
    return out


def test_a_figure_is_explained_by_points_input_rule_branch_and_article(files: Files) -> None:
    out = call("explain", files.out, "001", "1").out
    assert "Points: 5.5 of 6." in out
    assert "points = 5.5" in out
    assert "Quyết định hư cấu số 0" in out
    out = call("explain", files.out, "Phúc Xá", "2").out
    assert "Given: share = 50/100." in out
    assert "What held: from 0.5 to below 0.9: 2 points." in out


def test_without_a_code_the_whole_index_is_explained(files: Files) -> None:
    out = call("explain", files.out, "001").out
    assert "Points: 9.5 of 10." in out
    assert "Rank 1 of 3." in out


def test_an_explanation_as_json_holds_sentences_and_trace(files: Files) -> None:
    record = json.loads(call("explain", files.out, "003", "2", "--json").out)
    assert (record["unit"], record["code"]) == ("003", "2")
    assert record["trace"]["measured"] == "1/3"
    assert record["sentences"]


@pytest.mark.parametrize(("unit", "code", "problem"), [("009", "2", "CH-3020"), ("001", "9", "CH-3021")])
def test_an_unknown_unit_or_code_is_a_wrong_call(files: Files, unit: str, code: str, problem: str) -> None:
    answered = call("explain", files.out, unit, code)
    assert (answered.exit, answered.codes) == (2, [problem])


def test_a_folder_that_holds_no_results_is_bad_input(files: Files) -> None:
    for arguments in (("explain", files.folder, "001"), ("compare", files.out, files.folder)):
        answered = call(*arguments)
        assert answered.exit == 4
        assert set(answered.codes) == {"CH-3032"}


def test_equal_results_do_not_differ(files: Files) -> None:
    record = json.loads(call("compare", files.out, files.out, "--unit", "001", "--json").out)
    assert (record["difference"], record["parts"], record["breaks"]) == ("0", [], [])


def test_a_difference_is_split_into_the_criteria_that_make_it(files: Files) -> None:
    again = scored_again(files, "2020,001,1,5.5", "2020,001,1,4.25")
    out = call("compare", files.out, again, "--unit", "001").out
    # 4.25 − 5.5 = −1.25, all of it in criterion 1.
    assert "Difference of the totals: −1.25." in out
    assert re.findall(r"^  (\S+)  (\S+) ", out, re.M) == [("−1.25", "1")]


def test_two_units_are_compared_like_two_periods(files: Files) -> None:
    record = json.loads(
        call("compare", files.out, files.out, "--unit", "001", "--against", "002", "--json").out
    )
    # 5.5 − 6 = −0.5 and 4 − 2 = 2: together 1.5.
    assert record["difference"] == "1.5"


def test_without_a_unit_every_common_unit_is_a_row(files: Files) -> None:
    again = scored_again(files, "2020,003,1,2.25", "2020,003,1,6")
    rows = [line.split() for line in call("compare", files.out, again).out.splitlines()]
    assert ["003", "Đồng", "Tâm", "+3.75", "+3.75", "3", "→", "3"] in rows
    records = json.loads(call("compare", files.out, again, "--json").out)
    assert [record["difference"] for record in records] == ["0", "0", "3.75"]


def test_published_parts_that_add_up_are_no_difference(files: Files) -> None:
    published = files.folder / "published.csv"
    published.write_text(PUBLISHED, encoding="utf-8")
    answered = call("check", published, "--framework", files.framework)
    assert answered.exit == 0
    assert "1 totals have parts: 1 add up" in answered.out


def test_published_parts_that_do_not_add_up_are_told_with_the_difference(files: Files) -> None:
    published = files.folder / "published.csv"
    published.write_text(PUBLISHED.replace("total,9.50", "total,9.75"), encoding="utf-8")
    answered = call("check", published, "--framework", files.framework)
    assert answered.exit == 1
    assert "published 9.75, its parts make 9.5; difference 0.25 (more than rounding explains)" in answered.out
    record = json.loads(call("check", published, "--framework", files.framework, "--json").out)
    assert (record["checked"], record["differing"]) == (1, 1)
    assert record["sums"][0]["difference"] == "0.25"


@pytest.mark.parametrize("option", ["--target", "--against"])
def test_a_target_or_another_unit_needs_the_unit_that_is_meant(files: Files, option: str) -> None:
    answered = call("compare", files.out, files.out, option, "1")
    assert (answered.exit, answered.codes) == (2, ["CH-5003"])


def test_a_target_is_held_against_the_unit_for_programs_too(files: Files) -> None:
    record = json.loads(call("compare", files.out, files.out, "--unit", "001", "--target", "5", "--json").out)
    assert record["position"]["target"]["points"] == "5"
    assert set(record["position"]) >= {"best", "median", "target"}
