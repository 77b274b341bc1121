"""A published histogram is made again to the byte from its record, and from nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chiso.problems import BadInput
from chiso.robustness.recomputing import histogram_again
from tests.cli.calling import Files, call, write_files

SPECIFICATIONS = {
    "weights": "weights: {kind: noise@1, within: '1/4'}\nleave_out: {kind: one@1, chance: '1/3'}\n",
    "errors": "data_error: {kind: column@1, file: errors.csv}\nplaces: '6'\n",
    "sobol": "weights: {kind: dirichlet@1, concentration: '5/2'}\nsampling: sobol\n",
}


@pytest.fixture
def scored(tmp_path: Path) -> Files:
    files = write_files(tmp_path)
    assert files.score().exit == 0
    (tmp_path / "errors.csv").write_text("unit,code,se\n001,1,1.5\n002,1,1.5\n")
    return files


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_the_histogram_is_made_again_to_the_byte(scored: Files, name: str) -> None:
    spec, out = scored.folder / "spec.yaml", scored.folder / "r"
    spec.write_text("format: chiso-robustness/1\n" + SPECIFICATIONS[name])
    answered = call("robustness", scored.out, "--spec", spec, "--n", "3000", "--seed", "77", "--out", out)
    assert answered.exit == 0, answered.err
    record = json.loads((out / "robustness.json").read_bytes())
    again = histogram_again(record, scored.out, files=scored.folder)
    assert again == (out / "histogram.csv").read_bytes()
    other = histogram_again(record | {"seed": 78}, scored.out, files=scored.folder)
    assert other != again


def test_other_inputs_than_the_record_names_are_refused(scored: Files) -> None:
    spec, out = scored.folder / "spec.yaml", scored.folder / "r"
    spec.write_text("format: chiso-robustness/1\n" + SPECIFICATIONS["errors"])
    assert call("robustness", scored.out, "--spec", spec, "--n", "100", "--out", out).exit == 0
    record = json.loads((out / "robustness.json").read_bytes())
    (scored.folder / "errors.csv").write_text("unit,code,se\n001,1,1.6\n002,1,1.5\n")
    for wrong in (record, record | {"format": "chiso-run/1"}, {}, record | {"specification": {"weights": 1}}):
        with pytest.raises(BadInput) as refused:
            histogram_again(wrong, scored.out, files=scored.folder)
        assert [problem.code for problem in refused.value.problems] == ["CH-8125"]
