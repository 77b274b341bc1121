"""A campaign in its last hour: officers who save, put evidence beside, approve and submit, all at once.

    python -m benchmarks.campaigns          in `make bench`: one round of twenty agencies
    python -m benchmarks.campaigns --full   what docs/reference/measurements.md tells: six rounds of thirty

200 agencies × 100 criteria (`example-hundred@1`) in an office in a temporary folder, on SQLite and on
PostgreSQL, both of which wait for the disk; the load comes from this process by the loopback. Beside it:
queries of pages with 1 and 3 agencies and with 33 and 100 criteria; with `--full` the matrix of 631 agencies,
and the points of 631 × 100 computed anew.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.campaigns_hour import measure_hour
from benchmarks.campaigns_pages import measure_campaign_pages
from benchmarks.campaigns_scoring import measure_scoring
from benchmarks.campaigns_watching import measure_watching
from benchmarks.office_places import places

AGENCIES = 200


def main(*, full: bool) -> None:
    """Measure on both databases; a line as soon as it is known."""
    at_a_time, rounds, each = (30, 6, 8) if full else (20, 1, 4)
    with tempfile.TemporaryDirectory(prefix="chiso-benchmarks-") as folder, places(Path(folder)) as made:
        for place in made:
            lines = measure_hour(place, agencies=AGENCIES, at_a_time=at_a_time, rounds=rounds, each=each)
            for line in lines:
                print(line, flush=True)
        for place in made:
            print(*measure_campaign_pages(place), sep="\n", flush=True)
            if full:
                print(*measure_watching(place), measure_scoring(place), sep="\n", flush=True)


if __name__ == "__main__":
    main(full="--full" in sys.argv[1:])
