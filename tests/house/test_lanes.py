"""A lane without its need is left out with a word, and fails where everything is required."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.installation import ROOT

LANES = """
import pytest

@pytest.mark.needs("a-program-that-nobody-has")
def test_of_a_lane_that_is_not_here():
    raise AssertionError("must not run")

@pytest.mark.needs("a-program-that-nobody-has", "sh")
def test_of_a_lane_that_is_here():
    pass
"""


def run_lanes(folder: Path, require_all: str) -> tuple[int, str]:
    """Run the two lanes with the project's mechanism in a process of their own."""
    (folder / "conftest.py").write_text("from tests.lanes import pytest_configure, pytest_runtest_setup\n")
    (folder / "test_lanes.py").write_text(LANES)
    surroundings = os.environ | {"PYTHONPATH": str(ROOT), "REQUIRE_ALL": require_all}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-ra", str(folder)],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def outcomes(output: str) -> str:
    """pytest's closing line without its time."""
    return re.sub(r" in [\d.]+s", "", output.strip().splitlines()[-1]).strip("= ")


def test_a_lane_whose_need_is_missing_is_left_out_and_says_so(tmp_path: Path) -> None:
    code, output = run_lanes(tmp_path, require_all="0")
    assert (code, outcomes(output)) == (0, "1 passed, 1 skipped")
    assert "lane left out: needs a-program-that-nobody-has, which is not here" in output


def test_a_missing_lane_fails_where_everything_is_required(tmp_path: Path) -> None:
    code, output = run_lanes(tmp_path, require_all="1")
    assert (code, outcomes(output)) == (1, "1 passed, 1 error")
    assert "lane failed: needs a-program-that-nobody-has, which is not here" in output
