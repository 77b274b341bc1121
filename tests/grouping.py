"""Which tests run in one process, and in which order the processes take them.

The tests of a file share what is made once a process: sites, answers of R, compiled functions. They stay
together unless they say otherwise:

    pytest.mark.xdist_group("offices")      with those of other files, which share more, or must not meet
"""

from __future__ import annotations

from typing import Any

import pytest

# What takes longest begins first, so that at the end no process has a long way to go alone.
LONGEST = (
    "offices",
    "portal in a browser",
    "tests/office/ui/test_every_screen.py",
    "tests/office/test_access_table.py",
    "tests/docs/test_commands_in_docs.py",
    "tests/office/test_odd_input.py",
    "tests/office/campaigns/walks/test_districts.py",
    "tests/office/test_defences.py",
    "spark",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest groups first."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    marker = item.get_closest_marker("xdist_group")
    group = marker.args[0] if marker else item.nodeid.partition("::")[0]
    return LONGEST.index(group) if group in LONGEST else len(LONGEST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out the tests of a group together, and of a file that names none."""
    from xdist.scheduler import LoadGroupScheduling

    class Together(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            group = super()._split_scope(nodeid)
            return nodeid.partition("::")[0] if group == nodeid else group

    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
