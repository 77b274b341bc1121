"""What people see when something is gone, and that the office goes on by itself when it is back."""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.lanes import go_without
from tests.office.files.honest import large_png
from tests.office.running.offices import Office, Served, call, copy_of_office, served, wait_until
from tests.office.running.writing import SENDER, Told, ask, choose_language, let_in, signed_in, written
from tests.postgresql import Cluster, find_programs

pytestmark = pytest.mark.xdist_group("offices")


def _post(running: Served, session: str) -> int:
    """One write by a page; the status of its answer."""
    return choose_language(urlsplit(running.address).netloc, session).status


# Its server is of its own, in both lanes: once is enough; so for the full disk below.
@pytest.mark.slow
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


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own, so small that a test can fill it. Only who administers the machine can have one."""
    # Not below the test's own folder, which the user of PostgreSQL may not enter.
    place = Path(tempfile.mkdtemp(prefix="chiso-disk-"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", place],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        place.rmdir()
        go_without("the right to mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
        place.rmdir()


def _fill(disk: Path) -> Path:
    """Take all space that is left."""
    ballast = disk / "ballast"
    # Without a buffer: what a buffer still holds when the disk is full fails once more on closing.
    for size in (65_536, 512):
        with ballast.open("ab", buffering=0) as out, suppress(OSError):
            while True:
                out.write(bytes(size))
    return ballast


def _send(running: Served, let: dict[str, Any], data: bytes, address: str = "", offset: int = 0) -> Told:
    """Announce a file, or send its bytes."""
    host = urlsplit(running.address).netloc
    if address:
        headers = signed_in(let[SENDER], "application/offset+octet-stream") | {"Upload-Offset": str(offset)}
        return ask(host, "PATCH", address, data, headers)
    body = urlencode({"agency": let["agency"], "name": "anh.png", "size": len(data)})
    return ask(host, "POST", "/tai-lieu/tai-len/", body, signed_in(let[SENDER]))


def _add_phase(running: Served, let: dict[str, Any], number: int) -> Told:
    """One write by the API; the idempotency key bears its number."""
    given = {
        "kind": "council", "opens_at": f"2031-01-{number:02}T00:00:00Z",
        "closes_at": f"2031-01-{number:02}T08:00:00Z", "nodes": [],
    }  # fmt: skip
    headers = {
        "Authorization": f"Bearer {let['token']}", "Content-Type": "application/json",
        "Accept-Language": "en", "Idempotency-Key": f"number-{number}",
    }  # fmt: skip
    path = f"/api/v1/campaigns/{let['campaign']}/phases"
    return ask(urlsplit(running.address).netloc, "POST", path, json.dumps(given), headers)


def test_a_disk_that_is_full_is_told_and_nothing_is_half_written() -> None:
    """The disk of the office: on SQLite the database too."""
    with small_disk(64) as disk:
        office = copy_of_office(disk / "office", "demonstration")
        let = let_in(office)
        picture = large_png()
        with served(office, "--no-worker") as running:
            assert _post(running, let["dieu-phoi"]) == 303
            begun = _send(running, let, picture)
            address = str(begun.headers["Location"])
            half = len(picture) // 2
            assert _send(running, let, picture[:half], address).status == 204
            ballast = _fill(disk)
            # No byte more of a file is taken, and the answer says why.
            told = _send(running, let, picture[half:], address, half)
            assert (told.status, b"CH-7515" in told.content) == (507, True)
            assert json.loads(running.get("/khoe-manh/san-sang/")[1])["disk"] is False
            assert running.get("/", Cookie=f"chiso_session={let['dieu-phoi']}")[0] == 200
            if not office.database_url:
                answers = {_post(running, let["dieu-phoi"]) for _ in range(20)} - {303}
                assert answers == {507}
                refused = _add_phase(running, let, 1)
                assert refused.status == 507
                (problem,) = json.loads(refused.content)["problems"]
                assert problem["code"] == "CH-7515"
            ballast.unlink()
            # It goes on where it was, without a restart.
            assert _send(running, let, picture[half:], address, half).status == 204
            assert _add_phase(running, let, 1).status == 201
            key = json.loads(begun.content)["key"]
            form = urlencode({"agency": let["agency"], "title": "Ảnh", "upload": key})
            host = urlsplit(running.address).netloc
            # A picture is drawn anew: full again, that says nothing of the picture, which stays.
            ballast = _fill(disk)
            assert ask(host, "POST", "/tai-lieu/them/", form, signed_in(let[SENDER])).status == 507
            ballast.unlink()
            assert ask(host, "POST", "/tai-lieu/them/", form, signed_in(let[SENDER])).status == 303
        stands = written(office)
        assert [title for title, _digest in stands["files"]] == ["Ảnh"]
        assert len(stands["phases"]) == 1
        assert call("ledger", "verify", "--home", office.folder).startswith("The record is whole.")


@pytest.mark.slow
def test_a_full_disk_of_postgresql_is_told_and_it_goes_on_when_there_is_space(tmp_path: Path) -> None:
    programs = find_programs()
    if programs is None:
        go_without("PostgreSQL")
    with small_disk(200) as disk:
        cluster = Cluster(programs, durable=True, within=disk)
        cluster.start()
        try:
            office = Office(tmp_path / "office", cluster.make_database("office"))
            call("office", "demo", office.folder, DATABASE_URL=office.database_url)
            office.add_setting(f'database_url = "{office.database_url}"')
            let = let_in(office)
            with served(office, "--no-worker") as running:
                acknowledged = int(_post(running, let["dieu-phoi"]) == 303)
                ballast = _fill(disk)
                # What fits into pages that stand is still taken; the next page is not to be had.
                told = _post(running, let["dieu-phoi"])
                for _write in range(300):
                    acknowledged += told == 303
                    if told != 303:
                        break
                    told = _post(running, let["dieu-phoi"])
                assert told in (503, 507)
                ballast.unlink()
                if not cluster.answers():
                    # Its log found no space: it ended, as it does, and is started again.
                    cluster.stop()
                    cluster.start()
                wait_until(lambda: _post(running, let["dieu-phoi"]) == 303)
            assert written(office)["languages"]["dieu-phoi"] == acknowledged + 1
            assert call("ledger", "verify", "--home", office.folder).startswith("The record is whole.")
        finally:
            cluster.remove()


@pytest.mark.soak
def test_a_database_file_that_another_process_holds(tmp_path: Path) -> None:
    """Held beyond the 20 seconds that a write waits: it is told; reading goes on; afterwards all goes on."""
    office = copy_of_office(tmp_path / "office", "demonstration")
    if office.database_url:
        pytest.skip("a file of SQLite")
    let = let_in(office)
    with served(office, "--no-worker") as running:
        assert _post(running, let["dieu-phoi"]) == 303
        with closing(sqlite3.connect(office.folder / "office.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert _post(running, let["dieu-phoi"]) == 503
            refused = _add_phase(running, let, 1)
            assert (refused.status, b"CH-7504" in refused.content) == (503, True)
            assert running.get("/", Cookie=f"chiso_session={let['dieu-phoi']}")[0] == 200
            other.execute("ROLLBACK")
        assert _post(running, let["dieu-phoi"]) == 303
        assert _add_phase(running, let, 1).status == 201
    stands = written(office)
    assert (stands["languages"]["dieu-phoi"], len(stands["phases"])) == (2, 1)


# Times are the program's; a database only keeps them.
@pytest.mark.slow
def test_a_clock_that_ran_ahead_and_is_set_back(tmp_path: Path) -> None:
    """A day of work under a clock that is 30 days ahead; then it is set right."""
    office = copy_of_office(tmp_path / "office")
    ahead = "import time_machine\nfrom datetime import datetime, timedelta, UTC\n"
    ahead += "time_machine.travel(datetime.now(UTC) + timedelta(days=30)).start()\n"
    work = (
        "from chiso.office.ledger.work import unit_of_work\nfrom chiso.office.people.models import Person\n"
        "from chiso.office.running.queue import beat\nfrom chiso.office.running.tasks import *\n"
        "person = Person.objects.get()\n"
        "with unit_of_work('accounts', actor=person) as work:\n    work.record('changed', person)\n"
        "print(sorted(enqueue_what_is_due()))\n"
    )
    due = office.python(ahead + work)
    assert "running.keep_root" in due
    # A task that was begun there, by a worker that was heard of there and is gone.
    office.python(
        ahead + "from django_tasks_db.models import DBTaskResult\nfrom django.utils import timezone\n"
        "from chiso.office.running.queue import beat\nbeat('gone', timezone.now())\n"
        "DBTaskResult.objects.update(status='RUNNING', worker_ids=['gone'], started_at=timezone.now())\n"
    )
    assert "CH-7556" in office.call("doctor", exit_code=1)
    # What repeats does not wait for 30 days, and what was left there is taken up.
    assert office.python(work) == due
    office.call("work", "--batch")
    stands = written(office)
    assert set(stands["tasks"]) == {"SUCCESSFUL"}
    assert stands["verbs"]["changed"] == 2
    assert call("ledger", "verify", "--home", office.folder).startswith("The record is whole.")


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
