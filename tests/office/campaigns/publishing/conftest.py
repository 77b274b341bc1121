"""Each test of publication has an installation's folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.configuration import configuration
from tests.office.campaigns.council.answered import answered
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.publishing.steps import city_key


@pytest.fixture(autouse=True)
def whole_city() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of files, keys and site; the database is that of the tests."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("CHISO_HOME", str(home))
    return home


@pytest.fixture
def made(db: Any) -> Running:
    """A campaign whose answers are in, in its phases of decision and publication."""
    return answered(running("decision", "publication"))


@pytest.fixture
def key(installation: Path, tmp_path: Path) -> Path:
    return city_key(tmp_path)


@pytest.fixture
def settings_of_office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Set a setting of the installation for one test."""

    def choose(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"CHISO_{name.upper()}", value)
        configuration.cache_clear()

    yield choose
    monkeypatch.undo()
    configuration.cache_clear()
