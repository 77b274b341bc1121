"""The two lanes of the office's tests run on the databases whose names they bear."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings
from django.db import connection

from tests.lanes import go_without
from tests.office.running.offices import wait_until
from tests.postgresql import find_programs


def test_the_lane_runs_on_the_database_of_its_settings() -> None:
    on_postgresql = settings.SETTINGS_MODULE == "tests.office.postgresql"
    assert connection.vendor == ("postgresql" if on_postgresql else "sqlite")


def test_the_server_of_the_tests_ends_with_the_process_that_started_it() -> None:
    programs = find_programs()
    if programs is None:
        go_without("PostgreSQL")
    program = (
        "import os, signal\n"
        "from tests.postgresql import Cluster, find_programs\n"
        "cluster = Cluster(find_programs())\n"
        "cluster.start()\n"
        "print(cluster.folder, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    folder = killed.stdout.strip()
    ask = [str(programs / "pg_isready"), "--quiet", "--host", folder, "--timeout", "1"]
    no_answer = 2
    wait_until(
        lambda: subprocess.run(ask, check=False).returncode == no_answer,
        why="the server outlived its process",
    )
    subprocess.run(["rm", "-rf", folder], check=True)
