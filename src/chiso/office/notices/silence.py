"""Where nobody is told of anything: what is done in a rehearsal of a campaign.

Every write of a campaign is recorded in its chain ("campaign/7", "campaign/7/agency/3"), so whoever tells of
one need not think of it.
"""

from __future__ import annotations

import re

from chiso.office.campaigns.models.calendar import Campaign
from chiso.office.ledger.work import Work

_OF_CAMPAIGN = re.compile(r"campaign/(\d+)(?:/|\Z)")


def is_rehearsed(work: Work) -> bool:
    """Whether a write belongs to a rehearsal. One query, where it belongs to a campaign."""
    found = _OF_CAMPAIGN.match(work.chain.name)
    return found is not None and Campaign.objects.filter(pk=found[1], rehearsal_of__isnull=False).exists()
