"""Estimates of a survey beside the weighted sums alone, in one run.

    make bench                             (python -m benchmarks.survey: 100,000 rows)
    python -m benchmarks.survey 10000000   (by hand: about 350 MB on the disk)
    python -m benchmarks.survey 100000000  (by hand: about 3.5 GB on the disk, rows are made part by part)
    python -m benchmarks.survey 100000000 --closed FILE  (by hand: shares in closed order and their memory
        alone, on 1.6 GB that are written to FILE unless they are there)

The round is made up here: 20 questions on a scale from 1 to 5, one answer in twenty missing, 700 agencies
that are strata with ten units each, rows in the order of a closed round, weights as whole millionths.

shares     share of the answers 4 and 5, its error, interval and design effect for each question and agency,
           beside what DuckDB takes for the weighted numerators and denominators alone
any order  the same on the rows shuffled, beside the same sums over the ordered rows
means      the same for means, which need sums of squares for the design effect
crossed    shares for 700 services that cross all units, folded, beside the weighted sums by service
memory     the most that a process of its own holds while it estimates; of agencies, of services
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pyarrow
import pyarrow.parquet

from benchmarks.measuring import compare
from chiso.survey.design import Closed, Design, Stage
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Question, estimate
from chiso.survey.estimation.statistics import Asked, mean, proportion

QUESTIONS = tuple(f"q{number:02}" for number in range(1, 21))
AGENCIES, UNITS_OF_AGENCY, SERVICES = 700, 10, 700
# Cells of services are never kept here, however small the round.
FOLDING = DuckDB(cells_kept=0)
# Rows in no order are never folded: their cells are kept, however many they look like.
KEEPING = DuckDB(cells_kept=10**12)
ROW_GROUP = 122_880
ROWS_AT_ONCE = 8 * ROW_GROUP
BOUND, BOUND_ANY_ORDER, BOUND_MEGABYTES = 1.3, 2.2, 350


def write_round(path: Path, rows: int, *, shuffled: bool = False) -> None:
    """A round of so many rows, written part by part; `shuffled`: in no order."""
    generator = np.random.default_rng(20_261_125)
    units = AGENCIES * UNITS_OF_AGENCY
    # In order each unit has so many rows; in no order each row has some unit.
    ends = np.cumsum(generator.multinomial(rows, np.full(units, 1 / units)))
    writer: pyarrow.parquet.ParquetWriter | None = None
    for start in range(0, rows, ROWS_AT_ONCE):
        count = min(ROWS_AT_ONCE, rows - start)
        unit = (
            generator.integers(0, units, count)
            if shuffled
            else np.searchsorted(ends, np.arange(start, start + count), side="right")
        )
        table = _rows_of(unit, generator)
        writer = writer or pyarrow.parquet.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=ROW_GROUP)
    if writer is not None:
        writer.close()


def _rows_of(unit: np.typing.NDArray[np.int64], generator: np.random.Generator) -> pyarrow.Table:
    rows = len(unit)
    agency = unit // UNITS_OF_AGENCY
    columns = {
        "agency": _coded(agency, [f"H26.{number:03}" for number in range(AGENCIES)]),
        "unit": _coded(unit, [f"u{number:05}" for number in range(AGENCIES * UNITS_OF_AGENCY)]),
        "service": _coded(
            generator.integers(0, SERVICES, rows), [f"1.{number:06}" for number in range(SERVICES)]
        ),
        "weight_millionths": pyarrow.array(generator.integers(10**6, 5 * 10**8, rows)),
    }
    for question in QUESTIONS:
        answers = generator.integers(1, 6, rows, dtype=np.int64)
        columns[question] = pyarrow.array(answers, mask=generator.random(rows, dtype=np.float32) < 0.05)
    return pyarrow.table(columns)


def _coded(codes: np.typing.NDArray[np.int64], names: list[str]) -> pyarrow.Array:
    return pyarrow.DictionaryArray.from_arrays(codes.astype(np.int32), names).cast(pyarrow.string())


def design(rows: int) -> Design:
    """The design of the round."""
    return Design(
        period="2026",
        stages=(Stage(cluster="unit", strata=("agency",)),),
        closed=Closed(rows=rows, data_sha256="0" * 64),
    )


def estimate_all(
    path: Path, rows: int, statistics: tuple[Asked, ...], by: str = "agency", *, is_ordered: bool = True
) -> tuple[Estimate, ...]:
    """Estimates of all questions for all agencies or services."""
    engine = FOLDING if by == "service" else None if is_ordered else KEEPING
    return estimate(path, design(rows), Question(statistics, by=(by,)), engine=engine)


def weighted_sums(path: Path, numerator: str, by: str = "agency") -> object:
    """The floor: numerators and denominators of all questions for all domains, in DuckDB."""
    sums = ", ".join(
        f"SUM({numerator.format(q=question)}), "
        f"SUM(CASE WHEN {question} IS NOT NULL THEN CAST(weight_millionths AS DOUBLE) ELSE 0.0 END)"
        for question in QUESTIONS
    )
    with duckdb.connect() as connection:
        asked = f"SELECT {by}, {sums} FROM read_parquet(?) GROUP BY {by}"
        return connection.execute(asked, [str(path)]).to_arrow_table()


def most_held() -> float:
    """The most memory that this program held, in MB. (What getrusage says begins with its parent's.)"""
    status = Path("/proc/self/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


SHARES = tuple(proportion(question, (4, 5)) for question in QUESTIONS)
MEANS = tuple(mean(question) for question in QUESTIONS)
CHOSEN = "CASE WHEN {q} IN (4, 5) THEN CAST(weight_millionths AS DOUBLE) ELSE 0.0 END"
VALUE = "CAST(weight_millionths AS DOUBLE) * CAST({q} AS DOUBLE)"


def main() -> None:
    """Run all and print one line each. With `--hold PATH ROWS BY`: estimate once and tell the memory."""
    if sys.argv[1:2] == ["--hold"]:
        estimate_all(Path(sys.argv[2]), int(sys.argv[3]), SHARES, sys.argv[4])
        print(most_held())
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if sys.argv[2:3] == ["--closed"]:
        measure_closed_order(Path(sys.argv[3]), rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        ordered, shuffled = Path(folder) / "ordered.parquet", Path(folder) / "shuffled.parquet"
        write_round(ordered, rows)
        write_round(shuffled, rows, shuffled=True)
        shares = partial(estimate_all, ordered, rows, SHARES)
        floor = partial(weighted_sums, ordered, CHOSEN)
        any_order = partial(estimate_all, shuffled, rows, SHARES, is_ordered=False)
        means = partial(estimate_all, ordered, rows, MEANS)
        # What is fixed weighs on a small round: the bounds are those of ten million rows.
        bound, any_bound = (BOUND, BOUND_ANY_ORDER) if rows >= 10_000_000 else (None, None)
        told = f"20 × 700, {rows:,} rows"
        print(compare(f"shares, {told}", shares, "weighted sums", floor, bound=bound).line(), flush=True)
        print(
            compare(
                f"shares, any order, {told}", any_order, "the same, ordered", floor, bound=any_bound
            ).line(),
            flush=True,
        )
        squared = partial(weighted_sums, ordered, VALUE)
        print(compare(f"means, {told}", means, "weighted sums", squared, bound=None).line(), flush=True)
        crossed = partial(estimate_all, ordered, rows, SHARES, "service")
        crossed_floor = partial(weighted_sums, ordered, CHOSEN, "service")
        print(
            compare(f"shares, crossed, {told}", crossed, "weighted sums", crossed_floor, bound=bound).line(),
            flush=True,
        )
        for by in ("agency", "service"):
            print(f"memory of shares by {by}, {rows:,} rows: {memory_of(ordered, rows, by)}", flush=True)


def measure_closed_order(path: Path, rows: int) -> None:
    """Shares by agency on rows in closed order, by the clock and by the processors, and their memory.

    Three pairs after a warm-up: at a hundred million rows one takes a minute. Beside other work the clock
    says little; the time of the processors, ours over that of the floor, says what is done.
    """
    if not path.exists():
        write_round(path, rows)
    ours: list[float] = []
    floors: list[float] = []
    shares = _with_processor_time(partial(estimate_all, path, rows, SHARES), ours)
    floor = _with_processor_time(partial(weighted_sums, path, CHOSEN), floors)
    told = f"20 × 700, {rows:,} rows"
    print(compare(f"shares, {told}", shares, "weighted sums", floor, bound=BOUND, pairs=3).line(), flush=True)
    pairs = list(zip(ours[1:], floors[1:], strict=True))
    ratio = median(one / other for one, other in pairs)
    spent = ", ".join(f"{one:.1f} and {other:.1f} s" for one, other in pairs)
    print(f"the same by processors: {spent}; ratio {ratio:.2f}", flush=True)
    print(f"memory of shares by agency, {rows:,} rows: {memory_of(path, rows, 'agency')}", flush=True)


def _with_processor_time(work: Callable[[], object], spent: list[float]) -> Callable[[], object]:
    """The work, which adds to `spent` what it takes of all processors."""

    def timed() -> object:
        begin = time.process_time()
        done = work()
        spent.append(time.process_time() - begin)
        return done

    return timed


def memory_of(path: Path, rows: int, by: str) -> str:
    """What a process of its own holds at most, and whether that is within the bound."""
    held = subprocess.run(
        [sys.executable, "-m", "benchmarks.survey", "--hold", path, str(rows), by],
        check=True,
        capture_output=True,
        text=True,
    )
    megabytes = float(held.stdout)
    if by == "service":
        # The compiler of the loop takes its own; what counts is that the rows add nothing.
        return f"{megabytes:.0f} MB   no bound"
    return f"{megabytes:.0f} MB   {'within' if megabytes <= BOUND_MEGABYTES else 'ABOVE'} {BOUND_MEGABYTES}"


if __name__ == "__main__":
    main()
