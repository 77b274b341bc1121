"""The settings of the office's tests on PostgreSQL: `pytest tests/office --ds tests.office.postgresql`.

Starts a server of the tests' own, once; the processes that share the tests inherit its address. Where
PostgreSQL is not installed the lane is left out with a word (`tests/office/conftest.py`).
"""

from __future__ import annotations

import os

from tests.postgresql import Cluster, find_programs

if "CHISO_TESTS_POSTGRESQL" not in os.environ:
    programs = find_programs()
    if programs is not None:
        cluster = Cluster(programs)
        cluster.start()
        os.environ["CHISO_TESTS_POSTGRESQL"] = cluster.url()

POSTGRESQL_IS_MISSING = "CHISO_TESTS_POSTGRESQL" not in os.environ
if not POSTGRESQL_IS_MISSING:
    os.environ["DATABASE_URL"] = os.environ["CHISO_TESTS_POSTGRESQL"]

from tests.office.settings import *  # noqa: E402, F403
