"""One site with every kind of page, built once for all who look at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.portal.browsing import browser, serving
from tests.portal.small_site import build_with_papi

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Tests that ask for these stand in one group, so that one process builds the site and opens the browser.


@pytest.fixture(scope="session")
def full_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with two years of PAPI and a correction; every kind of page is in it."""
    folder = tmp_path_factory.mktemp("full-site")
    return build_with_papi(
        folder, ("papi@2018", "2018"), ("papi@2019", "2019"), base_url="https://index.example.org"
    )


@pytest.fixture(scope="session")
def full_site_served(full_site: Path) -> Iterator[str]:
    """The address of that site on this machine."""
    with serving(full_site) as address:
        yield address


@pytest.fixture(scope="session")
def started() -> Iterator[Browser]:
    """The browser."""
    with browser() as one:
        yield one
