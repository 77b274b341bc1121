"""`chiso split` as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import call


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The composite index of five years."""
    folder = tmp_path_factory.mktemp("panel")
    assert call("examples", "write", "asem-panel", folder / "asem").exit == 0
    answered = call(
        "composite", "asem@1", folder / "asem/data.csv", "--units", folder / "asem/units.csv",
        "--out", folder / "results",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    return folder / "results"


def test_parts_of_two_years_add_up_at_every_level(panel: Path) -> None:
    answered = call(
        "split", panel, "NLD", "Netherlands", "--period", "2022", "--other-period", "2018", "--json"
    )
    assert answered.exit == 0, answered.err
    told = json.loads(answered.out)
    parts = {row["code"]: row["part"] for row in told["parts"]}
    assert parts["Index"] == pytest.approx(told["difference"], abs=1e-10)
    assert parts["Conn"] + parts["Sust"] == pytest.approx(told["difference"], abs=1e-10)
    # The index is a tree of arithmetic means: weight times difference.
    figures = {row["code"]: row["first"] - row["second"] for row in told["parts"]}
    assert parts["Conn"] == pytest.approx(0.5 * figures["Conn"], abs=1e-10)


def test_the_difference_is_told_with_its_largest_parts(panel: Path) -> None:
    lines = call("split", panel, "NLD", "DNK", "--period", "2022").out.splitlines()
    assert lines[0].startswith("NLD Netherlands 2022: ")
    assert [line.split()[0] for line in lines[3:5]] == ["Conn", "Sust"]


@pytest.mark.parametrize("units", [("NLD", "nowhere"), ("NLD", "DNK")])
def test_units_and_periods_that_are_not_there_are_refused(panel: Path, units: tuple[str, str]) -> None:
    more = ("--period", "2022") if "nowhere" in units else ()
    answered = call("split", panel, *units, *more)
    assert (answered.exit, answered.codes) == (2, ["CH-8203"])
