"""Objects about campaigns for the access table."""

from __future__ import annotations

from chiso.office.campaigns.models import Phase
from tests.office.routes_samples import Samples, World


def samples(world: World) -> Samples:
    campaign = {"": {"key": world.campaign.key}}
    phase = Phase.objects.get(campaign=world.campaign)
    return {
        "campaigns:campaign": campaign,
        "campaigns:change": campaign,
        "campaigns:close": campaign,
        "campaigns:add-phase": campaign,
        "campaigns:assignments": campaign,
        "campaigns:phase": {"": {"key": phase.key}},
    }
