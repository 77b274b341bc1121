"""Set up, serve, ask for health, stop, restart: as whoever installs an office does it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.office.running.offices import CHISO, call, copy_of_office, environment, served, wait_until

# What is marked as slow here is about processes and sockets, whatever the database.
pytestmark = pytest.mark.xdist_group("offices")


def test_an_office_is_set_up_served_and_healthy(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    assert stat.S_IMODE((office.folder / "office.toml").stat().st_mode) == 0o600
    with served(office) as running:
        assert running.get("/khoe-manh/") == (200, "ok\n")
        assert running.get("/khoe-manh/san-sang/") == (
            200, '{"database": true, "migrations": true, "disk": true, "queue": true}',
        )  # fmt: skip
        status, page = running.get("/tai-khoan/dang-nhap/")
        assert status == 200
        assert 'name="password"' in page
        # The worker beside it does what is due at its start; one of these takes a root of the record.
        wait_until((office.folder / "ledger-roots.jsonl").exists)
        assert running.get("/khoe-manh/so-do/")[1].count('chiso_tasks{status="failed"} 0.0') == 1
    assert running.process.returncode == 0


def test_a_command_that_ended_leaves_the_whole_database_in_its_file(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    office.call("users", "reset", "quan-tri")
    office.call("backup")
    # What SQLite wrote ahead is taken back when the last connection is closed.
    assert [path.name for path in office.folder.glob("*.sqlite3-wal")] == []


def test_an_office_is_never_set_up_over_another(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    before = (office.folder / "office.toml").read_bytes()
    said = call(
        "office", "init", office.folder, "--city", "Huế", "--username", "khac", "--name", "Khác", exit_code=2
    )
    assert "CH-7505" in said
    assert (office.folder / "office.toml").read_bytes() == before


def test_a_set_up_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    short = tmp_path / "password"
    short.write_text("ngắn", encoding="utf-8")
    said = call(
        "office", "init", tmp_path / "office", "--city", "Huế", "--username", "ai", "--name", "Ai",
        "--password-file", short, exit_code=4,
    )  # fmt: skip
    assert "CH-7104" in said
    assert list((tmp_path / "office").iterdir()) == []


def test_the_worker_is_started_again_when_it_is_killed(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")

    def workers() -> list[int]:
        listed = subprocess.run(["pgrep", "-P", str(running.process.pid), "-f", "office work"],
                                capture_output=True, text=True, check=False)  # fmt: skip
        return [int(pid) for pid in listed.stdout.split()]

    with served(office) as running:
        wait_until(lambda: len(workers()) == 1)
        (first,) = workers()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(workers()) == 1 and workers() != [first])


@pytest.mark.slow
def test_a_restart_loses_no_request_when_the_socket_is_held_by_systemd(tmp_path: Path) -> None:
    """The socket outlives the server, as a systemd socket unit keeps it; meanwhile requests wait in it."""
    office = copy_of_office(tmp_path / "office")
    held = socket.create_server(("127.0.0.1", 0), backlog=128)
    address, port = held.getsockname()
    # As systemd starts a service: the socket is descriptor 3, LISTEN_PID is the process itself.
    words = [*CHISO, "office", "serve", "--no-worker"]
    program = (
        f"import os; os.dup2({held.fileno()}, 3); os.environ['LISTEN_PID'] = str(os.getpid()); "
        f"os.environ['LISTEN_FDS'] = '1'; os.execv({CHISO[0]!r}, {words!r})"
    )

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [CHISO[0], "-c", program], env=environment(CHISO_HOME=str(office.folder), CHISO_WORKERS="1"),
            pass_fds=(held.fileno(),), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert "Serving" in process.stdout.readline()
        return process

    answers: list[bytes] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            with socket.create_connection((address, port), timeout=60) as line:
                line.sendall(b"GET /khoe-manh/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                parts = []
                while part := line.recv(65536):
                    parts.append(part)
            answers.append(b"".join(parts)[:15])

    process = start()
    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _restart in range(3):
            before = len(answers)
            wait_until(lambda before=before: len(answers) > before + 3)
            _stop(process)
            process = start()
        wait_until(lambda: len(answers) > 20)
    finally:
        ended.set()
        asking.join(60)
        _stop(process)
        held.close()
    assert set(answers) == {b"HTTP/1.1 200 OK"}


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    assert process.wait(60) == 0
    assert process.stdout is not None
    process.stdout.close()


def _has_read(line: socket.socket) -> bool:
    """Whether the other end of a line on this machine is a program's and has read all that was sent."""
    ends = [f":{line.getpeername()[1]:04X}", f":{line.getsockname()[1]:04X}"]
    for row in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        _, here, there, _, queues, _, _, _, _, inode, *_ = row.split()
        if here.endswith(ends[0]) and there.endswith(ends[1]):
            # A line that nobody has accepted yet has no inode.
            return queues.endswith(":00000000") and inode != "0"
    return False


@pytest.mark.slow
def test_a_request_that_has_begun_is_answered_before_the_server_ends(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    with served(office, "--no-worker") as running:
        host, port = running.address.removeprefix("http://").split(":")
        wait_until(lambda: running.get("/khoe-manh/")[0] == 200)
        with socket.create_connection((host, int(port)), timeout=60) as line:
            body = b"username=ai&password=khong-biet"
            line.sendall(
                b"POST /tai-khoan/dang-nhap/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n"
                b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body[:10]
            )
            wait_until(lambda: _has_read(line), why="the server did not take what was sent")
            running.process.terminate()
            time.sleep(0.5)
            line.sendall(body[10:])
            # Refused for want of a CSRF token, and answered all the same.
            assert line.recv(65536).startswith(b"HTTP/1.1 403")


@pytest.mark.slow
def test_an_office_starts_without_the_libraries_of_numbers(tmp_path: Path) -> None:
    """They take as long to load as everything else together; who needs them loads them then."""
    printed = copy_of_office(tmp_path / "office").python(
        "import sys\nimport chiso.office.urls\n"
        "print(sorted({'duckdb', 'numba', 'numpy', 'polars', 'pyarrow', 'scipy'} & set(sys.modules)))"
    )
    assert printed == "[]\n"
