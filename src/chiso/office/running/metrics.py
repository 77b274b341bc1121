"""What the office counts about itself, in the text that Prometheus reads.

Answers are counted by route (the name of an address, never the address), method and status. What stands
in the database and on the disk is looked up when somebody asks.

Several processes answer; they count in files of one folder (`PROMETHEUS_MULTIPROC_DIR`, set by
`chiso office serve`), and whoever is asked adds them up.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from chiso.office.configuration import home
from chiso.version import VERSION

if TYPE_CHECKING:
    from prometheus_client.core import Metric

ANSWERS = Counter("chiso_answers_total", "Answers given", ["route", "method", "status"])
SECONDS = Histogram(
    "chiso_answer_seconds",
    "Time from request to answer",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def count_answer(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer."""
    ANSWERS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


class Standing(Collector):
    """What stands now: tasks, chains, disk, backup."""

    def collect(self) -> Iterable[Metric]:
        """Look it up."""
        from chiso.office.ledger.models import Chain
        from chiso.office.running.backups.keeping import latest_backup
        from chiso.office.running.queue import count_by_status

        version = GaugeMetricFamily("chiso_version", "The version that runs", labels=["version"])
        version.add_metric([VERSION], 1)
        yield version
        tasks = GaugeMetricFamily("chiso_tasks", "Tasks of the background, by status", labels=["status"])
        for status, count in count_by_status().items():
            tasks.add_metric([status.lower()], count)
        yield tasks
        lengths = Chain.objects.values_list("length", flat=True)
        yield GaugeMetricFamily("chiso_ledger_entries", "Entries of the record", value=sum(lengths))
        free = shutil.disk_usage(home()).free
        yield GaugeMetricFamily("chiso_disk_free_bytes", "Free space where the installation lies", value=free)
        latest = latest_backup()
        if latest is not None:
            age = max(0.0, time.time() - latest.at.timestamp())
            yield GaugeMetricFamily("chiso_backup_age_seconds", "Age of the latest backup", value=age)


def write_metrics() -> bytes:
    """All figures as text."""
    registry = CollectorRegistry()
    registry.register(Standing())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)
