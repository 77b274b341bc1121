"""Lanes: tests that need a program which a bare machine lacks (a browser, R, a database).

    @pytest.mark.needs("Rscript")
    @pytest.mark.needs("chromium", "google-chrome")     # one of them is enough

A lane whose need is missing is skipped and says so. `REQUIRE_ALL=1` turns the skip into a failure,
so that the full check cannot be green by leaving lanes out. A second Python is never required: ask
for it with the fixture `other_python`.
"""

from __future__ import annotations

import os
import shutil

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): a lane that needs one of these programs")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        if not any(shutil.which(program) for program in marker.args):
            go_without(" or ".join(marker.args))


def go_without(need: str) -> None:
    """End the running test: `need` is not on this machine."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"lane failed: needs {need}, which is not here, and REQUIRE_ALL=1", pytrace=False)
    pytest.skip(f"lane left out: needs {need}, which is not here")
