"""`chiso survey weights`, and estimates with the replicates that it makes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.cli.calling import Answered, bytes_below, call
from tests.survey.questionnaires import SIX_QUESTIONS
from tests.survey.r import FOLDER, reference

DATA = FOLDER / "weighting_rows.csv"
DESIGN = """format: chiso-survey-design/1
period: "2026"
weight: weight
stages:
- {cluster: psu, strata: [big], population: big_communes}
"""
LINEAR = """format: chiso-weights/1
steps:
- {kind: base, weight: weight}
- kind: calibration
  method: linear
  margins:
  - {columns: [sex], totals: [[female, 4100], [male, 3700]]}
  - {columns: [age], file: age.csv}
  numbers: [{column: income, total: 41500}]
"""
PEOPLE = """format: chiso-survey-design/1
period: "2026"
weight: weight
stages:
- {cluster: cluster, strata: [stratum], population: clusters}
"""
CALIBRATED_PEOPLE = """format: chiso-weights/1
steps:
- {kind: base, weight: weight}
- kind: calibration
  method: linear
  margins:
  - {columns: [commune], totals: [[A, 150], [B, 130], [C, 140], [D, 150], [E, 40]]}
  - {columns: [kind], totals: [[k0, 210], [k1, 220], [k2, 180]]}
  numbers: [{column: age, total: 29000}]
"""
RESPONSE = """format: chiso-weights/1
name: w2
dispositions: {column: z, complete: ["1"], refusal: ["0"]}
steps:
- {kind: base, weight: weight}
- {kind: nonresponse, classes: [sex]}
"""


def weights(folder: Path, chain: str, *more: str | Path, data: Path = DATA, **how: Any) -> Answered:
    """Call the command with these files in `folder`; it writes to `folder/out`."""
    (folder / "weights.yaml").write_text(chain, encoding="utf-8")
    (folder / "design.yaml").write_text(DESIGN, encoding="utf-8")
    (folder / "age.csv").write_text("age,total\nmiddle,3000\nold,2100\nyoung,2700\n", encoding="utf-8")
    arguments = (data, "--chain", folder / "weights.yaml", "--design", folder / "design.yaml")
    return call("survey", "weights", *arguments, "--out", folder / "out", *more, **how)


def estimates(data: Path, design: Path, out: Path, *more: str | Path) -> list[dict[str, str]]:
    answered = call("survey", "estimate", data, "--design", design, *more, "--out", out)
    assert answered.exit == 0, answered.err
    with (out / "estimates.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_group_lists_it() -> None:
    assert " weights " in call("survey", "--help").out


def test_calibrated_replicates_give_the_errors_of_r_also_after_closing(tmp_path: Path) -> None:
    answered = weights(tmp_path, LINEAR, "--replicates", "jkn")
    assert answered.exit == 0, answered.err
    made = tmp_path / "out"
    told = reference("calibration")["linear"]["jackknife"]
    for data, design in (
        (made / "data.parquet", made / "design.yaml"),
        (tmp_path / "closed" / "data.parquet",) * 2,
    ):
        if data == design:
            closing = call("survey", "close", made / "data.parquet", "--design", made / "design.yaml",
                           "--out", tmp_path / "closed")  # fmt: skip
            assert closing.exit == 0, closing.err
            design = tmp_path / "closed" / "design.yaml"
        rows = estimates(data, design, tmp_path / f"estimates-{data.parent.name}", "--stat", "total:y,z")
        # Closing rounds weights to millionths.
        close = 1e-10 if data.parent == made else 1e-6
        np.testing.assert_allclose([float(row["estimate"]) for row in rows], told["total"], rtol=close)
        expected = np.sqrt(np.diag(told["total_covariance"]))
        np.testing.assert_allclose([float(row["se"]) for row in rows], expected, rtol=close)


def test_the_chain_gives_the_linearised_errors_of_r_also_after_closing(tmp_path: Path) -> None:
    assert weights(tmp_path, LINEAR).exit == 0
    made, closed = tmp_path / "out", tmp_path / "closed"
    told = reference("calibration")["linear"]["linearised"]
    chain = ("--calibration", tmp_path / "weights.yaml")
    calls = {made: 1e-10, closed: 1e-6}  # Closing rounds weights to millionths.
    for folder, close in calls.items():
        if folder == closed:
            answered = call(
                "survey", "close", made / "data.parquet", "--design", made / "design.yaml", "--out", closed
            )
            assert answered.exit == 0, answered.err
        out, named = tmp_path / f"estimates-{folder.name}", tmp_path / f"named-{folder.name}"
        files = (folder / "data.parquet", folder / "design.yaml")
        # The design holds the chain; who names its file all the same gets the same bytes.
        rows = estimates(*files, out, "--stat", "total:y,z")
        estimates(*files, named, "--stat", "total:y,z", *chain)
        assert bytes_below(out) == bytes_below(named)
        np.testing.assert_allclose([float(row["estimate"]) for row in rows], told["total"], rtol=close)
        expected = np.sqrt(np.diag(told["total_covariance"]))
        np.testing.assert_allclose([float(row["se"]) for row in rows], expected, rtol=close)
        record = json.loads((out / "estimate.json").read_text("utf-8"))
        assert record["errors"] == "calibrated"
        assert record["chain_sha256"] == json.loads((made / "weights.json").read_text())["chain_sha256"]


def index_with_chain(folder: Path, *more: str | Path) -> tuple[Answered, Path]:
    """The index of the made-up people, whose weights a chain has made, called with that chain."""
    people = list(csv.DictReader((FOLDER / "index_rows.csv").read_text("utf-8").splitlines()))
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as opened:
        written = csv.DictWriter(opened, [*people[0], "kind", "age"])
        written.writeheader()
        written.writerows(
            {**row, "kind": f"k{place % 3}", "age": 18 + (7 * place) % 60} for place, row in enumerate(people)
        )
    (folder / "questionnaire.yaml").write_text(SIX_QUESTIONS, encoding="utf-8")
    (folder / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    (folder / "chain.yaml").write_text(CALIBRATED_PEOPLE, encoding="utf-8")
    made, out = folder / "weighted", folder / "index"
    answered = call("survey", "weights", folder / "people.csv", "--chain", folder / "chain.yaml", "--design",
                    folder / "people.yaml", "--out", made)  # fmt: skip
    assert answered.exit == 0, answered.err
    return call(
        "survey", "index", made / "data.parquet", "--design", made / "design.yaml", "--questionnaire",
        folder / "questionnaire.yaml", "--by", "commune", "--calibration", folder / "chain.yaml", *more,
        "--out", out,
    ), out  # fmt: skip


def test_the_chain_gives_the_index_the_errors_of_r_and_the_record_says_so(tmp_path: Path) -> None:
    answered, out = index_with_chain(tmp_path)
    assert answered.exit == 0, answered.err
    told = reference("index_calibrated")["linear"]
    with (out / "estimates.csv").open(encoding="utf-8", newline="") as opened:
        rows = {(row["unit"], row["code"]): row for row in csv.DictReader(opened)}
    for place, code in enumerate(("index", "I", "II", "q1", "q6")):
        assert float(rows["", code]["estimate"]) == pytest.approx(told["u"]["estimate"][place], rel=1e-10)
        assert float(rows["", code]["se"]) == pytest.approx(told["u"]["se"][place], rel=1e-10)
    record = json.loads((out / "index.json").read_text("utf-8"))
    weighted = json.loads((tmp_path / "weighted" / "weights.json").read_text("utf-8"))
    assert (record["errors"], record["chain_sha256"]) == ("calibrated", weighted["chain_sha256"])


@pytest.mark.parametrize("more", [("--replicates", "jkn"), ("--draws", "100")])
def test_replicates_and_draws_of_an_index_beside_a_chain_are_refused(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    answered, out = index_with_chain(tmp_path, *more)
    assert (answered.exit, answered.codes) == (2, ["CH-8842"])
    assert not out.exists()


def test_draws_beside_a_chain_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    assert weights(tmp_path, LINEAR).exit == 0
    made, out = tmp_path / "out", tmp_path / "estimates"
    answered = call(
        "survey", "estimate", made / "data.parquet", "--design", made / "design.yaml", "--stat", "total:y",
        "--calibration", tmp_path / "weights.yaml", "--draws", "100", "--out", out,
    )  # fmt: skip
    assert "CH-8842" in answered.err
    assert answered.exit != 0
    assert not out.exists()


def test_files_say_what_each_step_did(tmp_path: Path) -> None:
    answered = weights(tmp_path, RESPONSE, "--json")
    assert answered.exit == 0, answered.err
    told = json.loads(answered.out)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "cells.csv", "data.parquet", "design.yaml", "response_rates.csv", "steps.csv", "weights.json",
    ]  # fmt: skip
    table = pq.read_table(tmp_path / "out" / "data.parquet")
    answers = np.array(table["z"].to_pylist())
    assert told["response_rates"]["RR1"] == answers.sum() / len(answers)
    finished = np.array(table["w2"].to_pylist())
    assert ((finished > 0) == (answers == 1)).all()
    assert [step["rows"] for step in told["steps"]] == [len(answers), int(answers.sum())]
    with (tmp_path / "out" / "steps.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["kind"] for row in rows] == ["base", "nonresponse"]
    assert float(rows[1]["sum"]) == pytest.approx(finished.sum(), rel=1e-12)
    written = json.loads((tmp_path / "out" / "weights.json").read_text())
    assert {key: value for key, value in told.items() if key != "out"} == written


def test_the_same_call_writes_the_same_bytes(tmp_path: Path) -> None:
    options = ("--replicates", "rao_wu", "--count", "20", "--seed", "7")
    assert weights(tmp_path, RESPONSE, *options).exit == 0
    first = bytes_below(tmp_path / "out")
    assert weights(tmp_path, RESPONSE, *options, "--force", language="vi").exit == 0
    assert bytes_below(tmp_path / "out") == first


def test_it_speaks_vietnamese_unless_told_otherwise(tmp_path: Path) -> None:
    answered = weights(tmp_path, RESPONSE, "--replicates", "jkn", language=None)
    assert answered.exit == 0
    assert "Số lần lặp: 16; bậc tự do: 12." in answered.out


@pytest.mark.parametrize(
    ("chain", "options", "code", "ending"),
    [
        (LINEAR.replace("weight: weight", "weight: mass"), (), "CH-3151", 4),
        (LINEAR.replace("linear", "straight"), (), "CH-3150", 4),
        (LINEAR.replace("41500}]", "4000000}]\n  bounds: [0.5, 2]"), (), "CH-3157", 4),
        (RESPONSE.replace("w2", "income"), (), "CH-3164", 4),
        (RESPONSE, ("--replicates", "jk1"), "CH-3161", 4),
        (RESPONSE, ("--replicates", "rao_wu", "--count", "1"), "CH-3162", 4),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    tmp_path: Path, chain: str, options: tuple[str, ...], code: str, ending: int
) -> None:
    answered = weights(tmp_path, chain, *options)
    assert answered.exit == ending
    assert set(answered.codes) == {code}, answered.err
    assert not (tmp_path / "out").exists()


def test_a_closed_round_has_its_weights(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN, encoding="utf-8")
    closed = tmp_path / "closed"
    assert call("survey", "close", DATA, "--design", tmp_path / "design.yaml", "--out", closed).exit == 0
    (tmp_path / "weights.yaml").write_text(RESPONSE, encoding="utf-8")
    answered = call(
        "survey", "weights", closed / "data.parquet", "--chain", tmp_path / "weights.yaml", "--design",
        closed / "design.yaml", "--out", tmp_path / "out",
    )  # fmt: skip
    assert (answered.exit, answered.codes) == (4, ["CH-3164"])


def test_draws_of_quantiles_by_the_jackknife_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN, encoding="utf-8")
    arguments = ("survey", "estimate", DATA, "--design", tmp_path / "design.yaml", "--stat", "mean:y",
                 "--stat", "quantile:y", "--replicates", "jkn", "--out", tmp_path / "out")  # fmt: skip
    answered = call(*arguments, "--draws", "10")
    assert (answered.exit, answered.codes) == (2, ["CH-8818"])
    assert not (tmp_path / "out").exists()
    assert call(*arguments).exit == 0


def test_draws_of_quantiles_and_means_are_joint_and_feed_the_ranks(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN, encoding="utf-8")
    options = ("--stat", "quantile:y@0.25|0.5", "--stat", "mean:y", "--by", "sex", "--replicates", "rao_wu",
               "--count", "60", "--draws", "200")  # fmt: skip
    rows = estimates(DATA, tmp_path / "design.yaml", tmp_path / "out", *options)
    told = [(row["unit"], row["code"]) for row in rows]
    assert told == [(sex, code) for sex in ("female", "male") for code in ("y@0.25", "y@0.5", "y")]
    draws = pq.read_table(tmp_path / "out" / "draws.parquet").to_pylist()
    assert [(row["unit"], row["code"]) for row in draws] == told * 200
    of = {key: np.array([row["value"] for row in draws if (row["unit"], row["code"]) == key]) for key in told}
    # Who has more at the median has more on average, from sample to sample.
    assert np.corrcoef(of["female", "y@0.5"], of["female", "y"])[0, 1] > 0.3
    answered = call(
        "ranks", tmp_path / "out", "--draws", tmp_path / "out" / "draws.parquet", "--code", "y@0.5",
        "--out", tmp_path / "ranks",
    )  # fmt: skip
    assert answered.exit == 0
    assert (
        json.loads((tmp_path / "ranks" / "ranks.json").read_text())["leagues"][0]["errors"] == "joint draws"
    )


def test_replicates_need_a_design(tmp_path: Path) -> None:
    (tmp_path / "weights.yaml").write_text(RESPONSE, encoding="utf-8")
    answered = call("survey", "weights", DATA, "--chain", tmp_path / "weights.yaml", "--replicates", "jkn",
                    "--out", tmp_path / "out")  # fmt: skip
    assert (answered.exit, answered.codes) == (2, ["CH-3162"])


def test_replicates_for_a_design_and_draws_come_without_a_chain(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN, encoding="utf-8")
    options = ("--stat", "mean:y", "--by", "sex", "--replicates", "jkn", "--draws", "50")
    rows = estimates(DATA, tmp_path / "design.yaml", tmp_path / "out", *options)
    record = json.loads((tmp_path / "out" / "estimate.json").read_text())
    assert record["errors"] == "jkn"
    told = np.sqrt(np.diag(reference("replicates")["jkn_fpc"]["mse"]["by_sex_covariance"]))
    np.testing.assert_allclose([float(row["se"]) for row in rows], told, rtol=1e-10)
    draws = pq.read_table(tmp_path / "out" / "draws.parquet")
    assert draws.column_names == ["draw", "unit", "code", "value"]
    assert draws.num_rows == 100
