"""Whose results and petitions a person may see, and the one place that fetches them by key."""

from __future__ import annotations

from django_scopes import scopes_disabled

from chiso.office.campaigns.access import READ_COUNCIL, SEE_RESULT
from chiso.office.campaigns.models import Campaign, Petition
from chiso.office.errors import NotFound
from chiso.office.ledger.work import chain_of_agency
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, agencies_for, may_somewhere, require_for_page


def where_of_agency(campaign: Campaign, agency: Agency, node: str = "") -> Where:
    """The place of what an agency is told, and of what it asks."""
    return Where(agency, campaign, node, chain=chain_of_agency(campaign.pk, agency.pk))


def agency_to_see(person: Person, campaign: Campaign, key: str, action: str = SEE_RESULT) -> Agency:
    """An agency whose result `person` may see now. Raises NotFound, NoRight, NotNow.

    Who sees the result of one agency is told of another as of one that there is not.
    """
    found = Agency.objects.filter(key=key).first()
    own = agencies_for(person, action)
    if found is None or (own and found.pk not in own):
        raise NotFound
    require_for_page(person, action, where_of_agency(campaign, found))
    return found


def petition_for(person: Person, campaign: Campaign, key: str) -> Petition:
    """A petition by its key: for its agency, and for who reads what lies before the council.

    Raises NotFound, NoRight, NotNow.
    """
    from chiso.office.campaigns.council.access import require_council

    with scopes_disabled():
        found = (
            Petition.objects.select_related("agency", "unit", "by", "answered_by", "campaign")
            .filter(campaign=campaign, key=key)
            .first()
        )
    if found is None:
        raise NotFound
    own = agencies_for(person, SEE_RESULT) or frozenset()
    if found.agency.pk in own:
        require_for_page(person, SEE_RESULT, where_of_agency(campaign, found.agency))
    elif own and not may_somewhere(person, READ_COUNCIL):
        raise NotFound
    else:
        require_council(person, campaign)
    return found
