"""The table of docs/reference/survey-coverage.md: `python -m tests.survey.coverage.table [ROUNDS [WORD …]]`.

Words: of the rows those alone whose design or method has one of them.
"""

from __future__ import annotations

import sys

import numpy as np

from tests.survey.coverage.bounds import LEVEL, Measured
from tests.survey.coverage.cases import CASES, Case

HEAD = (
    "| design | method | intervals | coverage | MC error | mean of squares |\n|---|---|---:|---:|---:|---:|"
)


def row_of(case: Case, found: Measured) -> str:
    """The case as a row: coverage in per cent, its Monte Carlo error in points were the coverage 95 %."""
    count = len(found.truth)
    error = 100 * np.sqrt(LEVEL * (1 - LEVEL) / count)
    squares = f"{found.squares:.2f}" if case.looks_at_squares else "–"
    return (
        f"| {case.plan} | {case.name} | {count:,} | {100 * found.coverage:.1f} % | {error:.1f} | {squares} |"
    )


def main() -> None:
    """Measure and print, row by row."""
    rounds, words = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000, sys.argv[2:]
    sys.stdout.write(HEAD + "\n")
    for case in CASES:
        if words and not any(word in f"{case.plan} {case.name}" for word in words):
            continue
        sys.stdout.write(row_of(case, case.measured(rounds)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
