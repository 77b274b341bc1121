"""What every test may ask for."""

from __future__ import annotations

import os

# Before anything imports NumPy: two tests share two cores, and threads that wait for a core spin on it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.grouping import pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.installation import build_wheel, find_other_python, install_core
from tests.lanes import pytest_configure, pytest_runtest_setup

__all__ = [
    "clean_programs", "other_python", "pytest_collection_modifyitems", "pytest_configure",
    "pytest_runtest_setup", "pytest_xdist_make_scheduler", "wheel",
]  # fmt: skip

# Two tests share two cores, so a deadline measures the neighbour. The ordinary run repeats itself
# exactly; `make soak` looks for what is not known yet.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("house")

# The language of the person who runs the tests is not part of a test.
os.environ.pop("CHISO_LANGUAGE", None)


@pytest.fixture(autouse=True)
def _own_limit_of_cells() -> Iterator[None]:
    """The longest cell that the csv reader takes is one for the process; frictionless moves it."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """chiso's wheel, built from the working tree."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def clean_programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that holds the wheel and the locked core, nothing else."""
    return install_core(wheel, tmp_path_factory.mktemp("clean") / "environment")


@pytest.fixture(scope="session")
def other_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same under another Python. Where there is none, the test is skipped, never failed."""
    python = find_other_python()
    if python is None:
        pytest.skip("lane left out: needs a second Python, which is not here")
    return install_core(wheel, tmp_path_factory.mktemp("other") / "environment", python)
