"""Options that shape replicates are refused where none are made, before anything is read."""

from __future__ import annotations

import pytest

from tests.cli.calling import call

COMMANDS = {
    "estimate": ["--stat", "mean:y"],
    "index": ["--questionnaire", "sipas-form-39-2026"],
    "compare": ["--stat", "mean:y", "--by", "area"],
    "regress": ["--outcome", "y", "--on", "x"],
    "independence": ["--rows", "a", "--columns", "b"],
    "weights": ["--chain", "chain.yaml"],
}
ABSENT = ["nowhere.csv", "--design", "nowhere.yaml", "--out", "nowhere"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "options", [("--count", "50"), ("--seed", "1"), ("--rho", "0.5"), ("--count", "9", "--seed", "2")]
)
def test_a_choice_about_replicates_that_nobody_makes_is_a_wrong_call(
    command: str, options: tuple[str, ...]
) -> None:
    said = call("survey", command, *ABSENT, *COMMANDS[command], *options)
    assert (said.exit, said.codes) == (2, ["CH-8821"] * (len(options) // 2))
    assert all(f"“{name}”" in said.err for name in options[::2])


@pytest.mark.parametrize("command", COMMANDS)
def test_beside_a_method_they_count(command: str) -> None:
    shaped = ["--replicates", "fay", "--count", "50", "--seed", "3", "--rho", "0.3"]
    assert call("survey", command, *ABSENT, *COMMANDS[command], *shaped).codes != ["CH-8821"]


@pytest.mark.parametrize("command", ["estimate", "index"])
def test_the_seed_counts_for_draws_of_replicates_that_the_data_bring(command: str) -> None:
    asked = ["survey", command, *ABSENT, *COMMANDS[command], "--draws", "10"]
    assert "CH-8821" not in call(*asked, "--seed", "3").codes
    assert call(*asked, "--count", "3").codes == ["CH-8821"]
