"""The one place that fetches what is watched, for a person."""

from __future__ import annotations

from chiso.office.campaigns.access import MANAGE, WATCH, campaign_for
from chiso.office.campaigns.models import Announcement, Campaign
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require_for_page


def watched(person: Person, key: str) -> Campaign:
    """A campaign, for who watches the whole. Raises NotFound, NoRight."""
    campaign = campaign_for(person, key)
    require_for_page(person, WATCH, Where(campaign=campaign))
    return campaign


def managed(person: Person, key: str) -> Campaign:
    """A campaign, for who runs it. Raises NotFound, NoRight."""
    campaign = campaign_for(person, key)
    require_for_page(person, MANAGE, Where(campaign=campaign))
    return campaign


def announcement_for(person: Person, key: str, announcement_key: str) -> Announcement:
    """An announcement of a campaign, for who runs it. Raises NotFound, NoRight."""
    campaign = managed(person, key)
    found = Announcement.objects.filter(campaign=campaign, key=announcement_key).first()
    if found is None:
        raise NotFound
    found.campaign = campaign
    return found
