"""`chiso versions` as it is called: an index before and after a change of its plan."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.calling import Answered, call

BY_RANKS = """\
format: chiso-plan/1
steps:
  - {step: impute, methods: [{kind: median@1}]}
  - {step: normalise, method: {kind: rank@1}}
  - {step: aggregate}
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `before`, by the plan of the framework, and `after`, by another one."""
    folder = tmp_path_factory.mktemp("versions")
    assert call("examples", "write", "asem", folder / "asem").exit == 0
    (folder / "plan.yaml").write_text(BY_RANKS, encoding="utf-8")
    for name, more in (("before", ()), ("after", ("--plan", folder / "plan.yaml"))):
        answered = compose(folder / "asem", folder / name, *more)
        assert answered.exit == 0, answered.err
    return folder


def compose(data: Path, out: Path, *more: str | Path) -> Answered:
    figures = data / "data.csv", "--units", data / "units.csv"
    return call("composite", "asem@1", *figures, "--out", out, *more)


def ranks_of(folder: Path) -> dict[str, int]:
    with (folder / "ranking.csv").open(encoding="utf-8", newline="") as stream:
        return {row["unit"]: int(row["rank"]) for row in csv.DictReader(stream)}


def test_ranks_before_and_after_are_those_of_the_two_folders(example: Path) -> None:
    answered = call("versions", example / "before", example / "after", "--json")
    assert answered.exit == 0, answered.err
    told = json.loads(answered.out)
    assert (told["format"], told["same_data"], told["only_before"]) == ("chiso-versions/1", True, [])
    (period,) = told["periods"]
    before, after = ranks_of(example / "before"), ranks_of(example / "after")
    assert {row["unit"]: (row["before"], row["after"]) for row in period["ranks"]} == {
        unit: (rank, after[unit]) for unit, rank in before.items()
    }
    shifts = [abs(rank - after[unit]) for unit, rank in before.items()]
    assert period["mean_shift"] == pytest.approx(sum(shifts) / 51)
    assert max(shifts) > 0
    assert period["leaders_before"] == [unit for unit, rank in before.items() if rank == 1]


def test_who_moved_most_comes_first_and_the_table_has_all(example: Path, tmp_path: Path) -> None:
    table = tmp_path / "versions.csv"
    answered = call("versions", example / "before", example / "after", "--table", table)
    assert answered.exit == 0, answered.err
    lines = answered.out.splitlines()
    assert lines[0].startswith("Units: 51; mean shift ")
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 51
    largest = max(rows, key=lambda row: (abs(int(row["shift"])), -int(row["rank_before"])))
    assert lines[4].startswith(largest["unit"])
    assert lines[4].endswith(f"{int(largest['shift']):+d}")
    assert lines[-1] == f"Written: {table}"


def test_a_table_that_is_there_is_left_alone_unless_it_is_forced(example: Path, tmp_path: Path) -> None:
    table = tmp_path / "versions.csv"
    table.write_text("mine", encoding="utf-8")
    folders = example / "before", example / "after"
    answered = call("versions", *folders, "--table", table)
    assert (answered.exit, answered.codes) == (2, ["CH-5004"])
    assert table.read_text(encoding="utf-8") == "mine"
    assert call("versions", *folders, "--table", table, "--force").exit == 0
    assert table.read_text(encoding="utf-8-sig").startswith("unit,")


def test_other_data_are_remarked_and_units_of_one_version_counted(example: Path, tmp_path: Path) -> None:
    call("examples", "write", "asem", tmp_path / "asem")
    data = tmp_path / "asem/data.csv"
    kept = [line for line in data.read_text(encoding="utf-8").splitlines() if not line.startswith("VNM,")]
    data.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert compose(tmp_path / "asem", tmp_path / "out").exit == 0
    answered = call("versions", example / "before", tmp_path / "out")
    assert answered.exit == 0
    assert "computed from different data" in answered.err
    assert "Rows that only one version has a score for: 1." in answered.err
    assert answered.out.startswith("Units: 50;")


def test_what_is_no_index_is_refused(example: Path, tmp_path: Path) -> None:
    answered = call("versions", example / "before", tmp_path)
    assert (answered.exit, answered.codes) == (4, ["CH-8038"])
