"""`chiso composite`: from the example to a folder of stages, by another plan, and again from a stage."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.calling import Answered, bytes_below, call

STAGES = ["Raw", "Denominated", "Imputed", "Screened", "Treated", "Normalised", "Aggregated"]
GEOMETRIC = """\
format: chiso-plan/1
steps:
  - {step: denominate}
  - {step: impute, methods: [{kind: group_mean@1, group: EurAsia_group}]}
  - {step: normalise, method: {kind: min_max@1, lower: "1", upper: "100"}}
  - {step: aggregate, method: {kind: geometric@1}}
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asem") / "asem"
    assert call("examples", "write", "asem", folder).exit == 0
    assert compose(folder, "--out", folder / "results").exit == 0
    return folder


def compose(folder: Path, *more: str | Path, language: str = "en") -> Answered:
    figures = folder / "data.csv", "--units", folder / "units.csv"
    return call("composite", "asem@1", *figures, *more, language=language)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def test_each_stage_of_the_plan_is_a_wide_table_with_the_unit_first(example: Path) -> None:
    results = example / "results"
    assert json.loads((results / "plan.json").read_text("utf-8"))["stages"] == STAGES
    for stage in STAGES:
        head, *units = rows(results / f"{stage}.csv")
        assert head[0] == "unit"
        assert len(head) == (1 + 49 + (11 if stage == "Aggregated" else 0))
        assert len(units) == 51
    # The index is the first of the groups in the framework and the last that is computed.
    assert rows(results / "Aggregated.csv")[0][-1] == "Index"
    others = {"weights.csv", "treatment.csv", "ranking.csv", "units.csv", "plan.json"}
    assert {path.name for path in results.iterdir()} == {f"{stage}.csv" for stage in STAGES} | others


def test_the_ranking_is_told_and_written(example: Path, tmp_path: Path) -> None:
    answered = compose(example, "--out", tmp_path / "out")
    assert answered.exit == 0
    assert "1  CHE   Switzerland" in answered.out
    head, first, *_ = rows(tmp_path / "out" / "ranking.csv")
    assert head == ["unit", "period", "name", "score", "rank"]
    scores = {row[0]: row[-1] for row in rows(tmp_path / "out" / "Aggregated.csv")}
    assert first == ["CHE", "", "Switzerland", scores["CHE"], "1"]


def test_the_same_figures_give_the_same_bytes_in_either_language(example: Path, tmp_path: Path) -> None:
    assert compose(example, "--out", tmp_path / "again", language="vi").exit == 0
    assert bytes_below(tmp_path / "again") == bytes_below(example / "results")


def test_a_replay_from_a_stage_gives_the_same_bytes(example: Path, tmp_path: Path) -> None:
    again = call("composite", "asem@1", example / "results", "--from", "Treated", "--out", tmp_path / "again")
    assert again.exit == 0
    assert bytes_below(tmp_path / "again") == bytes_below(example / "results")


def test_another_plan_is_carried_out_and_told_in_the_record(example: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(GEOMETRIC, encoding="utf-8")
    out = tmp_path / "out"
    assert compose(example, "--plan", tmp_path / "plan.yaml", "--out", out).exit == 0
    record = json.loads((out / "plan.json").read_text("utf-8"))
    first = json.loads((example / "results" / "plan.json").read_text("utf-8"))
    assert record["stages"] == ["Raw", "Denominated", "Imputed", "Normalised", "Aggregated"]
    assert record["framework"] == first["framework"]
    assert record["inputs"] == first["inputs"]
    assert record["plan_hash"] != first["plan_hash"]


def test_a_folder_is_replaced_only_when_that_is_asked_for(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert compose(example, "--out", out).exit == 0
    before = bytes_below(out)
    refused = compose(example, "--out", out)
    assert (refused.exit, refused.codes) == (2, ["CH-5004"])
    assert bytes_below(out) == before
    assert compose(example, "--out", out, "--force").exit == 0
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("dear", encoding="utf-8")
    foreign = compose(example, "--out", tmp_path / "other", "--force")
    assert (foreign.exit, foreign.codes) == (2, ["CH-3030"])


def test_what_no_index_has_written_stays_when_it_is_replaced(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert compose(example, "--out", out).exit == 0
    assert call("audit", out, "--no-pictures").exit == 0
    (out / "notes.txt").write_text("by hand", encoding="utf-8")
    audit = bytes_below(out / "audit")
    (tmp_path / "plan.yaml").write_text(GEOMETRIC, encoding="utf-8")
    answered = compose(example, "--plan", tmp_path / "plan.yaml", "--out", out, "--force")
    assert answered.exit == 0
    assert "Kept as they are, of the earlier index perhaps: audit, notes.txt." in answered.err
    assert (out / "notes.txt").read_text("utf-8") == "by hand"
    assert bytes_below(out / "audit") == audit
    # The tables of stages that the plan has no longer are of the earlier index, and gone.
    stages = ("Raw", "Denominated", "Imputed", "Normalised", "Aggregated")
    others = {"weights.csv", "treatment.csv", "ranking.csv", "units.csv", "plan.json", "audit", "notes.txt"}
    assert {path.name for path in out.iterdir()} == {f"{stage}.csv" for stage in stages} | others
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_table_of_units_beside_a_stage_is_refused(example: Path, tmp_path: Path) -> None:
    answered = call(
        "composite", "asem@1", example / "results", "--from", "Treated", "--units", example / "units.csv",
        "--out", tmp_path / "again",
    )  # fmt: skip
    assert (answered.exit, answered.codes) == (2, ["CH-8234"])
    assert list(tmp_path.iterdir()) == []


def test_bad_figures_are_told_at_once_and_nothing_is_written(example: Path, tmp_path: Path) -> None:
    head, first, second, *rest = (example / "data.csv").read_text("utf-8").splitlines()
    broken = tmp_path / "data.csv"
    broken.write_text("\n".join([head, first.replace("4.097985", "four"), second, second, *rest]) + "\n")
    answered = call(
        "composite", "asem@1", broken, "--units", example / "units.csv", "--out", tmp_path / "out"
    )  # fmt: skip
    assert (answered.exit, sorted(answered.codes)) == (4, ["CH-8022", "CH-8023"])
    assert "data.csv, row 2, “LPI”" in answered.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (("none@1", "{data}"), 2, "CH-8042"),
        (("asem@1", "{data}", "--from", "Treated"), 4, "CH-8038"),
        (("asem@1", "{results}", "--from", "Weighed"), 2, "CH-8039"),
        (("asem@1", "{data}"), 4, "CH-8026"),
        (("asem@1", "{data}", "--plan", "{data}"), 4, "CH-8002"),
    ],
)
def test_a_wrong_call_is_told(
    example: Path, tmp_path: Path, arguments: tuple[str, ...], exit_code: int, code: str
) -> None:
    given = [one.format(data=example / "data.csv", results=example / "results") for one in arguments]
    answered = call("composite", *given, "--out", tmp_path / "out")
    assert (answered.exit, answered.codes) == (exit_code, [code])
    assert not (tmp_path / "out").exists()


def test_of_a_panel_the_last_period_is_shown(tmp_path: Path) -> None:
    assert call("examples", "write", "hdi", tmp_path / "hdi").exit == 0
    figures = tmp_path / "hdi" / "indicators.csv"
    answered = call("composite", "hdi-composite@2021", figures, "--out", tmp_path / "out")
    lines = answered.out.splitlines()
    assert lines[0] == "Period 2021"
    # Switzerland, 0.962 as published for 2021, was first.
    assert lines[3].split()[:2] == ["1", "CHE"]
    assert lines[3].split()[-1].startswith("0.962")
    assert rows(tmp_path / "out" / "ranking.csv")[1][1] == "1990"


def test_the_result_is_given_as_json(example: Path, tmp_path: Path) -> None:
    answered = compose(example, "--out", tmp_path / "out", "--json")
    told = json.loads(answered.out)
    assert told["framework"] == "asem@1"
    assert told["stages"]["Screened"] == [51, 49]
    assert told["changed_cells"] == 35
