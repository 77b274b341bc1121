"""`chiso survey import`, `check`, `close`: from the export of a field program to a closed round."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.calling import call

SOURCE = "_id;xa;khu;sdt;cau_1;w\n1;Ba Đình;1;0912345678;A5;2,5\n2;Ba Đình;1;;A98;2,5\n3;Sóc Sơn;2;;A2;3,25\n"
MAPPING = """\
format: chiso-survey-mapping/1
source: kobo
columns:
  id: _id
  commune: xa
  area: khu
  w: w
  q1: {from: cau_1, values: {A5: "5", A2: "2", A98: "98"}, missing: ["98"], labels: {"5": Rất hài lòng}}
"""
DESIGN = """\
format: chiso-survey-design/1
period: "2026"
weight: w
stages: [{cluster: commune}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in {"kobo.csv": SOURCE, "mapping.yaml": MAPPING, "design.yaml": DESIGN}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def imported(folder: Path) -> Path:
    round_of = folder / "round.parquet"
    answered = call(
        "survey", "import", folder / "kobo.csv", "--mapping", folder / "mapping.yaml", "--out", round_of
    )
    assert answered.exit == 0, answered.err
    return round_of


def test_a_round_is_imported_checked_and_closed(folder: Path) -> None:
    round_of = imported(folder)
    checked = call("survey", "check", round_of, "--design", folder / "design.yaml", "--key", "id")
    assert (checked.exit, checked.out) == (0, "Rows: 3; columns: 5; errors: 0; remarks: 0.\n")
    closed = call("survey", "close", round_of, "--design", folder / "design.yaml", "--out", folder / "closed")
    assert closed.exit == 0, closed.err
    assert closed.out.splitlines()[-1] == "Whole millionths changed nothing in the sum of the weights."
    assert sorted(path.name for path in (folder / "closed").iterdir()) == [
        "codebook.yaml", "data.parquet", "design.yaml",
    ]  # fmt: skip
    again = call(
        "survey", "check", folder / "closed" / "data.parquet", "--design", folder / "closed" / "design.yaml"
    )
    assert again.exit == 0, again.err


def test_a_check_that_finds_errors_answers_one_and_names_the_rows(folder: Path) -> None:
    (folder / "data.csv").write_text("commune,w\na,1\na,-1\nb,1\n", encoding="utf-8")
    answered = call("survey", "check", folder / "data.csv", "--design", folder / "design.yaml")
    assert answered.exit == 1
    assert answered.out.splitlines()[0].startswith("Error: CH-3110 ")
    assert "    Times: 1; rows: 3." in answered.out.splitlines()


def test_a_check_answers_in_json(folder: Path) -> None:
    (folder / "data.csv").write_text("commune,w\na,1\na,-1\nb,1\n", encoding="utf-8")
    answered = call("survey", "check", folder / "data.csv", "--design", folder / "design.yaml", "--json")
    told = json.loads(answered.out)
    assert (answered.exit, told["rows"], told["errors"]) == (1, 3, 1)
    assert [(one["code"], one["is_error"], one["rows"]) for one in told["findings"]] == [
        ("CH-3110", True, [3])
    ]


def test_data_with_errors_are_not_closed(folder: Path) -> None:
    (folder / "data.csv").write_text("commune,w\na,1\na,-1\nb,1\n", encoding="utf-8")
    answered = call(
        "survey", "close", folder / "data.csv", "--design", folder / "design.yaml", "--out", folder / "closed"
    )
    assert (answered.exit, answered.codes) == (4, ["CH-3110"])
    assert not (folder / "closed").exists()


def test_data_that_are_not_those_of_the_design_are_refused(folder: Path) -> None:
    call("survey", "close", imported(folder), "--design", folder / "design.yaml", "--out", folder / "closed")
    answered = call(
        "survey", "check", folder / "round.parquet", "--design", folder / "closed" / "design.yaml"
    )
    assert (answered.exit, answered.codes) == (4, ["CH-3121"])


def test_an_import_replaces_nothing_unless_that_is_asked_for(folder: Path) -> None:
    round_of = imported(folder)
    calls = ("survey", "import", folder / "kobo.csv", "--mapping", folder / "mapping.yaml", "--out", round_of)
    assert call(*calls).codes == ["CH-5004"]
    first = round_of.read_bytes()
    assert call(*calls, "--force").exit == 0
    assert round_of.read_bytes() == first


def test_a_round_is_not_written_under_the_name_of_another_kind(folder: Path) -> None:
    answered = call(
        "survey",
        "import",
        folder / "kobo.csv",
        "--mapping",
        folder / "mapping.yaml",
        "--out",
        folder / "r.csv",
    )
    assert (answered.exit, answered.codes) == (2, ["CH-3102"])
    assert not (folder / "r.csv").exists()


def test_a_closing_answers_in_json(folder: Path) -> None:
    answered = call(
        "survey", "close", imported(folder), "--design", folder / "design.yaml",
        "--out", folder / "closed", "--json",
    )  # fmt: skip
    told = json.loads(answered.out)
    assert (told["rows"], told["rounding"], told["remarks"]) == (3, "0", [])
    assert told["data_sha256"] in (folder / "closed" / "design.yaml").read_text("utf-8")


def test_the_words_of_a_command_are_vietnamese_unless_english_is_asked_for(folder: Path) -> None:
    answered = call("survey", "check", imported(folder), "--design", folder / "design.yaml", language=None)
    assert answered.out == "Số dòng: 3; số cột: 5; lỗi: 0; lưu ý: 0.\n"


def test_libraries_that_are_missing_are_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find_all_but_two(module: str) -> object:
        return None if module in ("duckdb", "python_calamine") else find_spec(module)

    monkeypatch.setattr("chiso.survey.libraries.find_spec", find_all_but_two)
    answered = call("survey", "check", folder / "kobo.csv", "--design", folder / "design.yaml")
    assert (answered.exit, answered.codes) == (2, ["CH-5002"])
    assert "duckdb, python-calamine" in answered.err
