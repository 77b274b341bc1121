"""The one place that fetches exceptions and requests by key, and says whose a reader sees."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django_scopes import scopes_disabled

from chiso.office.campaigns.access import MANAGE, WATCH
from chiso.office.campaigns.models import Campaign, ExtensionRequest, PhaseException
from chiso.office.errors import NotFound
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.ui.reader import Reader


def exceptions_for(reader: Reader, campaign: Campaign) -> QuerySet[PhaseException]:
    """The exceptions that a reader sees, the newest first: all for who watches the whole, else those of
    their agencies and those that are for everybody."""
    found = PhaseException.objects.select_related("agency", "granted_by", "withdrawn_by").filter(
        campaign=campaign
    )
    if may(reader.person, WATCH, Where(campaign=campaign)):
        return found
    return found.filter(Q(agency=None) | Q(agency__in=reader.agencies))


def requests_for(reader: Reader, campaign: Campaign) -> list[ExtensionRequest]:
    """The requests for more time that a reader sees, the newest first: all, or those of their agencies."""
    with scopes_disabled():
        found = ExtensionRequest.objects.select_related("agency", "asked_by", "decided_by").filter(
            campaign=campaign
        )
        if not may(reader.person, WATCH, Where(campaign=campaign)):
            found = found.filter(agency__in=reader.agencies)
        return list(found)


def exception_for(person: Person, campaign: Campaign, key: str) -> PhaseException:
    """An exception of a campaign, for who runs it. Raises NoRight, NotFound."""
    require_for_page(person, MANAGE, Where(campaign=campaign))
    found = PhaseException.objects.select_related("campaign", "agency").filter(campaign=campaign, key=key)
    exception = found.first()
    if exception is None:
        raise NotFound
    return exception


def request_for(person: Person, campaign: Campaign, key: str) -> ExtensionRequest:
    """A request for more time, for who decides on it. Raises NoRight, NotFound."""
    require_for_page(person, MANAGE, Where(campaign=campaign))
    with scopes_disabled():
        found = ExtensionRequest.objects.select_related(
            "campaign", "agency", "asked_by", "decided_by"
        ).filter(campaign=campaign, key=key)
        request = found.first()
    if request is None:
        raise NotFound
    return request
