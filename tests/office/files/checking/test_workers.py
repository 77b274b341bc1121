"""The processes that look at files are kept for the next one; none of them keeps anything of a file."""

from __future__ import annotations

import os
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chiso.office.files.checking import workers
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.running import Job, check_file, check_many
from chiso.office.files.checking.workers import MOST_IDLE, Worker, end_idle
from tests.lanes import go_without


@pytest.fixture(autouse=True)
def none_waits() -> Iterator[None]:
    end_idle()
    yield
    end_idle()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """Those that were started meanwhile."""
    found: list[Worker] = []
    start = workers._start

    def noting() -> Worker:
        found.append(start())
        return found[-1]

    monkeypatch.setattr(workers, "_start", noting)
    return found


def job(folder: Path, name: str = "a.txt", words: str = "Biên bản") -> Job:
    path = folder / name
    path.write_text(words, encoding="utf-8")
    return Job(path, name, folder / "kept")


def test_the_next_file_is_looked_at_by_the_same_process(tmp_path: Path, started: list[Worker]) -> None:
    first = check_file(job(tmp_path, words="TỐI MẬT"), Limits())
    second = check_file(job(tmp_path, words="Biên bản"), Limits())
    assert (first.marking, second.marking) == ("TỐI MẬT", "")
    assert len(started) == 1


def test_one_that_ended_while_nobody_asked_is_replaced_and_the_file_is_taken(
    tmp_path: Path, started: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_file(job(tmp_path), Limits()).findings == []
    os.killpg(started[0].process.pid, signal.SIGKILL)
    started[0].process.wait()
    assert check_file(job(tmp_path), Limits()).findings == []
    # And where it ends between the look whether it lives and the order.
    os.killpg(started[1].process.pid, signal.SIGKILL)
    started[1].process.wait()
    monkeypatch.setattr(started[1].process, "poll", lambda: None)
    assert check_file(job(tmp_path), Limits()).findings == []
    assert len(started) == 3


def test_a_file_that_ends_every_process_is_out_of_bounds(
    tmp_path: Path, started: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_file(job(tmp_path), Limits()).findings == []
    monkeypatch.setattr(workers, "_WORKER", [sys.executable, "-c", "pass"])
    end_idle()
    assert [one.code for one in check_file(job(tmp_path), Limits()).findings] == ["CH-7410"]
    assert len(started) == 2


def test_one_that_ended_by_itself_is_taken_from_the_processes_without_another_file(
    tmp_path: Path, started: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Event()
    look = workers._look_at_idle

    def looking() -> None:
        look()
        looked.set()

    monkeypatch.setattr(workers, "_look_at_idle", looking)
    monkeypatch.setattr(workers, "_look", None)
    monkeypatch.setattr(workers, "SECONDS_TO_LOOK", 0)
    started.append(Worker(subprocess.Popen(["true"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)))
    # It has ended, and nobody has waited for it yet.
    os.waitid(os.P_PID, started[0].process.pid, os.WEXITED | os.WNOWAIT)
    workers._give_back(started[0])
    assert looked.wait(60)
    assert started[0].process.returncode == 0
    assert workers._idle == []


def test_what_one_forked_ends_with_it_though_it_ended_first(tmp_path: Path) -> None:
    """As where the kernel, short of memory, ends a worker and not the one that reads the file."""
    program = "import os, time\nif os.fork() == 0:\n    os.dup2(2, 1)\n    time.sleep(600)"
    alive, held = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True, pass_fds=[held],
    )  # fmt: skip
    os.close(held)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    Worker(process).end()
    # Nobody holds the other end of the pipe any more.
    assert select.select([alive], [], [], 60)[0]
    assert os.read(alive, 1) == b""
    os.close(alive)


def test_an_office_with_a_thousand_lines_open_has_its_files_looked_at(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1_200:
        go_without("1,200 open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1_200), hard))
    taken = [os.open(os.devnull, os.O_RDONLY)]
    try:
        while taken[-1] < 1_024:
            taken.append(os.dup(taken[0]))
        assert check_file(job(tmp_path), Limits()).findings == []
    finally:
        for one in taken:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_many_at_once_have_a_process_each_and_few_are_kept(tmp_path: Path, started: list[Worker]) -> None:
    folders = [tmp_path / str(number) for number in range(6)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(6) as threads:
        verdicts = list(threads.map(lambda folder: check_many([job(folder)] * 3, Limits()), folders))
    assert [one.findings for each in verdicts for one in each] == [[]] * 18
    living = [one for one in started if one.process.poll() is None]
    assert 1 <= len(living) <= MOST_IDLE


def _worker(program: str, order: str) -> str:
    """What a worker answers whose module was changed by a program."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import os, sys\nfrom chiso.office.files.checking import worker\n{program}\nworker.main()",
        ],
        input=order, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout


_ORDER = '{"verb": "check", "path": "/none", "limits": {"size": 10}}\n'


def test_what_a_reader_says_by_itself_is_no_answer_to_another_file() -> None:
    """A reader that was led astray writes verdicts, and reads on for the orders of others."""
    forged = (
        "def check(job):\n"
        '    os.write(1, b\'{"kind": "pdf"}\\n\')\n'
        "    return {'read': os.read(0, 100).decode()}\n"
        "worker.check = check"
    )
    assert _worker(forged, _ORDER * 2) == '{"read": ""}\n' * 2


def test_one_that_nobody_asks_ends_by_itself() -> None:
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from chiso.office.files.checking import worker; worker.SECONDS_IDLE = 0; worker.main()",
        ],
        stdin=subprocess.PIPE,
    ) as process:
        # Its input stays open: it is not that which ends it.
        assert process.wait(60) == 0


def test_a_process_that_was_forked_starts_its_own(tmp_path: Path, started: list[Worker]) -> None:
    assert check_file(job(tmp_path), Limits()).findings == []
    child = os.fork()
    if child == 0:
        verdict = check_file(job(tmp_path), Limits())
        count = len(started)
        end_idle()
        os._exit(0 if verdict.findings == [] and count == 2 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    # The parent's still answers it.
    assert check_file(job(tmp_path), Limits()).findings == []
    assert len(started) == 1
