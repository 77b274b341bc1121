"""The small run of `tests.publication.publishing` with one of its three criteria left out in every run.

Each criterion has 10 of 30 points, so whichever is left out, the others weigh alike. Sums by hand:

    left out    001      002      003      order
    1           13.25    11.75    13.75    003, 001, 002
    2           14.5     15.25    14       002, 001, 003
    3           15.75    14.5     7.75     001, 002, 003

With n1, n2, n3 runs that go without 1, 2, 3:

    001: rank 1 in n3, rank 2 in n1 + n2              001 above 002 in n1 + n3, above 003 in n2 + n3
    002: rank 1 in n2, rank 2 in n3, rank 3 in n1     002 above 003 in n2 + n3
    003: rank 1 in n1, rank 3 in n2 + n3
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from chiso.publication import build_bundle
from tests.cli.calling import call
from tests.publication.publishing import write_small_run

LEFT_OUT = "leave_out: {kind: one@1}\ntold: {level: '0.5', top: ['2'], moves: ['1']}\n"
ERRORS = "unit,code,se\n001,1,1.5\n002,2,1.5\n003,3,0.5\n"
WITH_ERRORS = (
    "data_error: {kind: column@1, file: errors.csv, source: {vi: một giả định, en: an assumption}}\n"
)
RUNS = 3000


def robust(
    folder: Path,
    written: str = LEFT_OUT,
    name: str = "one-less",
    *,
    runs: int = RUNS,
    run: Path | None = None,
) -> Path:
    """A result of “chiso robustness” about the small run, as a folder of that name."""
    (folder / "spec.yaml").write_text(f"format: chiso-robustness/1\n{written}", encoding="utf-8")
    (folder / "errors.csv").write_text(ERRORS, encoding="utf-8")
    out = folder / name
    answered = call(
        "robustness", run or small_run(folder), "--spec", folder / "spec.yaml",
        "--n", str(runs), "--seed", "7", "--out", out,
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    return out


def small_run(folder: Path) -> Path:
    """The run, scored once."""
    run = folder / "run"
    return run if run.exists() else write_small_run(run)


def robust_bundle(folder: Path, written: str = LEFT_OUT, *, key: Path | None = None) -> Path:
    """A bundle of the run with one result about it."""
    result = robust(folder, written)
    build_bundle(
        runs=[small_run(folder)], robustness=[result], out=folder / "sure.zip", status="final", key=key
    )
    return folder / "sure.zip"


def runs_without(result: Path) -> Mapping[str, int]:
    """How many runs went without each criterion, as the choices of the result count them: (n1, n2, n3).

    Read off the histogram: 003 is first only without 1, 002 only without 2, 001 only without 3.
    """
    with (result / "histogram.csv").open(encoding="utf-8", newline="") as table:
        first = {row["unit"]: int(row["count"]) for row in csv.DictReader(table) if row["rank"] == "1"}
    return {"1": first["003"], "2": first["002"], "3": first["001"]}
