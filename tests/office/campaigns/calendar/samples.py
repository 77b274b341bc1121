"""Objects about the calendar for the access table."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import ExtensionRequest, PhaseException
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    key = world.campaign.key
    pairs = {"own": world.own, "other": world.other}
    now, person = timezone.now(), world.people[Role.COORDINATOR]
    exceptions = {}
    requests = {}
    for name, agency in pairs.items():
        exceptions[name] = PhaseException.objects.create(
            campaign=world.campaign, kind="extension", phase="self_assessment", agency=agency,
            opens_at=now - timedelta(hours=3), closes_at=now + timedelta(hours=3), reason="Mất điện.",
            granted_by=person,
        )  # fmt: skip
        with scopes_disabled():
            requests[name] = ExtensionRequest.objects.create(
                campaign=world.campaign, agency=agency, phase="explanation", until=now + timedelta(days=2),
                words="Chờ số liệu.", asked_by=world.outsider.person,
            )  # fmt: skip
    campaign = {"": {"key": key}}
    return {
        "campaigns:calendar": campaign,
        "campaigns:exceptions": campaign,
        "campaigns:extend": campaign,
        "campaigns:reopen": campaign,
        "campaigns:reopen-year": campaign,
        "campaigns:copy": campaign,
        "campaigns:rehearse": campaign,
        "campaigns:withdraw-exception": {
            name: {"key": key, "exception_key": one.key} for name, one in exceptions.items()
        },
        "campaigns:decide-request": {
            name: {"key": key, "request_key": one.key} for name, one in requests.items()
        },
        "campaigns:ask-for-time": {name: {"key": key, "agency_key": one.key} for name, one in pairs.items()},
        "campaigns:assign-by-field": campaign,
        "campaigns:assignments-table": {form: {"key": key, "form": form} for form in ("csv", "xlsx")},
    }
