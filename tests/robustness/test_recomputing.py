"""A published histogram is made again to the byte from specification, seed and runs, from nothing else."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from chiso.problems import BadInput
from chiso.robustness.recomputing import CountedAgain, count_again
from chiso.robustness.specification import read_specification
from chiso.scoring.run import read_run
from tests.cli.calling import Files, call, write_files

SPECIFICATIONS = {
    "weights": "weights: {kind: noise@1, within: '1/4'}\nleave_out: {kind: one@1, chance: '1/3'}\n",
    "errors": "data_error: {kind: column@1, file: errors.csv}\nplaces: '6'\n",
    "sobol": "weights: {kind: dirichlet@1, concentration: '5/2'}\nsampling: sobol\n",
}
RUNS = 3000


@pytest.fixture
def scored(tmp_path: Path) -> Files:
    files = write_files(tmp_path)
    assert files.score().exit == 0
    (tmp_path / "errors.csv").write_text("unit,code,se\n001,1,1.5\n002,1,1.5\n")
    return files


def computed(scored: Files, name: str) -> Path:
    """The result of the command, as a folder."""
    spec, out = scored.folder / "spec.yaml", scored.folder / "r"
    spec.write_text("format: chiso-robustness/1\n" + SPECIFICATIONS[name])
    answered = call("robustness", scored.out, "--spec", spec, "--n", str(RUNS), "--seed", "77", "--out", out)
    assert answered.exit == 0, answered.err
    return out


def again(scored: Files, name: str, *, seed: int = 77, files: dict[str, bytes] | None = None) -> CountedAgain:
    spec = read_specification(("format: chiso-robustness/1\n" + SPECIFICATIONS[name]).encode())
    (result,) = read_run(scored.out).results
    given = {"errors.csv": (scored.folder / "errors.csv").read_bytes()} if files is None else files
    return count_again(result, spec, given, seed=seed, runs=RUNS)


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_the_histogram_is_made_again_to_the_byte(scored: Files, name: str) -> None:
    out = computed(scored, name)
    made = again(scored, name)
    assert made.histogram == (out / "histogram.csv").read_bytes()
    assert again(scored, name, seed=78).histogram != made.histogram


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_pairs_and_facts_are_those_of_the_result(scored: Files, name: str) -> None:
    out = computed(scored, name)
    made = again(scored, name)
    record = json.loads((out / "robustness.json").read_bytes())
    assert {key: record[key] for key in made.facts} == dict(made.facts)
    with (out / "pairs.csv").open(encoding="utf-8", newline="") as table:
        won = {(row["unit"], row["other"]): row["count"] for row in csv.DictReader(table)}
    units = sorted({unit for unit, _ in won})
    rows = [
        ",".join((one, other, won[one, other], won[other, one]))
        for at, one in enumerate(units)
        for other in units[at + 1 :]
    ]
    assert made.pairs.decode().splitlines() == ["unit,other,above,below", *rows]


def test_a_result_carries_the_errors_that_it_was_computed_from(scored: Files) -> None:
    errors = (scored.folder / "errors.csv").read_bytes()
    assert (computed(scored, "errors") / "errors.csv").read_bytes() == errors


def test_errors_that_are_not_there_are_refused(scored: Files) -> None:
    with pytest.raises(BadInput) as refused:
        again(scored, "errors", files={})
    assert [problem.code for problem in refused.value.problems] == ["CH-8111"]
