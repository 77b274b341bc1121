"""`chiso survey simulate`, `quality` and `report` as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import bytes_below, call

SMALL = ("--units", "12", "--rows", "1200", "--questions", "8", "--seed", "3")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("survey") / "round"
    assert call("survey", "simulate", folder, *SMALL).exit == 0
    return folder


def quality(made: Path, out: Path, *more: str | Path):
    plan = made / "quality.yaml"
    back_checks = made / "back_checks.parquet"
    data = made / "data.parquet"
    return call("survey", "quality", data, "--plan", plan, "--back-checks", back_checks, "--out", out, *more)


def test_the_same_seed_makes_the_same_bytes_and_another_one_others(made: Path, tmp_path: Path) -> None:
    call("survey", "simulate", tmp_path / "again", *SMALL)
    assert bytes_below(tmp_path / "again") == bytes_below(made)
    call("survey", "simulate", tmp_path / "other", *SMALL, "--draw", "1")
    assert bytes_below(tmp_path / "other")["data.parquet"] != bytes_below(made)["data.parquet"]
    assert bytes_below(tmp_path / "other")["truth.csv"] == bytes_below(made)["truth.csv"]


def test_a_folder_of_another_kind_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    assert call("survey", "simulate", tmp_path / "mine", *SMALL).codes == ["CH-5004"]
    assert call("survey", "simulate", tmp_path / "mine", *SMALL, "--force").codes == ["CH-3030"]
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "letter.txt"]


def test_a_period_that_is_none_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    answered = call("survey", "simulate", tmp_path / "round", "--period", "sometime")
    assert (answered.exit, answered.codes) == (4, ["CH-1301"])
    assert list(tmp_path.iterdir()) == []


def test_without_a_number_of_units_they_are_those_of_ha_noi(tmp_path: Path) -> None:
    answered = call("survey", "simulate", tmp_path / "round", "--rows", "500", "--questions", "1", "--json")
    assert json.loads(answered.out)["units"] == 126


def test_quality_lists_and_says_that_it_judges_nobody(made: Path, tmp_path: Path) -> None:
    answered = quality(made, tmp_path / "looked")
    assert answered.exit == 0
    assert "not a judgement" in answered.err
    assert "Honest rounds" in answered.out
    assert sorted(path.name for path in (tmp_path / "looked").iterdir()) == ["follow_up.csv", "quality.json"]
    follow_up = (tmp_path / "looked" / "follow_up.csv").read_text("utf-8")
    assert follow_up.splitlines()[0] == "subject,interview,interviewer,check,value,limit,reason"
    again = quality(made, tmp_path / "again", "--json")
    assert bytes_below(tmp_path / "again") == bytes_below(tmp_path / "looked")
    listed = sum(one["listed"] for one in json.loads(again.out)["checks"])
    assert listed == len(follow_up.splitlines()) - 1


def test_a_wrong_plan_is_refused_and_nothing_is_written(made: Path, tmp_path: Path) -> None:
    data = made / "data.parquet"
    answered = call("survey", "quality", data, "--plan", made / "design.yaml", "--out", tmp_path / "looked")
    assert (answered.exit, answered.codes) == (4, ["CH-3210"])
    assert list(tmp_path.iterdir()) == []


def test_the_report_is_a_page_and_a_document_or_neither(made: Path, tmp_path: Path) -> None:
    quality(made, tmp_path / "looked")
    given = (
        "survey", "report", made / "data.parquet", "--design", made / "design.yaml", "--sample",
        made / "sample.parquet", "--quality", tmp_path / "looked", "--out", tmp_path / "round.html",
    )  # fmt: skip
    pdf = ("--pdf", tmp_path / "round.pdf")
    answered = call(*given, *pdf)
    assert (answered.exit, answered.codes) == (2, ["CH-3216"])
    assert not (tmp_path / "round.html").exists()
    assert call(*given, *pdf, "--issuer", "Sở Nội vụ", "--day", "25/11/2026").exit == 0
    assert (tmp_path / "round.pdf").read_bytes()[:5] == b"%PDF-"
    page = (tmp_path / "round.html").read_text("utf-8")
    assert "Made-up data" in page
    assert call(*given).codes == ["CH-5004"]


def test_a_table_that_is_no_estimates_is_refused(made: Path, tmp_path: Path) -> None:
    answered = call(
        "survey", "report", made / "data.parquet", "--design", made / "design.yaml", "--estimates",
        made / "truth.csv", "--out", tmp_path / "round.html",
    )  # fmt: skip
    assert answered.exit == 4
    assert set(answered.codes) == {"CH-3217"}
