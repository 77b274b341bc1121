"""Killed again and again while people write: what was acknowledged is kept once, every chain is whole.

Web processes and the worker beside them are killed, now and then all of them together with the process over
them, as a machine that fails would. Meanwhile three people write by pages, a program by the API, somebody
sends files in pieces, officers and heads are in the last hour of a campaign, and tasks wait in the queue. The
short form kills 20 times; `make soak` 200 times.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.office.running import last_hour
from tests.office.running.offices import Office, Served, call_json, copy_of_office, served, wait_until
from tests.office.running.writing import SENDER, WRITERS, Load, Program, Sender, Writer, let_in, written

pytestmark = pytest.mark.xdist_group("offices")
TASKS = 12
_ALL_TOGETHER_EVERY = 10


def _processes(running: Served) -> dict[int, str]:
    """The processes that answer and the one that works, by number."""
    listed = subprocess.run(
        ["pgrep", "-a", "-P", str(running.process.pid)], capture_output=True, text=True, check=False
    )
    found = (line.partition(" ") for line in listed.stdout.splitlines())
    return {int(pid): "worker" if "office work" in words else "web" for pid, _, words in found}


def _writers(address: str, let: dict[str, Any], ended: threading.Event) -> list[Load]:
    people = [Writer(address, let[name], ended) for name in WRITERS]
    program = Program(address, let["token"], ended, campaign=let["campaign"])
    sender = Sender(address, let[SENDER], ended, agency=let["agency"])
    campaign, agencies = let["last_hour"]["campaign"], let["last_hour"]["agencies"]
    halves = (agencies[::2], agencies[1::2])
    assessors = [last_hour.Assessor(address, campaign, ended, agencies=half) for half in halves]
    return [*people, program, sender, *assessors]


def _kill(running: Served, choose: random.Random, number: int, restart: Callable[[], Served]) -> str:
    """Kill one process, or all; what was killed."""
    if number % _ALL_TOGETHER_EVERY == 0:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait(60)
        restart()
        return "all"
    while True:
        wait_until(lambda: len(_processes(running)) >= 3)
        pid, kind = choose.choice(sorted(_processes(running).items()))
        # One that ended by itself since the look at the processes was not killed.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return kind


def _gone_on(writers: list[Load]) -> Callable[[], bool]:
    """Whether since now several writes were acknowledged, one of them in the last hour of the campaign."""
    assessors = [one for one in writers if isinstance(one, last_hour.Assessor)]

    def count() -> tuple[int, int]:
        return sum(one.acknowledged for one in writers), sum(one.acknowledged for one in assessors)

    all_before, assessors_before = count()

    def goes_on() -> bool:
        all_now, assessors_now = count()
        return all_now > all_before + 4 and assessors_now > assessors_before

    return goes_on


def _make_tasks(office: Office) -> None:
    office.python(
        "from chiso.office.running.tasks import keep_root\n"
        f"for number in range({TASKS}):\n    keep_root.enqueue()\n"
    )


def _finish_tasks(office: Office) -> None:
    """As a worker finds the queue a minute later: what the dead ones left is taken up."""
    office.python(
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from chiso.office.running.models import WorkerBeat\n"
        "from django_tasks_db.models import DBTaskResult\n"
        "DBTaskResult.objects.running().update(started_at=timezone.now() - timedelta(minutes=5))\n"
        "WorkerBeat.objects.all().delete()\n"
    )
    office.call("work", "--batch")


def kill_under_load(tmp_path: Path, kills: int) -> dict[str, object]:
    """Kill so often under load, hold what stands against what was told; the figures."""
    office = copy_of_office(tmp_path / "office")
    agencies = last_hour.let_in_agencies(office)
    let = let_in(office) | {"last_hour": agencies}
    _make_tasks(office)
    choose, ended, killed = random.Random(20261125), threading.Event(), Counter[str]()
    with ExitStack() as stack:
        now: list[Served] = [stack.enter_context(served(office))]
        address = now[0].address
        port = str(urlsplit(address).port)

        def restart() -> Served:
            now.append(stack.enter_context(served(office, "--port", port)))
            return now[-1]

        wait_until(lambda: now[-1].get("/khoe-manh/")[0] == 200)
        writers = _writers(address, let, ended)
        for writer in writers:
            writer.start()
        try:
            wait_until(lambda: all(writer.acknowledged or writer.other for writer in writers))
            assert [one for writer in writers for one in writer.other] == []
            for number in range(1, kills + 1):
                goes_on = _gone_on(writers)
                killed[_kill(now[-1], choose, number, restart)] += 1
                wait_until(goes_on, why=now[-1].log.read_text("utf-8")[-2000:])
        finally:
            ended.set()
            for writer in writers:
                writer.join(90)
    _finish_tasks(office)
    stands = written(office)
    _compare(writers, stands)
    assessors = [one for one in writers if isinstance(one, last_hour.Assessor)]
    last = last_hour.what_stands(office, let["last_hour"]["campaign"])
    last_hour.compare(assessors, last)
    assert killed.total() == kills
    verified = call_json("ledger", "verify", "--home", office.folder)
    assert isinstance(verified, dict)
    assert verified["problems"] == []
    acknowledged = sum(writer.acknowledged for writer in writers)
    assert verified["entries"] >= acknowledged
    # Each was done once, or by the next worker.
    assert set(stands["tasks"]) == {"SUCCESSFUL"}
    assert stands["tasks"]["SUCCESSFUL"] >= TASKS
    return {
        "killed": dict(killed), "acknowledged": acknowledged, "cut off": sum(one.cut_off for one in writers),
        "answers": sum(len(notes) for one in assessors for notes in one.told.values()),
        "receipts": len(last["receipts"]),
        "phases": len(stands["phases"]), "files": len(stands["files"]), "entries": verified["entries"],
        "tasks": stands["tasks"],
    }  # fmt: skip


def _compare(writers: list[Load], stands: dict[str, Any]) -> None:
    """What was acknowledged stands, once; what was only begun stands once or not at all."""
    # While a database is taken over by the next process a page may say so (503); nothing else is answered.
    assert [one for writer in writers for one in writer.other] == []
    people = [writer for writer in writers if isinstance(writer, Writer)]
    for name, person in zip(WRITERS, people, strict=True):
        assert person.acknowledged <= stands["languages"][name] <= person.tried, name
    (program,) = (writer for writer in writers if isinstance(writer, Program))
    assert set(program.phases) <= set(stands["phases"])
    assert len(set(stands["phases"])) == len(stands["phases"]) == stands["verbs"]["phase_added"]
    assert len(stands["phases"]) <= len(program.phases) + 1
    (sender,) = (writer for writer in writers if isinstance(writer, Sender))
    files = dict(stands["files"])
    assert len(files) == len(stands["files"]) == stands["verbs"]["document_added"]
    assert sender.files.items() <= files.items()
    assert len(files) <= len(sender.files) + 1


def test_twenty_kills_lose_no_acknowledged_write(tmp_path: Path) -> None:
    kill_under_load(tmp_path, 20)


@pytest.mark.soak
def test_two_hundred_kills_lose_no_acknowledged_write(tmp_path: Path) -> None:
    sys.stdout.write(f"{kill_under_load(tmp_path, 200)}\n")


def test_a_task_whose_worker_was_killed_is_done_by_the_next(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    # As a worker leaves it that was killed in the middle: running, begun long ago, no sign of life.
    office.python(
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from chiso.office.running.tasks import keep_root\n"
        "from django_tasks_db.models import DBTaskResult\n"
        "result = keep_root.enqueue()\n"
        "DBTaskResult.objects.filter(pk=result.id).update(status='RUNNING', worker_ids=['killed'],\n"
        "    started_at=timezone.now() - timedelta(minutes=5))\n"
    )
    office.call("work", "--batch")
    printed = office.python(
        "from django_tasks_db.models import DBTaskResult\n"
        "print(sorted(DBTaskResult.objects.filter(worker_ids__0='killed').values_list('status', flat=True)))"
    )
    assert re.fullmatch(r"\['SUCCESSFUL'\]\s*", printed)
