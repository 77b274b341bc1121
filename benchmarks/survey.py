"""Estimates of a survey beside the weighted sums alone, in one run.

    make bench                             (python -m benchmarks.survey: 100,000 rows; then 10,000,000)
    python -m benchmarks.survey 100000000  (by hand: half an hour, 4 GB on the disk)

The round is that of `benchmarks.survey_round`: 20 questions, 700 agencies, 10,000 units. Each work stands
beside what DuckDB takes for the weighted sums of the same columns alone.

shares       share of the answers 4 and 5, its error, interval and design effect for each question and
             agency, beside the weighted numerators and denominators
any order    the same on rows in no order, beside the same sums over the ordered rows
means        the same for means, whose design effect needs more: beside the four sums that a mean and its
             design effect are made of (Σwy, Σw, Σwy², n)
crossed      shares for services, for their groups and for fields, which cross all units, folded, beside the
             weighted sums by the same column
memory       the most that a process of its own holds while it does one of these, and what it takes: by
             agency bounded in MB; folded bounded by what it is with a hundredth of the cells, same rows

Ratios are of seconds of the clock; beside them stand those of the processors, which other work on the
machine disturbs less. From ten million rows on three pairs are taken, from a hundred million two, without a
warm-up.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.measuring import compare
from benchmarks.survey_round import CROSSING, QUESTIONS, design, write_round
from chiso.survey.engine import Engine
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import Asked, mean, proportion

# Cells of what crosses units are never kept here, however small the round.
FOLDING = DuckDB(cells_kept=0)
# Rows in no order are never folded: their cells are kept, however many they look like.
KEEPING = DuckDB(cells_kept=10**12)
MANY, VERY_MANY = 10_000_000, 100_000_000
# Folded, with a hundred times as many cells of the same rows.
BOUND_MEGABYTES, BOUND_BY_CELLS = 350, 1.1

SHARES = tuple(proportion(question, (4, 5)) for question in QUESTIONS)
MEANS = tuple(mean(question) for question in QUESTIONS)
_WEIGHT = "CAST(weight_millionths AS DOUBLE)"
_SUM_OF_WEIGHTS = f"SUM(CASE WHEN {{q}} IS NOT NULL THEN {_WEIGHT} ELSE 0.0 END)"
SUMS_OF_SHARES = f"SUM(CASE WHEN {{q}} IN (4, 5) THEN {_WEIGHT} ELSE 0.0 END), {_SUM_OF_WEIGHTS}"
SUMS_OF_MEANS = (
    f"SUM({_WEIGHT} * CAST({{q}} AS DOUBLE)), {_SUM_OF_WEIGHTS}, "
    f"SUM({_WEIGHT} * CAST({{q}} AS DOUBLE) * CAST({{q}} AS DOUBLE)), COUNT({{q}})"
)


@dataclass(frozen=True, slots=True)
class Work:
    """What is estimated, of which rows, by which engine; `sums`: the floor; `bound`: of many rows."""

    name: str
    statistics: tuple[Asked, ...] = SHARES
    by: str = "agency"
    engine: Engine | None = None
    is_ordered: bool = True
    sums: str = SUMS_OF_SHARES
    bound: float = 1.3


WORKS = (
    Work("shares"),
    Work("shares, any order", engine=KEEPING, is_ordered=False, bound=2.2),
    Work("means", statistics=MEANS, sums=SUMS_OF_MEANS),
    *(Work(f"shares, crossed, {one}", by=one, engine=FOLDING) for one in CROSSING),
)


def estimate_all(
    path: Path,
    rows: int,
    statistics: tuple[Asked, ...] = SHARES,
    by: str = "agency",
    engine: Engine | None = None,
) -> tuple[Estimate, ...]:
    """Estimates of all questions for all domains of one column."""
    return estimate(path, design(rows), Question(statistics, by=(by,)), engine=engine)


def weighted_sums(path: Path, sums: str, by: str) -> object:
    """The floor: sums of all questions for all domains, in DuckDB."""
    listed = ", ".join(sums.format(q=question) for question in QUESTIONS)
    with duckdb.connect() as connection:
        asked = f"SELECT {by}, {listed} FROM read_parquet(?) GROUP BY {by}"
        return connection.execute(asked, [str(path)]).to_arrow_table()


def most_held() -> float:
    """The most memory that this program held, in MB. (What getrusage says begins with its parent's.)"""
    status = Path("/proc/self/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def main() -> None:
    """Run all and print one line each. With `--hold WORK PATH ROWS`: do one once and tell what it took."""
    if sys.argv[1:2] == ["--hold"]:
        _hold(WORKS[int(sys.argv[2])], Path(sys.argv[3]), int(sys.argv[4]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        ordered, shuffled = Path(folder) / "ordered.parquet", Path(folder) / "shuffled.parquet"
        write_round(ordered, rows)
        write_round(shuffled, rows, shuffled=True)
        for work in WORKS:
            print(_timed(work, ordered if work.is_ordered else shuffled, ordered, rows), flush=True)
        held: dict[str, float] = {}
        for number, work in enumerate(WORKS):
            path = ordered if work.is_ordered else shuffled
            held[work.name], told = _held_apart(number, path, rows)
            crosses = work.by in CROSSING
            cells = f", {_cells(ordered, work.by):,} cells" if crosses else ""
            verdict = (
                "" if crosses or work.statistics is MEANS else _verdict(held[work.name], BOUND_MEGABYTES)
            )
            print(f"memory of {work.name}, {rows:,} rows{cells}: {told}{verdict}", flush=True)
        folded = [held[work.name] for work in WORKS if work.by in CROSSING]
        # A small round is read in one part: nothing of it says what the rows of a large one hold.
        verdict = _verdict(max(folded) / min(folded), BOUND_BY_CELLS) if rows >= MANY else ""
        print(f"memory of the most cells over that of the fewest: {max(folded) / min(folded):.2f}{verdict}")


def _timed(work: Work, path: Path, ordered: Path, rows: int) -> str:
    """One line: the work beside its floor by the clock, and by the processors."""
    spent: list[float] = []
    spent_by_floor: list[float] = []
    ours = partial(estimate_all, path, rows, work.statistics, work.by, work.engine)
    floor = partial(weighted_sums, ordered, work.sums, work.by)
    is_warm = rows < VERY_MANY
    compared = compare(
        f"{work.name}, 20 × {CROSSING.get(work.by, 700)}, {rows:,} rows",
        _with_processor_time(ours, spent),
        "weighted sums" if work.is_ordered else "the same, ordered",
        _with_processor_time(floor, spent_by_floor),
        # What is fixed weighs on a small round: bounds are those of many rows.
        bound=work.bound if rows >= MANY else None,
        pairs=5 if rows < MANY else 3 if is_warm else 2,
        is_warm=is_warm,
    )
    pairs = list(zip(spent, spent_by_floor, strict=True))[1 if is_warm else 0 :]
    return f"{compared.line()}   of processors {median(one / other for one, other in pairs):.2f}"


def _with_processor_time(work: Callable[[], object], spent: list[float]) -> Callable[[], object]:
    """The work, which adds to `spent` what it takes of all processors."""

    def timed() -> object:
        begin = time.process_time()
        done = work()
        spent.append(time.process_time() - begin)
        return done

    return timed


def _hold(work: Work, path: Path, rows: int) -> None:
    """Print the most memory held, seconds, and seconds of the processors."""
    clocks = time.perf_counter(), time.process_time()
    estimate_all(path, rows, work.statistics, work.by, work.engine)
    print(most_held(), time.perf_counter() - clocks[0], time.process_time() - clocks[1])


def _held_apart(number: int, path: Path, rows: int) -> tuple[float, str]:
    """What a process of its own holds at most, in MB, and how it is told, with the time that it took."""
    asked = [sys.executable, "-m", "benchmarks.survey", "--hold", str(number), str(path), str(rows)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    megabytes, seconds, processors = map(float, done.stdout.split())
    return megabytes, f"{megabytes:.0f} MB in {seconds:.1f} s, of processors {processors:.1f} s"


def _verdict(found: float, bound: float) -> str:
    return f"   {'within' if found <= bound else 'ABOVE'} {bound:g}"


def _cells(path: Path, by: str) -> int:
    """How many pairs of a unit and a domain have rows."""
    with duckdb.connect() as connection:
        asked = f"SELECT COUNT(*) FROM (SELECT DISTINCT unit, {by} FROM read_parquet(?))"
        ((count,),) = connection.execute(asked, [str(path)]).fetchall()
    return int(count)


if __name__ == "__main__":
    main()
