"""Requests of all kinds, made from the description: every answer is one that the description declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chiso.office.api.scopes import SCOPES
from chiso.office.api.services import make_token
from chiso.office.campaigns.models import Campaign
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_agency, make_campaign, make_person, open_phase

pytestmark = pytest.mark.django_db
OPERATIONS = (
    "GET /me", "GET /agencies", "GET /campaigns", "GET /campaigns/{key}", "POST /campaigns",
    "POST /campaigns/{key}/phases", "PUT /phases/{key}", "PUT /campaigns/{key}/assignments",
    "GET /campaigns/{key}/sheets", "POST /campaigns/{key}/sheets", "GET /ledger/entries",
    "GET /surveys", "POST /surveys", "GET /surveys/{key}", "POST /surveys/{key}/versions",
    "GET /surveys/versions/{key}/files", "POST /surveys/versions/{key}/handing-over",
    "POST /surveys/handing-over/{key}/withdrawal",
    "GET /plans", "GET /plans/{key}", "GET /plans/versions/{key}",
    "GET /tasks", "GET /tasks/{key}", "POST /tasks/{key}/reports", "POST /letters",
    "GET /dossiers", "POST /dossiers", "GET /dossiers/counts", "POST /dossiers/counts",
)  # fmt: skip
# Whether a valid request may still be refused is the business of the services: it may.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
TAKE_NOTHING = ("GET /me", "GET /campaigns", "GET /surveys", "GET /plans", "GET /dossiers")
KINDS = [
    (name, mode)
    for name in OPERATIONS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or name not in TAKE_NOTHING
]


@pytest.fixture(autouse=True)
def connection_outlives_requests() -> Iterator[None]:
    """Keep the test's transaction open between requests, as Django's own test client does."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def operations() -> dict[str, Any]:
    """The described operations by method and path."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found = [result.ok() for result in schema.get_all_operations()]
    return {f"{one.method.upper()} {one.path.removeprefix('/api/v1')}": one for one in found}


@pytest.fixture
def token() -> str:
    """Of somebody who may do everything."""
    person = make_person()
    appoint(person, Role.COORDINATOR)
    appoint(person, Role.AUDITOR)
    make_agency()
    return make_token(actor=person, name="test", scopes=list(SCOPES), days=1).secret


def test_every_operation_is_asked(operations: dict[str, Any]) -> None:
    assert set(operations) == set(OPERATIONS)


@pytest.mark.parametrize(("name", "mode"), KINDS)
def test_every_answer_is_declared(
    name: str, mode: GenerationMode, operations: dict[str, Any], token: str
) -> None:
    campaign = make_campaign("papi@2019")
    phase = open_phase(campaign, "council")
    # What is brought from elsewhere is read only then.
    open_phase(campaign, "self_assessment")

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operations[name].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        # Half of the requests are about a thing that is there.
        if "key" in (case.path_parameters or {}) and len(str(case.query)) % 2 == 0:
            case.path_parameters["key"] = phase.key if "/phases/" in case.path else campaign.key
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    ask()
    assert Campaign.objects.filter(pk=campaign.pk).exists()
