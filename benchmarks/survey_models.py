"""Regressions by 500 replicates on 100,000 rows: time of the processor and memory, beside linearised errors.

    python -m benchmarks.survey_models   (by hand: about 400 MB on the disk)

The round is made up here: 50 strata with 20 units each, 5 predictors, a bootstrap of Rao and Wu. `made`: for
the design; `brought`: as columns of the data, whose degrees of freedom the design tells as `chiso survey
weights` does. Each case has a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet

from benchmarks.survey import most_held
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimation.replicated import Replication
from chiso.survey.models.model import Kind, Model, Predictor
from chiso.survey.models.regression import regress
from chiso.survey.psus import SampleFrame
from chiso.survey.replicates import factors

ROWS, STRATA, UNITS, REPLICATES = 100_000, 50, 20, 500
NAMES = tuple(f"r{number:03}" for number in range(REPLICATES))
DESIGN = Design(weight="weight", stages=(Stage(cluster="unit", strata=("stratum",)),))
BROUGHT = DESIGN.model_copy(
    update={
        "replicates": Replicates(
            method="bootstrap", columns=NAMES, scale=1 / REPLICATES, degrees_of_freedom=REPLICATES - 1.0
        )
    }
)


def write_round(path: Path) -> None:
    """The rows, with the weights of all replicates."""
    generator = np.random.default_rng(20_261_126)
    count = STRATA * UNITS
    unit = np.repeat(np.arange(count), ROWS // count)
    weight = generator.uniform(1, 5, ROWS)
    x, other = generator.normal(size=(2, ROWS))
    effect = 0.3 * generator.normal(size=count)[unit]
    columns = {
        "weight": weight,
        "unit": unit,
        "stratum": unit // UNITS,
        "x": x,
        "other": other,
        "kind": generator.integers(1, 5, ROWS),
        "amount": 0.3 * x + effect + generator.normal(size=ROWS),
        "chosen": (generator.uniform(size=ROWS) < 1 / (1 + np.exp(0.5 - 0.2 * x - effect))).astype(int),
    }
    stratum = np.repeat(np.arange(STRATA), UNITS)
    frame = SampleFrame(stratum, np.full(STRATA, UNITS), np.full(STRATA, np.nan), ("",) * STRATA, ())
    made = factors(frame, "rao_wu", 1, count=REPLICATES)
    for name, of_units in zip(NAMES, made.values.T, strict=True):
        columns[name] = weight * of_units[unit]
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


def fit(path: Path, kind: Kind, errors: str) -> str:
    """One case, in this process: what it took."""
    predictors = (Predictor("x"), Predictor("other"), Predictor("kind", categorical=True))
    model = Model(kind, "amount" if kind == "linear" else "chosen", predictors)
    start = time.process_time()
    regress(
        path,
        BROUGHT if errors == "brought" else DESIGN,
        model,
        replication=Replication("rao_wu", count=REPLICATES) if errors == "made" else None,
    )
    seconds = time.process_time() - start
    return f"{kind:<9} {errors:<12} {seconds:6.2f} s of the processor, {most_held():.0f} MB"


def main() -> None:
    """Run all cases and print a line each. With `PATH KIND ERRORS`: that case alone."""
    if sys.argv[1:]:
        path, kind, errors = sys.argv[1:]
        print(fit(Path(path), "linear" if kind == "linear" else "logistic", errors))
        return
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "round.parquet"
        write_round(written)
        for kind in ("linear", "logistic"):
            for errors in ("linearised", "made", "brought"):
                command = [sys.executable, "-m", "benchmarks.survey_models", str(written), kind, errors]
                print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


if __name__ == "__main__":
    from chiso.survey.libraries import need_statistics

    need_statistics()
    main()
