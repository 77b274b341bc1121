"""Every command on the pages is run, page by page in a folder of its own, and says what the page says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import REPOSITORY, Step, all_pages, matches, steps_of

PAGES = [page for page in all_pages() if any(step.kind in ("command", "python") for step in steps_of(page))]
LONGEST_SECONDS = 120
# Runs the Python of a page: blocks with prompts as doctests, the others as they stand, in one namespace.
HARNESS = """
import doctest, sys
names, runner = {"__name__": "page"}, doctest.DocTestRunner(
    optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
for number, block in enumerate(sys.stdin.read().split("\\0")):
    if ">>> " in block:
        test = doctest.DocTestParser().get_doctest(block, names, f"block {number}", None, 0)
        runner.run(test, clear_globs=False)
        names.update(test.globs)
    else:
        exec(compile(block, f"block {number}", "exec"), names)
sys.exit(1 if runner.summarize(verbose=False).failed else 0)
"""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_the_commands_of_a_page_do_what_the_page_says(page: Path, tmp_path: Path) -> None:
    environment = _environment(tmp_path)
    folder = tmp_path / "reader"
    folder.mkdir()
    python: list[str] = []
    for step in steps_of(page):
        if step.kind == "python":
            python.append(step.text)
        elif step.kind == "language":
            environment["CHISO_LANGUAGE"] = step.text
        elif step.kind == "command":
            _run_command(step, folder, environment)
        else:
            _prepare(step, folder)
    if python:
        _run_python(python, folder, environment)


def _environment(home: Path) -> dict[str, str]:
    """What a reader's shell has, without the settings of whoever runs the tests."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "CHISO_LANGUAGE": "en",
        # As on a terminal: results and remarks in the order in which they were said.
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(REPOSITORY / "src"),
    }


def _prepare(step: Step, folder: Path) -> None:
    if step.kind == "file":
        target = folder / step.target
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(step.text, encoding="utf-8")
        return
    source, target = REPOSITORY / step.text, folder / step.text
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def _run_command(step: Step, folder: Path, environment: dict[str, str]) -> None:
    assert step.command is not None
    done = subprocess.run(
        ["sh", "-c", step.command.written],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    printed = done.stdout.decode("utf-8")
    said = f"$ {step.command.written}\n{printed}"
    assert done.returncode == step.command.exit_code, f"ended with {done.returncode}:\n{said}"
    if step.command.output is not None:
        assert matches(step.command.output, printed), f"the page shows something else:\n{said}"


def _run_python(blocks: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HARNESS],
        cwd=folder,
        env=environment,
        input="\0".join(blocks).encode("utf-8"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode("utf-8")
