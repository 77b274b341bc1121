"""Editions by their keys, and the place for which the rights to their steps are asked."""

from __future__ import annotations

from chiso.office.campaigns.access import PREPARE_EDITION, WATCH
from chiso.office.campaigns.council.access import where_of_council
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require_for_page


def where_of_edition(
    campaign: Campaign, action: str = PREPARE_EDITION, *, barred: frozenset[int] = frozenset()
) -> Where:
    """Where a step of publication may be done now: the whole, or the part that was reopened."""
    return where_of_council(campaign, action, barred=barred)


def require_watching(person: Person, campaign: Campaign) -> None:
    """The right to see how far the publication of a campaign is. Raises NoRight."""
    require_for_page(person, WATCH, Where(campaign=campaign, chain=chain_of(campaign)))


def edition_for(person: Person, campaign: Campaign, key: str) -> Edition:
    """An edition by its key, for who watches the whole. Raises NotFound, NoRight."""
    require_watching(person, campaign)
    found = (
        Edition.objects.select_related(
            "campaign", "prepared_by", "approved_by", "published_by", "supersedes__campaign"
        )
        .filter(campaign=campaign, key=key)
        .first()
    )
    if found is None:
        raise NotFound
    return found
