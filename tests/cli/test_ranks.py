"""`chiso ranks` as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from chiso.survey.replicates.draws import Draws, parquet_of_draws
from tests.cli.calling import bytes_below, call

FIGURES = "unit,estimate,se\nA,84.2,1.1\nB,83.9,1.3\nC,80.1,1.0\nD,79.5,1.2\nE,74.0,1.1\nF,73.8,\n"


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(FIGURES, encoding="utf-8")
    return path


def test_sets_of_ranks_are_told_and_written(figures: Path, tmp_path: Path) -> None:
    out = tmp_path / "ranks"
    answered = call("ranks", figures, "--out", out)
    assert answered.exit == 0
    lines = answered.out.splitlines()
    assert lines[0] == "5 units, 95 %"
    assert lines[3].split() == ["A", "84.20", "1", "1–2", "a"]
    assert lines[8].endswith("no error could be computed")
    assert "independent" in answered.err
    assert sorted(path.name for path in out.iterdir()) == [
        "groups.csv",
        "pairs.csv",
        "ranks.csv",
        "ranks.json",
    ]
    rows = (out / "ranks.csv").read_text("utf-8").splitlines()
    assert rows[0].startswith("period,code,unit,estimate,se,rank,first,last,letters,above,below,alike,reason")
    assert rows[1] == ",,A,84.2,1.1,1,1,2,a,0,3,1,"
    assert rows[6].startswith(",,F,73.8,,,,,,,,,")
    record = json.loads((out / "ranks.json").read_text("utf-8"))
    assert (record["format"], record["leagues"][0]["errors"]) == ("chiso-ranks/1", "independent")
    pairs = (out / "pairs.csv").read_text("utf-8").splitlines()
    assert len(pairs) - 1 == record["leagues"][0]["pairs_told_apart"] == 6


def test_the_same_call_writes_the_same_bytes_and_nothing_is_replaced_unasked(
    figures: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ranks"
    assert call("ranks", figures, "--out", out).exit == 0
    first = bytes_below(out)
    assert call("ranks", figures, "--out", out).codes == ["CH-5004"]
    assert call("ranks", figures, "--out", out, "--force").exit == 0
    assert bytes_below(out) == first


def test_one_unit_alone_is_told_whom_it_stands_above(figures: Path) -> None:
    answered = call("ranks", figures, "--unit", "C")
    assert answered.exit == 0
    assert answered.out.splitlines()[1:] == [
        "C: possible ranks 2–4. This holds for this unit alone.",
        "Above it: A",
        "Not told apart from it: B, D",
        "Below it: E",
    ]


def test_joint_draws_take_the_place_of_independence(figures: Path, tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    estimates, errors = np.array([84.2, 83.9, 80.1, 79.5, 74.0]), np.array([1.1, 1.3, 1.0, 1.2, 1.1])
    values = estimates + errors * (0.95 * random.normal(size=(400, 1)) + 0.31 * random.normal(size=(400, 5)))
    draws = tmp_path / "draws.parquet"
    draws.write_bytes(parquet_of_draws(Draws(tuple("ABCDE"), ("",) * 5, values)))
    answered = call("ranks", figures, "--draws", draws, "--json")
    assert answered.exit == 0
    told = json.loads(answered.out)
    assert told["leagues"][0]["errors"] == "joint draws"
    assert "independent" not in answered.err
    assert [(row["first"], row["last"]) for row in told["rows"]] == [
        (1, 2), (1, 2), (3, 4), (3, 4), (5, 5), (None, None),
    ]  # fmt: skip


def test_a_census_needs_no_allowance(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text("unit,estimate,se\na,2,0\nb,1,0\nc,2,0\n", encoding="utf-8")
    answered = call("ranks", path)
    assert "No figure has an error: ranks are exact." in answered.out
    assert [line.split()[3] for line in answered.out.splitlines()[4:]] == ["1–2", "1–2", "3"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "codes"),
    [
        (("--unit", "Z"), 2, ["CH-8159"]),
        (("--unit", "F"), 2, ["CH-8159"]),
        (("--unit", "A", "--method", "intervals"), 2, ["CH-8158"]),
        (("--code", "x"), 2, ["CH-8154"]),
        (("--draws", "none.parquet"), 4, ["CH-1001"]),
        (("--level", "nan"), 2, []),
    ],
)
def test_a_wrong_call_is_refused(
    figures: Path, arguments: tuple[str, ...], exit_code: int, codes: list[str]
) -> None:
    answered = call("ranks", figures, *arguments)
    assert (answered.exit, answered.codes) == (exit_code, codes)
