"""The chain of the weights travels in the design: what `estimate`, `index` and `compare` make of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chiso.survey.design import read_design
from tests.cli.calling import Answered, bytes_below, call
from tests.cli.test_survey_weights import LINEAR, weights
from tests.survey.questionnaires import SIX_QUESTIONS
from tests.survey.r import FOLDER

DATA = FOLDER / "index_rows.csv"
DESIGN = """format: chiso-survey-design/1
period: "2026"
weight: weight
stages:
- {cluster: cluster, strata: [stratum], population: clusters}
"""
CHAIN = """format: chiso-weights/1
steps:
- {kind: base, weight: weight}
- kind: calibration
  method: raking
  margins: [{columns: [commune], file: totals.csv}]
"""
TOTALS = "commune,total\nA,150\nB,130\nC,140\nD,150\nE,40\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weighted round, with the chain and its totals beside it."""
    here = tmp_path_factory.mktemp("calibrated")
    for name, written in (
        ("design.yaml", DESIGN), ("chain.yaml", CHAIN), ("totals.csv", TOTALS), ("six.yaml", SIX_QUESTIONS),
    ):  # fmt: skip
        (here / name).write_text(written, encoding="utf-8")
    answered = call("survey", "weights", DATA, "--chain", here / "chain.yaml", "--design",
                    here / "design.yaml", "--out", here / "weighted")  # fmt: skip
    assert answered.exit == 0, answered.err
    return here


COMMANDS: dict[str, tuple[str, ...]] = {
    "estimate": ("--stat", "proportion:q1=4|5", "--stat", "quantile:q2@0.5", "--by", "commune"),
    "index": ("--questionnaire", "six.yaml", "--by", "commune"),
    "compare": ("--stat", "mean:q1", "--by", "commune"),
}


def made(command: str, folder: Path, out: Path, *more: str | Path, **how: Any) -> Answered:
    asked = [folder / one if one == "six.yaml" else one for one in COMMANDS[command]]
    here = folder / "weighted"
    arguments = (here / "data.parquet", "--design", here / "design.yaml", *asked, *more)
    return call("survey", command, *arguments, "--out", out, **how)


def errors_told(command: str, out: Path) -> dict[str, Any]:
    """What the record says of the errors."""
    record = json.loads((out / f"{command}.json").read_text("utf-8"))
    of = record["rounds"][0] if command == "compare" else record
    return {key: of[key] for key in ("errors", "chain_sha256", "calibration") if key in of}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_chain_of_the_design_gives_the_bytes_that_its_file_gives(
    command: str, folder: Path, tmp_path: Path
) -> None:
    answered = made(command, folder, tmp_path / "held")
    assert answered.exit == 0, answered.err
    named = made(command, folder, tmp_path / "named", "--calibration", folder / "chain.yaml")
    assert named.exit == 0, named.err
    assert bytes_below(tmp_path / "held") == bytes_below(tmp_path / "named")
    chain = json.loads((folder / "weighted" / "weights.json").read_text("utf-8"))["chain_sha256"]
    assert errors_told(command, tmp_path / "held") == {"errors": "calibrated", "chain_sha256": chain}


@pytest.mark.parametrize("command", COMMANDS)
def test_weights_are_taken_as_given_where_that_is_asked_for_and_the_record_says_so(
    command: str, folder: Path, tmp_path: Path
) -> None:
    answered = made(command, folder, tmp_path / "given", "--without-calibration")
    assert answered.exit == 0, answered.err
    assert errors_told(command, tmp_path / "given") == {"errors": "linearisation", "calibration": "left out"}
    # A design that holds no chain, and nobody asks for one: the same table.
    (tmp_path / "design.yaml").write_text(
        DESIGN.replace("weight: weight", "weight: final_weight"), encoding="utf-8"
    )
    asked = [folder / one if one == "six.yaml" else one for one in COMMANDS[command]]
    plain = call("survey", command, folder / "weighted" / "data.parquet", "--design",
                 tmp_path / "design.yaml", *asked, "--out", tmp_path / "plain")  # fmt: skip
    assert plain.exit == 0, plain.err
    assert errors_told(command, tmp_path / "plain") == {"errors": "linearisation"}
    tables = [
        {name: content for name, content in bytes_below(tmp_path / one).items() if name.endswith(".csv")}
        for one in ("given", "plain")
    ]
    assert tables[0] == tables[1]
    assert tables[0]
    assert made(command, folder, tmp_path / "held").exit == 0
    assert all(content != tables[0][name] for name, content in bytes_below(tmp_path / "held").items()
               if name.endswith(".csv"))  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_chain_and_none_at_once_are_refused(command: str, folder: Path, tmp_path: Path) -> None:
    answered = made(
        command, folder, tmp_path / "out", "--calibration", folder / "chain.yaml", "--without-calibration"
    )
    assert (answered.exit, answered.codes) == (2, ["CH-8786"])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_replicates_that_know_of_no_calibration_are_refused_until_it_is_left_out(
    command: str, folder: Path, tmp_path: Path
) -> None:
    answered = made(command, folder, tmp_path / "out", "--replicates", "jk1")
    assert (answered.exit, answered.codes) == (2, ["CH-8842"])
    assert not (tmp_path / "out").exists()
    answered = made(command, folder, tmp_path / "out", "--replicates", "jkn", "--without-calibration")
    assert answered.exit == 0, answered.err
    assert errors_told(command, tmp_path / "out") == {"errors": "jkn", "calibration": "left out"}


def test_nothing_but_data_and_design_is_needed_any_more(tmp_path: Path) -> None:
    assert weights(tmp_path, LINEAR).exit == 0
    arguments = ("--stat", "total:y,z", "--out")
    for name in ("weights.yaml", "age.csv", "design.yaml"):
        (tmp_path / name).unlink()
    carried = tmp_path / "elsewhere"
    (tmp_path / "out").rename(carried)
    here = ("survey", "estimate", carried / "data.parquet", "--design", carried / "design.yaml")
    answered = call(*here, *arguments, tmp_path / "estimates")
    assert answered.exit == 0, answered.err
    assert errors_told("estimate", tmp_path / "estimates")["errors"] == "calibrated"
    # A total that somebody altered on the way gives other weights.
    written = (carried / "design.yaml").read_text("utf-8")
    assert written.count("'3000'") == 1
    (carried / "design.yaml").write_text(written.replace("'3000'", "'3001'"), encoding="utf-8")
    answered = call(*here, *arguments, tmp_path / "altered")
    assert (answered.exit, answered.codes) == (4, ["CH-3156"])
    (carried / "design.yaml").write_text(
        written.replace("'3000'", "'3001'").replace("'2100'", "'2099'"), encoding="utf-8"
    )
    answered = call(*here, *arguments, tmp_path / "altered")
    assert (answered.exit, answered.codes) == (2, ["CH-8841"])
    assert not (tmp_path / "altered").exists()


def test_a_round_is_closed_with_a_chain_that_gives_its_weights_and_with_no_other(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "design.yaml").write_text(
        DESIGN.replace("weight: weight", "weight: final_weight"), encoding="utf-8"
    )

    def close(out: str, chain: Path) -> Answered:
        return call("survey", "close", folder / "weighted" / "data.parquet", "--design",
                    tmp_path / "design.yaml", "--calibration", chain, "--out", tmp_path / out)  # fmt: skip

    answered = close("closed", folder / "chain.yaml")
    assert answered.exit == 0, answered.err
    held = read_design(folder / "weighted" / "design.yaml").chain
    assert held is not None
    assert read_design(tmp_path / "closed" / "design.yaml").chain == held
    (tmp_path / "totals.csv").write_text(TOTALS.replace("150", "151"), encoding="utf-8")
    (tmp_path / "chain.yaml").write_text(CHAIN, encoding="utf-8")
    answered = close("other", tmp_path / "chain.yaml")
    assert (answered.exit, answered.codes) == (2, ["CH-8841"])
    assert not (tmp_path / "other").exists()
    (tmp_path / "totals.csv").unlink()
    answered = close("missing", tmp_path / "chain.yaml")
    assert (answered.exit, answered.codes) == (4, ["CH-1001"])
    assert not (tmp_path / "missing").exists()


def test_weights_at_which_the_chain_begins_stay_in_the_closed_round(folder: Path, tmp_path: Path) -> None:
    for name, written in (
        ("design.yaml", DESIGN.replace("weight: weight", "weight: final_weight")),
        ("chain.yaml", CHAIN.replace("weight: weight", "weight: final_weight")), ("totals.csv", TOTALS),
    ):  # fmt: skip
        (tmp_path / name).write_text(written, encoding="utf-8")
    asked = ("--stat", "mean:q1")
    written = []
    # Weights that meet the totals already: the chain changes nothing, and its residuals are the same.
    for number, chain in enumerate((folder / "chain.yaml", tmp_path / "chain.yaml")):
        closed, out = tmp_path / f"closed{number}", tmp_path / f"told{number}"
        call("survey", "close", folder / "weighted" / "data.parquet", "--design", tmp_path / "design.yaml",
             "--calibration", chain, "--out", closed)  # fmt: skip
        answered = call("survey", "estimate", closed / "data.parquet", "--design", closed / "design.yaml",
                        *asked, "--out", out)  # fmt: skip
        assert answered.exit == 0, answered.err
        written.append((out / "estimates.csv").read_text(encoding="utf-8").splitlines()[1].split(","))
    assert float(written[1][3]) == float(written[0][3])


def test_quantiles_alone_know_of_the_calibration_too(folder: Path, tmp_path: Path) -> None:
    rows = []
    for name, asked in (("both", ("mean:q1", "quantile:q2@0.5")), ("alone", ("quantile:q2@0.5",))):
        here = folder / "weighted"
        statistics = [part for one in asked for part in ("--stat", one)]
        answered = call("survey", "estimate", here / "data.parquet", "--design", here / "design.yaml",
                        *statistics, "--out", tmp_path / name)  # fmt: skip
        assert answered.exit == 0, answered.err
        told = (tmp_path / name / "estimates.csv").read_text(encoding="utf-8").splitlines()
        rows.append([row for row in told if ",q2@0.5," in row])
    assert len(rows[0]) == 1
    assert rows[0] == rows[1]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("weight", ["nowhere", "commune"])
def test_a_weight_that_is_not_there_or_no_number_is_named(
    command: str, weight: str, folder: Path, tmp_path: Path
) -> None:
    held = (folder / "weighted" / "design.yaml").read_text(encoding="utf-8")
    named = "weight: final_weight"
    assert held.count(named) == 1
    (tmp_path / "design.yaml").write_text(held.replace(named, f"weight: {weight}"), encoding="utf-8")
    asked = [folder / one if one == "six.yaml" else one for one in COMMANDS[command]]
    answered = call("survey", command, folder / "weighted" / "data.parquet", "--design",
                    tmp_path / "design.yaml", *asked, "--out", tmp_path / "out")  # fmt: skip
    assert (answered.exit, answered.codes) == (2, ["CH-3131"])
