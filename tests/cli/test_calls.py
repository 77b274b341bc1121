"""The commands as a whole: all are listed, reruns are the same bytes, a broken pipe is no fault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chiso.version import VERSION
from tests.cli.calling import bytes_below, call, write_files

COMMANDS = (
    "audit", "check", "compare", "composite", "examples", "explain", "frameworks", "inspection", "keys",
    "ledger", "office", "plan", "portal", "procedures", "publish", "rank-range", "ranks", "robustness",
    "score", "seal", "sensitivity", "split", "survey", "swap", "verify", "versions", "workbook",
)  # fmt: skip


def listed_in(help_text: str) -> list[str]:
    """The names below "Commands:" in a help text."""
    lines = help_text.split("Commands:\n", 1)[1].splitlines()
    return sorted({line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "})


def test_the_help_lists_every_command() -> None:
    assert listed_in(call("--help").out) == list(COMMANDS)


@pytest.mark.parametrize(
    ("group", "commands"),
    [
        ("frameworks", ["check", "diff", "export", "import", "list", "show", "test", "try"]),
        ("examples", ["list", "write"]),
        ("keys", ["new", "revoke"]),
        ("ledger", ["root", "verify"]),
        ("plan", ["best", "frontier", "gaps", "rivals"]),
        ("portal", ["build", "check", "serve"]),
        ("procedures", ["check", "count", "feed", "frame"]),
        ("workbook", ["export", "import"]),
        (
            "inspection",
            [
                "check",
                "draw",
                "open",
                "prevalence",
                "reinspect",
                "replay",
                "score",
                "seal",
                "trend",
                "verify-draw",
            ],
        ),
        (
            "survey",
            [
                "answers",
                "check",
                "close",
                "compare",
                "estimate",
                "example",
                "import",
                "independence",
                "index",
                "quality",
                "regress",
                "report",
                "select",
                "simulate",
                "size",
                "weights",
            ],
        ),
    ],
)
def test_a_group_lists_its_commands(group: str, commands: list[str]) -> None:
    assert listed_in(call(group, "--help").out) == commands


def test_the_version_is_told() -> None:
    answered = call("--version")
    assert (answered.exit, answered.out) == (0, f"chiso {VERSION}\n")


def test_the_same_answers_are_scored_to_the_same_bytes(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    assert files.score().exit == 0
    first = bytes_below(files.out)
    shutil.rmtree(files.out)
    assert files.score(CHISO_LANGUAGE="en").exit == 0
    assert bytes_below(files.out) == first


def test_the_order_of_the_rows_changes_no_result(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    files.score()
    first = bytes_below(files.out)
    shutil.rmtree(files.out)
    for path in (files.answers, files.units):
        head, *rows = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text(head + "".join(reversed(rows)), encoding="utf-8")
    files.score()
    again = bytes_below(files.out)
    for name in ("ranking.csv", "scores.csv"):
        assert again[name] == first[name]


@pytest.mark.parametrize(
    "arguments",
    [
        ("examples", "write", "pci"),
        ("frameworks", "export", "one-stop-shop@2018", "--out"),
    ],
)
def test_the_same_call_writes_the_same_bytes(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    written = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        target = tmp_path / name / "target"
        assert call(*arguments, target).exit == 0
        written.append(bytes_below(tmp_path / name))
    assert written[0] == written[1]


def test_the_same_results_are_published_to_the_same_bytes(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    files.score()
    bundles = [tmp_path / "one.zip", tmp_path / "other.zip"]
    for bundle in bundles:
        assert call("publish", files.out, "--out", bundle).exit == 0
    assert bundles[0].read_bytes() == bundles[1].read_bytes()


def test_a_reader_who_goes_away_is_no_fault() -> None:
    # More than the pipe holds, so that writing goes on after the reader has gone.
    program = [sys.executable, "-m", "chiso.cli.main", "frameworks", "show", "example-every-rule@1", "--json"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        code = process.wait(timeout=60)
    assert (code, said) == (0, b"")


def test_a_report_is_written_whatever_the_terminal_can_show(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "chiso.cli.main", "frameworks", "list"]
    surroundings = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(program, capture_output=True, env=surroundings, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Chỉ số" in done.stdout.decode("utf-8")


def test_the_program_begins_without_what_only_some_commands_need() -> None:
    program = (
        "import sys\nfrom chiso.cli.commands import build_program\nbuild_program()\n"
        "heavy = 'chiso.publication duckdb numba numpy polars pyarrow pydantic scipy'.split()\n"
        "print(sorted(set(heavy) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_publish_knows_every_status_of_a_publication() -> None:
    from chiso.cli.commands import bundles
    from chiso.publication import statement

    assert bundles.STATUSES == statement.STATUSES


def test_a_composite_index_is_ranked_without_the_library_of_statistics(tmp_path: Path) -> None:
    """The library of statistics takes longer to load than all that is computed here."""
    assert call("examples", "write", "asem", tmp_path / "asem").exit == 0
    program = (
        "import sys\nfrom chiso.cli.main import run\n"
        "call = 'composite asem@1 asem/data.csv --units asem/units.csv --out out'.split()\n"
        "try:\n    run(call)\nfinally:\n    print('scipy.stats' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "False"
