"""What people see when something is gone, and that the office goes on by itself when it is back."""

from __future__ import annotations

import json
import resource
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.lanes import go_without
from tests.office.running.offices import Office, Served, call, copy_of_office, served, wait_until
from tests.office.running.writing import choose_language, let_in, written
from tests.postgresql import Cluster, find_programs

pytestmark = pytest.mark.xdist_group("offices")


def _post(running: Served, session: str) -> int:
    """One write by a page; the status of its answer."""
    return choose_language(urlsplit(running.address).netloc, session).status


def test_a_database_that_goes_and_comes_back(tmp_path: Path) -> None:
    programs = find_programs()
    if programs is None:
        go_without("PostgreSQL")
    cluster = Cluster(programs, durable=True)
    cluster.start()
    try:
        office = Office(tmp_path / "office", cluster.make_database("office"))
        call("office", "demo", office.folder, DATABASE_URL=office.database_url)
        office.add_setting(f'database_url = "{office.database_url}"')
        session = let_in(office)["dieu-phoi"]
        with served(office) as running:
            assert _post(running, session) == 303
            cluster.stop()
            assert running.get("/khoe-manh/") == (200, "ok\n")
            status, parts = running.get("/khoe-manh/san-sang/")
            assert (status, json.loads(parts)["database"]) == (503, False)
            status, page = running.get("/", Cookie=f"chiso_session={session}; chiso_language=en")
            assert (status, "CH-7504" in page) == (503, True)
            assert "Not available at the moment" in page
            assert _post(running, session) == 503
            cluster.start()
            wait_until(lambda: running.get("/khoe-manh/san-sang/")[0] == 200)
            wait_until(lambda: _post(running, session) == 303)
        # Two were acknowledged, none in between.
        assert written(office)["languages"]["dieu-phoi"] == 2
    finally:
        cluster.remove()


def test_a_full_disk_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """The largest file that the processes may write is set to what there is: the next write does not fit."""
    office = copy_of_office(tmp_path / "office", "demonstration")
    if office.database_url:
        pytest.skip("the files of PostgreSQL are those of its own server")
    session = let_in(office)["dieu-phoi"]

    def limit(size: int) -> None:
        listed = subprocess.run(
            ["pgrep", "-P", str(running.process.pid)], capture_output=True, text=True, check=True
        )
        for pid in map(int, listed.stdout.split()):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    with served(office, "--no-worker") as running:
        assert _post(running, session) == 303
        limit((office.folder / "office.sqlite3-wal").stat().st_size + 1000)
        assert [_post(running, session) for _ in range(3)] == [503, 503, 503]
        # Reading goes on.
        assert running.get("/", Cookie=f"chiso_session={session}")[0] == 200
        limit(resource.RLIM_INFINITY)
        assert _post(running, session) == 303
    assert written(office)["languages"]["dieu-phoi"] == 2
    assert call("ledger", "verify", "--home", office.folder).startswith("The record is whole.")


def test_a_backup_on_a_full_disk_leaves_nothing_that_looks_like_one(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")

    def little_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    from tests.office.running.offices import CHISO, environment

    done = subprocess.run(
        [*CHISO, "office", "backup", "--home", str(office.folder)], env=environment(), capture_output=True,
        text=True, check=False, preexec_fn=little_space,
    )  # fmt: skip
    assert done.returncode == 5, done.stdout + done.stderr
    assert "CH-7526" in done.stderr or "CH-5005" in done.stderr
    left = [path.name for path in (office.folder / "backups").iterdir() if path.name != ".lock"]
    assert left == []
