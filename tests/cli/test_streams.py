"""Streams that close, fill up or go away: the exit code stays what the command found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import call, write_files

PROGRAM = [sys.executable, "-B", "-m", "chiso.cli.main"]


def in_a_shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in which $chiso is the program; its code is that of the program, not of the pipe."""
    script = f'chiso() {{ "$@"; }}\nset -o pipefail\n{line.replace("$chiso", " ".join(PROGRAM))}'
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def differing(tmp_path: Path) -> Path:
    """A bundle one of whose figures was changed."""
    files = write_files(tmp_path)
    scored = call(
        "score",
        files.framework,
        files.answers,
        "--units",
        files.units,
        "--period",
        "2020",
        "--out",
        files.out,
    )
    assert scored.exit == 0, scored.err
    assert call("publish", files.out, "--out", tmp_path / "bundle.zip").exit == 0
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(bundle.read_bytes().replace(b"total", b"t0tal"))
    return bundle


@pytest.mark.parametrize("form", ["", "--json"])
def test_a_difference_stays_one_though_the_reader_goes_away(differing: Path, form: str) -> None:
    done = in_a_shell(f"$chiso verify {differing.name} {form} | true", differing.parent)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_difference_stays_one_though_streams_are_closed(differing: Path, closed: str) -> None:
    done = in_a_shell(f"$chiso verify {differing.name} {closed}", differing.parent)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_what_is_said_beside_the_result_never_gets_into_it(differing: Path) -> None:
    done = in_a_shell(f"$chiso verify {differing.name} --json 2>&-", differing.parent)
    assert done.stdout.startswith("{")


def test_the_work_is_done_though_nobody_hears_how_far_it_is(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    line = (
        f"$chiso score {files.framework} {files.answers} --units {files.units} --period 2020"
        f" --out {files.out} 2>&1 >/dev/null | true"
    )
    assert in_a_shell(line, tmp_path).returncode == 0
    assert (files.out / "run.json").is_file()


def test_a_reader_of_the_help_who_goes_away_is_no_fault(tmp_path: Path) -> None:
    done = in_a_shell("$chiso --help | true", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_help_for_which_there_is_no_room_is_told_as_such(tmp_path: Path) -> None:
    done = in_a_shell("$chiso --help --language en > /dev/full", tmp_path)
    assert (done.returncode, "CH-5005" in done.stderr, "Traceback" in done.stderr) == (5, True, False)
    assert "Nothing was written" not in done.stderr


def test_a_key_needs_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answered = call("keys", "new", "--out", ".")
    assert (answered.exit, answered.codes, list(tmp_path.iterdir())) == (5, ["CH-5005"], [])


def test_a_file_name_cannot_command_the_terminal(tmp_path: Path) -> None:
    bundle = tmp_path / "a\x1b[31m\u202e\nSound.zip"
    bundle.write_bytes(b"no bundle")
    answered = call("verify", bundle)
    assert answered.exit == 4
    assert not {"\x1b", "\u202e"} & set(answered.out + answered.err)
    assert "\nSound" not in answered.err
