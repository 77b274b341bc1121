"""A campaign computed anew: 631 units × 100 criteria by `result_of`, beside `chiso score` of the same.

Both read what is kept, look at every answer by the rules and rank the units; the office reads its database,
the command its table, and it writes its results and the trace as well. Seconds of the processor, the least of
three; those in which the command only starts are told apart and not counted for it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.office_places import Place
from tests.office.running.offices import environment

AGENCIES, BOUND, TIMES = 631, 2.0, 3
_COMMAND = [sys.executable, "-m", "chiso.cli.main"]

_PROGRAM = """
import csv, json, time
from pathlib import Path
from benchmarks.campaigns_city import SET, make_campaign
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.scoring import answers_of, result_of
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.units import write_units

campaign, _ = make_campaign({agencies}, "tinh-lai")
took = []
for _ in range({times}):
    begun = time.process_time()
    result = result_of(participants_of(Campaign.objects.get(pk=campaign.pk)))
    took.append(time.process_time() - begun)
folder = Path({folder!r})
participants = participants_of(campaign)
with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as out:
    written = csv.writer(out)
    written.writerow(ANSWER_COLUMNS)
    written.writerows(row.cells("2026") for row in answers_of(participants).rows)
(folder / "units.csv").write_text(write_units(participants.registry), encoding="utf-8")
print(json.dumps([min(took), SET, len(result.ranking)]))
"""


def measure_scoring(place: Place) -> str:
    """A line of the report."""
    with tempfile.TemporaryDirectory(prefix="chiso-scoring-") as name:
        folder = Path(name)
        office, framework, ranked = place.ask(_PROGRAM.format(agencies=AGENCIES, times=TIMES, folder=name))
        assert ranked == AGENCIES
        start = min(_seconds_of(["--version"]) for _ in range(TIMES))
        score = [
            "score", framework, str(folder / "answers.csv"), "--units", str(folder / "units.csv"),
            "--period", "2026", "--decimal", "point", "--out", str(folder / "out"), "--force",
        ]  # fmt: skip
        command = min(_seconds_of(score) for _ in range(TIMES)) - start
    ratio = office / command
    return (
        f"{f'{place.database}: {AGENCIES} × 100 computed anew':<58} {office:.2f} s of the processor, "
        f"`chiso score` {command:.2f} s and {start:.2f} s to start   ratio {ratio:.2f}   "
        f"{'within' if ratio <= BOUND else 'ABOVE'} {BOUND:g}"
    )


def _seconds_of(arguments: Sequence[str]) -> float:
    """What a command takes of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*_COMMAND, *arguments], env=environment(), check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
