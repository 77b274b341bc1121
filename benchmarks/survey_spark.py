"""Estimates on Spark beside DuckDB, in one run: the price of Spark on one machine, and of its parts.

    make bench                             (python -m benchmarks.survey_spark: 100,000 rows)
    python -m benchmarks.survey_spark 10000000

The round is that of benchmarks.survey_round: 20 shares for 700 agencies, and for 700 services that cross all
units.

cells      shares by agency from cells, beside the same on DuckDB
folded     shares by service, folded, beside the same on DuckDB
parts      shares by agency with 2, 4, 8, 16, 32 parts: what one more part costs, by least squares
start      what beginning and ending Spark takes once

The figures are compared as well. Where there is no Java or PySpark the program says so, and measures nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.measuring import compare, seconds_of
from benchmarks.survey import FOLDING, SHARES
from benchmarks.survey_round import design, write_round
from chiso.problems import Refused, WrongCall
from chiso.survey.engine import Engine
from chiso.survey.engines.choosing import open_engine
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.engines.on_spark import Spark
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Question, estimate

PARTS = (2, 4, 8, 16, 32)
RUNS = 3
# What folding in parts may change in a figure.
AGREES = 1e-12


def estimate_all(path: Path, rows: int, by: str, engine: Engine) -> tuple[Estimate, ...]:
    """Shares of all questions for all agencies or services."""
    return estimate(path, design(rows), Question(SHARES, by=(by,)), engine=engine)


def greatest_difference(told: tuple[Estimate, ...], expected: tuple[Estimate, ...]) -> float:
    """The greatest relative difference of an estimate, error or bound."""
    figures = [
        np.array([(one.estimate, one.se, one.ci_low, one.ci_high) for one in rows])
        for rows in (told, expected)
    ]
    return float(np.nanmax(np.abs(figures[0] - figures[1]) / np.maximum(np.abs(figures[1]), 1e-300)))


def compare_engines(path: Path, rows: int, by: str, spark: Engine, duckdb: Engine) -> None:
    """One line: Spark beside DuckDB, and how far their figures lie apart."""
    on_spark, on_duckdb = (partial(estimate_all, path, rows, by, engine) for engine in (spark, duckdb))
    line = compare(
        f"shares by {by} on Spark, {rows:,} rows", on_spark, "on DuckDB", on_duckdb, bound=None, pairs=RUNS
    ).line()
    apart = greatest_difference(on_spark(), on_duckdb())
    print(
        f"{line}   figures apart {apart:.1e} {'within' if apart <= AGREES else 'ABOVE'} {AGREES}", flush=True
    )


def slope_of_parts(path: Path, rows: int, spark: Spark) -> None:
    """One line: the time with so many parts, and what one more costs."""
    works = [partial(estimate_all, path, rows, "agency", replace(spark, parts=parts)) for parts in PARTS]
    for work in works:
        work()
    # In turns: Java grows faster while it runs.
    taken = np.median([[seconds_of(work) for work in works] for _ in range(RUNS)], axis=0)
    slope, start = np.polyfit(PARTS, taken, 1)
    told = ", ".join(f"{parts}: {seconds:.2f} s" for parts, seconds in zip(PARTS, taken, strict=True))
    print(f"parts {told}   {1000 * slope:.1f} ms for one more, {start:.2f} s without any", flush=True)


def main() -> None:
    """Run all and print one line each."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    began = time.perf_counter()
    try:
        with open_engine("spark") as spark, tempfile.TemporaryDirectory() as folder:
            assert isinstance(spark, Spark)
            begun = time.perf_counter() - began
            path = Path(folder) / "round.parquet"
            write_round(path, rows)
            compare_engines(path, rows, "agency", spark, DuckDB())
            compare_engines(path, rows, "service", replace(spark, cells_kept=0), FOLDING)
            slope_of_parts(path, rows, spark)
            ending = time.perf_counter()
    except (WrongCall, Refused) as refused:
        print(f"Spark is not measured: {refused.problems[0].code} {refused.problems[0].expected}")
        return
    print(f"start and end of Spark: {begun:.1f} s and {time.perf_counter() - ending:.1f} s")


if __name__ == "__main__":
    main()
