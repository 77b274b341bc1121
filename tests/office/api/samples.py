"""Tokens and objects of the API for the access table. The API knows tokens only: sessions open nothing."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from chiso.office.api.models import Token
from chiso.office.campaigns.models import Phase
from chiso.office.people.roles import Role
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    officer = world.people[Role.AGENCY_OFFICER]
    tokens = {
        name: Token.objects.create(
            person=person, name=name, digest=f"{name:0>64}", expires_at=timezone.now() + timedelta(days=1)
        )
        for name, person in {"of the officer": officer, "of another": world.outsider.person}.items()
    }
    campaign = {"": {"key": world.campaign.key}}
    return {
        "tokens:revoke": {name: {"key": token.key} for name, token in tokens.items()},
        "api:one_campaign": campaign,
        "api:post_phase": campaign,
        "api:put_assignments": campaign,
        "api:all_sheets": campaign,
        "api:post_sheet": campaign,
        "api:put_phase": {"": {"key": Phase.objects.get(campaign=world.campaign).key}},
    }
