"""From a folder of results and a specification to what is varied: a run of scoring, or a composite index.

CH-8103 neither of both   CH-8119 more runs, or numbers, than the way to sample has
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from chiso.composite.run_files import MARKER as COMPOSITE
from chiso.composite.run_reading import read_run as read_composite_run
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, WrongCall
from chiso.robustness.data_errors import data_errors
from chiso.robustness.from_composite import measured_composite
from chiso.robustness.from_scores import league_of, measured_scores
from chiso.robustness.measured import Measured, fault
from chiso.robustness.specification import Specification
from chiso.robustness.streams import MOST_SOBOL_NUMBERS, MOST_SOBOL_POINTS, SOBOL_SETS
from chiso.scoring.run import RUN, read_run

# A day's work on one processor is 10¹¹ of them.
MOST_RUNS = 10**11


def open_measured(
    out: Path, spec: Specification, *, files: Path, seed: int, league: str | None = None
) -> Measured:
    """What stands in the folder `out`, ready to be varied. `files`: from where the specification names files.

    Raises BadInput and WrongCall with everything that keeps it from being varied.
    """
    if (out / COMPOSITE).is_file():
        errors = data_errors(spec.data_error, files, seed, as_tables=True)
        return _with_digest(
            measured_composite(read_composite_run(out), spec, errors, seed=seed), out / COMPOSITE
        )
    if (out / RUN).is_file():
        errors = data_errors(spec.data_error, files, seed, as_tables=False)
        result = league_of(read_run(out), league)
        return _with_digest(measured_scores(result, spec, errors), out / RUN)
    expected = text("Expected a folder that “chiso score” or “chiso composite” has written.")
    mend = text("Give the folder named with --out in that call.")
    raise BadInput([Problem("CH-8103", Place(str(out)), out.name, expected, mend)])


def _with_digest(measured: Measured, marker: Path) -> Measured:
    digest = hashlib.sha256(marker.read_bytes()).hexdigest()
    return replace(measured, digests={marker.name: digest} | dict(measured.digests))


def runs_asked(written: str) -> int:
    """A number of runs as people write it: 1000000, 1e6, 2.5e5. Raises WrongCall (CH-8119)."""
    try:
        runs = float(written)
    except ValueError:
        runs = 0.0
    if not (1 <= runs <= MOST_RUNS and runs.is_integer()):
        expected = text("Expected a whole number of runs from 1 to 1e11, such as 1e6.")
        raise WrongCall([fault("CH-8119", "--n", written, expected, text("Correct the number."))])
    return int(runs)


def check_sampling(measured: Measured, spec: Specification, runs: int) -> None:
    """Raise WrongCall (CH-8119) where Sobol' points do not reach."""
    if spec.sampling != "sobol":
        return
    numbers = measured.model.numbers_of_run
    if runs > MOST_SOBOL_POINTS * SOBOL_SETS or numbers > MOST_SOBOL_NUMBERS:
        expected = text(
            "Expected at most {runs} runs of at most {numbers} numbers with “sampling: sobol”.",
            runs=MOST_SOBOL_POINTS * SOBOL_SETS,
            numbers=MOST_SOBOL_NUMBERS,
        )
        mend = text("Take fewer runs, or “sampling: random”.")
        raise WrongCall([fault("CH-8119", "sampling", f"{runs} × {numbers}", expected, mend)])
