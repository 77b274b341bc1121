"""`chiso swap` and `chiso rank-range` as they are called."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.calling import bytes_below, call, write_files


@pytest.fixture(scope="module")
def asem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The composite index of the example, computed once."""
    folder = tmp_path_factory.mktemp("asem")
    assert call("examples", "write", "asem", folder / "asem").exit == 0
    out = folder / "results"
    answered = call(
        "composite", "asem@1", folder / "asem/data.csv", "--units", folder / "asem/units.csv", "--out", out
    )
    assert answered.exit == 0, answered.err
    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_every_group_that_can_be_moved_is_told_with_its_smallest_change(asem: Path) -> None:
    answered = call("swap", asem, "DNK", "Netherlands")
    assert answered.exit == 0
    lines = answered.out.splitlines()
    assert lines[0] == "NLD Netherlands (64.82) stands above DNK Denmark (64.80)."
    # The index is ½ Conn + ½ Sust; leads of NLD (ranking.csv, Aggregated.csv): see the test below.
    assert [line.split()[0] for line in lines[3:6]] == ["all", "Index", "Sust"]


def test_the_smallest_change_of_the_two_fields_is_the_one_worked_out_by_hand(asem: Path) -> None:
    rows = {row["unit"]: row for row in rows_of(asem / "Aggregated.csv")}
    conn, sust = (float(rows["NLD"][code]) - float(rows["DNK"][code]) for code in ("Conn", "Sust"))
    # Level where w · conn + (1 − w) · sust = 0.
    level = sust / (sust - conn)
    answered = call("swap", asem, "DNK", "NLD", "--move", "Index", "--json")
    (told,) = json.loads(answered.out)["swaps"]
    assert (told["above"], told["below"]) == ("NLD", "DNK")
    assert told["weights_then"]["Conn"] == pytest.approx(level, rel=1e-8)
    assert told["change"] == pytest.approx(abs(0.5 - level), rel=1e-6)


def test_no_admissible_weights_swap_units_far_apart(asem: Path) -> None:
    answered = call("swap", asem, "DNK", "BGR", "--move", "Index")
    assert "above under all admissible weights" in answered.out
    assert "DNK Denmark: rank 2 at best" in answered.out


def test_the_range_of_every_unit_is_written_to_the_same_bytes(asem: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one", "other"):
        arguments = ("rank-range", asem, "--move", "Index", "--within", "0.2", "--out", tmp_path / name)
        assert call(*arguments).exit == 0
        written.append(bytes_below(tmp_path / name))
    assert written[0] == written[1]
    assert sorted(written[0]) == ["dominance.csv", "range_weights.csv", "rank_range.csv", "rank_range.json"]
    rows = rows_of(tmp_path / "one/rank_range.csv")
    assert len(rows) == 51
    assert all(int(row["best"]) <= int(row["rank"]) <= int(row["worst"]) for row in rows)
    assert all(row["best"] == row["best_bound"] and row["worst"] == row["worst_bound"] for row in rows)


def test_a_run_of_scoring_has_its_maxima_as_weights(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    assert files.score().exit == 0
    answered = call("rank-range", files.out, "--out", tmp_path / "range")
    assert answered.exit == 0, answered.err
    ranking = rows_of(files.out / "ranking.csv")
    ranges = {row["unit"]: row for row in rows_of(tmp_path / "range/rank_range.csv")}
    ranked = [row for row in ranking if row["rank"]]
    assert {row["unit"]: row["rank"] for row in ranked} == {unit: row["rank"] for unit, row in ranges.items()}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "codes"),
    [
        (("DNK", "DNK"), 2, ["CH-8166"]),
        (("DNK", "nowhere"), 2, ["CH-8165"]),
        (("DNK", "NLD", "--move", "LPI"), 2, ["CH-8160"]),
        (("DNK", "NLD", "--period", "2020"), 2, ["CH-8164"]),
        (("DNK", "NLD", "--within", "nan"), 2, []),
    ],
)
def test_a_wrong_call_is_refused(
    asem: Path, arguments: tuple[str, ...], exit_code: int, codes: list[str]
) -> None:
    answered = call("swap", asem, *arguments)
    assert (answered.exit, answered.codes) == (exit_code, codes)


def test_a_period_that_results_do_not_have_is_told_with_the_one_they_have(asem: Path, tmp_path: Path) -> None:
    said = call("swap", asem, "DNK", "NLD", "--period", "2020").err
    assert "Expected no period: these figures are of one time, not of a panel." in said
    files = write_files(tmp_path)
    assert files.score().exit == 0
    period = json.loads((files.out / "run.json").read_text("utf-8"))["period"]
    other = call("rank-range", files.out, "--period", "1999", "--out", tmp_path / "range")
    assert (other.exit, other.codes) == (2, ["CH-8164"])
    assert f"Expected the period of these results: {period}." in other.err
    own = call("rank-range", files.out, "--period", period, "--out", tmp_path / "range")
    assert own.exit == 0


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    assert call("swap", tmp_path, "A", "B").codes == ["CH-8103"]
