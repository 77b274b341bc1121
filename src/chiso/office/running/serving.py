"""Serving the office: the web server's processes and, beside them, a worker of the background.

Stopping is graceful: requests that have begun are answered. A restart loses none when systemd holds the
listening socket (`deploy/systemd/chiso-office.socket`): what comes meanwhile waits in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from prometheus_client.multiprocess import mark_process_dead

from chiso.office.configuration import configuration
from chiso.office.running.logs import settings_of_logging

THREADS = 4
FEWEST_BY_THEMSELVES, MOST_BY_THEMSELVES = 2, 8
# Recycled now and then: a leak of a library never grows for months.
_REQUESTS_OF_A_PROCESS = 20_000
_SECONDS_OF_A_REQUEST = 60
_SECONDS_TO_STOP = 30
WORK = [sys.executable, "-m", "chiso.cli.main", "office", "work"]


def count_of_workers() -> int:
    """How many processes answer: as set, else one for each processor, two at least and eight at most.

    With more of them, and with more threads, the processors are shared among so many requests that a long
    one waits several times as long as a short one (`docs/reference/measurements.md`, the last hour).
    """
    here = os.cpu_count() or 1
    return configuration().workers or min(max(here, FEWEST_BY_THEMSELVES), MOST_BY_THEMSELVES)


class Server(BaseApplication):  # type: ignore[misc]
    """The web server with its settings in code."""

    def __init__(self, bind: str, ready: Callable[[str], None], *, with_worker: bool) -> None:
        self._bind, self._ready, self.with_worker = bind, ready, with_worker
        super().__init__()

    def load_config(self) -> None:
        """Settings of gunicorn; none is read from a file or the environment."""
        chosen: dict[str, Any] = {
            "bind": self._bind,
            "worker_class": "gthread",
            "workers": count_of_workers(),
            "threads": THREADS,
            "timeout": _SECONDS_OF_A_REQUEST,
            "graceful_timeout": _SECONDS_TO_STOP,
            "max_requests": _REQUESTS_OF_A_PROCESS,
            "max_requests_jitter": _REQUESTS_OF_A_PROCESS // 10,
            "keepalive": 5,
            "proc_name": "chiso-office",
            "accesslog": None,
            "logconfig_dict": settings_of_logging(configuration().log_level),
            # Whose word counts is decided by `trusted_proxies`; nobody reaches the server but by them.
            "forwarded_allow_ips": "*" if configuration().trusted_proxies else "127.0.0.1",
            "control_socket_disable": True,
            "when_ready": self._when_ready,
            "child_exit": _forget_process,
        }
        if Path("/dev/shm").is_dir():
            # Its file of life signs must not wait for a busy disk.
            chosen["worker_tmp_dir"] = "/dev/shm"
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; called in each process."""
        from django.urls import get_resolver

        from chiso.office.wsgi import application

        # Views are loaded with the first request otherwise, which would wait a second for them.
        get_resolver().url_patterns  # noqa: B018
        return application

    def run(self) -> None:
        """Serve until stopped."""
        _Master(self).run()

    def _when_ready(self, master: Any) -> None:
        for listener in master.LISTENERS:
            self._ready(str(listener))


class _Master(Arbiter):  # type: ignore[misc]
    """The process over all others: looks after the worker of the background too."""

    _work: subprocess.Popen[bytes] | None = None

    def manage_workers(self) -> None:
        """Keep the right number of processes alive."""
        super().manage_workers()
        if self.app.with_worker and (self._work is None or self._work.poll() is not None):
            self._work = subprocess.Popen(WORK)

    def handle_int(self) -> None:
        """Ctrl-C stops as gently as systemd does."""
        raise StopIteration

    def stop(self, graceful: bool = True) -> None:
        """Stop all; the worker ends its task first."""
        if self._work is not None and self._work.poll() is None:
            self._work.terminate()
        super().stop(graceful)
        if self._work is not None:
            try:
                self._work.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self._work.kill()
            self._work = None


def _forget_process(_master: Any, worker: Any) -> None:
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def serve(bind: str, *, ready: Callable[[str], None], with_worker: bool = True) -> None:
    """Serve at `bind` ("127.0.0.1:8000", "unix:/run/…") or at the sockets that systemd hands over.

    The office has been opened with `counts_together` (`chiso.office.starting`).
    """
    counted, master = os.environ["PROMETHEUS_MULTIPROC_DIR"], os.getpid()
    try:
        Server(bind, ready, with_worker=with_worker).run()
    finally:
        # The processes that answer come by here too when they end.
        if os.getpid() == master:
            shutil.rmtree(counted, ignore_errors=True)
