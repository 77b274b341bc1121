"""The benchmarks: ratios against a peer and against the floor, in one run.

    make bench

scoring      631 units × 100 criteria × 10 years, rules and ranking included, beside a bare loop of
             fractions that makes the same sums (of the points that the rules gave)
trace        the same results written out as a trace, apart
reading      answers from CSV, checked, and the tables written, beside Polars on the same file
verify       14 years of PAPI in one bundle, beside the time to read and score them (nothing written)
start        import of the core, and `chiso --help`, in seconds
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from pathlib import Path
from statistics import median

import polars

from benchmarks.city import make_answers, make_framework, make_units
from benchmarks.measuring import Comparison, compare, seconds_of
from benchmarks.portal_sites import PAPI
from chiso.examples.writing import write_example
from chiso.frameworks.library import load_framework
from chiso.periods import parse_period
from chiso.publication import build_bundle, new_key, verify
from chiso.scoring.reading import read_answers
from chiso.scoring.run import Scored, score_all, write_run
from chiso.scoring.score import score
from chiso.scoring.trace import trace_record
from chiso.units import read_units

YEARS = range(2011, 2021)


def benchmark_scoring() -> Iterator[Comparison]:
    """Scoring beside a bare loop; then the trace, apart."""
    framework, units = make_framework(), make_units()
    answers = {year: make_answers(framework, units, year) for year in YEARS}
    periods = {year: parse_period(str(year)) for year in YEARS}

    def score_ten_years() -> list[object]:
        rankings: list[object] = []
        for year in YEARS:
            result = score(framework, answers[year], units, periods[year])
            rankings.append(result.ranking)
        return rankings

    points: list[list[list[Fraction]]] = []
    for year in YEARS:
        result = score(framework, answers[year], units, periods[year])
        points.append(
            [
                [result.node(unit.uid, leaf.code).points or Fraction(0) for leaf in framework.leaves]
                for unit in units
            ]
        )

    def bare_loop() -> list[list[Fraction]]:
        totals = []
        for year in points:
            of_year = []
            for unit in year:
                total = Fraction(0)
                for value in unit:
                    total += value
                of_year.append(total)
            totals.append(of_year)
        return totals

    yield compare(
        "scoring 631 × 100 × 10, rules and ranking",
        score_ten_years,
        "bare loop of fractions",
        bare_loop,
        bound=1.5,
    )
    result = score(framework, answers[YEARS[0]], units, periods[YEARS[0]])
    yield compare(
        "trace of one year (63,100 criteria)",
        lambda: trace_record([result]),
        "scoring that year",
        lambda: score(framework, answers[YEARS[0]], units, periods[YEARS[0]]),
        bound=None,
    )


def benchmark_files(folder: Path) -> Iterator[Comparison]:
    """Reading and writing beside Polars on the same CSV."""
    write_example("papi", folder / "papi")
    answers = folder / "papi" / "answers.csv"
    framework, period = load_framework("papi@2019"), parse_period("2019")
    registry, _ = read_units(folder / "papi" / "units.csv")
    read, _ = read_answers(answers, framework, registry, period)
    scored = score_all(framework, read, registry, period)
    yield compare(
        "reading and checking one year out of 22,176 rows",
        lambda: read_answers(answers, framework, registry, period),
        "Polars reading the same file",
        lambda: polars.read_csv(answers, infer_schema=False),
        bound=None,
    )
    frame = polars.read_csv(answers, infer_schema=False)
    yield compare(
        "writing a run (tables, inputs, trace, synced to the disk)",
        lambda: write_run(scored, folder / "run", force=True),
        "Polars writing the answers",
        lambda: frame.write_csv(folder / "polars.csv"),
        bound=None,
    )


def benchmark_verify(folder: Path) -> Iterator[Comparison]:
    """Verification of 14 years beside scoring them from their files."""
    example = folder / "papi"
    runs = []

    def score_year(year: int) -> Scored:
        framework, period = load_framework(PAPI[year]), parse_period(str(year))
        registry, _ = read_units(example / "units.csv")
        read, _ = read_answers(example / "years" / f"{year}.csv", framework, registry, period)
        return score_all(framework, read, registry, period)

    split_by_year(example)
    for year in PAPI:
        runs.append(folder / str(year))
        write_run(score_year(year), folder / str(year))

    def score_all_years() -> list[Scored]:
        return [score_year(year) for year in PAPI]

    pair = folder / "key"
    new_key(out=pair)
    bundle = folder / "bundle.zip"
    build_bundle(runs=runs, out=bundle, key=pair.with_suffix(".key"))
    trusted = [pair.with_suffix(".pub")]
    yield compare(
        "verifying 14 years of PAPI",
        lambda: verify(bundle, trusted=trusted),
        "reading and scoring them",
        score_all_years,
        bound=1.3,
    )


def split_by_year(example: Path) -> None:
    """One file of answers a year, so that both sides read the same rows once."""
    (example / "years").mkdir()
    head, *lines = (example / "answers.csv").read_text("utf-8").splitlines()
    for year in PAPI:
        kept = [line for line in lines if line.startswith(f"{year},")]
        (example / "years" / f"{year}.csv").write_text("\n".join([head, *kept]) + "\n", "utf-8")


def benchmark_start() -> Iterator[str]:
    """Seconds of a new process, those of the bare interpreter included."""
    program = Path(sys.executable).with_name("chiso")
    for name, command, bound in (
        ("import chiso", [sys.executable, "-c", "import chiso"], 0.3),
        ("import of frameworks, units and scoring", [sys.executable, "-c", "import chiso.scoring.run"], 0.3),
        ("chiso --help", [str(program), "--help"], 0.5),
    ):
        start = partial(subprocess.run, command, capture_output=True, check=True)
        seconds = median(seconds_of(start) for _ in range(7))
        yield f"{name:<58} {seconds:9.3f} s   {'within' if seconds <= bound else 'ABOVE'} {bound:g} s"


@contextmanager
def a_folder() -> Iterator[Path]:
    """A temporary folder."""
    with tempfile.TemporaryDirectory(prefix="chiso-benchmarks-") as name:
        yield Path(name)


def main() -> None:
    """Run all and print one line each."""
    with a_folder() as folder:
        for comparison in (*benchmark_scoring(), *benchmark_files(folder), *benchmark_verify(folder)):
            print(comparison.line(), flush=True)
    for line in benchmark_start():
        print(line, flush=True)


if __name__ == "__main__":
    main()
