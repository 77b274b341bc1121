"""What R's package `survey` says: run where R is, else read from what was kept of a run.

    reference("means") -> {"estimate": [0.25, …], …}

Each reference is a script `reference/NAME.R` and its output `reference/NAME.json`. The script runs in the
folder `reference`, sources `writing.R` and ends with `give(name = numbers, …)`. Numbers come as lists;
what R could not tell is NaN. `python -m tests.survey.r NAME …` writes the kept outputs anew.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "reference"
AGREES = 1e-12


@cache
def reference(name: str) -> dict[str, Any]:
    """The numbers of one script; where R is, what was kept is compared with what R says today."""
    kept = _numbers(json.loads((FOLDER / f"{name}.json").read_text()))
    if has_survey():
        differing = list(_differences(_numbers(json.loads(_run(name))), kept, name))
        assert not differing, f"R says something else than what was kept: {differing[:5]}"
    assert isinstance(kept, dict)
    return kept


@cache
def has_survey() -> bool:
    """Whether R and its package are on this machine."""
    if shutil.which("Rscript") is None:
        return False
    asked = subprocess.run(
        ["Rscript", "-e", "quit(status = !requireNamespace('survey', quietly = TRUE))"],
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def _run(name: str) -> str:
    done = subprocess.run(
        ["Rscript", "--vanilla", f"{name}.R"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _numbers(tree: Any) -> Any:
    """The tree with NaN for null."""
    if isinstance(tree, dict):
        return {key: _numbers(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_numbers(value) for value in tree]
    return math.nan if tree is None else tree


def _differences(told: Any, kept: Any, place: str) -> Any:
    if isinstance(told, dict) and isinstance(kept, dict) and told.keys() == kept.keys():
        for key in told:
            yield from _differences(told[key], kept[key], f"{place}.{key}")
    elif isinstance(told, list) and isinstance(kept, list) and len(told) == len(kept):
        for position, pair in enumerate(zip(told, kept, strict=True)):
            yield from _differences(*pair, f"{place}[{position}]")
    elif isinstance(told, float | int) and isinstance(kept, float | int):
        both_missing = math.isnan(told) and math.isnan(kept)
        if not both_missing and not math.isclose(told, kept, rel_tol=AGREES, abs_tol=1e-14):
            yield place, told, kept
    elif told != kept:
        yield place, told, kept


if __name__ == "__main__":
    for one in sys.argv[1:]:
        (FOLDER / f"{one}.json").write_text(_run(one))
