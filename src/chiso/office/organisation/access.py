"""Who may change agencies, their sections and contact points; everybody in the office reads them."""

from __future__ import annotations

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.organisation.models import Agency, ContactPoint, Proposal, Section
from chiso.office.people.models import Person
from chiso.office.people.rights import Right, Where, Whose, declare, require_for_page
from chiso.office.people.roles import Role

CHANGE = "organisation.change"
KEEP = "organisation.keep"


def declare_rights() -> None:
    """Called once, when the app is ready."""
    declare(
        Right(CHANGE, Role.COORDINATOR),
        Right(KEEP, Role.COORDINATOR),
        Right(KEEP, Role.AGENCY_HEAD, Whose.OWN),
        Right(KEEP, Role.AGENCY_OFFICER, Whose.OWN),
        titles={
            CHANGE: text("bring tables of units and accept what they change"),
            KEEP: text("keep sections and contact points of agencies"),
        },
    )


def agency_for(_person: Person, key: str) -> Agency:
    """An agency by its key: no secret within the office. Raises NotFound."""
    agency = Agency.objects.filter(key=key).first()
    if agency is None:
        raise NotFound
    return agency


def proposal_for(person: Person, key: str) -> Proposal:
    """A proposal by its key, for who may accept it. Raises NoRight, NotFound."""
    require_for_page(person, CHANGE, Where())
    proposal = Proposal.objects.filter(key=key).first()
    if proposal is None:
        raise NotFound
    return proposal


def section_for(person: Person, key: str) -> Section:
    """A section by its key, for who keeps its agency. Raises NotFound, NoRight."""
    section = Section.objects.select_related("agency").filter(key=key).first()
    if section is None:
        raise NotFound
    require_for_page(person, KEEP, Where(section.agency))
    return section


def contact_for(person: Person, key: str) -> ContactPoint:
    """A contact point by its key, for who keeps its agency. Raises NotFound, NoRight."""
    contact = ContactPoint.objects.select_related("agency").filter(key=key).first()
    if contact is None:
        raise NotFound
    require_for_page(person, KEEP, Where(contact.agency))
    return contact
