"""The record of the office: verifying it is linear, its history costs the same however long it is.

    python -m benchmarks.record [ENTRIES …]      by default 10,000 and 100,000

Entries are made in bulk into an installation of their own on SQLite; each has two texts, as a write has.
Verification is cut off at three quarters once and goes on from what it had kept; peak memory is that of a
process that only verifies. The history is that of one thing in a thousand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from django.db.models import Model

    from chiso.office.ledger.models import Chain

_BATCH = 5_000
_START = datetime(2026, 1, 1, tzinfo=UTC)


def start_installation(folder: Path) -> None:
    """An empty office in a folder."""
    os.environ.update(CHISO_HOME=str(folder), CHISO_SECRET_KEY="a key for a benchmark", CHISO_SECURE="false")
    from chiso.office.starting import start

    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fill_record(chain_name: str, count: int) -> None:
    """A chain of `count` entries about 1,000 things.

    Written as rows, without an object for each: what is measured is reading them, not making them.
    """
    from django.db import connection, transaction

    from chiso.office.ledger.models import Chain, Entry, Words

    chain = Chain.objects.create(name=chain_name)
    previous = ""
    for first in range(1, count + 1, _BATCH):
        entries, texts = [], []
        for number in range(first, min(first + _BATCH, count + 1)):
            entry, told = _made_entry(chain, number, previous)
            previous = entry["hash"]
            entries.append(entry)
            texts += told
        with transaction.atomic(), connection.cursor() as cursor:
            _insert(cursor, Entry, entries)
            _insert(cursor, Words, texts)
    chain.length, chain.head = count, previous
    chain.save()


def _made_entry(chain: Chain, number: int, previous: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The columns of an entry, whose key is its number, and of its two texts."""
    from django.db import connection

    from chiso.office.ledger.hashing import digest_of, hash_of_entry, make_salt

    told = {"actor": "Nguyễn Thị Minh Hà", "reason": f"lý do số {number}"}
    salts = {name: make_salt() for name in told}
    at = _START + timedelta(seconds=number)
    fields: dict[str, Any] = {
        "sequence": number, "verb": "changed", "outcome": "done", "actor": 1, "role": "agency_officer",
        "stand_in": None, "agency": 1, "object_kind": "organisation.agency", "object_id": number % 1000,
        "facts": {"number": number}, "previous": previous,
        "digests": {name: digest_of(salts[name], words) for name, words in told.items()},
    }  # fmt: skip
    entry = fields | {
        "id": number, "chain_id": chain.pk, "hash": hash_of_entry(chain.name, at, fields),
        "at": connection.ops.adapt_datetimefield_value(at),
        "facts": json.dumps(fields["facts"]), "digests": json.dumps(fields["digests"]),
    }  # fmt: skip
    texts = [
        {"entry_id": number, "name": name, "salt": salts[name], "text": words, "erased_by_request": ""}
        for name, words in told.items()
    ]
    return entry, texts


def _insert(cursor: Any, model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Rows of a table, all with the columns of the first."""
    columns = ", ".join(f'"{name}"' for name in rows[0])
    places = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(
        f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})',
        [tuple(row.values()) for row in rows],
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the processor to verify; megabytes at most; entries read after a cut; the history."""

    seconds: float
    peak: float
    after_cut: int
    history_queries: int
    history_milliseconds: float


class _CutOff(Exception):
    pass


def measure(count: int) -> Measured:
    """A record of `count` entries, made anew."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from chiso.office.ledger.models import Chain, Entry, Words
    from chiso.office.ledger.selectors import history_of
    from chiso.office.organisation.models import Agency

    Words.objects.all().delete()
    Entry.objects.all().delete()
    Chain.objects.all().delete()
    fill_record("campaign/1/agency/1", count)
    thing = Agency(pk=7)
    with CaptureQueriesContext(connection) as asked:
        assert len(history_of(thing, limit=10)) == min(10, count // 1000)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        history_of(thing, limit=10)
        times.append(time.perf_counter() - began)
    seconds, peak = _in_a_process_of_its_own(count)
    return Measured(seconds, peak, _read_after_a_cut(count), len(asked), min(times) * 1000)


def _in_a_process_of_its_own(count: int) -> tuple[float, float]:
    """Seconds of the processor and the peak of memory, in MB, of verifying alone."""
    connections.close_all()
    program = f"import benchmarks.record as record; record.verify_alone({count})"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def verify_alone(count: int) -> None:
    """Verify the record of the installation that the environment names; print seconds and megabytes."""
    from chiso.office.starting import start

    start()
    from chiso.office.ledger.verifying import verify_ledger

    # Of the processor: what else the machine does is not the record's doing.
    began = time.process_time()
    verified = verify_ledger()
    seconds = time.process_time() - began
    assert verified.is_whole, "a record that was just made is whole"
    assert verified.entries == count, "every entry is read"
    print(seconds, _peak_of_this_process())


def _peak_of_this_process() -> float:
    """Megabytes at most since this program began; `ru_maxrss` would count what its parent held as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _read_after_a_cut(count: int) -> int:
    """How many entries are read by a verification that goes on where another was cut off."""
    from chiso.office.ledger.verifying import Proved, verify_ledger

    kept: dict[str, tuple[int, str]] = {}

    def cut(entries: int, proved: Proved) -> None:
        kept.update(proved)
        if entries >= count * 3 // 4:
            raise _CutOff

    with suppress(_CutOff):
        verify_ledger(progress=cut)
    verified = verify_ledger(proved=kept)
    assert verified.is_whole, "what goes on finds what is whole"
    return verified.entries


def main(counts: list[int]) -> None:
    """One line a size: entries a second, memory, what is left after a cut, and the history."""
    with tempfile.TemporaryDirectory() as folder:
        start_installation(Path(folder))
        base: float | None = None
        for count in counts:
            found = measure(count)
            each = found.seconds / count
            base = base or each
            print(
                f"{count:>12,} entries verified in {found.seconds:8.1f} s, {count / found.seconds:9,.0f} a "
                f"second, {each / base:4.2f} of the time an entry of the first size, "
                f"peak {found.peak:.0f} MB; cut off at three quarters, {found.after_cut:,} read by the next; "
                f"history of one thing "
                f"{found.history_queries} queries, {found.history_milliseconds:.1f} ms",
                flush=True,
            )


if __name__ == "__main__":
    main([int(one.replace(",", "")) for one in sys.argv[1:]] or [10_000, 100_000])
