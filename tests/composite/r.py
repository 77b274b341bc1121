"""What base R says, kept beside its script; where R is installed the script is run and must say the same."""

from __future__ import annotations

import csv
import json
import math
import shutil
import subprocess
from functools import cache
from typing import Any

import numpy as np

from chiso.composite.table import FloatArray
from tests.composite.making import REFERENCE

AGREES = 1e-12


@cache
def said_by_r(name: str) -> dict[str, FloatArray]:
    """The arrays of `NAME.R` as `NAME.json` keeps them; what R could not tell is NaN."""
    kept = _arrays(json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8")))
    if shutil.which("Rscript") is not None:
        done = subprocess.run(
            ["Rscript", "--vanilla", f"{name}.R"], cwd=REFERENCE, capture_output=True, text=True, check=True
        )
        today = _arrays(json.loads(done.stdout))
        assert today.keys() == kept.keys()
        for key, figures in today.items():
            np.testing.assert_allclose(figures, kept[key], rtol=AGREES, atol=AGREES)
    return kept


@cache
def rows_of(name: str) -> FloatArray:
    """The figures of a table without its first column; an empty cell is NaN."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))[1:]
    return np.array([[float(cell) if cell else math.nan for cell in line[1:]] for line in lines])


def _arrays(found: dict[str, Any]) -> dict[str, FloatArray]:
    return {
        name: np.array([[math.nan if cell is None else cell for cell in row] for row in _rows(figures)])
        for name, figures in found.items()
    }


def _rows(figures: list[Any]) -> list[list[float | None]]:
    return figures if isinstance(figures[0], list) else [figures]
