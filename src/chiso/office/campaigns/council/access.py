"""The things of the council by their keys, and the place for which its rights are asked."""

from __future__ import annotations

from django.utils import timezone

from chiso.office.campaigns.access import READ_COUNCIL
from chiso.office.campaigns.models import Campaign, Phase, PhaseException, Session
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import NotFound
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, declared, require_for_page


def where_of_council(
    campaign: Campaign, action: str = READ_COUNCIL, *, barred: frozenset[int] = frozenset()
) -> Where:
    """Where the council may do `action` at all now: the whole, or the part that a phase opens for it.

    A phase or an exception may open one leaf alone (of one agency): a session about it is held all the
    same. At most two queries.
    """
    kinds: set[str] = set()
    for right in declared()[action]:
        kinds |= right.phases or frozenset()
    now = timezone.now()
    chain = chain_of(campaign)
    parts = [
        nodes
        for nodes in Phase.objects.filter(
            campaign=campaign, kind__in=kinds, opens_at__lte=now, closes_at__gt=now
        ).values_list("nodes", flat=True)
    ]
    if parts and all(parts):
        return Where(campaign=campaign, node=parts[0][0], barred=barred, chain=chain)
    if not parts:
        exception = (
            PhaseException.objects.select_related("agency")
            .filter(
                campaign=campaign, phase__in=kinds, withdrawn_at=None, opens_at__lte=now, closes_at__gt=now
            )
            .order_by("node")
            .first()
        )
        if exception is not None:
            return Where(exception.agency, campaign, exception.node, barred, chain)
    return Where(campaign=campaign, barred=barred, chain=chain)


def require_council(person: Person, campaign: Campaign, action: str = READ_COUNCIL) -> None:
    """The right to a page of the council. Raises NoRight, NotNow."""
    require_for_page(person, action, where_of_council(campaign, action))


def session_for(person: Person, campaign: Campaign, key: str) -> Session:
    """A session of a campaign, for who reads what lies before the council. Raises NotFound, NoRight."""
    require_council(person, campaign)
    found = (
        Session.objects.select_related("campaign", "written_by", "approved_by")
        .filter(campaign=campaign, key=key)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def unit_named(key: str) -> Agency:
    """A unit by the key of its agency. Raises NotFound."""
    found = Agency.objects.filter(key=key).first()
    if found is None:
        raise NotFound
    return found
