"""Each walk has an installation's folder of its own, and one window without script for everybody in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django_scopes import scopes_disabled

from tests.office.browsing import visit
from tests.office.campaigns.walks.walking import Walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of files, keys and site."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("CHISO_HOME", str(home))
    return home


@pytest.fixture
def walk(live_server: Any, chromium: Browser, installation: Path, transactional_db: None) -> Iterator[Walk]:
    """A window without script."""
    # What the test itself looks up; the server answers in threads of its own, by the scope of each person.
    with visit(chromium, live_server, script=False) as visitor, scopes_disabled():
        yield Walk(visitor)
