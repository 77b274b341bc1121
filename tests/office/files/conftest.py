"""What the tests of evidence share: a storage of their own, commits that are seen, a small city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Campaign
from chiso.office.configuration import configuration
from chiso.office.files import storage
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, assign, make_agency, make_campaign, make_person


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files for one test."""
    monkeypatch.setattr(storage, "home", lambda: tmp_path)
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def _commits(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A test of pytest-django never commits; what waits for the commit is done where it is asked for."""
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and not marker.kwargs.get("transaction"):
        monkeypatch.setattr(transaction, "on_commit", lambda do, **_: do())


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Change settings of the office for one test: configured(agency_quota=1000)."""

    def change(**values: Any) -> None:
        changed = configuration().model_copy(update=values)
        for module in ("services.uploads", "services.documents", "serving", "receiving", "views", "editing"):
            monkeypatch.setattr(f"chiso.office.files.{module}.configuration", lambda: changed)

    return change


@dataclass(frozen=True)
class City:
    """The department of health with an officer, another one, the appraiser of field 2, a campaign."""

    health: Agency
    other: Agency
    officer: Person
    stranger: Person
    appraiser: Person
    campaign: Campaign


@pytest.fixture
def city(db: None) -> Iterator[City]:
    """Within no scope: services are called as background work would call them."""
    health, other, justice = make_agency("Sở Y tế"), make_agency("Sở Xây dựng"), make_agency("Sở Tư pháp")
    officer, stranger, appraiser = make_person("Nguyễn Văn An"), make_person(), make_person()
    appoint(officer, Role.AGENCY_OFFICER, health)
    appoint(stranger, Role.AGENCY_OFFICER, other)
    appoint(appraiser, Role.APPRAISER, justice)
    campaign = make_campaign("papi@2019")
    assign(campaign, health, "", health, other)
    assign(campaign, health, "2", health, justice)
    assign(campaign, other, "", other, justice)
    with scopes_disabled():
        yield City(health, other, officer, stranger, appraiser, campaign)
