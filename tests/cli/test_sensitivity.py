"""`chiso sensitivity` as it is called."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import bytes_below, call

SPECIFICATION = """format: chiso-robustness/1
weights: {kind: noise@1, within: "0.25"}
normalise:
  - {}
  - {method: {kind: rank@1}}
"""


@pytest.fixture(scope="module")
def asem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the composite index of the example and a specification."""
    folder = tmp_path_factory.mktemp("asem")
    assert call("examples", "write", "asem", folder / "asem").exit == 0
    answered = call(
        "composite", "asem@1", folder / "asem/data.csv", "--units", folder / "asem/units.csv",
        "--out", folder / "results",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    (folder / "spec.yaml").write_text(SPECIFICATION, encoding="utf-8")
    return folder


def sensitivity(folder: Path, out: Path, *more: str) -> tuple[int, list[str], str]:
    answered = call(
        "sensitivity", folder / "results", "--spec", folder / "spec.yaml", "--out", out, "--n", "64", *more
    )
    return answered.exit, answered.codes, answered.out


def test_indices_and_single_changes_are_told_and_written_to_the_same_bytes(
    asem: Path, tmp_path: Path
) -> None:
    exit_code, _, said = sensitivity(asem, tmp_path / "one")
    assert exit_code == 0
    assert [line.split()[0] for line in said.splitlines()[2:4]] == ["normalise", "weights"]
    sensitivity(asem, tmp_path / "other")
    assert bytes_below(tmp_path / "one") == bytes_below(tmp_path / "other")
    with (tmp_path / "one/sensitivity.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    # Two inputs on the mean shift, and on the rank and the score of each of 51 units.
    assert len(rows) == 2 * (1 + 2 * 51)
    record = json.loads((tmp_path / "one/sensitivity.json").read_text("utf-8"))
    assert (record["format"], record["evaluations"]) == ("chiso-sensitivity/1", 64 * 4)


def test_a_single_change_is_what_the_index_gives_with_that_plan(asem: Path, tmp_path: Path) -> None:
    assert sensitivity(asem, tmp_path / "found")[0] == 0
    with (tmp_path / "found/single_changes.csv").open(encoding="utf-8") as stream:
        changes = {(row["change"], row["to"]): row for row in csv.DictReader(stream)}
    # One alternative, 49 indicators, and the plan without each of its first four steps.
    steps = {to for change, to in changes if change == "without"}
    assert len(changes) == 1 + 49 + len(steps)
    assert {"denominate", "treat"} <= steps
    # The same by hand: the index computed again with ranks in place of shares of the range.
    plan = json.loads((asem / "results/plan.json").read_text("utf-8"))["plan"]
    for step in plan["steps"]:
        if step["step"] == "normalise":
            step["method"] = {"kind": "rank@1"}
    (tmp_path / "plan.yaml").write_text(json.dumps({"format": "chiso-plan/1", **plan}), encoding="utf-8")
    answered = call(
        "composite", "asem@1", asem / "asem/data.csv", "--units", asem / "asem/units.csv",
        "--plan", tmp_path / "plan.yaml", "--out", tmp_path / "again",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    ranks = []
    for folder in (asem / "results", tmp_path / "again"):
        with (folder / "ranking.csv").open(encoding="utf-8") as stream:
            ranks.append({row["unit"]: int(row["rank"]) for row in csv.DictReader(stream)})
    shifts = [abs(ranks[0][unit] - ranks[1][unit]) for unit in ranks[0]]
    (told,) = (row for (change, _), row in changes.items() if change == "normalise")
    assert float(told["mean_shift"]) == pytest.approx(sum(shifts) / 51, rel=1e-12)
    assert int(told["largest_shift"]) == max(shifts)


def test_pictures_are_drawn_unless_they_are_not_wanted(asem: Path, tmp_path: Path) -> None:
    assert sensitivity(asem, tmp_path / "with")[0] == 0
    assert sensitivity(asem, tmp_path / "without", "--no-pictures")[0] == 0
    tables = {"sensitivity.csv", "single_changes.csv", "sensitivity.json"}
    pictures = {"sensitivity.svg", "sensitivity_of_scores.svg"}
    assert {path.name for path in (tmp_path / "without").iterdir()} == tables
    assert {path.name for path in (tmp_path / "with").iterdir()} == tables | pictures
    words = ["".join(one.itertext()) for one in ET.parse(tmp_path / "with/sensitivity.svg").iter()]
    assert {"normalise", "weights"} <= set(words)
    names = ["".join(one.itertext()) for one in ET.parse(tmp_path / "with/sensitivity_of_scores.svg").iter()]
    assert {"Switzerland", "1 normalise", "2 weights"} <= {" ".join(name.split()) for name in names}


def test_shapley_effects_are_told_beforehand_and_written_with_every_weight(
    asem: Path, tmp_path: Path
) -> None:
    (tmp_path / "fields.yaml").write_text(
        "format: chiso-robustness/1\nweights: {kind: uniform@1, of: fields}\nleave_out: {kind: one@1}\n"
    )
    asked = (
        "sensitivity", asem / "results", "--spec", tmp_path / "fields.yaml", "--n", "64", "--shapley",
        "--no-pictures",
    )  # fmt: skip
    answered = call(*asked, "--out", tmp_path / "one")
    assert answered.exit == 0, answered.err
    # Three inputs, of which every set is looked at: 64 points of 2³ runs.
    assert "Shapley effects of 3 inputs: 512 runs." in answered.err
    with (tmp_path / "one/shapley.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 3 * (1 + 2 * 51)
    shares: dict[tuple[str, str], dict[str, float]] = {}
    for row in rows:
        if row["effect"]:
            shares.setdefault((row["output"], row["unit"]), {})[row["input"]] = float(row["effect"])
    assert len(shares) > 100
    for share in shares.values():
        assert list(share) == ["left_out", "weight:Conn", "weight:Sust"]
        assert sum(share.values()) == pytest.approx(1, abs=1e-9)
        # Of two weights that add up to the whole each tells the other.
        assert share["weight:Conn"] == pytest.approx(share["weight:Sust"], abs=1e-9)
    record = json.loads((tmp_path / "one/sensitivity.json").read_text("utf-8"))
    assert record["shapley"]["evaluations"] == 512
    assert record["shapley"]["way"] == "every set"
    again = call(*asked, "--out", tmp_path / "other")
    assert again.exit == 0
    assert bytes_below(tmp_path / "one") == bytes_below(tmp_path / "other")


def test_too_many_runs_for_shapley_effects_are_refused_before_any_is_made(asem: Path, tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text("format: chiso-robustness/1\nweights: {kind: uniform@1}\n")
    answered = call(
        "sensitivity", asem / "results", "--spec", tmp_path / "all.yaml", "--n", "16000000", "--shapley",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert (answered.exit, answered.codes) == (2, ["CH-8230"])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("points", ["16", "1e9"])
def test_too_few_or_too_many_points_are_refused(asem: Path, tmp_path: Path, points: str) -> None:
    assert sensitivity(asem, tmp_path / "found", "--n", points)[:2] == (2, ["CH-8200"])
