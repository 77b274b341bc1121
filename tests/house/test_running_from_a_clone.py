"""What `make run` installs is what its commands ask for: an environment with more would hide what lacks."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.installation import ROOT

# Site and office are served, and ranks, surveys, plans and draws of inspections are computed.
EXTRAS = ("portal", "office", "statistics")


def _plain(requirement: str) -> str:
    """The name of a library, in the one notation of locks."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _installed() -> set[str]:
    """The libraries in the locks that the environment of `make run` is made of."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    rule = makefile.partition("\n$(CORE):")[2].partition("\n\n")[0]
    locks = set(re.findall(r"-r (requirements/\w+\.txt)", rule))
    lines = [line for lock in locks for line in (ROOT / lock).read_text("utf-8").splitlines()]
    return {_plain(line) for line in lines if "==" in line and not line.startswith(" ")}


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_environment_to_run_has_every_library_of(extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {_plain(one) for one in project["optional-dependencies"][extra]}
    assert len(wanted) >= 3
    assert wanted <= _installed()
