"""Memory and time of errors that know how weights came about: calibrated ones, and replicates of the data.

    python -m benchmarks.survey_weighted   (by hand: about 60 MB on the disk, some minutes)

The round is made up here: units of 100 rows in 50 strata, five questions, means by agency (10 units each).
`margins`: raked to two margins; `number`: a number that differs from row to row is calibrated to as well;
`persons`: the rows themselves are drawn, means by age and sex; `brought`: 200 replicate weights as columns.
Each case has a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet

from benchmarks.survey import most_held
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.weights import apply_chain, prepare_chain

SIZES = (100_000, 1_000_000)
CASES = ("given", "margins", "number", "persons", "brought")
UNIT, STRATA, REPLICATES, PART = 100, 50, 200, 50_000
NAMES = tuple(f"r{number:03}" for number in range(REPLICATES))
QUESTIONS = tuple(f"q{number}" for number in range(5))


def write_round(path: Path, rows: int) -> None:
    """The rows with their finished weights, and beside them the same with the weights of all replicates."""
    random = np.random.default_rng(20_261_126)
    units = rows // UNIT
    unit = np.repeat(np.arange(units), UNIT)
    columns: dict[str, Any] = {
        "stratum": unit * STRATA // units,
        "unit": unit,
        "agency": unit // 10,
        "sex": np.array(["female", "male"])[random.integers(0, 2, rows)],
        "age": random.integers(1, 7, rows),
        "income": np.round(random.lognormal(2, 0.5, rows), 3),
        "base": (10 + random.integers(0, 40, units) / 4)[unit],
    }
    for question in QUESTIONS:
        answers = random.integers(1, 6, rows)
        columns[question] = pyarrow.array(answers, mask=random.random(rows) < 0.05)
    table = pyarrow.table(columns)
    for case in ("margins", "number"):
        weights = apply_chain(prepare_chain(chain_of(case, rows), table)).weights
        table = table.append_column(case, pyarrow.array(weights))
    pyarrow.parquet.write_table(table, path, row_group_size=100_000)
    factors = random.poisson(1, (units, REPLICATES)).astype(np.float64)
    fields = [pyarrow.field(name, pyarrow.float64()) for name in NAMES]
    schema = pyarrow.schema([*table.schema, *fields])
    with pyarrow.parquet.ParquetWriter(brought_beside(path), schema) as written:
        for start in range(0, rows, PART):
            some = slice(start, start + PART)
            weights_of_part = factors[unit[some]] * columns["base"][some, None]
            part = table.slice(start, PART)
            for name, column in zip(NAMES, weights_of_part.T, strict=True):
                part = part.append_column(name, pyarrow.array(column))
            written.write_table(part)


def brought_beside(path: Path) -> Path:
    """The file with replicate weights beside that of a round."""
    return path.with_name(f"brought-{path.name}")


def chain_of(case: str, rows: int) -> Chain:
    """The chain of a case, its totals those of a population of 15 for each row."""
    people = 15 * rows
    women = round(people * 0.52)
    ages = [[str(age), str(people // 6)] for age in range(1, 6)]
    margins = [
        {"columns": ["sex"], "totals": [["female", str(women)], ["male", str(people - women)]]},
        {"columns": ["age"], "totals": [*ages, ["6", str(people - 5 * (people // 6))]]},
    ]
    step: dict[str, Any] = {"kind": "calibration", "method": "raking", "margins": margins}
    if case == "number":
        step |= {"method": "linear", "numbers": [{"column": "income", "total": people * 8.5}]}
    return Chain.model_validate({"steps": [{"kind": "base", "weight": "base"}, step]})


def design_of(case: str, rows: int) -> Design:
    """How the weights of a case came about."""
    stages = (Stage(cluster="" if case == "persons" else "unit", strata=("stratum",)),)
    if case == "brought":
        # As `chiso survey weights` does, the design tells the degrees of freedom.
        replicates = Replicates(
            method="bootstrap", columns=NAMES, scale=1 / REPLICATES, degrees_of_freedom=REPLICATES - 1.0
        )
        return Design(weight="base", stages=stages, replicates=replicates)
    if case == "given":
        return Design(weight="margins", stages=stages)
    weight = "number" if case == "number" else "margins"
    return Design(weight=weight, stages=stages, chain=chain_of(case, rows))


def measure(path: Path, case: str, rows: int) -> str:
    """One case, in this process: what it took."""
    source = brought_beside(path) if case == "brought" else path
    question = Question(
        parse_statistics([f"mean:{','.join(QUESTIONS)}"]),
        ("age", "sex") if case == "persons" else ("agency",),
    )
    start = time.process_time()
    estimate(source, design_of(case, rows), question)
    seconds = time.process_time() - start
    return f"{case:<8} {rows:>9,} rows {seconds:6.2f} s of the processor, {most_held():.0f} MB"


def main() -> None:
    """Run all cases and print a line each. With `PATH CASE ROWS`: that case alone."""
    if sys.argv[1:]:
        path, case, rows = sys.argv[1:]
        print(measure(Path(path), case, int(rows)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            written = Path(folder) / f"{size}.parquet"
            write_round(written, size)
            for one in CASES:
                command = [sys.executable, "-m", "benchmarks.survey_weighted", str(written), one, str(size)]
                print(
                    subprocess.run(command, check=True, capture_output=True, text=True).stdout,
                    end="",
                    flush=True,
                )


if __name__ == "__main__":
    from chiso.survey.libraries import need_statistics

    need_statistics()
    main()
