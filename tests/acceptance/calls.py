"""Calls of the program as a user makes them, in this process, and the tables that they write."""

from __future__ import annotations

import csv
from pathlib import Path

from chiso.cli.main import run


def call(*arguments: str | Path) -> int:
    """The exit code of one call."""
    try:
        run([str(argument) for argument in arguments])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


def must(*arguments: str | Path) -> None:
    """One call that has to succeed."""
    assert call(*arguments) == 0, arguments


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def score(folder: Path, framework: str, period: str, out: Path) -> list[dict[str, str]]:
    """Score an example's folder; the rows of the ranking."""
    must(
        "score", framework, folder / "answers.csv", "--units", folder / "units.csv",
        "--period", period, "--out", out,
    )  # fmt: skip
    return rows(out / "ranking.csv")
