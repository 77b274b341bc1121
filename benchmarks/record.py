"""The record of the office: verifying it is linear, its history costs the same however long it is.

    python -m benchmarks.record [ENTRIES …]      by default 10,000 and 100,000

Entries are made in bulk into an installation of their own on SQLite; each has two texts, as a write has.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
    """A chain of `count` entries about 1,000 things."""
    from django.db import transaction

    from chiso.office.ledger.hashing import digest_of, hash_of_entry, make_salt
    from chiso.office.ledger.models import Chain, Entry, Words

    chain = Chain.objects.create(name=chain_name)
    previous = ""
    for first in range(1, count + 1, _BATCH):
        entries, texts = [], []
        for number in range(first, min(first + _BATCH, count + 1)):
            told = {"actor": "Nguyễn Thị Minh Hà", "reason": f"lý do số {number}"}
            salts = {name: make_salt() for name in told}
            entry = Entry(
                chain=chain, sequence=number, at=_START + timedelta(seconds=number), verb="changed",
                outcome="done", actor=1, role="agency_officer", stand_in=None, agency=1,
                object_kind="organisation.agency", object_id=number % 1000, facts={"number": number},
                digests={name: digest_of(salts[name], words) for name, words in told.items()},
                previous=previous,
            )  # fmt: skip
            entry.hash = previous = hash_of_entry(chain_name, entry.at, entry.__dict__)
            entries.append(entry)
            texts.append((told, salts))
        with transaction.atomic():
            made = Entry.objects.bulk_create(entries)
            Words.objects.bulk_create(
                Words(entry=entry, name=name, salt=salts[name], text=words)
                for entry, (told, salts) in zip(made, texts, strict=True)
                for name, words in told.items()
            )
    chain.length, chain.head = count, previous
    chain.save()


def measure(count: int) -> tuple[float, float]:
    """Seconds to verify a record of `count` entries, and to read one page of the history of one thing."""
    from chiso.office.ledger.models import Chain, Entry, Words
    from chiso.office.ledger.selectors import history_of
    from chiso.office.ledger.verifying import verify_ledger
    from chiso.office.organisation.models import Agency

    Words.objects.all().delete()
    Entry.objects.all().delete()
    Chain.objects.all().delete()
    fill_record("campaign/1/agency/1", count)
    # Of the processor: what else the machine does is not the record's doing.
    began = time.process_time()
    verified = verify_ledger()
    seconds = time.process_time() - began
    assert verified.is_whole, "a record that was just made is whole"
    assert verified.entries == count, "every entry is read"
    thing = Agency(pk=7)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        assert len(history_of(thing, limit=10)) == min(10, count // 1000)
        times.append(time.perf_counter() - began)
    return seconds, min(times)


def main(counts: list[int]) -> None:
    """One line a size: entries a second, and the history."""
    with tempfile.TemporaryDirectory() as folder:
        start_installation(Path(folder))
        base: float | None = None
        for count in counts:
            seconds, history = measure(count)
            each = seconds / count
            base = base or each
            print(
                f"{count:>12,} entries verified in {seconds:8.1f} s, {count / seconds:9,.0f} a second, "
                f"{each / base:4.2f} of the time an entry of the first size; "
                f"history of one thing {history * 1000:6.2f} ms"
            )


if __name__ == "__main__":
    main([int(one.replace(",", "")) for one in sys.argv[1:]] or [10_000, 100_000])
