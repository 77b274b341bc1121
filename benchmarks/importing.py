"""Reading an annex: 100 sub-criteria over 40 pages and more, as Word, workbook and PDF, in seconds.

    make bench        (python -m benchmarks.importing)

The annex is the made-up one of the tests, read from its bytes to the checked draft and the report. It
is read by one thread; the bound is held against the seconds of the processor, as other work may run.
"""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median

from chiso.frameworks.importers import read_annex
from chiso.frameworks.importers.report import write_report
from tests.frameworks.importers.annexes.sets.hundred_made_up import ANNEX
from tests.frameworks.importers.annexes.writing import write

BOUND_SECONDS = 3.0
TIMES = 5


def benchmark_reading(suffix: str) -> str:
    """One line: the median of the seconds that it takes, of the processor and by the clock."""
    annex = replace(ANNEX, suffix=suffix)
    source = write(annex)
    counts = read_annex(source, annex.file_name).counts
    taken: list[tuple[float, float]] = []
    for _ in range(TIMES):
        wall, processor = time.perf_counter(), time.process_time()
        reading = read_annex(source, annex.file_name)
        write_report(reading, annex.file_name, "vi")
        taken.append((time.perf_counter() - wall, time.process_time() - processor))
    seconds, of_processor = (median(column) for column in zip(*taken, strict=True))
    pages = "" if counts.pages is None else f", {counts.pages} pages"
    verdict = "within" if of_processor <= BOUND_SECONDS else "ABOVE"
    return (
        f"annex as .{suffix}, {counts.leaves} sub-criteria{pages}: {of_processor:5.2f} s"
        f"   (by the clock {seconds:5.2f} s)   {verdict} {BOUND_SECONDS:g}"
    )


def main() -> None:
    """Run all and print one line each."""
    for suffix in ("docx", "xlsx", "pdf"):
        print(benchmark_reading(suffix), flush=True)


if __name__ == "__main__":
    main()
