"""The process that does the background work: takes tasks from the queue, tells that it lives.

Beside the work a second thread beats every few seconds, takes up what dead workers left, puts what is due
into the queue, and ends the process when a task has run for longer than any may: whoever started the
process starts another, and the task is taken up again.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from chiso.office.running.queue import BEAT, beat, take_up_left_tasks
from chiso.office.running.tasks import enqueue_what_is_due

LONGEST_TASK = timedelta(hours=2)
_SOFTWARE = 70
_log = logging.getLogger("chiso.work")


class BackgroundWorker(Worker):
    """Takes one task after another, until it is told to stop."""

    def __init__(self, *, interval: float = 1.0, batch: bool = False) -> None:
        name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        super().__init__(
            queue_names=["*"], interval=interval, batch=batch, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id=name, excluded_queue_names=[],
        )  # fmt: skip
        self.started_at = timezone.now()
        self._runs: tuple[UUID, float] | None = None
        self._ended = threading.Event()

    def run_task(self, db_task_result: Any) -> None:
        """Run one task; the other thread sees which."""
        self._runs = (db_task_result.pk, time.monotonic())
        try:
            super().run_task(db_task_result)
        finally:
            self._runs = None

    def work(self) -> None:
        """Work until told to stop; a database that is gone is waited for."""
        self.look_around()
        beating = threading.Thread(target=self._beat, name="beat", daemon=True)
        beating.start()
        try:
            while self.running:
                try:
                    self.run()
                    return
                except DatabaseError:
                    _log.exception("database gone")
                    connections.close_all()
                    time.sleep(2)
        finally:
            self._ended.set()
            beating.join(BEAT)

    def look_around(self) -> None:
        """What is done beside the work, once."""
        beat(self.worker_id, self.started_at)
        runs = self._runs
        left = take_up_left_tasks(worker=self.worker_id, runs=runs[0] if runs else None)
        if left:
            _log.warning("took up tasks of dead workers", extra={"count": left})
        enqueue_what_is_due()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            try:
                close_old_connections()
                self.look_around()
            except DatabaseError:
                _log.exception("database gone")
                connections.close_all()
            self._end_if_stuck()
        connections.close_all()

    def _end_if_stuck(self) -> None:
        runs = self._runs
        if runs is not None and time.monotonic() - runs[1] > LONGEST_TASK.total_seconds():
            _log.error("a task ran too long", extra={"task": str(runs[0])})
            os._exit(_SOFTWARE)


def work(*, batch: bool = False) -> None:
    """Work until a signal asks to stop, or, with `batch`, until nothing waits."""
    worker = BackgroundWorker(batch=batch)
    worker.configure_signals()
    _log.info("worker starts", extra={"worker": worker.worker_id})
    worker.work()
    _log.info("worker ends", extra={"worker": worker.worker_id})
