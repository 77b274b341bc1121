"""Errors from 1,000 bootstrap replicates, after the cells are made: seconds and memory against their goals.

    make bench                        (python -m benchmarks.replicates)

nested    20 shares for 700 agencies of ten units each: 14,000 estimates, less than 1 s and 400 MB
crossed   one share for 700 services in 10,000 units: at most 3 s for a million cells

Drawing the factors is counted. The least of three runs is told; it needs an idle machine.
"""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np

from benchmarks.survey import most_held
from chiso.survey.cells import Cells
from chiso.survey.psus import SampleFrame
from chiso.survey.replicates import factors, ratio_of, replicate_totals

REPLICATES, RUNS = 1_000, 3
QUESTIONS, AGENCIES, UNITS, SERVICES = 20, 700, 10, 700
SECONDS = {"nested": 1.0, "crossed": 3.0}
BOUND_MEGABYTES = 400


def made_up_cells(strata: int, unit: np.ndarray, domain: np.ndarray, domains: int, terms: int) -> Cells:
    """Cells of so many terms with made-up sums; ten units in each stratum."""
    frame = SampleFrame(
        np.repeat(np.arange(strata), UNITS),
        np.full(strata, UNITS),
        np.full(strata, np.nan),
        tuple(map(str, range(strata))),
        (),
    )
    sums = np.random.default_rng(20_261_125).uniform(1, 5, (len(unit), terms))
    n = np.ones((len(unit), terms), np.int64)
    names = tuple((str(number),) for number in range(domains))
    return Cells(frame, unit, domain, names, tuple(map(str, range(terms))), sums, n, unit, n[:, 0])


def nested() -> Cells:
    """7,000 units, each in one agency; numerators and denominators of 20 shares."""
    unit = np.arange(AGENCIES * UNITS)
    return made_up_cells(AGENCIES, unit, unit // UNITS, AGENCIES, 2 * QUESTIONS)


def crossed() -> Cells:
    """A million cells of 10,000 units with 700 services: two terms of half a million pairs."""
    draw = np.random.default_rng(7)
    return made_up_cells(
        1_000, draw.integers(0, 10_000, 500_000), draw.integers(0, SERVICES, 500_000), SERVICES, 2
    )


def errors_of(cells: Cells) -> None:
    """Factors, totals of all replicates, and the error of every share."""
    totals = replicate_totals(cells, factors(cells.frame, "rao_wu", 1, count=REPLICATES))
    count = len(cells.names) // 2
    shares = [ratio_of(number, count + number) for number in range(count)]
    estimates = np.concatenate([share(totals.estimates[:, :, None])[:, 0] for share in shares])
    totals.variances(lambda figures: np.concatenate([share(figures) for share in shares]), estimates)


MAKERS = {"nested": nested, "crossed": crossed}


def main() -> None:
    """Print one line each. With `--hold`: do it once and tell the memory."""
    if sys.argv[1:] == ["--hold"]:
        errors_of(nested())
        print(most_held())
        return
    for name, make in MAKERS.items():
        cells = make()
        taken = []
        for _ in range(RUNS):
            start = time.perf_counter()
            errors_of(cells)
            taken.append(time.perf_counter() - start)
        verdict = "within" if min(taken) <= SECONDS[name] else "ABOVE"
        print(
            f"{REPLICATES:,} replicates, {name}: {min(taken):.2f} s   {verdict} {SECONDS[name]:g} s",
            flush=True,
        )
    held = subprocess.run(
        [sys.executable, "-m", "benchmarks.replicates", "--hold"], check=True, capture_output=True, text=True
    )
    megabytes = float(held.stdout)
    verdict = "within" if megabytes <= BOUND_MEGABYTES else "ABOVE"
    print(f"memory of the nested ones: {megabytes:.0f} MB   {verdict} {BOUND_MEGABYTES}")


if __name__ == "__main__":
    main()
