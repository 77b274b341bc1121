"""Places of submission by key: to the agency and to who watches the whole; to others they are not there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField
from django_scopes import scopes_disabled

from chiso.office.campaigns.access import SEE_SUBMISSION, campaign_for
from chiso.office.campaigns.models import Campaign, Receipt
from chiso.office.campaigns.participants import Participants, participants_with
from chiso.office.compiled import Compiled, given
from chiso.office.errors import NotFound
from chiso.office.ledger.work import chain_of_agency
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may


@dataclass(frozen=True, slots=True)
class Submitting:
    """An agency that answers for something in a campaign."""

    participants: Participants
    agency: Agency

    @property
    def campaign(self) -> Campaign:
        """The campaign."""
        return self.participants.campaign

    @property
    def where(self) -> Where:
        """The place, for rights and for the record."""
        return where_of_agency(self.campaign, self.agency)


def where_of_agency(campaign: Campaign, agency: Agency) -> Where:
    """All that an agency answers for in a campaign."""
    return Where(agency, campaign, chain=chain_of_agency(campaign.pk, agency.pk))


def submitting_for(person: Person, key: str, agency_key: str, action: str = SEE_SUBMISSION) -> Submitting:
    """An agency of a campaign for who may see its submission. Raises NotFound."""
    campaign = campaign_for(person, key)
    agency = _ANSWERING_FOR.first(key=agency_key, campaign=campaign.pk)
    if agency is None or not may(person, action, where_of_agency(campaign, agency)):
        raise NotFound
    return Submitting(participants_with(campaign, agency), agency)


_ANSWERING_FOR = Compiled(
    lambda: Agency.objects.filter(
        key=given("key", CharField()), answers_for__campaign=given("campaign", BigIntegerField())
    ).order_by()[:1]
)


def receipt_for(person: Person, key: str, receipt_key: str) -> Receipt:
    """A receipt by its key: everybody in the office who holds it may check it. Raises NotFound."""
    campaign = campaign_for(person, key)
    with scopes_disabled():
        receipt: Receipt | None = (
            Receipt.objects.select_related("submission", "agency", "by", "approved_by")
            .filter(campaign=campaign, key=receipt_key)
            .first()
        )
    if receipt is None:
        raise NotFound
    receipt.campaign = campaign
    return receipt


def may_read(person: Person, receipt: Receipt) -> bool:
    """Whether somebody who checks a receipt may also see what it counts."""
    return may(person, SEE_SUBMISSION, where_of_agency(receipt.campaign, receipt.agency))
