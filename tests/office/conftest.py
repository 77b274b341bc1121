"""The lanes of the office's tests: SQLite in every run, PostgreSQL with `--ds tests.office.postgresql`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.lanes import go_without

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django import DjangoDbBlocker

    from tests.office.routes_samples import Samples, World


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out, or fail it under REQUIRE_ALL=1, where its database is not here."""
    from django.conf import settings

    if getattr(settings, "POSTGRESQL_IS_MISSING", False):
        go_without("PostgreSQL")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The databases of the tests; where models made the tables, no migration waits any more."""
    from django.db import connections

    from chiso.office.running.first_tables import record_migrations

    with django_db_blocker.unblock():
        for connection in connections.all():
            if not connection.settings_dict["TEST"].get("MIGRATE", True):
                record_migrations(connection.alias)


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    """What this process keeps for a while is of the test before: keys of rows begin anew."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own browser, without a screen; see `tests.office.browsing`."""
    from tests.office.browsing import browser

    with browser() as started:
        yield started


@pytest.fixture
def world() -> World:
    """Two agencies, a campaign, and somebody in each role."""
    from tests.office.routes_samples import make_world

    return make_world()


@pytest.fixture
def samples(world: World) -> Samples:
    """For each address that names a thing, one of each agency."""
    from tests.office.routes_samples import samples_of

    return samples_of(world)
