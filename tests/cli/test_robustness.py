"""`chiso robustness` as people call it: files, the same bytes, one run made again, refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest

from tests.cli.calling import Files, bytes_below, call, write_files

SPECIFICATION = """
format: chiso-robustness/1
weights: {kind: uniform@1}
leave_out: {kind: one@1, chance: "1/2"}
told: {level: "0.9", top: ["2"], moves: ["1"], above: ["003"]}
"""


@pytest.fixture
def scored(tmp_path: Path) -> Files:
    files = write_files(tmp_path)
    assert files.score().exit == 0
    (tmp_path / "spec.yaml").write_text(SPECIFICATION)
    return files


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_tables_say_how_sure_each_rank_is(scored: Files) -> None:
    out = scored.folder / "r"
    answered = call(
        "robustness", scored.out, "--spec", scored.folder / "spec.yaml", "--n", "4e3", "--out", out, "--runs"
    )
    assert answered.exit == 0, answered.err
    assert "Hồng Hà" in answered.out
    assert sorted(path.name for path in out.iterdir()) == [
        "choices.csv", "histogram.csv", "pairs.csv", "ranks.csv", "robustness.json", "runs.parquet",
    ]  # fmt: skip
    ranks = rows_of(out / "ranks.csv")
    assert [row["unit"] for row in ranks] == ["001", "002", "003"]
    assert list(ranks[0]) == [
        "unit", "period", "name", "rank", "median", "mean", "low", "high", "p_first", "p_first_error",
        "p_top_2", "p_top_2_error", "p_moves_1", "p_moves_1_error", "p_above_003", "p_above_003_error",
    ]  # fmt: skip
    histogram = rows_of(out / "histogram.csv")
    for unit in ("001", "002", "003"):
        assert sum(int(row["count"]) for row in histogram if row["unit"] == unit) == 4000
    # 003 is last in both criteria.
    assert [row for row in histogram if row["unit"] == "003"] == [
        {"unit": "003", "period": "", "rank": "3", "count": "4000"}
    ]
    record = json.loads((out / "robustness.json").read_bytes())
    assert record["scores"]["exact"] is True
    assert (record["seed"], record["runs"], record["stream"]) == (1, 4000, "pcg64-32/1")
    runs = pyarrow.parquet.read_table(out / "runs.parquet").to_pylist()
    assert len(runs) == 4000
    assert {run["left_out"] for run in runs} == {"", "1", "2"}


def test_the_same_call_gives_the_same_bytes_on_any_number_of_threads(scored: Files) -> None:
    written = []
    for threads in ("1", "3"):
        out = scored.folder / f"r{threads}"
        answered = call("robustness", scored.out, "--spec", scored.folder / "spec.yaml", "--n", "5000",
                        "--threads", threads, "--seed", "9", "--out", out)  # fmt: skip
        assert answered.exit == 0
        written.append(bytes_below(out))
    assert written[0] == written[1]


def test_one_run_is_made_again_by_its_number(scored: Files) -> None:
    out = scored.folder / "r"
    spec = scored.folder / "spec.yaml"
    assert call("robustness", scored.out, "--spec", spec, "--n", "50", "--out", out, "--runs").exit == 0
    runs = pyarrow.parquet.read_table(out / "runs.parquet").to_pylist()
    for number in (0, 17, 49):
        shown = json.loads(
            call("robustness", scored.out, "--spec", spec, "--replay", str(number), "--json").out
        )
        assert " ".join(shown["left_out"]) == runs[number]["left_out"]
        assert [row["unit"] for row in shown["ranks"]] == ["001", "002", "003"]
    assert "Weights: 1 " in call("robustness", scored.out, "--spec", spec, "--replay", "3").out


def test_runs_end_early_once_the_errors_are_small(scored: Files) -> None:
    answered = call("robustness", scored.out, "--spec", scored.folder / "spec.yaml", "--n", "1e7",
                    "--error", "0.01", "--out", scored.folder / "r", "--json")  # fmt: skip
    assert answered.exit == 0
    assert json.loads(answered.out)["runs"] == 65_536


def test_the_answer_is_vietnamese_where_that_is_the_language(scored: Files) -> None:
    answered = call("robustness", scored.out, "--spec", scored.folder / "spec.yaml", "--n", "100",
                    "--out", scored.folder / "r", language="vi")  # fmt: skip
    assert answered.exit == 0
    assert "Số lượt" in answered.out


@pytest.mark.parametrize(
    ("further", "exit_code", "codes"),
    [
        (["--n", "many"], 2, ["CH-8119"]),
        (["--n", "0"], 2, ["CH-8119"]),
        (["--league", "none"], 2, ["CH-8104"]),
    ],
)
def test_a_wrong_call_is_refused_with_a_code(
    scored: Files, further: list[str], exit_code: int, codes: list[str]
) -> None:
    answered = call("robustness", scored.out, "--spec", scored.folder / "spec.yaml", *further,
                    "--out", scored.folder / "r")  # fmt: skip
    assert (answered.exit, answered.codes) == (exit_code, codes)
    assert not (scored.folder / "r").exists()


def test_a_folder_of_something_else_is_refused(scored: Files) -> None:
    spec = scored.folder / "spec.yaml"
    answered = call("robustness", scored.folder, "--spec", spec, "--out", scored.folder / "r")
    assert (answered.exit, answered.codes) == (4, ["CH-8103"])
    assert call("robustness", scored.out, "--spec", spec).exit == 2


def test_too_many_points_of_sobol_are_refused(scored: Files) -> None:
    (scored.folder / "sobol.yaml").write_text(SPECIFICATION + "sampling: sobol\n")
    call_of = ("robustness", scored.out, "--spec", scored.folder / "sobol.yaml", "--out", scored.folder / "r")
    assert call(*call_of, "--n", "1e8").codes == ["CH-8119"]
    assert call(*call_of, "--n", "1000").exit == 0
    # Whole sets of points: 63 of each of 16.
    assert json.loads((scored.folder / "r" / "robustness.json").read_bytes())["runs"] == 1008
