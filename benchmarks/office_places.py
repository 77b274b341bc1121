"""Offices for the benchmarks, on either database, served as an installation serves them.

PostgreSQL is a server of the benchmark's own in a temporary folder, and it waits for the disk (`fsync`),
as SQLite does in an installation (`synchronous=FULL`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.office.running.offices import PASSWORD, Office, Served, call, served
from tests.postgresql import Cluster, find_programs

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Place:
    """An office of a benchmark; `database` as it is called in reports."""

    database: str
    office: Office

    @contextmanager
    def served(self) -> Iterator[Served]:
        """The office in processes of its own, with as many of them as it chooses by itself."""
        with served(
            self.office, "--no-worker", CHISO_WORKERS="0", CHISO_LOG_LEVEL="INFO",
            DJANGO_SETTINGS_MODULE="benchmarks.office_settings",
        ) as running:  # fmt: skip
            yield running

    def ask(self, program: str) -> Any:
        """Run a program in the office that prints JSON."""
        return json.loads(self.office.python(program))


@contextmanager
def places(folder: Path) -> Iterator[list[Place]]:
    """An empty office on SQLite and, where PostgreSQL is installed, one on it."""
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    made = [Place(SQLITE, _new_office(folder / "sqlite", secret))]
    programs = find_programs()
    if programs is None:
        print("PostgreSQL is not installed here: measured on SQLite alone.")
        yield made
        return
    cluster = Cluster(programs, durable=True)
    try:
        cluster.start()
        url = cluster.make_database("office")
        yield [*made, Place(POSTGRESQL, _new_office(folder / "postgresql", secret, url))]
    finally:
        cluster.remove()


def _new_office(folder: Path, secret: Path, url: str = "") -> Office:
    call(
        "office", "init", folder, "--city", "Hà Nội", "--username", "quan-tri", "--name", "Ng. Thị Thử",
        "--password-file", secret, *(["--database-url", url] if url else []),
    )  # fmt: skip
    return Office(folder, url)
