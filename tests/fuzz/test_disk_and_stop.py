"""A full disk and a stopped program leave nothing half-written, and end with their own exit codes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import Files, write_files

CANNOT_WRITE = 5
STOPPED = 130
# No file may grow beyond this: what a full disk does to a program, without filling one.
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from chiso.cli.main import run
run(sys.argv[2:])
"""
SMALL = 200


def arguments_of_score(files: Files) -> list[str]:
    return ["score", str(files.framework), str(files.answers), "--units", str(files.units),
            "--period", "2020", "--out", str(files.out), "--language", "en"]  # fmt: skip


def with_little_room(*arguments: str, limit: int = SMALL) -> subprocess.CompletedProcess[str]:
    """Run one call in a process whose files may hold `limit` bytes."""
    program = [sys.executable, "-B", "-c", LIMITED, str(limit), *arguments, "--language", "en"]
    return subprocess.run(program, capture_output=True, text=True, encoding="utf-8", check=False)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("limit", [0, SMALL, 1_000])
def test_results_for_which_there_is_no_room_are_not_written_at_all(tmp_path: Path, limit: int) -> None:
    files = write_files(tmp_path)
    before = names_in(tmp_path)
    done = with_little_room(*arguments_of_score(files)[:-2], limit=limit)
    assert done.returncode == CANNOT_WRITE, done.stderr
    assert "CH-5005" in done.stderr
    assert "Traceback" not in done.stderr
    assert names_in(tmp_path) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("frameworks", "export", "papi@2019", "--out"),
        ("examples", "write", "pci"),
        ("keys", "new", "--out"),
    ],
)
def test_no_command_leaves_half_a_file_where_there_is_no_room(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = with_little_room(*arguments, str(tmp_path / "target"), limit=20)
    assert done.returncode == CANNOT_WRITE, done.stderr
    assert re.search(r"CH-\d{4}", done.stderr)
    assert names_in(tmp_path) == []


def test_what_stood_there_stays_where_there_is_no_room_for_its_successor(tmp_path: Path) -> None:
    target = tmp_path / "annex.xlsx"
    target.write_bytes(b"mine")
    done = with_little_room("frameworks", "export", "papi@2019", "--out", str(target), "--force")
    assert done.returncode == CANNOT_WRITE, done.stderr
    assert (target.read_bytes(), names_in(tmp_path)) == (b"mine", ["annex.xlsx"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_full_disk_behind_stdout_is_told_as_such(form: list[str]) -> None:
    program = [sys.executable, "-B", "-m", "chiso.cli.main", "frameworks", "list", "--language", "en", *form]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (CANNOT_WRITE, False)
    assert "CH-5005" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; a file as the parent is tested too")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    tmp_path.chmod(0o555)
    try:
        done = with_little_room(*arguments_of_score(files)[:-2], limit=10_000_000)
    finally:
        tmp_path.chmod(0o755)
    assert (done.returncode, "CH-5005" in done.stderr) == (CANNOT_WRITE, True)


def many_answers(files: Files, communes: int) -> None:
    """Enough units that a signal finds the program at work."""
    units, answers = ["uid,code,name,level,kind"], ["period,unit,code,value,numerator,denominator"]
    for number in range(communes):
        units.append(f"u{number},{number:06d},Xã {number},commune,xã")
        answers.append(f"2020,{number:06d},1,5.5,,")
        answers.append(f"2020,{number:06d},2,,{number},{communes}")
    files.units.write_text("\n".join(units) + "\n", encoding="utf-8")
    files.answers.write_text("\n".join(answers) + "\n", encoding="utf-8")


# What is said when reading begins, and when it has ended and scoring begins.
@pytest.mark.parametrize("said_before", ["Reading", "figures are read"])
def test_a_stopped_program_leaves_nothing_and_says_so(tmp_path: Path, said_before: str) -> None:
    files = write_files(tmp_path)
    many_answers(files, communes=20_000)
    before = names_in(tmp_path)
    program = [sys.executable, "-B", "-u", "-m", "chiso.cli.main", *arguments_of_score(files)]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stderr is not None
        assert any(said_before in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == STOPPED, said
    assert "Stopped. Nothing half-written is left." in said
    assert "Traceback" not in said
    assert names_in(tmp_path) == before
