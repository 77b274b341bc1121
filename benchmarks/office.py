"""The office under load: pages, twenty writers at once, five hundred sign-ins in a minute.

    python -m benchmarks.office          in `make bench`: fewer rounds, fifty sign-ins in six seconds
    python -m benchmarks.office --full   what stands in docs/reference/measurements.md

An office is installed in a temporary folder, on SQLite and on PostgreSQL, and served by `chiso office serve`
on this machine alone; the load comes from this process by the loopback. Both databases wait for the disk.
What is measured with other work on the machine is told with the processor's time, which that leaves alone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.office_pages import measure_pages
from benchmarks.office_places import places
from benchmarks.office_storm import measure_storm
from benchmarks.office_writing import measure_writing


def main(*, full: bool) -> None:
    """Measure on both databases; a line as soon as it is known."""
    rounds, each = (9, 15) if full else (3, 10)
    people, seconds = (500, 60.0) if full else (50, 6.0)
    with tempfile.TemporaryDirectory(prefix="chiso-benchmarks-") as folder, places(Path(folder)) as made:
        for place in made:
            print(*measure_pages(place), sep="\n", flush=True)
        for place in made:
            for line in measure_writing(place, rounds=rounds, each=each):
                print(line, flush=True)
        for place in made:
            print(measure_storm(place, people=people, seconds=seconds), flush=True)


if __name__ == "__main__":
    main(full="--full" in sys.argv[1:])
